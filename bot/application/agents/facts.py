"""What a person may agree on with a debtor and hand to the bot with the conversation (H4)."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from bot.application.acts.dates import holidays_near
from bot.application.deal import negotiations_of
from bot.application.desk import Desk
from bot.domain.due_dates import DateRefused, first_due
from bot.domain.phones import normalised

ALL = "all"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def refused_facts(desk: Desk, facts: Mapping[str, str]) -> list[str]:
    """Names of facts nobody knows, or whose value the policy does not allow."""
    return sorted(name for name, value in facts.items() if name not in FACTS or FACTS[name](desk, value) is None)


def note_facts(desk: Desk, facts: Mapping[str, str]) -> None:
    """Keep them where the acts look."""
    for name, value in facts.items():
        kept = FACTS[name](desk, value)
        if kept is not None:
            desk.memory[name] = kept


def _first_due(desk: Desk, value: str) -> str | None:
    """A day inside the policy's limit (P7)."""
    try:
        wished = date.fromisoformat(value)
    except ValueError:
        return None
    if desk.account is None:
        return None
    within = desk.policy.payment.first_due_within_days
    chosen = first_due(wished, desk.today, within, holidays_near(desk))
    return None if isinstance(chosen, DateRefused) else chosen.day.isoformat()


def _scope(desk: Desk, value: str) -> str | None:
    """Title codes to be dealt with, comma separated, or all of them (P4)."""
    if desk.account is None:
        return None
    held = [negotiation.code for negotiation in negotiations_of(desk)]
    if value.strip().lower() == ALL:
        return ",".join(held)
    wanted = [code.strip() for code in value.split(",") if code.strip()]
    return ",".join(wanted) if wanted and set(wanted) <= set(held) else None


def _email(_desk: Desk, value: str) -> str | None:
    return value.strip().lower() if _EMAIL.fullmatch(value.strip()) else None


def _phone(_desk: Desk, value: str) -> str | None:
    return normalised(value)


def _address(_desk: Desk, value: str) -> str | None:
    """A corrected address; the back office checks it when the agreement closes."""
    return value.strip() if len(value.split()) > 2 else None


FACTS: Mapping[str, Callable[[Desk, str], str | None]] = {
    "first_due": _first_due,
    "scope": _scope,
    "delivery_email": _email,
    "delivery_phone": _phone,
    "delivery_address": _address,
}
