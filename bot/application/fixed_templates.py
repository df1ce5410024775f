"""Texts that may begin a talk on WhatsApp: templates with fixed words, approved before they are sent (R3).

After 24 hours without a message from the debtor nothing else is taken. The profile's own values are part of the
words; each other placeholder is a variable.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from bot.application.templates import PREFIX, Template
from bot.application.wording import ResponseText

FIXED = f"{PREFIX}fixed_"
_PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")


def fixed_templates_of(texts: Iterable[ResponseText]) -> list[Template]:
    """Everything of a release that waits for an approval."""
    found = {template.name: template for template in map(fixed_template, texts) if template is not None}
    return [found[name] for name in sorted(found)]


def fixed_template(text: ResponseText) -> Template | None:
    """The template of a text marked so; its name is made of its content, as nothing registered is ever altered."""
    if not text.template:
        return None
    body, names = _numbered(text)
    kind, content = _content(text, body)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    name = f"{FIXED}{text.template}_{text.profile}_{digest}".replace("-", "_")
    examples = {str(number): text.samples.get(each, each) for number, each in enumerate(names, 1)}
    return Template(name, {kind: content}, (), 0, examples, is_fixed=True)


def fixed_variables(text: ResponseText, values: Mapping[str, str]) -> dict[str, str] | None:
    """The values of one message by number; None when one is empty, which no template takes."""
    _, names = _numbered(text)
    numbered = {str(number): values.get(name, "").strip() for number, name in enumerate(names, 1)}
    return numbered if all(numbered.values()) else None


def _content(text: ResponseText, body: str) -> tuple[str, dict[str, object]]:
    if not text.buttons:
        return "twilio/text", {"body": body}
    actions = [{"type": "QUICK_REPLY", "title": label, "id": payload} for label, payload in text.buttons]
    return "twilio/quick-reply", {"body": body, "actions": actions}


def _numbered(text: ResponseText) -> tuple[str, list[str]]:
    """The body with its placeholders as numbers, in order of appearance, and their names."""
    body = _PLACEHOLDER.sub(lambda found: text.fixed.get(found[1], found[0]), text.whatsapp.strip())
    names = list(dict.fromkeys(_PLACEHOLDER.findall(body)))
    return _PLACEHOLDER.sub(lambda found: f"{{{{{names.index(found[1]) + 1}}}}}", body), names
