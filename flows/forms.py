"""Forms people fill in when they close a conversation, as a profile's content holds them (H4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

OTHER = "outros"  # a choice that always has to be explained
YES, NO = "sim", "não"
FORMS_FOLDER = "forms"


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes_no"
    MONEY = "money"
    NUMBER = "number"
    PHONE = "phone"
    COMPUTED = "computed"
    GROUP = "group"  # fields that repeat, as contacts do


class Source(StrEnum):
    """What the service knows already, and fills in where a field is left blank."""

    AGENT = "agent"
    TODAY = "today"
    CREDITOR = "creditor"
    NAME = "name"
    CPF = "cpf"
    CNPJ = "cnpj"
    PERSON_KIND = "person_kind"  # F or J
    REGISTRATION = "registration"
    CITY = "city"
    STATE = "state"
    PROTOCOL = "protocol"
    PROTOCOL_DATE = "protocol_date"


# Columns of every wrap-up whatever its form, for figures and sheets.
COUNTED = ("outcome", "action", "reason", "sector", "attempt", "note")


@dataclass(frozen=True)
class FormField:
    """One question; `required_when` names answers of other fields that make it one to be answered."""

    id: str
    label: str
    kind: Kind
    hint: str = ""
    required: bool = False
    required_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unless_filled: str = ""  # another field that serves as well
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None  # of a number, or of the times a group repeats
    which: str = ""  # of a yes: "Quais?"
    source: Source | None = None
    days_between: tuple[str, ...] = ()  # first and last day of what is computed
    fields: tuple["FormField", ...] = ()  # of a group

    @property
    def has_other(self) -> bool:
        return any(is_other(choice) for choice in self.choices)

    @property
    def which_id(self) -> str:
        return f"{self.id}_which"


@dataclass(frozen=True)
class Mentions:
    """What was said and what was ticked should agree: words of a text that speak of a choice."""

    said_in: str
    ticked_in: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Section:
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class Form:
    id: str
    title: str
    about: str
    sections: tuple[Section, ...]
    is_usual: bool = False
    mentions: Mentions | None = None
    dated_by: str = ""  # the field with the form's own date, which is not when it was filled in
    counts_as: Mapping[str, str] = field(default_factory=dict)  # a counted column by the field that tells it
    version: str = ""

    @property
    def fields(self) -> Iterator[FormField]:
        return (one for section in self.sections for one in section.fields)

    def field(self, name: str) -> FormField | None:
        return next((one for one in self.fields if one.id == name), None)


def is_other(choice: str) -> bool:
    return choice.casefold() == OTHER
