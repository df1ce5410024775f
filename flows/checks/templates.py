"""What WhatsApp takes as a template: fixed words and simple values, which anyone may read (F3, T3, I1)."""

import csv
import re
from collections.abc import Iterator, Mapping

from flows.catalogue import PAPER_LINK
from flows.checks.case import Case, words_in
from flows.checks.identity import DISCLOSING, MONEY_SIGN
from flows.checks.texts import MAX_BODY_WITH_CHOICES
from flows.graph import Node, placeholders
from flows.model import Profile, Step
from flows.problems import Problem

TITLES_FILE = "titles.csv"
TEMPLATE_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_AT_THE_EDGE = re.compile(r"^\{[^{}]*\}|\{[^{}]*\}$")
_SIDE_BY_SIDE = re.compile(r"\}\s*\{")


def check_templates(case: Case) -> None:
    for node in case.graph.nodes.values():
        if node.step.template:
            for code, message in (*_in_form(node), *_in_words(case, node)):
                case.note(code, node, message)


def labels_in_templates(profile: Profile, files: Mapping[str, str]) -> Iterator[Problem]:
    """A label that reveals health is in no template (T3); the labels lie beside the policy."""
    labels = _revealing_labels(files.get(f"{profile.slug}/{TITLES_FILE}", ""))
    for flow in profile.flows.values():
        for step in flow.steps.values():
            for label in words_in(_said(step), labels) if step.template else ():
                message = f"o rótulo «{label}» revela saúde e não pode estar em um modelo do WhatsApp"
                yield Problem("template_reveals_health", flow.id, step.id, (), message, profile.slug, flow.file)


def _in_form(node: Node) -> Iterator[tuple[str, str]]:
    step, text = node.step, node.step.say.whatsapp if node.step.say else ""
    if not TEMPLATE_NAME.fullmatch(step.template):
        yield "template_name", f"o nome do modelo, «{step.template}»: use só letras minúsculas, números e _, até 60"
    if not text:
        yield "template_without_text", "um modelo do WhatsApp só vale em uma etapa que diz algo no WhatsApp"
    if step.options_from or (step.attach and PAPER_LINK not in placeholders(text)):
        message = f"um modelo do WhatsApp não leva lista nem documento: só texto, até 3 botões e {{{PAPER_LINK}}}"
        yield "template_not_fixed", message
    if _AT_THE_EDGE.search(text):
        yield "template_edge", "o WhatsApp não aceita um modelo que comece ou termine com um campo"
    if _SIDE_BY_SIDE.search(text):
        yield "template_edge", "o WhatsApp não aceita dois campos lado a lado em um modelo"


def _in_words(case: Case, node: Node) -> Iterator[tuple[str, str]]:
    said, samples = case.said(node.step), case.settings.template_samples
    for name in dict.fromkeys(placeholders(node.step.say.whatsapp if node.step.say else "")):
        if name in DISCLOSING:
            yield "template_discloses", f"{{{name}}} fala da dívida e não pode estar em um modelo do WhatsApp"
        elif name not in samples and name not in case.profile.globals:
            yield (
                "template_placeholder",
                f"um modelo do WhatsApp só leva valores simples, com um exemplo: {{{name}}} não é um",
            )
    for word in words_in(said, case.settings.banned_before_identity):
        yield "template_discloses", f"«{word}» não pode ser dito em um modelo do WhatsApp"
    if MONEY_SIGN in said:
        yield "template_discloses", "um valor em reais não pode ser dito em um modelo do WhatsApp"
    length = len(_filled(case, node.step))
    if length > MAX_BODY_WITH_CHOICES:
        message = f"o modelo do WhatsApp tem {length} caracteres; o limite é {MAX_BODY_WITH_CHOICES}"
        yield "template_too_long", message


def _filled(case: Case, step: Step) -> str:
    text = step.say.whatsapp if step.say else ""
    for name, value in {**case.settings.template_samples, **case.profile.globals}.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _said(step: Step) -> str:
    return "\n".join([*(text.everywhere() for text in step.texts()), *(button.label for button in step.buttons)])


def _revealing_labels(titles: str) -> list[str]:
    rows = csv.DictReader(titles.splitlines(), delimiter=";")
    return [row["rotulo"] for row in rows if (row.get("revela_saude") or "").strip().lower() == "sim"]
