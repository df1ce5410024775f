"""`concilia erase`: removes what names a person; the proofs of all others stay valid (section 10)."""

import asyncio
import json
from typing import Annotated

import typer

from bot.application.erasure import Erasure, Standing, Wanted, refuse_what_may_not_be
from bot.cli.back_office import AT_THE_COMMAND_LINE
from bot.cli.person import personal_data, wanted_of
from bot.domain.errors import BotError

app = typer.Typer()


class NotConfirmed(BotError):
    """Asked whether to erase, nobody said yes."""


@app.command()
def erase(  # noqa: PLR0913, PLR0917 - one for each option
    debtor: Annotated[str, typer.Option(metavar="CPF", help="Whose data, under all registrations.")],
    creditor: Annotated[str | None, typer.Option(metavar="SLUG", help="Only as this creditor's debtor.")] = None,
    even_so: Annotated[
        str, typer.Option(metavar="REASON", help="Erase though an agreement, a notice or a case is open; kept.")
    ] = "",
    by: Annotated[str, typer.Option(help="Who erases; kept.")] = AT_THE_COMMAND_LINE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Erase everything that names a person; this cannot be undone."""
    erased = asyncio.run(_erase(wanted_of(debtor, creditor), (by, even_so.strip()), yes))
    if as_json:
        typer.echo(json.dumps({"registrations": erased.registrations, "conversations": erased.conversations}))
    else:
        typer.echo(f"erased: {_amount(erased)}", err=True)


async def _erase(wanted: Wanted, who_and_why: tuple[str, str], is_agreed: bool) -> Standing:
    async with personal_data() as (data, clock):
        erasure = Erasure(wanted, who_and_why[0], clock.now(), who_and_why[1])
        if not is_agreed:
            standing = await data.standing(wanted, erasure.at)
            refuse_what_may_not_be(standing, erasure)
            if not typer.confirm(f"Erase {wanted} for good: {_amount(standing)}?", err=True):
                raise NotConfirmed("nothing was erased")
        return await data.erase(erasure)


def _amount(standing: Standing) -> str:
    return f"{standing.registrations} registrations, {standing.conversations} conversations"
