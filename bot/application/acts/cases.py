"""Cases a debtor opens in a conversation, what is added to them, and the titles they hold (H1, G3)."""

from dataclasses import replace
from datetime import date, timedelta

from bot.application.changes import CaseNoted, CaseOpened
from bot.application.desk import Desk
from bot.application.wording import day, month_name
from bot.domain.cases import narrowed
from bot.domain.due_dates import payable_on
from bot.domain.people import OpenCase
from bot.domain.reading.payroll import speaks_of_payroll

CASE_WORKING_DAYS = 3
IN_AGREEMENT = "agreement"
_DOCUMENT_CASE = "already_paid"
_CASES_WITH_PAPERS = ("case_already_paid", "case_payroll", "case_contest")


async def open_case(desk: Desk) -> str:
    """A task with a deadline, while the bot goes on; the same subject opens one case, as long as it is open."""
    kind = desk.arguments["kind"]
    kept = _kept(desk, f"case_{kind}")
    if kept is not None:
        _fill(desk, *kept)
        _add(desk, kept[0], "")
        return "already"
    await _open(desk, kind)
    month = desk.first("competence")
    if month is None:
        return "opened"
    desk.fill(asked_month=month_name(date.fromisoformat(f"{month.value}-01")))
    return "opened_month"


async def receive_document(desk: Desk) -> str:
    """What a verified debtor sends or adds is filed with the last case; from anyone else it is not opened (G3)."""
    if not desk.verification.is_confirmed:
        return "unexpected"
    about = [_kept(desk, key) for key in reversed(desk.memory) if key in _CASES_WITH_PAPERS]
    kept = next((one for one in about if one is not None), None)
    if kept is None:
        await _open(desk, _DOCUMENT_CASE)
        return "filed"
    _fill(desk, *kept)
    _add(desk, kept[0], desk.text)
    return "filed"


async def case_status(desk: Desk) -> str:
    """What happens next with what was opened: who answers, and by when; the case nearest to its answer."""
    case = min(desk.account.cases, key=lambda one: one.deadline, default=None) if desk.account else None
    if case is None:
        return "none"
    _fill(desk, case.number, day(case.deadline))
    return "contested" if case.kind == "contest" else "in_review"


async def payment_claim(desk: Desk) -> str:
    """Whether "já paguei" means the payroll: that is settled with who runs it, without blame (C12)."""
    return "payroll" if speaks_of_payroll(desk.text) else "paid"


def _kept(desk: Desk, key: str) -> tuple[str, str] | None:
    """Number and deadline of a case of this conversation; one closed meanwhile is no more."""
    number, _, deadline = desk.memory.get(key, "").partition("|")
    is_open = desk.account is None or number in {case.number for case in desk.account.cases}
    return (number, deadline) if number and is_open else None


def _fill(desk: Desk, number: str, deadline: str) -> None:
    desk.fill(case_number=number, case_deadline=deadline)


async def _open(desk: Desk, kind: str) -> None:
    number = await desk.services.numbers.case(desk.today)
    deadline, titles, account = _deadline(desk), _titles_named(desk) or _all_titles(desk), desk.account
    person = account.person.id if account else None
    desk.record(CaseOpened(number, kind, person, deadline, desk.text, titles, _media(desk)))
    if account is not None:
        account.cases.append(OpenCase(number, kind, desk.at.real, deadline, titles))
    desk.memory[f"case_{kind}"] = f"{number}|{day(deadline)}"
    _fill(desk, number, day(deadline))


def _add(desk: Desk, number: str, note: str) -> None:
    """Words and papers for a case; the months named say which titles it is about."""
    named, media, account = _titles_named(desk), _media(desk), desk.account
    case = next((one for one in account.cases if one.number == number), None) if account else None
    titles = None
    if account is not None and case is not None and named:
        titles = narrowed(case, named, _all_titles(desk))
        account.cases[account.cases.index(case)] = replace(case, title_numbers=titles)
    if note or media or titles is not None:
        desk.record(CaseNoted(number, note, media, titles))


def _deadline(desk: Desk) -> date:
    deadline = desk.today
    holidays = desk.services.calendar.holidays(deadline, deadline + timedelta(days=30))
    for _ in range(CASE_WORKING_DAYS):
        deadline = payable_on(deadline + timedelta(days=1), holidays)
    return deadline


def _media(desk: Desk) -> tuple[str, ...]:
    return tuple(media.url for message in desk.messages for media in message.media)


def _titles_named(desk: Desk) -> tuple[str, ...]:
    """The titles of the months the debtor named."""
    months = {entity.value for entity in desk.entities("competence")}
    titles = desk.account.titles if desk.account else ()
    return tuple(title.number for title in titles if f"{title.competence:%Y-%m}" in months)


def _all_titles(desk: Desk) -> tuple[str, ...]:
    """Every open title; of a charge that an agreement forbids, those of the agreement (T7)."""
    if desk.account is None:
        return ()
    is_agreed = desk.arguments.get("about") == IN_AGREEMENT
    titles = desk.account.titles_in_agreement if is_agreed else desk.account.titles
    return tuple(title.number for title in titles)
