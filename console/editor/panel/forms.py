"""What the step's panel sends, one change at a time, as the change that is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from bot.application.editor.steps.changes import (
    NameStep,
    RemoveStep,
    SetAbout,
    SetAct,
    SetBegins,
    SetButtons,
    SetFlag,
    SetInterrupts,
    SetList,
    SetText,
    SetTransition,
    SetWay,
    SetWord,
    StepChange,
)
from bot.application.editor.steps.turning import ComeBack, TurnIntoAct, TurnIntoSpeech
from bot.application.editor.steps.view import LONGEST_LABEL, MOST_BUTTONS
from bot.application.editor.steps.whole import CopyStep, NewStep, ShiftStep
from flows.catalogue import PAPERS
from flows.checks.templates import TEMPLATE_NAME
from flows.editing.refused import EditRefused
from flows.intents import INTENTS
from flows.model import Button
from flows.parsing import ATTACHMENTS, HINTS

_LONGEST_FIELD, _LONGEST_TEXT = 300, 8000
_FLAGS = {"alone", "tap_only"}
_WORDS = {"attach", "options_from", "template"}
_LISTS = {"expects", "sure"}
_OF_FLOWS = {"about", "interrupts", "begins"}


@dataclass(frozen=True)
class Asked:
    """A form of the panel, for a step of a flow; `seen` is the digest it had, `was` what the field held then."""

    form: FormData
    flow: str
    step: str = ""

    def word(self, name: str) -> str:
        given = self.form.get(name, "")
        most = _LONGEST_TEXT if name in {"words", "was"} else _LONGEST_FIELD
        if not isinstance(given, str) or len(given) > most:
            raise EditRefused("too_long", f"O texto passa de {most} letras.")
        return given

    def words(self, name: str) -> Sequence[str]:
        return [one for one in self.form.getlist(name) if isinstance(one, str) and len(one) <= _LONGEST_FIELD]

    @property
    def seen(self) -> str:
        return self.word("seen")

    @property
    def was(self) -> str | None:
        return self.word("was").replace("\r\n", "\n").strip() if "was" in self.form else None

    @property
    def flow_seen(self) -> str:
        return self.word("flow_seen")

    @property
    def is_of_flow(self) -> bool:
        """Whether it is about the whole flow the step is in."""
        return self.word("change") in _OF_FLOWS

    def change(self) -> StepChange:
        """Raises EditRefused."""
        made = _CHANGES.get(self.word("change"))
        if made is None:
            raise EditRefused("unknown_word", "Esta mudança não existe.")
        return made(self)


def _text(asked: Asked) -> StepChange:
    return SetText(asked.word("said"), asked.word("channel"), asked.word("words"))


def _buttons(asked: Asked) -> StepChange:
    labels, payloads = [one.strip() for one in asked.words("label")], asked.words("payload")
    if len(labels) != len(payloads) or len(labels) > MOST_BUTTONS:
        raise EditRefused("too_many_buttons", f"O WhatsApp mostra até {MOST_BUTTONS} botões.")
    for label, payload in zip(labels, payloads, strict=True):
        _refuse_button(label, payload)
    return SetButtons([Button(label, payload) for label, payload in zip(labels, payloads, strict=True)])


def _refuse_button(label: str, payload: str) -> None:
    if not label:
        raise EditRefused("button_empty", "Escreva o que aparece no botão.")
    if len(label) > LONGEST_LABEL:
        raise EditRefused("button_label_too_long", f"«{label}» passa de {LONGEST_LABEL} letras, o limite do WhatsApp.")
    if not payload:
        raise EditRefused("button_means_nothing", f"Escolha o que quer dizer tocar em «{label}».")


def _transition(asked: Asked) -> StepChange:
    on = asked.word("on")
    if not on:
        raise EditRefused("unknown_word", "Escolha a resposta.")
    return SetTransition(on, written(asked.word("target"), asked.flow) or None)


def _way(asked: Asked) -> StepChange:
    return SetWay(asked.word("way"), written(asked.word("target"), asked.flow))


def _act(asked: Asked) -> StepChange:
    return SetAct(asked.word("act"), _arguments(asked))


def _arguments(asked: Asked) -> dict[str, str]:
    key, value = asked.word("key"), asked.word("argument")
    return {key: value} if key and value else {}


def _flag(asked: Asked) -> StepChange:
    return SetFlag(_known(asked, _FLAGS), asked.word("on") == "yes")


def _word(asked: Asked) -> StepChange:
    name, word = _known(asked, _WORDS), asked.word("word")
    if name == "attach" and word not in {"", *PAPERS, *ATTACHMENTS}:
        raise EditRefused("unknown_word", "Este documento não existe.")
    if name == "template" and word and not TEMPLATE_NAME.fullmatch(word):
        raise EditRefused("template_name", "Use só letras minúsculas sem acento, números e _, começando por letra.")
    return SetWord(name, word)


def _list(asked: Asked) -> StepChange:
    name, words = _known(asked, _LISTS), asked.words("words")
    if not set(words) <= (HINTS if name == "expects" else INTENTS):
        raise EditRefused("unknown_word", "Esta opção não existe.")
    return SetList(name, words)


def _back(asked: Asked) -> StepChange:
    return ComeBack(written(asked.word("target"), asked.flow))


def _turn(asked: Asked) -> StepChange:
    return TurnIntoAct(asked.word("act"), _arguments(asked)) if asked.word("into") == "act" else TurnIntoSpeech()


def _known(asked: Asked, names: set[str]) -> str:
    if asked.word("name") not in names:
        raise EditRefused("unknown_word", "Esta opção não existe.")
    return asked.word("name")


def _about(asked: Asked) -> StepChange:
    return SetAbout(asked.word("words"))


def _interrupts(asked: Asked) -> StepChange:
    words = asked.words("words")
    if not set(words) <= INTENTS:
        raise EditRefused("unknown_word", "Esta opção não existe.")
    return SetInterrupts(words)


def _begins(asked: Asked) -> StepChange:
    return SetBegins(asked.step, asked.word("known"))


def _name(asked: Asked) -> StepChange:
    return NameStep(asked.flow, asked.word("words"))


def _add(asked: Asked) -> StepChange:
    return NewStep(asked.word("kind"), asked.word("words").strip(), asked.word("act"))


def _copy(asked: Asked) -> StepChange:
    return CopyStep(asked.word("words").strip())


def _shift(asked: Asked) -> StepChange:
    return ShiftStep(asked.word("to") == "up")


def _remove(asked: Asked) -> StepChange:
    return RemoveStep()


def written(target: str, flow: str) -> str:
    """A step's full name as a file of the flow says it."""
    here, _, step = target.partition(".")
    return step if here == flow and step else target


_CHANGES: Mapping[str, Callable[[Asked], StepChange]] = {
    "text": _text,
    "buttons": _buttons,
    "transition": _transition,
    "way": _way,
    "act": _act,
    "flag": _flag,
    "word": _word,
    "list": _list,
    "back": _back,
    "turn": _turn,
    "about": _about,
    "interrupts": _interrupts,
    "begins": _begins,
    "name": _name,
    "add": _add,
    "copy": _copy,
    "shift": _shift,
    "remove": _remove,
}
