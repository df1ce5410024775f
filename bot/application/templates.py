"""Content templates at the provider: buttons and lists made of what a release offers to be tapped.

Such a template holds the choices and the line breaks of a text; each line is a variable, as a variable may hold no line
break (https://www.twilio.com/docs/api/errors/21656). Inside the 24-hour window it needs no approval.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.application.wording import MAX_BODY_WITH_OPTIONS, ResponseText
from bot.domain.conversation import Option

type Layout = tuple[str, ...]  # the line breaks between the lines of a text

MAX_BUTTONS, MAX_ITEMS = 3, 10
MAX_BUTTON_LABEL, MAX_ITEM_LABEL, MAX_ITEM_ID = 20, 24, 200
PREFIX = "concilia_"
LANGUAGE = "pt_BR"
LIST_BUTTON = "Ver opções"
ONE_LINE: Layout = ()
_BREAKS = re.compile(r"(\n+)")


@dataclass(frozen=True)
class Template:
    """What is registered under a name; `types` is the provider's own description of it."""

    name: str
    types: Mapping[str, object]
    layout: Layout
    items: int  # of a list; none for buttons
    examples: Mapping[str, str] = field(default_factory=dict)
    is_fixed: bool = False  # its words are fixed, and approved before it is sent

    @property
    def is_list(self) -> bool:
        return self.items > 0

    @property
    def samples(self) -> dict[str, str]:
        """A value for each variable, which the provider asks for."""
        if self.is_fixed:
            return dict(self.examples)
        return {str(number): f"Opção {number}" for number in range(1, _lines(self.layout) + 2 * self.items + 1)}

    def variables(self, body: str, options: Sequence[Option]) -> dict[str, str]:
        """The values of one message: its lines, and for a list each item's label and payload."""
        lines = [body] if self.layout == ONE_LINE else _BREAKS.split(body.strip())[::2]
        told = [value for option in options for value in (option.label, option.payload)] if self.items else []
        return {str(number): value for number, value in enumerate([*lines, *told], 1)}


def template_for(options: Sequence[Option]) -> Template | None:
    """How these choices are tapped, whatever the text beside them; None when they are numbered in it."""
    return next(iter(_of(options, ONE_LINE)), None)


def templates_for(body: str, options: Sequence[Option]) -> list[Template]:
    """The templates that can carry a message, the one made for it first; none when no template can."""
    if not body.strip() or len(body) > MAX_BODY_WITH_OPTIONS:
        return []
    return [template for layout in dict.fromkeys([layout_of(body), ONE_LINE]) for template in _of(options, layout)]


def templates_of(texts: Iterable[ResponseText]) -> list[Template]:
    """Everything to register for a release: its buttons, and lists of every length, in the lines its texts have."""
    found: dict[str, Template] = {}
    list_layouts = {ONE_LINE}
    for text in texts:
        layout, options = layout_of(text.whatsapp), tuple(Option(*button) for button in text.buttons)
        if text.options_from:
            list_layouts.add(layout)
        for template in [*_of(options, layout)[:1], *_of(options, ONE_LINE)[:1]]:
            found[template.name] = template
    for template in (_list(layout, count) for layout in list_layouts for count in range(1, MAX_ITEMS + 1)):
        found[template.name] = template
    return sorted(found.values(), key=lambda template: template.name)


def layout_of(body: str) -> Layout:
    """How the lines of a text are set apart."""
    return tuple(_BREAKS.split(body.strip())[1::2])


def _of(options: Sequence[Option], layout: Layout) -> list[Template]:
    """Up to three short choices are buttons, more or longer ones a list; what fits neither is numbered text."""
    labels, payloads = {option.label for option in options}, {option.payload for option in options}
    if not 0 < len(options) == len(labels) == len(payloads) or not all(labels | payloads):
        return []
    longest = max(map(len, labels))
    buttons = [_buttons(options, layout)] if len(options) <= MAX_BUTTONS and longest <= MAX_BUTTON_LABEL else []
    fits_a_list = longest <= MAX_ITEM_LABEL and max(map(len, payloads)) <= MAX_ITEM_ID and len(options) <= MAX_ITEMS
    return [*buttons, _list(layout, len(options))] if fits_a_list else buttons


def _buttons(options: Sequence[Option], layout: Layout) -> Template:
    actions = [{"type": "QUICK_REPLY", "title": option.label, "id": option.payload} for option in options]
    return _named("buttons", {"twilio/quick-reply": {"body": _body(layout), "actions": actions}}, layout, 0)


def _list(layout: Layout, count: int) -> Template:
    first = _lines(layout) + 1
    items = [{"item": f"{{{{{first + 2 * n}}}}}", "id": f"{{{{{first + 1 + 2 * n}}}}}"} for n in range(count)]
    types = {"twilio/list-picker": {"body": _body(layout), "button": LIST_BUTTON, "items": items}}
    return _named("list", types, layout, count)


def _named(kind: str, types: Mapping[str, object], layout: Layout, items: int) -> Template:
    """The name is made of the content: what changes gets another, and nothing registered is ever altered."""
    digest = hashlib.sha256(json.dumps(types, sort_keys=True).encode()).hexdigest()[:12]
    return Template(f"{PREFIX}{kind}_{digest}", types, layout, items)


def _body(layout: Layout) -> str:
    return "{{1}}" + "".join(f"{gap}{{{{{number}}}}}" for number, gap in enumerate(layout, 2))


def _lines(layout: Layout) -> int:
    return len(layout) + 1
