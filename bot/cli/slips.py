"""`concilia slips`: what the back office has to issue, and taking it off the list (P12, G1)."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.adapters.clock import SAO_PAULO
from bot.application.slips import Issued, SlipToIssue, mark_issued
from bot.cli.back_office import AT_THE_COMMAND_LINE, back_office, masked_contact
from bot.domain.agreements import Installment

app = typer.Typer()
slips = typer.Typer(no_args_is_help=True, help="Slips the back office has to issue.")
app.add_typer(slips, name="slips")


@slips.command("list")
def list_slips(
    creditor: Annotated[str | None, typer.Option(help="Only this creditor's.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show the requests waiting, oldest deadline first."""
    waiting = asyncio.run(_waiting(creditor))
    if as_json:
        typer.echo(json.dumps([_document(slip, is_late) for slip, is_late in waiting], ensure_ascii=False))
        return
    for slip, is_late in waiting:
        typer.echo(_line(slip, is_late))
    if not waiting:
        typer.echo("no slip is waiting", err=True)


@slips.command("issue", hidden=True)
@slips.command()
def issued(
    request_id: Annotated[int, typer.Argument(metavar="ID", help="The request's number in the list.")],
    by: Annotated[str, typer.Option(help="Who issued them.")] = AT_THE_COMMAND_LINE,
    note: Annotated[str, typer.Option(help="Kept with the request.")] = "",
) -> None:
    """Say that the slips of a request were issued; the debtor hears it."""
    asyncio.run(_issue(request_id, by, note))
    typer.echo(f"slip request {request_id} is issued", err=True)


async def _waiting(creditor: str | None) -> Sequence[tuple[SlipToIssue, bool]]:
    async with back_office() as office:
        found = await office.slips.waiting(creditor)
        return [(slip, slip.is_late(office.business_now)) for slip in found]


async def _issue(request_id: int, by: str, note: str) -> None:
    async with back_office() as office:
        await mark_issued(office.slips, request_id, Issued(by, office.now, note))


def _document(slip: SlipToIssue, is_late: bool) -> dict[str, object]:
    return {
        "id": slip.id,
        "creditor": slip.creditor,
        "agreement": slip.agreement,
        "person": slip.person,
        "document": slip.document,
        "installments": [_part(part) for part in slip.parts],
        "reason": slip.reason,
        "deliver_by": slip.deliver_by,
        "deliver_to": masked_contact(slip.deliver_to),
        "requested_at": slip.requested_at.isoformat(),
        "deadline": slip.deadline.isoformat(),
        "late": is_late,
    }


def _part(part: Installment) -> dict[str, object]:
    return {
        "number": part.number,
        "due": part.due.isoformat(),
        "value": part.value.decimal_text(),
        "fee": part.fee.decimal_text(),
        "total": part.total.decimal_text(),
    }


def _line(slip: SlipToIssue, is_late: bool) -> str:
    numbers = ",".join(str(part.number) for part in slip.parts) or "-"
    deadline = f"{slip.deadline.astimezone(SAO_PAULO):%Y-%m-%d %H:%M} {'LATE' if is_late else '    '}"
    return (
        f"{slip.id:>6}  {deadline}  {slip.agreement}  {numbers:<12}  {slip.reason:<12}  {slip.document}  {slip.person}"
    )
