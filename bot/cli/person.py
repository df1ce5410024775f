"""`concilia person`: writes down everything held about a person, for them to read (section 10; LGPD, art. 18)."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.db.personal.erasure import SqlPersonalData
from bot.application.erasure import Wanted
from bot.application.notices.planning import NotADocument
from bot.cli.back_office import AT_THE_COMMAND_LINE
from bot.cli.connected import connected_settings
from bot.domain.documents import document_of
from bot.parts.opened import opened_database

app = typer.Typer()


@app.command()
def person(
    debtor: Annotated[str, typer.Option(metavar="CPF", help="Whose data, under all registrations.")],
    out: Annotated[Path, typer.Option(metavar="FILE.json", help="Where to write it.")],
    creditor: Annotated[str | None, typer.Option(metavar="SLUG", help="Only as this creditor's debtor.")] = None,
    by: Annotated[str, typer.Option(help="Who asks; kept.")] = AT_THE_COMMAND_LINE,
) -> None:
    """Write everything held about a person as one readable JSON; that it was asked for is on record."""
    held = asyncio.run(_everything(wanted_of(debtor, creditor), by))
    out.touch(mode=0o600)  # for nobody else's eyes
    out.write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n")


def wanted_of(debtor: str, creditor: str | None) -> Wanted:
    document = document_of(debtor)
    if document is None:
        raise NotADocument(f"{debtor!r} is neither a CPF nor a CNPJ")
    return Wanted(document, creditor)


@asynccontextmanager
async def personal_data() -> AsyncIterator[tuple[SqlPersonalData, SystemClock]]:
    settings = connected_settings()
    async with opened_database(settings) as database:
        yield SqlPersonalData(database), SystemClock(settings.now)


async def _everything(wanted: Wanted, by: str) -> Mapping[str, object]:
    async with personal_data() as (data, clock):
        return await data.everything(wanted, by, clock.now())
