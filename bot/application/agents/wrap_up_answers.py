"""Reads what was written in one field of a form, by the field's kind (H4)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from bot.domain.money import Money, NotMoney
from bot.domain.phones import normalised
from flows.forms import NO, OTHER, YES, FormField, Kind, is_other

type Answer = str | int | list[str] | list[dict[str, Answer]]

LONGEST, LONGEST_LINE = 4000, 300
_TIME = re.compile(r"(\d{1,2})(?:[:hH](\d{2})?)")
_BRAZILIAN_MONEY = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")


class Unreadable(Exception):
    """Why what was written is no answer: bad_date, bad_time, not_a_choice, …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_answer(field: FormField, told: str) -> Answer:
    """One value of a field that is neither a group nor computed; raises Unreadable."""
    return _READERS[field.kind](field, told)


def read_choices(field: FormField, told: Sequence[str]) -> tuple[list[str], list[str]]:
    """As the list writes them, and what was said in own words where the list has "outros"."""
    chosen: dict[str, None] = {}
    own_words = []
    for one in filter(None, (each.strip() for each in told)):
        choice = _listed(field, one)
        chosen[choice] = None
        if is_other(choice) and not is_other(one):
            own_words.append(one)
    return list(chosen), own_words


def days_between(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _text(_field: FormField, told: str) -> str:
    return _at_most(told, LONGEST_LINE)


def _long_text(_field: FormField, told: str) -> str:
    return _at_most(told, LONGEST)


def _at_most(told: str, limit: int) -> str:
    if len(told) > limit:
        raise Unreadable("too_long")
    return told


def _date(_field: FormField, told: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(told, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unreadable("bad_date")


def _time(_field: FormField, told: str) -> str:
    found = _TIME.fullmatch(told)
    try:
        return time(int(found[1]), int(found[2] or 0)).isoformat("minutes") if found else _refused("bad_time")
    except ValueError:
        raise Unreadable("bad_time") from None


def _yes_no(_field: FormField, told: str) -> str:
    said = told.casefold()
    return YES if said in {YES, "s", "true"} else NO if said in {NO, "nao", "n", "false"} else _refused("not_a_choice")


def _money(_field: FormField, told: str) -> str:
    found = _BRAZILIAN_MONEY.fullmatch(told)
    plain = f"{found[1].replace('.', '')}.{found[2] or '00'}" if found else told
    try:
        return Money.from_decimal_text(plain).decimal_text()
    except NotMoney:
        raise Unreadable("bad_money") from None


def _number(field: FormField, told: str) -> int:
    if not re.fullmatch(r"-?\d{1,12}", told):
        raise Unreadable("bad_number")
    number = int(told)
    if (field.least is not None and number < field.least) or (field.most is not None and number > field.most):
        raise Unreadable("out_of_range")
    return number


def _phone(_field: FormField, told: str) -> str:
    return normalised(told) or _refused("bad_phone")


def _listed(field: FormField, told: str) -> str:
    """However it was typed; what is not there is "outros" in own words, where the list has it."""
    choices = {choice.casefold(): choice for choice in field.choices}
    return choices.get(told.casefold()) or choices.get(OTHER) or _refused("not_a_choice")


def _refused(code: str) -> str:
    raise Unreadable(code)


_READERS: Mapping[Kind, Callable[[FormField, str], Answer]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.YES_NO: _yes_no,
    Kind.MONEY: _money,
    Kind.NUMBER: _number,
    Kind.PHONE: _phone,
    Kind.CHOICE: lambda field, told: _listed(field, told),
}
