"""What the supervisor does: words for the terminal, and the same as one JSON line an event for who collects logs."""

import sys
from collections.abc import Callable
from pathlib import Path

from bot.logs import json_line

type Say = Callable[[str], None]

LARGEST_LOG = 20_000_000


def told_twice(home: Path, say: Say) -> Say:
    """To the terminal and into `logs/supervisor.log`; a disk that is full silences only the file."""
    log = home / "logs" / "supervisor.log"

    def tell(line: str) -> None:
        say(line)
        try:
            _write(log, json_line("supervisor", "info", line))
        except OSError as error:
            sys.stderr.write(f"concilia: not written to {log}: {error.strerror}\n")

    return tell


def _write(log: Path, line: str) -> None:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
