"""Golden conversations as written in flows/golden: a sample debtor, what they send, where each answer rests."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.conversation import Channel
from bot.domain.errors import BotError
from flows.reading import Notes, mapping_of, read_document, refuse_unknown, text_of

_KEYS = {"name", "profile", "debtor", "channel", "phone", "says"}


class GoldenBroken(BotError):
    """A golden conversation that cannot be read."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = file, reason


@dataclass(frozen=True)
class Said:
    """One message (a tap in square brackets), and what its answer must be: the step it rests at, the intent read."""

    text: str
    step: str = ""
    intent: str = ""


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


def _said(value: object, notes: Notes, file: str) -> Said:
    """`text: step`, or `text: {step, intent}`."""
    pairs = mapping_of(value, notes, "says")
    if len(pairs) != 1:
        raise GoldenBroken(file, "cada linha de «says» é «mensagem: etapa» ou «mensagem: {step, intent}»")
    [(text, expected)] = pairs.items()
    if isinstance(expected, str):
        return Said(text, expected)
    wanted: Mapping[str, object] = mapping_of(expected, notes, text)
    return Said(text, str(wanted.get("step") or ""), str(wanted.get("intent") or ""))
