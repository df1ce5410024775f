"""What a killed training left is swept by the next one; what another is making is not."""

import fcntl
import os
from pathlib import Path

from bot.adapters.release_store import MODEL_FILE, ReleaseFolder
from bot.adapters.unfinished import LEFT_FOR_S, PREFIX, unfinished


def left_behind(folder: Path, name: str, *, seconds_ago: float = LEFT_FOR_S + 1) -> Path:
    left = folder / f"{PREFIX}{name}"
    left.mkdir(parents=True)
    (left / MODEL_FILE).write_bytes(b"half")
    then = left.stat().st_mtime - seconds_ago
    os.utime(left, (then, then))
    return left


def trained(out: Path) -> None:
    out.write_bytes(b"trained")


def test_what_a_killed_maker_left_is_swept(tmp_path: Path) -> None:
    left = left_behind(tmp_path, "killed")

    with unfinished(tmp_path) as work:
        assert work.is_dir()
        assert not left.exists()

    assert list(tmp_path.iterdir()) == []


def test_what_another_is_making_stays_however_long_it_takes(tmp_path: Path) -> None:
    with unfinished(tmp_path) as others:
        then = others.stat().st_mtime - 100 * LEFT_FOR_S
        os.utime(others, (then, then))
        with unfinished(tmp_path):
            assert others.is_dir()


def test_what_was_made_just_now_stays_though_nobody_holds_it(tmp_path: Path) -> None:
    left = left_behind(tmp_path, "new", seconds_ago=0)

    with unfinished(tmp_path):
        assert left.is_dir()


def test_a_maker_that_ends_lets_go(tmp_path: Path) -> None:
    with unfinished(tmp_path) as work:
        descriptor = os.open(work, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)

    assert not work.exists()


def test_a_training_sweeps_beside_the_models_and_a_release_beside_the_releases(tmp_path: Path) -> None:
    store = ReleaseFolder(tmp_path / "home" / "releases", tmp_path / "models")
    lefts = [left_behind(tmp_path / "models", "a"), left_behind(tmp_path / "home", "b")]

    with store.writing("one", {}) as folder:
        folder.mkdir()
        store.put_model(folder, "model", trained)

    assert [left for left in lefts if left.exists()] == []
    assert (tmp_path / "models" / "model.tar.gz").read_bytes() == b"trained"
