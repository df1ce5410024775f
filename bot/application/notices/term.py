"""The term of a notice as the person is told it: since when, and the exact last day (N4, N9, N11)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.application.desk import Desk
from bot.application.wording import day
from bot.domain.notices.clock import NoticeClock, Situation, Term
from bot.domain.notices.notice import Notice
from bot.domain.notices.zones import zone_of

_A_MONTH = timedelta(days=30)


async def term_of(desk: Desk, notice: Notice) -> Term | None:
    """None where there is none to tell: not valid yet, held by a contest, or the plan was cancelled before."""
    is_cancelled = notice.contents is not None and notice.contents.plan_cancelled
    if is_cancelled or notice.open_contest is not None:
        return None
    return (await _clock(desk, notice)).standing(notice, Situation(fees=()), desk.at.real).term


async def fill_term(desk: Desk, notice: Notice) -> bool:
    """Fill what is said of a valid notice; False where no last day is to be told."""
    term, zone = await term_of(desk, notice), await _zone(desk, notice)
    answered_at = notice.acknowledged_at or notice.replied_at or desk.at.real
    desk.fill(
        notice_answered_at=_moment(desk, answered_at.astimezone(zone)),
        notice_protocol=notice.protocol or desk.conversation.protocol or "",
        notice_deadline=day(term.last_day) if term else "",
        notice_deadline_note=_where_it_moves(desk, term),
    )
    return term is not None


async def _clock(desk: Desk, notice: Notice) -> NoticeClock:
    today = desk.at.real.date()
    holidays = desk.services.calendar.holidays(today - _A_MONTH, today + 2 * _A_MONTH)
    return NoticeClock(desk.policy.notice, await _zone(desk, notice), holidays)


async def _zone(desk: Desk, notice: Notice) -> ZoneInfo:
    person = await desk.services.records.person(notice.person_id)
    return zone_of(person.state, person.city)


def _moment(desk: Desk, at: datetime) -> str:
    return desk.phrases.say("notice_answered_at", day=day(at.date()), hour=f"{at:%Hh%M}")


def _where_it_moves(desk: Desk, term: Term | None) -> str:
    if term is None or term.payable_until == term.last_day:
        return ""
    return desk.phrases.say("notice_deadline_moves", payable_until=day(term.payable_until))
