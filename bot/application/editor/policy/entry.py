"""Between a value of the document and what a person types: "80.00" is read as 80,00 and written back so."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from fractions import Fraction

from bot.application.editor.policy.fields import Field, Kind
from bot.application.editor.yaml_places import Plain

_AMOUNT = re.compile(r"(?:R\$\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%?", re.ASCII)
_WHOLE = re.compile(r"\d{1,6}", re.ASCII)
_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*(?:-|–|às|a)\s*(\d{1,2}):(\d\d)", re.ASCII)
_SHARE = re.compile(r"(\d+)\s*/\s*(\d+)|(\d+)(?:[.,](\d+))?", re.ASCII)
_MOST_LETTERS = 4000


@dataclass(frozen=True)
class Wrong:
    """What was typed cannot be the value, and why, in the words shown beside it."""

    message: str


def shown(field: Field, value: Plain | None) -> str:
    """As the form holds it; a field of many words, one a line."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        if field.kind is Kind.SHARES:
            return "; ".join(_decimal(str(one)) for one in value)
        return "\n".join(str(one) for one in value)
    if field.kind is Kind.MONEY:
        return amount_typed(str(value))
    return _decimal(str(value)) if field.kind is Kind.PERCENT else str(value)


def entered(field: Field, typed: Sequence[str], before: Plain | None = None) -> Plain | Wrong | None:
    """The value for the document, None for a blank one that may be so; what did not change stays as written."""
    words = [one.replace("\r\n", "\n").strip() for one in typed if one.strip()]
    if [line for word in words for line in word.split("\n")] == shown(field, before).strip().split("\n"):
        return before
    if not words:
        return None if field.optional else Wrong("Preencha este campo.")
    if field.kind is Kind.CHOICES:
        return _choices(field, words, before)
    read = _READERS[field.kind](field, words[0])
    ended = isinstance(before, str) and before.endswith("\n") and isinstance(read, str)
    return f"{read}\n" if ended else read


def _choices(field: Field, words: Sequence[str], before: Plain | None) -> Plain | Wrong:
    """Those there already keep their order; the new ones follow."""
    known = [one.word for one in field.options]
    chosen = {word for one in words for word in one.split("\n")}
    if not chosen <= set(known):
        return Wrong("Escolha entre as opções da lista.")
    old = [str(one) for one in before] if isinstance(before, list) else []
    kept: list[Plain] = [one for one in old if one in chosen]
    return [*kept, *(one for one in known if one in chosen and one not in old)]


def _money(field: Field, typed: str) -> Plain | Wrong:
    matched = _AMOUNT.fullmatch(typed)
    if matched is None:
        return Wrong("Escreva um valor em reais, como 80,00.")
    value = f"{matched[1].replace('.', '')}.{(matched[2] or '').ljust(2, '0')}"
    return _inside(field, Decimal(value)) or value


def _percent(field: Field, typed: str) -> Plain | Wrong:
    matched = _PERCENT.fullmatch(typed)
    if matched is None:
        return Wrong("Escreva uma porcentagem, como 20 ou 2,5.")
    value = matched[1] + (f".{matched[2]}" if matched[2] else "")
    return _inside(field, Decimal(value)) or value


def _whole(field: Field, typed: str) -> Plain | Wrong:
    if not _WHOLE.fullmatch(typed):
        return Wrong("Escreva um número inteiro, como 10.")
    return _inside(field, Decimal(typed)) or str(int(typed))


def _hours(field: Field, typed: str) -> Plain | Wrong:
    matched = _SPAN.fullmatch(typed)
    try:
        opens, closes = (time(int(matched[n]), int(matched[n + 1])) for n in (1, 3)) if matched else (None, None)
    except ValueError:
        opens = closes = None
    if opens is None or closes is None:
        return Wrong("Escreva o começo e o fim, como 08:00-18:00.")
    if opens >= closes:
        return Wrong("O fim vem depois do começo.")
    return f"{opens:%H:%M}-{closes:%H:%M}"


def _shares(field: Field, typed: str) -> Plain | Wrong:
    parts = [one.strip() for one in re.split(r"[;\n]", typed) if one.strip()]
    read = [_share(one) for one in parts]
    values = [Fraction(one) for one in read if one is not None]
    if len(values) < len(read) or not all(0 < one <= 1 for one in values):
        return Wrong("Escreva partes acima de 0 e até 1, separadas por ponto e vírgula, como 0,5; 1 ou 1/3; 2/3; 1.")
    if sorted(set(values)) != values or values[-1] != 1:
        return Wrong("As partes crescem e a última é 1.")
    return [one for one in read if one is not None]


def _share(typed: str) -> str | None:
    matched = _SHARE.fullmatch(typed)
    if matched is None or (matched[2] and not int(matched[2])):
        return None
    return f"{matched[1]}/{matched[2]}" if matched[1] else matched[3] + (f".{matched[4]}" if matched[4] else "")


def _text(field: Field, typed: str) -> Plain | Wrong:
    most = int(field.bounds.most or _MOST_LETTERS)
    if "\n" in typed and field.kind is Kind.TEXT:
        return Wrong("Escreva em uma linha só.")
    return Wrong(f"Use no máximo {most} letras: há {len(typed)}.") if len(typed) > most else typed


def _lines(field: Field, typed: str) -> Plain | Wrong:
    lines: list[Plain] = [line.strip() for line in typed.split("\n") if line.strip()]
    return lines if len(typed) <= _MOST_LETTERS else Wrong(f"Use no máximo {_MOST_LETTERS} letras.")


def _choice(field: Field, typed: str) -> Plain | Wrong:
    return typed if typed in {one.word for one in field.options} else Wrong("Escolha uma das opções.")


def _inside(field: Field, value: Decimal) -> Wrong | None:
    least, most = field.bounds.least, field.bounds.most
    if least is not None and value < least:
        return Wrong(f"O mínimo é {told(field, str(least))}.")
    if most is not None and value > most:
        return Wrong(f"O máximo é {told(field, str(most))}.")
    return None


def told(field: Field, value: Plain | None) -> str:
    """A value as a sentence says it: "R$ 80,00", "2,5%", "10 dias", "Pix e boleto"."""
    if value is None or value in ("", []):
        return "em branco"
    if field.options:
        words = [field.option_name(str(one)) for one in (value if isinstance(value, list) else [value])]
        return " e ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    if field.kind is Kind.MONEY:
        return f"R$ {amount_typed(str(value))}"
    if field.unit and isinstance(value, str) and field.kind in {Kind.PERCENT, Kind.WHOLE}:
        return f"{_decimal(value)}{'' if field.unit.startswith('%') else ' '}{_unit(field.unit, value)}"
    return shown(field, value)


def _unit(unit: str, value: str) -> str:
    return unit.removesuffix("s") if value == "1" and not unit.startswith("%") else unit


def amount_typed(value: str) -> str:
    """ "1234.5" as 1.234,50."""
    reais, _, cents = value.partition(".")
    grouped = f"{int(reais):,}".replace(",", ".") if reais.isdecimal() else reais
    return f"{grouped},{cents.ljust(2, '0')}"


def _decimal(value: str) -> str:
    return value.replace(".", ",")


_READERS: dict[Kind, Callable[[Field, str], Plain | Wrong]] = {
    Kind.MONEY: _money,
    Kind.PERCENT: _percent,
    Kind.WHOLE: _whole,
    Kind.HOURS: _hours,
    Kind.SHARES: _shares,
    Kind.TEXT: _text,
    Kind.PARAGRAPH: _text,
    Kind.LINES: _lines,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _choice,
}
