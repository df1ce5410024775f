"""What each channel can show: variants, lengths, buttons, segments; and words that no text may say (N9)."""

import re
from functools import lru_cache

from flows.checks.case import Case, plain, words_in_content
from flows.graph import Node
from flows.gsm7 import outside_gsm7, segments, to_gsm7
from flows.model import Step, Text

MAX_BUTTONS, MAX_LABEL = 3, 20
MAX_BODY, MAX_BODY_WITH_CHOICES = 1600, 1024
MAX_SEGMENTS, MAX_SHARED = 3, 160
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_CHANNEL_NAMES = {"whatsapp": "WhatsApp", "sms": "SMS"}


def check_texts(case: Case) -> None:
    for node in case.graph.nodes.values():
        for text in node.step.texts():
            _check_variants(case, node, text)
            _check_whatsapp(case, node, text)
            _check_sms(case, node, text)
        _check_buttons(case, node)
        _check_again(case, node)
        _check_threats(case, node)


def _check_variants(case: Case, node: Node, text: Text) -> None:
    for channel, name in _CHANNEL_NAMES.items():
        if not text.on(channel):
            case.note("channel_variant_missing", node, f"falta o texto para {name}")


def _check_whatsapp(case: Case, node: Node, text: Text) -> None:
    has_choices = bool(node.step.buttons or node.step.options_from)
    limit = MAX_BODY_WITH_CHOICES if has_choices else MAX_BODY
    length = len(_static(text.whatsapp))
    if length > limit:
        case.note("whatsapp_too_long", node, f"o texto de WhatsApp tem {length} caracteres; o limite é {limit}")


def _check_sms(case: Case, node: Node, text: Text) -> None:
    lost, plain_text = _as_sms(text.sms)
    if lost:
        case.note("sms_not_gsm7", node, f"o SMS não leva estes sinais: {' '.join(lost)}")
    if text.shared and len(plain_text) > MAX_SHARED:
        case.note("sms_too_long", node, f"um texto único para os dois canais tem no máximo {MAX_SHARED} caracteres")
    count = _segments(plain_text + _numbered(node.step))
    if count > MAX_SEGMENTS:
        case.note("sms_too_long", node, f"o SMS ocupa {count} segmentos sem os valores; o limite é {MAX_SEGMENTS}")


def _check_buttons(case: Case, node: Node) -> None:
    step = node.step
    if len(step.buttons) > MAX_BUTTONS:
        case.note("too_many_buttons", node, f"são {len(step.buttons)} botões; o WhatsApp mostra {MAX_BUTTONS}")
    for button in step.buttons:
        if len(button.label) > MAX_LABEL:
            case.note("button_label_too_long", node, f"«{button.label}» passa de {MAX_LABEL} caracteres")
    if len({button.label for button in step.buttons}) < len(step.buttons):
        case.note("button_label_twice", node, "dois botões têm o mesmo nome")
    if step.buttons and step.options_from:
        case.note("buttons_and_list", node, "use botões ou uma lista, não os dois")


def _check_again(case: Case, node: Node) -> None:
    """Coming back from an interruption never repeats a message word for word."""
    step = node.step
    if not step.waits or step.resume:
        return
    if step.again is None:
        case.note("again_missing", node, "falta o texto de volta: o que dizer ao voltar de uma interrupção")
    elif step.say is not None and _repeats(step.say, step.again):
        case.note("again_same_as_say", node, "o texto de volta repete o primeiro palavra por palavra")


@lru_cache(maxsize=4096)
def _repeats(say: Text, again: Text) -> bool:
    return any(plain(say.on(channel)) == plain(again.on(channel)) for channel in _CHANNEL_NAMES)


def _check_threats(case: Case, node: Node) -> None:
    for word in words_in_content(case.said(node.step), case.settings.threats):
        case.note("threat", node, f"«{word}» ameaça; diga como possibilidade e só se for verdade")


@lru_cache(maxsize=8192)
def _as_sms(text: str) -> tuple[tuple[str, ...], str]:
    """The signs an SMS would lose, and what it carries without the values."""
    return tuple(outside_gsm7(text)), to_gsm7(_static(text))


@lru_cache(maxsize=8192)
def _segments(text: str) -> int:
    return segments(text)


def _static(text: str) -> str:
    return _PLACEHOLDER.sub("", text)


def _numbered(step: Step) -> str:
    return "".join(f"\n{number} {to_gsm7(button.label)}" for number, button in enumerate(step.buttons, 1))
