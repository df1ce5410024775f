"""How amounts and dates are written in Brazil, and how the dialogue's lines become the messages a debtor reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from babel.dates import format_date

from bot.domain.conversation import Channel, VariableValue
from bot.domain.errors import BotError
from bot.domain.money import Money
from flows.gsm7 import to_gsm7

type Options = tuple[tuple[str, str], ...]  # label and payload

MAX_BODY, MAX_BODY_WITH_OPTIONS = 1600, 1024  # of a message, and of one with buttons or a list on WhatsApp
_LOCALE = "pt_BR"
_PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")
_BORDERS = ("\n\n", "\n", " ")


class TextMissing(BotError):
    """The release has no text under that name."""

    def __init__(self, response: str) -> None:
        super().__init__(f"no text {response!r} in this release")
        self.response = response


class PlaceholderMissing(BotError):
    """A text needs a value no act has given; it is not said at all."""

    def __init__(self, response: str, placeholder: str) -> None:
        super().__init__(f"{response} needs {{{placeholder}}}, which nothing filled")
        self.response = response
        self.placeholder = placeholder


def brl(amount: Money) -> str:
    """R$ 1.234,56, with a plain space."""
    reais, cents = divmod(abs(amount.cents), 100)
    grouped = f"{reais:,}".replace(",", ".")
    return f"{'-' if amount.cents < 0 else ''}R$ {grouped},{cents:02d}"


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """Sábado, 28 de novembro de 2026, all in lower case."""
    return format_date(value, "EEEE, d 'de' MMMM 'de' y", locale=_LOCALE)


def full_date(value: date) -> str:
    """28 de novembro de 2026, as it follows "em"."""
    return format_date(value, "d 'de' MMMM 'de' y", locale=_LOCALE)


def month_year(value: date) -> str:
    """MM/AAAA, as lists show a competência."""
    return f"{value:%m/%Y}"


def month_name(value: date) -> str:
    return format_date(value, "MMMM", locale=_LOCALE)


@dataclass(frozen=True)
class ResponseText:
    """One text of a release on both channels, with what goes out beside it and its profile's fixed values."""

    whatsapp: str
    sms: str
    buttons: Options = ()
    options_from: str = ""
    alone: bool = False
    attach: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    template: str = ""  # begins a talk on WhatsApp in words approved beforehand
    profile: str = ""
    samples: Mapping[str, str] = field(default_factory=dict)  # of its placeholders, for the approval
    tap_only: bool = False  # its choices are no question: where there is nothing to tap, they are left out


@dataclass(frozen=True)
class Texts:
    """The texts of a release by response name."""

    responses: Mapping[str, ResponseText]

    def response(self, name: str) -> ResponseText:
        if name not in self.responses:
            raise TextMissing(name)
        return self.responses[name]


@dataclass(frozen=True)
class Line:
    """A text to be said; `variables` are the values of its moment, over those of the turn.

    One said `in_full` is never replaced by its step's shorter wording: a closing states everything (P12).
    """

    response: str
    variables: Mapping[str, VariableValue] = field(default_factory=dict)
    in_full: bool = False


@dataclass(frozen=True)
class OutgoingText:
    """One message ready to be sent; on SMS the options are already numbered in the body."""

    body: str
    options: Options = ()
    alone: bool = False
    attach: str = ""
    response_ids: tuple[str, ...] = ()
    template: Mapping[str, str] | None = None  # the values of its placeholders, where it is said as a template


def read_texts(document: Mapping[str, Any]) -> Texts:
    """The texts.json of a compiled release."""
    responses = {
        name: ResponseText(
            whatsapp=text["whatsapp"],
            sms=text["sms"],
            buttons=tuple((button["label"], button["payload"]) for button in text["buttons"]),
            options_from=text["options_from"] or "",
            alone=text["alone"],
            attach=text["attach"] or "",
            fixed=document["globals"].get(text["profile"], {}),
            template=text.get("template", ""),
            profile=text["profile"],
            samples=document.get("samples", {}),
            tap_only=text.get("tap_only", False),
        )
        for name, text in document["texts"].items()
    }
    return Texts(responses)


def render(
    lines: Sequence[Line | str], texts: Texts, variables: Mapping[str, VariableValue], channel: Channel
) -> list[OutgoingText]:
    """The messages of a turn: filled, neighbours joined, written for the channel; all of them or an error."""
    named = [Line(line) if isinstance(line, str) else line for line in lines]
    written = [_written(line, texts.response(line.response), variables, channel) for line in named]
    return [piece for group in _groups(written) for piece in _for_channel(_joined(group), channel)]


