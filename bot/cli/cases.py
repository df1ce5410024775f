"""`concilia cases`: the tasks waiting for people, and closing one with its outcome (H1, G3)."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.application.cases import CaseToWorkOn, Closed, close_case, who_works_on
from bot.cli.back_office import AT_THE_COMMAND_LINE, back_office

app = typer.Typer()
cases = typer.Typer(no_args_is_help=True, help="Tasks waiting for people.")
app.add_typer(cases, name="cases")


@cases.command("list")
def list_cases(
    creditor: Annotated[str | None, typer.Option(help="Only this creditor's.")] = None,
    late: Annotated[bool, typer.Option("--late", help="Only those past their deadline: a supervisor's.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Show the open cases, late ones first; what the debtor wrote is not in the list."""
    waiting = [(case, is_late) for case, is_late in asyncio.run(_waiting(creditor)) if is_late or not late]
    if as_json:
        typer.echo(json.dumps([_document(case, is_late) for case, is_late in waiting], ensure_ascii=False))
        return
    for case, is_late in waiting:
        typer.echo(_line(case, is_late))
    if not waiting:
        typer.echo("no case is open", err=True)


@cases.command()
def close(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The chamado.")],
    outcome: Annotated[str, typer.Option(help="How it ended: the debtor is told these very words.")],
    by: Annotated[str, typer.Option(help="Who closed it.")] = AT_THE_COMMAND_LINE,
) -> None:
    """Close a case with its outcome, which whoever opened it hears."""
    asyncio.run(_close(number, outcome, by))
    typer.echo(f"case {number} is closed", err=True)


async def _waiting(creditor: str | None) -> Sequence[tuple[CaseToWorkOn, bool]]:
    async with back_office() as office:
        found = await office.cases.waiting(creditor)
        return [(case, case.is_late(office.business_now.date())) for case in found]


async def _close(number: str, outcome: str, by: str) -> None:
    async with back_office() as office:
        await close_case(office.cases, number, Closed(by, office.now, outcome))


def _document(case: CaseToWorkOn, is_late: bool) -> dict[str, object]:
    return {
        "number": case.number,
        "kind": case.kind,
        "creditor": case.creditor,
        "person": case.person,
        "document": case.document,
        "titles": list(case.title_numbers),
        "opened_at": case.opened_at.isoformat(),
        "deadline": case.deadline.isoformat(),
        "late": is_late,
        "with": who_works_on(is_late=is_late).value,
    }


def _line(case: CaseToWorkOn, is_late: bool) -> str:
    deadline = f"{case.deadline} {'LATE' if is_late else '    '}  {who_works_on(is_late=is_late):<10}"
    return f"{case.number}  {deadline}  {case.kind:<16}  {case.document or '-':<18}  {case.person or '-'}"
