"""The changes an editor may ask of a step, each with what the log says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flows.editing.leads import set_act, set_transition, set_way
from flows.editing.renaming import rename_step
from flows.editing.settings import set_about, set_begins, set_flag, set_interrupts, set_list, set_word
from flows.editing.shape import add_step, duplicate_step, move_step, remove_step
from flows.editing.step_names import name_step
from flows.editing.texts import set_buttons, set_text
from flows.model import OTHERWISE, Button
from flows.names import names
from flows.step_names import STEP_NAMES_FILE

type Files = Mapping[str, str]

_SAID = {"say": "Texto", "again": "Texto ao voltar"}
_CHANNELS = {"": "", "whatsapp": " no WhatsApp", "sms": " no SMS"}
_WAYS = {
    "wait": "«{step}» espera uma resposta",
    "next": "«{step}» segue para «{target}»",
    "end": "«{step}» encerra a conversa",
    "return": "«{step}» volta para onde a pessoa estava",
}
_SETTINGS = {
    "alone": "mensagem sozinha",
    "tap_only": "só por toque",
    "attach": "documento que vai junto",
    "template": "modelo aprovado",
    "options_from": "lista de opções",
    "resume": "por onde retomar",
    "sure": "o que precisa de certeza",
    "expects": "o que se lê na resposta",
    "end": "fim da conversa",
    "return": "volta ao que foi interrompido",
}


@dataclass(frozen=True)
class At:
    """A step of a flow's file in a draft; no step: the flow itself."""

    path: str
    step: str = ""


class StepChange(Protocol):
    """One change of one step or flow."""

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        """The files that change, by path; raises EditRefused."""
        ...

    def told(self, step: str, target: str) -> str:
        """For the log, given what staff call the step (or the flow), and where the change leads, if anywhere."""
        ...


@dataclass(frozen=True)
class SetText:
    said: str  # say, again
    channel: str  # whatsapp, sms, or "" for one text on both
    words: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_text(files[at.path], at.step, self.said, self.channel, self.words)}

    def told(self, step: str, target: str) -> str:
        return f"{_SAID.get(self.said, self.said)} de «{step}»{_CHANNELS.get(self.channel, '')}"


@dataclass(frozen=True)
class SetButtons:
    buttons: Sequence[Button]

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_buttons(files[at.path], at.step, self.buttons)}

    def told(self, step: str, target: str) -> str:
        return f"Botões de «{step}»"


@dataclass(frozen=True)
class SetTransition:
    """Where an answer or an outcome leads; no target: nowhere any more."""

    on: str
    target: str | None

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_transition(files[at.path], at.step, self.on, self.target)}

    def told(self, step: str, target: str) -> str:
        answer = "qualquer outra resposta" if self.on == OTHERWISE else f"«{names().outcome('', self.on)}»"
        if self.target is None:
            return f"«{step}» não leva mais a lugar nenhum com {answer}"
        return f"«{step}» leva a «{target}» com {answer}"


@dataclass(frozen=True)
class SetWay:
    way: str  # wait, next, end, return
    target: str = ""

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_way(files[at.path], at.step, self.way, self.target)}

    def told(self, step: str, target: str) -> str:
        return _WAYS.get(self.way, "«{step}» segue de outro jeito").format(step=step, target=target)


@dataclass(frozen=True)
class SetAct:
    act: str
    arguments: Mapping[str, str] | None = None

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_act(files[at.path], at.step, self.act, self.arguments)}

    def told(self, step: str, target: str) -> str:
        return f"Ação de «{step}»"


@dataclass(frozen=True)
class SetFlag:
    name: str
    is_on: bool

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_flag(files[at.path], at.step, self.name, self.is_on)}

    def told(self, step: str, target: str) -> str:
        return f"«{step}»: {_SETTINGS.get(self.name, self.name)}, {'sim' if self.is_on else 'não'}"


@dataclass(frozen=True)
class SetWord:
    name: str
    word: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_word(files[at.path], at.step, self.name, self.word)}

    def told(self, step: str, target: str) -> str:
        return f"«{step}»: {_SETTINGS.get(self.name, self.name)}"


@dataclass(frozen=True)
class SetList:
    name: str
    words: Sequence[str]

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_list(files[at.path], at.step, self.name, self.words)}

    def told(self, step: str, target: str) -> str:
        return f"«{step}»: {_SETTINGS.get(self.name, self.name)}"


@dataclass(frozen=True)
class NameStep:
    """What staff call it; `flow` is the flow's id."""

    flow: str
    words: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {STEP_NAMES_FILE: name_step(files[STEP_NAMES_FILE], f"{self.flow}.{at.step}", self.words)}

    def told(self, step: str, target: str) -> str:
        return f"«{step}» passa a se chamar «{self.words}»"


@dataclass(frozen=True)
class RenameStep:
    name: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return rename_step(files, at.path, at.step, self.name)

    def told(self, step: str, target: str) -> str:
        return f"Código de «{step}»: {self.name}"


@dataclass(frozen=True)
class RemoveStep:
    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: remove_step(files, at.path, at.step)}

    def told(self, step: str, target: str) -> str:
        return f"Etapa «{step}» tirada"


@dataclass(frozen=True)
class DuplicateStep:
    name: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: duplicate_step(files, at.path, at.step, self.name)}

    def told(self, step: str, target: str) -> str:
        return f"Cópia de «{step}»: {self.name}"


@dataclass(frozen=True)
class MoveStep:
    """To below another; None: to the top, where one enters."""

    after: str | None

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: move_step(files, at.path, at.step, self.after)}

    def told(self, step: str, target: str) -> str:
        return f"Lugar de «{step}» no fluxo"


@dataclass(frozen=True)
class AddStep:
    """A new step below the one named; `fields` as a file holds them."""

    name: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: add_step(files, at.path, at.step, self.name, self.fields)}

    def told(self, step: str, target: str) -> str:
        return f"Nova etapa depois de «{step}»: {self.name}"


@dataclass(frozen=True)
class SetAbout:
    words: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_about(files[at.path], self.words)}

    def told(self, step: str, target: str) -> str:
        return f"Para que serve o fluxo «{step}»"


@dataclass(frozen=True)
class SetBegins:
    """Whether we speak from a step unasked, and to whom: unverified, verified, or no word."""

    step: str
    known: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_begins(files[at.path], self.step, self.known)}

    def told(self, step: str, target: str) -> str:
        return f"Por onde o robô começa conversas no fluxo «{step}»"


@dataclass(frozen=True)
class SetInterrupts:
    intents: Sequence[str]

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_interrupts(files[at.path], self.intents)}

    def told(self, step: str, target: str) -> str:
        return f"O que leva ao fluxo «{step}» a qualquer momento"
