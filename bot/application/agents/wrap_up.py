"""The wrap-up form a conversation is closed with (H4)."""

from collections.abc import Mapping
from dataclasses import dataclass

OTHER = "outros"
LISTED = ("outcome", "action", "reason", "sector")


@dataclass(frozen=True)
class WrapUpForm:
    """What may be chosen, by field; `attempts` is the last attempt that may be counted."""

    choices: Mapping[str, tuple[str, ...]]
    attempts: int


@dataclass(frozen=True)
class WrapUp:
    outcome: str
    action: str
    reason: str
    sector: str
    attempt: int
    note: str = ""
    justification: str = ""


@dataclass(frozen=True)
class Incomplete:
    """What a form still lacks, by the names of its fields."""

    missing: tuple[str, ...]


def wrap_up_of(given: Mapping[str, str | int | None], form: WrapUpForm) -> WrapUp | Incomplete:
    """A filled form. What no list has is kept as "outros", with the agent's own words as its justification."""
    told = {name: str(given.get(name) or "").strip() for name in (*LISTED, "note", "justification")}
    attempt = given.get("attempt")
    chosen = {name: _choice(form, name, told[name]) for name in LISTED}
    missing = [name for name in LISTED if not told[name]]
    is_counted = isinstance(attempt, int) and 1 <= attempt <= form.attempts
    if not is_counted:
        missing.append("attempt")
    if OTHER in map(str.lower, told.values()) and not (told["justification"] or told["note"]):
        missing.append("justification")
    if missing or not isinstance(attempt, int):
        return Incomplete(tuple(missing))
    own_words = [told[name] for name in LISTED if chosen[name] == OTHER and told[name].lower() != OTHER]
    justification = "; ".join(filter(None, [told["justification"], *own_words]))
    return WrapUp(**chosen, attempt=attempt, note=told["note"], justification=justification)


def _choice(form: WrapUpForm, field: str, told: str) -> str:
    """As the list writes it, however it was typed."""
    listed = {choice.lower(): choice for choice in form.choices.get(field, ())}
    return listed.get(told.lower(), OTHER)
