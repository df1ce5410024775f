"""How a task may end, kind by kind, and which endings say that a title is not owed as the file has it."""

from collections.abc import Mapping

OTHER = ("done", "not_done")
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "already_paid": ("confirmed", "partly", "not_found"),
    "payroll": ("confirmed", "partly", "not_found"),
    "contest": ("accepted", "partly_accepted", "kept"),
    "contact_update": ("updated", "not_updated"),
    "data_protection": ("answered", "not_possible"),
    "media": ("read", "unreadable"),
    "power_of_attorney": ("accepted", "not_accepted"),
    "cancel_plan": ("passed_on", "not_done"),
    "outside_channel": ("answered", "not_done"),
    "notice_data": ("completed", "not_done"),
}
# The titles of such a case are charged no more until a newer file brings them again (G3).
FREES_ALL = frozenset({"already_paid:confirmed", "payroll:confirmed", "contest:accepted"})
FREES_SOME = frozenset({"already_paid:partly", "payroll:partly", "contest:partly_accepted"})


def outcomes_of(kind: str) -> tuple[str, ...]:
    return OUTCOMES.get(kind, OTHER)


def frees_some(kind: str, code: str) -> bool:
    """Which titles are freed has to be said."""
    return f"{kind}:{code}" in FREES_SOME


def freed(kind: str, code: str, of_case: tuple[str, ...], named: tuple[str, ...]) -> tuple[str, ...]:
    """The titles an ending takes out of charging; never one the case is not about."""
    if f"{kind}:{code}" in FREES_ALL:
        return of_case
    return tuple(number for number in of_case if number in named) if frees_some(kind, code) else ()
