"""Buttons and lists as the provider's content templates: one for each set of buttons, one for each length of list.

The body is a variable, so that a template serves every text with the same choices; inside the 24-hour window such
a template needs no approval (https://www.twilio.com/docs/content).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.conversation import Option

MAX_BUTTONS = 3
MAX_ITEMS = 10
LANGUAGE = "pt_BR"
LIST_BUTTON = "Ver opções"


@dataclass(frozen=True)
class Template:
    """What is registered under a name; `types` is the provider's own description of it."""

    name: str
    types: Mapping[str, object]
    samples: Mapping[str, str]
    is_list: bool

    def variables(self, body: str, options: Sequence[Option]) -> dict[str, str]:
        """The values of one message: the body, and for a list each item's label and payload."""
        values = {"1": body}
        if self.is_list:
            for position, option in enumerate(options):
                values[str(2 + 2 * position)] = option.label
                values[str(3 + 2 * position)] = option.payload
        return values


def template_for(options: Sequence[Option]) -> Template | None:
    """The template these choices need; None without choices, or with more than a list holds."""
    if not options or len(options) > MAX_ITEMS:
        return None
    if len(options) > MAX_BUTTONS or any(":" in option.payload for option in options):
        return _list_of(len(options))
    return _buttons(options)


def templates_of(button_sets: Iterable[Sequence[Option]]) -> list[Template]:
    """Everything to register for a release: its sets of buttons, and lists of every length."""
    lists = [_list_of(count) for count in range(1, MAX_ITEMS + 1)]
    buttons = [template for options in button_sets if (template := template_for(options))]
    return list({template.name: template for template in [*lists, *buttons]}.values())


def _buttons(options: Sequence[Option]) -> Template:
    actions = [{"type": "QUICK_REPLY", "title": option.label, "id": option.payload} for option in options]
    digest = hashlib.sha256(repr(actions).encode()).hexdigest()[:12]
    types = {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    return Template(f"concilia_buttons_{digest}", types, {"1": "Texto"}, is_list=False)


def _list_of(count: int) -> Template:
    items = [{"item": f"{{{{{2 + 2 * n}}}}}", "id": f"{{{{{3 + 2 * n}}}}}"} for n in range(count)]
    types = {"twilio/list-picker": {"body": "{{1}}", "button": LIST_BUTTON, "items": items}}
    samples = {"1": "Texto"}
    for position in range(count):
        samples |= {str(2 + 2 * position): f"Opção {position + 1}", str(3 + 2 * position): f"option:{position + 1}"}
    return Template(f"concilia_list_{count}", types, samples, is_list=True)
