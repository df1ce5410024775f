"""Editions of the content that tell themselves apart in what debtors read, and debtors who differ in nothing read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from bot.application.releases import Sources
from bot.domain.documents import cpf_from
from tests.service.people import Debtor

NAME, FIRST3 = "Evandro Quintanilha Braga", "201"
MARK = re.compile(r"edição (\d+)")
PROTOCOL = re.compile(r"\d{20}")
ANSWERS = "answers.yml"  # of the sentences
# Said in a greeting, after the CPF and at any time: each answer of the scripts holds one of these texts.
MARKED = {
    "common/flows/opening.yml": ("Esta conversa é registrada: protocolo", "Esta conversa é registrada ({}): protocolo"),
    "common/flows/titles.yml": ("Encontrei isto em aberto:", "Encontrei isto em aberto ({}):"),
    "common/flows/thank.yml": ("Eu que agradeço.\n    next: back", "Eu que agradeço ({}).\n    next: back"),
}
MORE = "common/flows/thank.yml"


def edition(sources: Sources, number: int, *, other_sentences: bool = False) -> Sources:
    """Other texts, every second time another step, and on request a sentence nobody has taught before."""
    content = dict(sources.content)
    for path, (before, after) in MARKED.items():
        assert before in content[path], f"{path} no longer says {before!r}"
        content[path] = content[path].replace(before, after.format(f"edição {number}"))
    if number % 2:
        text = content[MORE].replace("next: back", "next: more", 1).rstrip()
        content[MORE] = f"{text}\n  more:\n    say: Conte comigo.\n    next: back\n"
    training = sources.training
    if other_sentences:
        training = replace(training, sentences=_taught(training.sentences, number))
    return replace(sources, content=content, training=training)


def _taught(sentences: object, number: int) -> dict[str, str]:
    assert isinstance(sentences, dict)
    text = str(sentences[ANSWERS])
    before, example, after = text.partition("    - ")
    assert example, f"{ANSWERS} holds no example"
    return {**sentences, ANSWERS: f"{before}    - beleza combinado {_in_letters(number)}\n{example}{after}"}


def _in_letters(number: int) -> str:
    """A word of its own: digits would be masked."""
    return "".join(chr(ord("a") + int(digit)) * 2 for digit in str(number))


def alike() -> Iterator[Debtor]:
    """One name, one beginning of the CPF, the same titles: only phones and the rest of the CPF differ."""
    for number in count(1):
        yield Debtor(NAME, cpf_from(f"{FIRST3}{number:06d}"), f"+55679{92_000_000 + number}")


def marks_in(text: str) -> set[int]:
    return {int(number) for number in MARK.findall(text)}


def without_protocol(text: str) -> str:
    """The protocol is of a contact and of no other: the one part of an answer that may differ (N8)."""
    return PROTOCOL.sub("<protocolo>", text)
