"""Takes a portfolio in, in a process of its own: `python -m bot.apart.importing`, told on stdin.

Reading a large sheet holds the interpreter for seconds at a time: on a thread of the api, acknowledgements waited.
"""

import asyncio
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.apart.behind import behind_live_turns
from bot.apart.command import run_apart
from bot.application.import_portfolio import (
    BaseDateInFuture,
    CreditorUnknown,
    FileRefused,
    ImportBroke,
    ImportReport,
)
from bot.application.portfolio.columns import HeaderRefused
from bot.application.portfolio.sheet import SheetUnreadable
from bot.config import Settings
from bot.parts.portfolios import Request, import_file

IMPORT = (sys.executable, "-m", "bot.apart.importing")
REFUSALS = (BaseDateInFuture, CreditorUnknown, FileRefused, HeaderRefused, SheetUnreadable)
REFUSED = 3  # the exit code where the file was not taken, for the reason on stdout


async def import_apart(settings: Settings, request: Request) -> ImportReport:
    """The same beside a service that goes on answering. Raises FileRefused and ImportBroke."""
    ended = await run_apart(IMPORT, _nobody_listens, _told_to_child(settings, request))
    if ended.code == REFUSED:
        raise FileRefused(ended.written)
    if ended.code != 0:
        raise ImportBroke
    return ImportReport.of_document(json.loads(ended.written))


def main() -> None:
    behind_live_turns()
    settings, request = _understood(json.load(sys.stdin))
    try:
        report = asyncio.run(import_file(settings, request))
    except REFUSALS as refusal:
        sys.stdout.write(str(refusal))
        sys.exit(REFUSED)
    sys.stdout.write(json.dumps(report.document()))


async def _nobody_listens(_line: str) -> bool:
    return True


def _told_to_child(settings: Settings, request: Request) -> str:
    """All the process needs to know; secrets stay out of its command line."""
    known = {
        "home": str(settings.home),
        "now": settings.now.isoformat() if settings.now else None,
        "keys": settings.keys.get_secret_value(),
        "database_url": settings.database_url,
    }
    asked = {
        "file": str(request.file),
        "creditor": request.creditor,
        "base_date": request.base_date.isoformat() if request.base_date else None,
        "is_full": request.is_full,
        "dry_run": request.dry_run,
    }
    return json.dumps({"settings": known, "request": asked})


def _understood(told: dict[str, dict[str, Any]]) -> tuple[Settings, Request]:
    known, asked = told["settings"], told["request"]
    now = datetime.fromisoformat(known["now"]) if known["now"] else None
    known |= {"keys": SecretStr(known["keys"]), "now": now}
    drawn = date.fromisoformat(asked["base_date"]) if asked["base_date"] else None
    asked |= {"file": Path(asked["file"]), "base_date": drawn}
    return Settings(_env_file=None, env="development", **known), Request(**asked)


if __name__ == "__main__":
    main()