def body_of(line: Line, texts: Texts, variables: Mapping[str, VariableValue], channel: Channel) -> str:
    """What one line comes to, its neighbours and its options left aside."""
    text = texts.response(line.response)
    values = {**text.fixed, **variables, **line.variables}
    return _filled(text.sms if channel is Channel.SMS else text.whatsapp, line.response, values)


def _written(line: Line, text: ResponseText, variables: Mapping[str, VariableValue], channel: Channel) -> OutgoingText:
    values = {**text.fixed, **variables, **line.variables}
    body = body_of(line, Texts({line.response: text}), variables, channel)
    options = _options(text.options_from, line.response, values) if text.options_from else text.buttons
    if text.tap_only and channel is Channel.SMS:
        options = ()
    return OutgoingText(body, options, text.alone, text.attach, (line.response,), _template_values(text, values))


def _template_values(text: ResponseText, values: Mapping[str, VariableValue]) -> dict[str, str] | None:
    if not text.template:
        return None
    named = _PLACEHOLDER.findall(text.whatsapp)
    return {name: value for name in named if isinstance(value := values.get(name), str)}


def _filled(text: str, response: str, values: Mapping[str, VariableValue]) -> str:
    def value_of(matched: re.Match[str]) -> str:
        value = values.get(matched.group(1))
        if not isinstance(value, str):
            raise PlaceholderMissing(response, matched.group(1))
        return value

    return _tidy(_PLACEHOLDER.sub(value_of, text))


def _tidy(text: str) -> str:
    """A value may be empty: no double space, no blank line twice is left where it would have been."""
    lines = (re.sub(r"(?<=\S)  +", " ", line).rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _options(name: str, response: str, values: Mapping[str, VariableValue]) -> Options:
    listed = values.get(name)
    if listed is None or isinstance(listed, str):
        raise PlaceholderMissing(response, name)
    return listed


def _groups(written: Sequence[OutgoingText]) -> Iterator[list[OutgoingText]]:
    """Neighbours go out together, up to one that asks to choose or carries a document; some always go alone."""
    group: list[OutgoingText] = []
    for text in written:
        if text.alone and group:
            yield group
            group = []
        group.append(text)
        if text.alone or text.options or text.attach:
            yield group
            group = []
    if group:
        yield group


def _joined(group: Sequence[OutgoingText]) -> OutgoingText:
    last = group[-1]
    body = "\n\n".join(text.body for text in group if text.body)
    names = tuple(name for text in group for name in text.response_ids)
    return replace(last, body=body, response_ids=names)


def _for_channel(text: OutgoingText, channel: Channel) -> list[OutgoingText]:
    body, limit = text.body, MAX_BODY
    if channel is Channel.SMS:
        body = to_gsm7(with_numbered_options(body, text.options))
    elif text.options and text.attach and text.template is None:  # which carries a link instead
        return _document_then_choices(text)
    elif text.options and len(body) > MAX_BODY_WITH_OPTIONS:
        limit = MAX_BODY_WITH_OPTIONS
    *before, last = split_body(body, limit)
    earlier = [OutgoingText(piece, (), text.alone, "", text.response_ids) for piece in before]
    return [*earlier, replace(text, body=last, template=None if before else text.template)]


def _document_then_choices(text: OutgoingText) -> list[OutgoingText]:
    """WhatsApp's buttons carry no document: it goes first, and the last paragraph goes with the buttons."""
    before, _, last = text.body.rpartition("\n\n")
    return [
        OutgoingText(before, (), text.alone, text.attach, text.response_ids),
        OutgoingText(last, text.options, text.alone, "", text.response_ids),
    ]


def with_numbered_options(body: str, options: Options) -> str:
    """The options in the text itself, where there is nothing to tap: "2" means the second."""
    numbered = "\n".join(f"{number} {label}" for number, (label, _) in enumerate(options, 1))
    return "\n".join(part for part in (body, numbered) if part)


def split_body(body: str, limit: int = MAX_BODY) -> list[str]:
    """Pieces of at most `limit` signs, cut between paragraphs, else lines, else words."""
    pieces: list[str] = []
    while len(body) > limit:
        cut = _cut(body, limit)
        pieces.append(body[:cut].rstrip())
        body = body[cut:].lstrip()
    return [*pieces, body]


def _cut(body: str, limit: int) -> int:
    for border in _BORDERS:
        place = body.rfind(border, 1, limit + len(border))
        if place > 0:
            return place
    return limit
