"""The day of the first payment, chosen by the debtor inside the policy's limit (P7)."""

from datetime import date, timedelta

from bot.application.deal import choose_first_due, deal_of, first_due_of
from bot.application.desk import Desk
from bot.application.wording import day
from bot.domain.due_dates import DateRefused, first_due, latest_first_due, payable_on
from bot.domain.reading.due_words import asks_when_due

_TERMS = ("money", "money_per_month", "money_down", "money_total", "count")


async def choose_due_date(desk: Desk) -> str:
    """Accept the day named, or say the latest possible; one that is a holiday is payable the next business day."""
    latest = latest_first_due(desk.today, desk.policy.payment.first_due_within_days)
    desk.fill(latest_date=day(latest))
    wished = latest if desk.arguments.get("day") == "latest" else date_named(desk)
    if wished is None:
        return _told(desk) if asks_when_due(desk.text) else "unclear"
    if desk.arguments.get("day") != "latest" and (week := week_named(desk)) is not None:
        desk.fill(latest_date=day(min(latest, week + timedelta(days=6))))
        return "which_day"
    chosen = first_due(wished, desk.today, desk.policy.payment.first_due_within_days, holidays_near(desk))
    desk.fill(asked_date=day(wished))
    if isinstance(chosen, DateRefused):
        return "past" if chosen.is_past else "too_late"
    choose_first_due(desk, chosen.day)
    desk.fill(
        chosen_date=day(chosen.day),
        chosen_weekday=desk.phrases.say(f"weekday_{chosen.day.weekday()}"),
        due_note=due_note(desk, chosen.day),
    )
    return "accepted_with_terms" if desk.entities(*_TERMS) else "accepted"


def _told(desk: Desk) -> str:
    """ "Quando vence?" asks for the day of what is offered, and chooses none."""
    deal = deal_of(desk)
    first = first_due_of(desk, deal)
    desk.fill(chosen_date=day(first), due_note=due_note(desk, first))
    return "asked_due"


def keep_date_named(desk: Desk) -> None:
    """A day named beside an amount or a count is kept with them, when it is possible (C17)."""
    wished = date_named(desk)
    if wished is None or week_named(desk) is not None:
        return
    chosen = first_due(wished, desk.today, desk.policy.payment.first_due_within_days, holidays_near(desk))
    if not isinstance(chosen, DateRefused):
        choose_first_due(desk, chosen.day)


def date_named(desk: Desk) -> date | None:
    entity = desk.first("date")
    if entity is not None:
        return date.fromisoformat(entity.value)
    return fifth_business_day(desk) if desk.first("date_fifth_business_day") is not None else None


def week_named(desk: Desk) -> date | None:
    """The Monday of a week named without its day: which of its days is asked, not chosen for anybody (P7)."""
    entity = desk.first("date")
    is_week = entity is not None and entity.approximate and "semana" in entity.text.lower()
    return date.fromisoformat(entity.value) if entity is not None and is_week else None


def fifth_business_day(desk: Desk) -> date:
    """The fifth business day of this month, or of the next when it is past: the day many are paid."""
    first = desk.today.replace(day=1)
    holidays = desk.services.calendar.holidays(first, first + timedelta(days=60), desk.debtor.person.state)
    found = _fifth(first, holidays)
    return found if found >= desk.today else _fifth((first + timedelta(days=31)).replace(day=1), holidays)


def _fifth(first: date, holidays: frozenset[date]) -> date:
    days = (first + timedelta(days=ahead) for ahead in range(20))
    return [each for each in days if payable_on(each, holidays) == each][4]


def due_note(desk: Desk, day_due: date) -> str:
    """Said when the day itself is no business day; empty otherwise."""
    chosen = first_due(day_due, desk.today, desk.policy.payment.first_due_within_days, holidays_near(desk))
    if isinstance(chosen, DateRefused) or not chosen.moves:
        return ""
    return desk.phrases.say("due_moves", payable_on=day(chosen.payable_on))


def holidays_near(desk: Desk) -> frozenset[date]:
    return desk.services.calendar.holidays(desk.today, desk.today + timedelta(days=60), desk.debtor.person.state)
