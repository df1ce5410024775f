"""Golden conversations as written in flows/golden: a sample debtor, what they send, where each answer rests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.application.messages import MessageKind
from bot.domain.conversation import Channel
from bot.domain.errors import BotError
from flows.reading import Notes, mapping_of, read_document, refuse_unknown, text_of

_KEYS = {"name", "profile", "debtor", "channel", "phone", "says"}

FILES: Mapping[str, tuple[MessageKind, str]] = {
    "(áudio)": (MessageKind.AUDIO, "audio/ogg"),
    "(foto)": (MessageKind.IMAGE, "image/jpeg"),
    "(documento)": (MessageKind.DOCUMENT, "application/pdf"),
    "(figurinha)": (MessageKind.STICKER, "image/webp"),
    "(localização)": (MessageKind.LOCATION, ""),
}
# What happens without the debtor writing: we begin, or an answer is ready. `golden_events` does it.
HAPPENS = (
    "(abrimos a notificação)",
    "(o caso é respondido)",
    "(o boleto sai)",
    "(um atendente começa)",
    "(um atendente retoma)",
)
_LATER = re.compile(r"\((\d{1,3}) horas depois\)")


class GoldenBroken(BotError):
    """A golden conversation that cannot be read."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


@dataclass(frozen=True)
class Said:
    """One message, and what its answer must be: the step it rests at, the intent read.

    A tap stands in square brackets, a file in round ones, and so does what happens meanwhile; "(13 horas depois)" only
    lets time pass.
    """

    text: str
    step: str = ""
    intent: str = ""

    @property
    def taps(self) -> str:
        """The label of what is tapped; nothing when words or a file are sent."""
        return self.text[1:-1] if self.text.startswith("[") and self.text.endswith("]") else ""


@dataclass(frozen=True)
class Golden:
    file: str
    name: str
    profile: str
    debtor: str
    channel: Channel
    phone: str
    said: tuple[Said, ...]


def read_golden(file: str, text: str) -> Golden:
    """Raises GoldenBroken."""
    notes = Notes(file)
    given = read_document(text, notes)
    refuse_unknown(given, _KEYS, notes)
    words = {key: text_of(given.get(key), notes, key) for key in _KEYS - {"says"}}
    said = given.get("says")
    if notes.problems or not isinstance(said, list) or not said:
        raise GoldenBroken(file, "; ".join(problem.message for problem in notes.problems) or "falta «says»")
    if words["channel"] not in {"", *Channel}:
        raise GoldenBroken(file, f"o canal «{words['channel']}» não existe")
    return Golden(
        file,
        words["name"] or file,
        words["profile"] or "cassems",
        words["debtor"] or "two_months",
        Channel(words["channel"] or "whatsapp"),
        words["phone"],
        tuple(_said(each, notes, file) for each in said),
    )


def hours_in(text: str) -> int:
    """How long nothing is said, for a line that tells so; else 0."""
    matched = _LATER.fullmatch(text)
    return int(matched[1]) if matched else 0


def _said(value: object, notes: Notes, file: str) -> Said:
    """`text: step`, or `text: {step, intent}`."""
    pairs = mapping_of(value, notes, "says")
    if len(pairs) != 1:
        raise GoldenBroken(file, "cada linha de «says» é «mensagem: etapa» ou «mensagem: {step, intent}»")
    [(text, expected)] = pairs.items()
    if text.startswith("(") and text.endswith(")") and text not in {*FILES, *HAPPENS} and not hours_in(text):
        known = ", ".join((*FILES, *HAPPENS))
        raise GoldenBroken(file, f"«{text}» não é um arquivo, um tempo nem um acontecimento: {known}")
    if isinstance(expected, str):
        return Said(text, expected)
    wanted: Mapping[str, object] = mapping_of(expected, notes, text)
    return Said(text, str(wanted.get("step") or ""), str(wanted.get("intent") or ""))
