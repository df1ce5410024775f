"""`concilia verify FILE.json` (contract, N5)."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.evidence.checking import bundle_bytes
from tests.local_authority import LocalAuthority
from tests.unit.evidence.bundles import AUTHORITY, SIGNER, a_bundle, changed, checked


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["verify", str(path), *options])


@pytest.fixture
def stamped() -> dict[str, Any]:
    return a_bundle(next(seed for seed in range(8) if checked(a_bundle(seed)).stamps))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "prova.json"


def test_a_bundle_as_it_was_made_is_ok(file: Path, stamped: dict[str, Any]) -> None:
    file.write_bytes(bundle_bytes(stamped))

    done = run(file)

    assert (done.exit_code, done.stdout) == (0, "ok\n")
    assert "stamped 2026-11-20T16:00:00+00:00 by http://carimbo.exemplo.invalid/" in done.stderr
    assert SIGNER.public_key.hex() in done.stderr


def test_what_was_altered_is_named(file: Path) -> None:
    file.write_bytes(bundle_bytes(changed(a_bundle(), ("entries", 6, "entry", "facts", "text"), lambda _: "Não li")))

    done = run(file)

    assert done.exit_code == 1
    assert done.stdout.startswith("entry 6: altered: it is not what was committed to\n")


def test_an_erased_notice_is_ok_and_said_to_be_redacted(file: Path) -> None:
    """Section 10."""
    file.write_bytes(bundle_bytes(a_bundle(erased=True)))

    assert run(file).stdout == "ok\nredacted: 7 of 7 entries\n"


def test_one_json_document_says_it_all(file: Path) -> None:
    file.write_bytes(bundle_bytes(a_bundle()))

    told = json.loads(run(file, "--json").stdout)

    assert (told["ok"], told["problems"], told["entries"]) == (True, [], 7)


def test_another_key_than_the_published_one_is_refused(file: Path) -> None:
    file.write_bytes(bundle_bytes(a_bundle()))

    assert run(file, "--key", SIGNER.public_key.hex().upper()).exit_code == 0
    assert run(file, "--key", "00" * 32).exit_code == 1


def test_time_stamps_lead_to_the_root_that_is_given(file: Path, tmp_path: Path, stamped: dict[str, Any]) -> None:
    file.write_bytes(bundle_bytes(stamped))
    ours, strange, none = (tmp_path / name for name in ("ours.pem", "strange.pem", "none.pem"))
    ours.write_bytes(AUTHORITY.root.public_bytes(Encoding.PEM))
    strange.write_bytes(LocalAuthority().root.public_bytes(Encoding.PEM))
    none.write_text("no certificate")

    assert run(file, "--tsa-root", str(ours)).exit_code == 0
    assert "is not signed as it should be" in run(file, "--tsa-root", str(strange)).stdout
    assert run(file, "--tsa-root", str(none)).exit_code == 1


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run(tmp_path / "nothing.json").exit_code == 2
