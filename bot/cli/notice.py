"""`concilia notice …`: plans notices, lists them, writes their sheets and their proofs (N4-N7)."""

import asyncio
import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.documents.certificate_pdf import Terms
from bot.adapters.notice_sheets import write_letters, write_notices
from bot.application.evidence.bundle import make_bundle
from bot.application.notices.clock_job import DayDone, Decision
from bot.application.notices.day_list import look_over
from bot.application.notices.planning import NotADocument, Order, plan_batch
from bot.application.notices.reports import Letter, LetterUnknown, ListedNotice, NoticeUnknown
from bot.cli.back_office import AT_THE_COMMAND_LINE, masked_contact
from bot.cli.notice_delays import delays
from bot.cli.notice_office import with_office
from bot.domain.documents import document_of, masked
from bot.domain.evidence.checking import bundle_bytes
from bot.parts.evidence import evidence_tools, make_certificate
from bot.parts.notice_office import NoticeOffice

app = typer.Typer()
notice = typer.Typer(no_args_is_help=True, help="Notices of RN 593/2023: issue, list, prove.")
app.add_typer(notice, name="notice")
notice.add_typer(delays)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="The notice's number in the list.")]
Cpf = Annotated[str | None, typer.Option(metavar="CPF", help="Only this person.")]


@notice.command()
def issue(
    creditor: Annotated[str, typer.Option(metavar="SLUG")],
    cpf: Cpf = None,
    due: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Days overdue as of it; today.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan the notices of everyone due, each once; the worker sends them in lawful hours."""
    order = Order(creditor, AT_THE_COMMAND_LINE, due.date() if due else None, cpf)

    async def plan(office: NoticeOffice) -> dict[str, object]:
        return (await plan_batch(order, office.plan_tools())).document()

    planned = with_office(plan)
    if as_json:
        _print(planned)
        return
    skipped = planned["skipped"]
    assert isinstance(skipped, list)
    typer.echo(f"{planned['planned']} planned, {len(skipped)} skipped")
    for each in skipped:
        typer.echo(f"{masked(each['cpf'])}  {each['reason']}")


@notice.command("list")
def list_notices(cpf: Cpf = None, as_json: AsJson = False) -> None:
    """Show notices with their states and times, oldest first."""
    document = document_of(cpf) if cpf is not None else None
    if cpf is not None and document is None:
        raise NotADocument(f"{cpf!r} is neither a CPF nor a CNPJ")
    found = with_office(lambda office: office.reports.listed(document))
    if as_json:
        _print([one.document() for one in found])
        return
    for one in found:
        typer.echo(_line(one))


@notice.command()
def export(out: Annotated[Path, typer.Argument(metavar="OUT.xlsx")]) -> None:
    """Write the sheets of notices and of active contacts."""

    async def write(office: NoticeOffice) -> None:
        notices, attempts = await office.reports.listed(), await office.reports.attempts()
        await asyncio.to_thread(write_notices, out, notices, attempts, office.policies)

    with_office(write)


@notice.command()
def certificate(
    notice_id: Number, out: Annotated[Path, typer.Option(metavar="FILE.pdf", help="Where to write it.")]
) -> None:
    """Write the certificate of a notice: one page, with what each time proves."""

    async def certify(office: NoticeOffice) -> bytes:
        tools = evidence_tools(office.database)
        found = await tools.notices.notice(notice_id)
        if found is None:
            raise NoticeUnknown(notice_id)
        terms = Terms(office.clock.now(), tools.signer.public_key, office.settings.public_url)
        return (await make_certificate(notice_id, tools, office.policies[found.creditor], terms)).content

    out.write_bytes(with_office(certify))


@notice.command()
def bundle(
    notice_id: Number, out: Annotated[Path, typer.Option(metavar="FILE.json", help="Where to write it.")]
) -> None:
    """Write the evidence of a notice as one file that `concilia verify` checks offline."""

    async def gather(office: NoticeOffice) -> bytes:
        return bundle_bytes(await make_bundle(notice_id, evidence_tools(office.database), office.clock.now()))

    out.write_bytes(with_office(gather))


@notice.command()
def clock(as_json: AsJson = False) -> None:
    """Run the daily job now: what settled, what ran out, and what a person may decide; nothing is cancelled."""
    done: DayDone = with_office(lambda office: look_over(office.day_tools()))
    if as_json:
        counts = {"settled": done.settled, "expired": done.expired, "unheard": done.unheard}
        _print({**counts, "decide": [_decision(one) for one in done.decisions]})
        return
    typer.echo(f"{done.settled} settled, {done.expired} ran out, {done.unheard} answers to contests not heard yet")
    for one in done.decisions:
        typer.echo(f"{one.notice.id:>6}  {masked(one.person.document)}  {', '.join(one.standing.why)}")


@notice.command()
def letters(
    out: Annotated[Path | None, typer.Option(metavar="OUT.xlsx", help="Write the list as a sheet.")] = None,
    sent: Annotated[int | None, typer.Option(metavar="ID", help="This one went, or was told by phone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show who is to be told by registered letter or phone, and why."""
    if sent is not None:
        with_office(lambda office: _letter_sent(office, sent))
        return
    waiting = with_office(lambda office: office.reports.letters())
    if out is not None:
        write_letters(out, waiting)
    elif as_json:
        _print([_letter(one) for one in waiting])
    else:
        for one in waiting:
            typer.echo(f"{one.id:>6}  {one.since:%Y-%m-%d}  {masked(one.person.document)}  {one.reason}")


async def _letter_sent(office: NoticeOffice, attempt_id: int) -> None:
    if not await office.reports.letter_sent(attempt_id, office.clock.now()):
        raise LetterUnknown(attempt_id)


def _print(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))


def _line(one: ListedNotice) -> str:
    told = one.notice
    deadline: date | str = told.deadline or ""
    return f"{told.id:>6}  {told.protocol or '-':<20}  {told.state:<12}  {masked(one.person.document)}  {deadline}"


def _decision(one: Decision) -> dict[str, object]:
    standing = one.standing
    return {
        "id": one.notice.id,
        "protocol": one.notice.protocol,
        "cpf": masked(one.person.document),
        "why": list(standing.why),
        "unpaid": list(standing.unpaid),
        "counted": list(standing.counted),
        "days_overdue": standing.days_overdue,
        "deadline": standing.term.last_day.isoformat() if standing.term else None,
    }


def _letter(one: Letter) -> dict[str, object]:
    return {
        "id": one.id,
        "attempt": one.number,
        "notice": one.notice_id,
        "cpf": one.person.document,
        "reason": one.reason,
        "since": one.since.isoformat(),
        "phones": [masked_contact(phone) for phone in one.phones],
    }
