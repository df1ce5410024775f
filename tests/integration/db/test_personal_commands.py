"""`concilia erase` and `concilia person`, as an operator calls them (contract; section 10)."""

import asyncio
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.cli import obey
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.db.lives import ANA, BIA, Living

type Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command on a database of the test's own."""
    for name, value in {"HOME": str(tmp_path), "DATABASE_URL": sqlite_url, "KEYS": TEST_KEY}.items():
        monkeypatch.setenv(f"CONCILIA_{name}", value)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *arguments])
        with pytest.raises(SystemExit) as ended:
            obey()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


@pytest.fixture
def live(sqlite_url: str) -> Callable[[str], None]:
    """Has Ana live her life in the database: `whole` or still `running`."""

    def live(how: str) -> None:
        async def tell() -> None:
            storage = SqlStorage(sqlite_url, Vault([TEST_KEY]), FakeClock())
            await getattr(Living(storage), how)(ANA)
            await storage.close()

        asyncio.run(tell())

    return live


def say(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_, **__: answer == "y")


def test_a_person_is_erased_once(call: Call, live: Callable[[str], None]) -> None:
    live("whole")

    first = call("erase", "--debtor", ANA.document, "--yes", "--json")
    code, out, err = call("erase", "--debtor", ANA.document, "--yes")

    assert (first[0], json.loads(first[1])) == (0, {"registrations": 1, "conversations": 1})
    assert (code, out) == (1, "")
    assert err == f"concilia: nothing is held about ***.{ANA.document[3:6]}.{ANA.document[6:9]}-**\n"


@pytest.mark.parametrize(("answer", "code", "left"), [("n", 1, 0), ("y", 0, 1)])
def test_it_is_asked_before_erasing(
    call: Call, live: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, answer: str, code: int, left: int
) -> None:
    live("whole")
    say(monkeypatch, answer)

    ended, _, _ = call("erase", "--debtor", ANA.document)

    assert ended == code
    assert call("person", "--debtor", ANA.document, "--out", "/dev/null")[0] == left


def test_what_is_needed_is_refused_in_one_line_without_asking(call: Call, live: Callable[[str], None]) -> None:
    live("running")

    code, out, err = call("erase", "--debtor", ANA.document)
    even_so = call("erase", "--debtor", ANA.document, "--yes", "--even-so", "ordem do juiz")

    assert (code, out, len(err.strip().splitlines())) == (1, "", 1)
    assert f"agreement {ANA.agreement} has slips not paid" in err
    assert even_so[0] == 0


def test_everything_held_is_written_for_its_person_only(
    call: Call, live: Callable[[str], None], tmp_path: Path
) -> None:
    live("whole")
    out = tmp_path / "tudo.json"

    code, printed, _ = call("person", "--debtor", ANA.document, "--out", str(out))

    told = json.loads(out.read_text())
    assert (code, printed) == (0, "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert (told["document"], told["held"]["person"][0]["sealed"]["mother_name"]) == (ANA.document, ANA.mother)


def test_the_other_commands_go_on_with_what_is_left(call: Call, live: Callable[[str], None], tmp_path: Path) -> None:
    """N5: the bundle says redacted"""
    live("running")
    assert call("erase", "--debtor", ANA.document, "--yes", "--even-so", "ordem do juiz")[0] == 0
    bundle, sheet = str(tmp_path / "b.json"), str(tmp_path / "n.xlsx")

    listed = call("notice", "list", "--json")
    verified = [call("notice", "bundle", "1", "--out", bundle), call("verify", bundle)][1]
    others = [
        call("notice", "export", sheet),
        call("notice", "clock"),
        call("notice", "letters"),
        call("notice", "issue", "--creditor", "cassems"),
        call("slips", "list"),
        call("cases", "list"),
    ]

    assert call("notice", "certificate", "1", "--out", str(tmp_path / "c.pdf"))[0] == 1  # nothing left to certify
    assert [notice["state"] for notice in json.loads(listed[1])] == ["settled"]
    assert (verified[0], verified[1].splitlines()[0]) == (0, "ok")
    assert verified[1].splitlines()[1].startswith("redacted: ")
    assert [code for code, _, _ in others] == [0] * len(others)
    assert not any(trace in out for _, out, _ in others for trace in ANA.traces)


@pytest.mark.parametrize("words", [("erase", "--yes"), ("person", "--out", "tudo.json")])
@pytest.mark.parametrize("debtor", ["123", BIA.document])
def test_nobody_is_refused_in_one_line_and_writes_no_file(
    call: Call, words: tuple[str, ...], debtor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    code, out, err = call(*words, "--debtor", debtor)

    assert (code, out, len(err.strip().splitlines())) == (1, "", 1)
    assert not (tmp_path / "tudo.json").exists()
