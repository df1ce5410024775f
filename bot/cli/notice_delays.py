"""`concilia notice stay`, `excuse`, `delays`, `heard`: what holds a notice's clock, and what starts it anew (N4)."""

import json
from datetime import date, datetime
from typing import Annotated

import typer

from bot.application.notices.excuses import ExcuseOrder, KeptExcuse, end_on, put_down, withdraw
from bot.application.notices.planning import NotADocument
from bot.application.notices.reports import AnswerNotHeard
from bot.cli.back_office import AT_THE_COMMAND_LINE
from bot.cli.notice_office import with_office
from bot.domain.documents import document_of, masked
from bot.domain.notices.excuses import Excuse, ExcuseKind
from bot.parts.notice_office import NoticeOffice

delays = typer.Typer()

Cpf = Annotated[str, typer.Option(metavar="CPF", help="Whose: anybody in the plan.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="What it is known by; kept sealed.")]
Creditor = Annotated[str | None, typer.Option(metavar="SLUG", help="Where several know the person.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who says so.")]
From = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="The first day.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The last day.")]
Titles = Annotated[list[str] | None, typer.Option(metavar="NUMBER", help="Only of this title; may be repeated.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@delays.command()
def stay(  # noqa: PLR0913 - each is an option
    *,
    cpf: Cpf,
    starts: From,
    why: Why,
    until: Until = None,
    creditor: Creditor = None,
    by: By = AT_THE_COMMAND_LINE,
    as_json: AsJson = False,
) -> None:
    """Put down a stay in hospital: it blocks the clock while it lasts; without a last day, until one is put down."""
    period = Excuse(ExcuseKind.HOSPITAL, starts.date(), _day(until))
    _put(ExcuseOrder(cpf, period, why, by, creditor), as_json=as_json)


@delays.command()
def excuse(  # noqa: PLR0913 - each is an option
    *,
    cpf: Cpf,
    starts: From,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The last day.")],
    why: Why,
    title: Titles = None,
    creditor: Creditor = None,
    by: By = AT_THE_COMMAND_LINE,
    as_json: AsJson = False,
) -> None:
    """Put down days of delay the operator caused: they do not count."""
    period = Excuse(ExcuseKind.OPERATOR, starts.date(), until.date(), tuple(title or ()))
    _put(ExcuseOrder(cpf, period, why, by, creditor), as_json=as_json)


@delays.command("delays")
def list_delays(  # noqa: PLR0913 - each is an option
    *,
    cpf: Annotated[str | None, typer.Option(metavar="CPF", help="Only this person.")] = None,
    end: Annotated[int | None, typer.Option(metavar="ID", help="This one ends on the day of --until.")] = None,
    until: Until = None,
    mistake: Annotated[int | None, typer.Option(metavar="ID", help="This one was put down by mistake.")] = None,
    by: By = AT_THE_COMMAND_LINE,
    as_json: AsJson = False,
) -> None:
    """Show stays and excused days; or end one, or withdraw it."""
    if end is not None:
        if until is None:
            raise typer.BadParameter("--end needs --until")
        ended, last = end, until.date()
        _say(with_office(lambda office: end_on(ended, last, by, office.excuses)), as_json=as_json)
    elif mistake is not None:
        wrong = mistake
        _say(with_office(lambda office: withdraw(wrong, by, office.excuses, office.clock.now())), as_json=as_json)
    else:
        _list(cpf, as_json=as_json)


@delays.command()
def heard(
    notice_id: Annotated[int, typer.Argument(metavar="ID", help="The notice's number in the list.")],
    at: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"], metavar="WHEN", help="When the person had it.")
    ],
    how: Annotated[str, typer.Option(metavar="TEXT", help="The letter's receipt, or the call.")],
    by: By = AT_THE_COMMAND_LINE,
) -> None:
    """Put down that the person had the answer to the contest, by letter or phone: the new term runs from then."""

    async def tell(office: NoticeOffice) -> date:
        zone, now = office.clock.business_now().tzinfo, office.clock.now()
        when = at.replace(tzinfo=zone)
        if when > now or not how.strip():
            raise AnswerNotHeard(notice_id)
        last_day = await office.notices.answer_heard(notice_id, when, {"by": by, "how": how.strip()})
        if last_day is None:
            raise AnswerNotHeard(notice_id)
        return last_day

    typer.echo(f"the term runs until {with_office(tell):%Y-%m-%d}")


def _put(order: ExcuseOrder, *, as_json: bool) -> None:
    _say(with_office(lambda office: put_down(order, office.excuses, office.clock.now())), as_json=as_json)


def _list(cpf: str | None, *, as_json: bool) -> None:
    document = document_of(cpf) if cpf is not None else None
    if cpf is not None and document is None:
        raise NotADocument(f"{cpf!r} is neither a CPF nor a CNPJ")
    found = with_office(lambda office: office.excuses.kept(document))
    if as_json:
        typer.echo(json.dumps([one.shown() for one in found], ensure_ascii=False))
        return
    for one in found:
        typer.echo(_line(one))


def _say(one: KeptExcuse, *, as_json: bool) -> None:
    typer.echo(json.dumps(one.shown(), ensure_ascii=False) if as_json else _line(one))


def _line(one: KeptExcuse) -> str:
    period = one.excuse
    until = f"{period.ends:%Y-%m-%d}" if period.ends else "no last day"
    note = f"withdrawn by {one.withdrawn_by}" if one.withdrawn_by else f"by {one.recorded_by}"
    when = f"{period.kind:<8}  {period.starts:%Y-%m-%d} to {until}"
    return f"{one.id:>6}  {masked(one.document)}  {when}  {note}: {one.why}"


def _day(at: datetime | None) -> date | None:
    return at.date() if at is not None else None
