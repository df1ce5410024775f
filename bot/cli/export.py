"""`concilia export`: the sheets finance takes out (N7, R4)."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.calendar import HolidayCalendar
from bot.application.exports import Exported, ExportKind, ExportOrder
from bot.cli.connected import connected_settings
from bot.domain.errors import BotError
from bot.parts.exports import SheetWriter
from bot.parts.notice_office import notice_office
from bot.parts.portfolios import policies_in_force

app = typer.Typer()

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")]


class CreditorNotHere(BotError):
    """No creditor has this name."""

    def __init__(self, slug: str, known: list[str]) -> None:
        super().__init__(f"no creditor {slug!r}; there are: {', '.join(known)}")
        self.slug = slug


@app.command()
def export(
    kind: Annotated[ExportKind, typer.Argument(metavar="agreements|notices|contacts")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx")],
    creditor: Annotated[str | None, typer.Option(metavar="SLUG", help="Only this creditor's.")] = None,
    since: Day = None,
    until: Day = None,
) -> None:
    """Write a sheet as finance keeps it: agreements, notices, or contacts made."""
    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter("the file must end in .xlsx", param_hint="OUT")
    days = (since.date() if since else None, until.date() if until else None)
    written = asyncio.run(_write(ExportOrder(kind, creditor, *days), out))
    typer.echo(f"{written.rows} rows written to {out}", err=True)


async def _write(order: ExportOrder, out: Path) -> Exported:
    settings = connected_settings()
    policies = await policies_in_force(settings)
    if order.creditor is not None and order.creditor not in policies:
        raise CreditorNotHere(order.creditor, sorted(policies))
    async with notice_office(settings) as office:
        return await SheetWriter(
            office.database, office.clock, HolidayCalendar(), partial(policies_in_force, settings)
        )(order, out)
