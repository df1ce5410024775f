"""What a field of the policy is: where it stands, what people call it, the rule beside it, how it is entered."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.application.editor.yaml_places import Place
from bot.application.policy_limits import LIMITS


class Kind(StrEnum):
    """How a value is typed."""

    MONEY = "money"
    PERCENT = "percent"
    WHOLE = "whole"
    HOURS = "hours"
    SHARES = "shares"
    TEXT = "text"
    PARAGRAPH = "paragraph"
    LINES = "lines"
    CHOICE = "choice"  # one of some
    CHOICES = "choices"  # any of some
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Option:
    """A word of the document, and what people read in its place."""

    word: str
    name: str


@dataclass(frozen=True)
class Bounds:
    least: Decimal | None = None
    most: Decimal | None = None

    @classmethod
    def of(cls, least: int | None = None, most: int | None = None) -> "Bounds":
        return cls(*(Decimal(one) if one is not None else None for one in (least, most)))

    @classmethod
    def allowed(cls, name: str) -> "Bounds":
        """Those that publishing holds the policy against."""
        return cls.of(LIMITS[name].least, LIMITS[name].most)


FREE = Bounds()
YES_NO = (Option("true", "sim"), Option("false", "não"))
OURS = "Padrão da casa: pode mudar."


@dataclass(frozen=True)
class Field:
    """`subject` is how a sentence begins about it, with its article: "a entrada mínima"."""

    place: Place
    subject: str
    kind: Kind
    rule: str
    source: str
    unit: str = ""
    bounds: Bounds = FREE
    options: tuple[Option, ...] = ()
    optional: bool = False  # may be left blank: the line is then not in the document

    @property
    def name(self) -> str:
        """As forms and addresses call it."""
        return ".".join(map(str, self.place))

    @property
    def label(self) -> str:
        return capital(self.subject.partition(" ")[2])

    @property
    def is_plural(self) -> bool:
        return self.subject.split(" ", 1)[0] in {"os", "as"}

    def option_name(self, word: str) -> str:
        return next((one.name for one in self.options if one.word == word), word)


@dataclass(frozen=True)
class Section:
    """Fields that are read and saved together."""

    id: str
    name: str
    about: str
    fields: tuple[Field, ...]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
