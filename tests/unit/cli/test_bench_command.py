"""`concilia bench`: hands everything on to the checkout's measurements; nothing is measured here."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bench.__main__ import main as measure
from bot.cli import bench, main


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["concilia", "bench", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_the_measurements_tell_their_options(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code = ended(monkeypatch, "--help")

    told = capfd.readouterr().out
    assert code == 0
    assert all(word in told for word in ("ack", "turn", "import", "--seconds", "--rows"))


def test_an_unknown_measurement_is_wrong_usage() -> None:
    """Asked here: a process for it would import all there is once more."""
    measurements = typer.Typer()
    measurements.command()(measure)

    done = CliRunner().invoke(measurements, ["bogus"])

    assert done.exit_code == 2
    assert "bogus" in done.output


def test_an_installation_without_them_says_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(bench, "ROOT", tmp_path)

    assert ended(monkeypatch) == 1
    assert capfd.readouterr().err == ("concilia: the measurements come with the checkout, and are not installed here\n")
