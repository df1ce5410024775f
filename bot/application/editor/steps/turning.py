"""Changes of what a step is at all: one that speaks or one that acts, and by what one comes back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.application.editor.steps.changes import At, Files
from bot.application.editor.steps.whole import TO_WRITE, TO_WRITE_AGAIN
from flows.editing.turning import set_coming_back, turn_into_act, turn_into_speech
from flows.names import names


@dataclass(frozen=True)
class TurnIntoAct:
    act: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: turn_into_act(files[at.path], at.step, self.act, self.arguments)}

    def told(self, step: str, target: str) -> str:
        return f"«{step}» deixa de falar e passa a fazer: {names().act(self.act)}"


@dataclass(frozen=True)
class TurnIntoSpeech:
    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: turn_into_speech(files[at.path], at.step, TO_WRITE)}

    def told(self, step: str, target: str) -> str:
        return f"«{step}» deixa de fazer uma ação e passa a falar"


@dataclass(frozen=True)
class ComeBack:
    """By the step named, after another subject; none: with a text of its own."""

    target: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        return {at.path: set_coming_back(files[at.path], at.step, self.target, TO_WRITE_AGAIN)}

    def told(self, step: str, target: str) -> str:
        how = f"passa por «{target}»" if self.target else "diz um texto próprio"
        return f"«{step}»: ao voltar de outro assunto, {how}"
