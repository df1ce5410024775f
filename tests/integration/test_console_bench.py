"""`bench console` still knows its way about the console."""

from pathlib import Path

import pytest

from bench import console
from bench.console import FEW, console_times


async def test_every_page_and_action_measured_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises for what is refused; each is asked once here."""
    monkeypatch.setattr(console, "READS", 1)
    monkeypatch.setattr(console, "ACTS", 1)

    times = await console_times(tmp_path, FEW)

    assert all(times[name].core for name in ("bare", "deal panel", "floor today"))
    assert len(times) > 30
