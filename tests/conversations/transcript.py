"""Conversations written out as people read them, played against the bot and compared whole.

A transcript is a text file. A head of `name: value` lines says who is there; then:

    > oi                  the debtor writes; several lines in a row are one burst
    > [Quero parcelar]    taps that button or list item
    > (áudio)             sends a voice note; also (imagem), (pdf), (figurinha), (localização), (vazio)
    > (2 s) estou fora    the same, so many seconds after our last message
    > (de +5567…) ciente  the same, from another number
    < nós abrimos         something else happens: see `events.py`
    = notificação         what is on record of the newest notice is the answer
    ~ 13 h                time passes: h or d
    anything else         what the bot answers, word for word; messages are parted by a line of `---`
    (silêncio)            the bot answers nothing
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.application.messages import MessageKind
from tests.conversations.phone import Phone
from tests.conversations.stage import Stage

SILENCE = "(silêncio)"
_HEAD = re.compile(r"(\w+): *(.*)")
HAPPENS = ("< ", "= ")
_SOON = re.compile(r"\((\d+) s\) (.+)")
_ELSEWHERE = re.compile(r"\(de (\+\d+)\) (.+)")
_PAUSE = re.compile(r"~ (\d+) *([hd])")
_MEDIA = {
    "áudio": (MessageKind.AUDIO, "audio/ogg"),
    "imagem": (MessageKind.IMAGE, "image/jpeg"),
    "pdf": (MessageKind.DOCUMENT, "application/pdf"),
    "figurinha": (MessageKind.STICKER, "image/webp"),
    "localização": (MessageKind.LOCATION, ""),
    "vazio": (MessageKind.TEXT, ""),
}


@dataclass
class Exchange:
    """What the debtor did at once, and what must come back."""

    said: list[str]
    answer: str = ""


@dataclass
class Transcript:
    title: str
    head: dict[str, str]
    steps: list[Exchange | timedelta] = field(default_factory=list)

    @property
    def exchanges(self) -> list[Exchange]:
        return [step for step in self.steps if isinstance(step, Exchange)]


def read_transcript(path: Path) -> Transcript:
    title, *lines = path.read_text(encoding="utf-8").splitlines()
    head: dict[str, str] = {}
    while lines and (named := _HEAD.fullmatch(lines[0])):
        head[named[1]] = named[2].strip()
        lines.pop(0)
    transcript = Transcript(title.lstrip("# "), head)
    for line in lines:
        _take(transcript, line)
    for exchange in transcript.exchanges:
        exchange.answer = exchange.answer.strip()
    return transcript


def write_transcript(path: Path, transcript: Transcript) -> None:
    """Keep what was really answered, for a person to read and approve."""
    lines = [f"# {transcript.title}", *(f"{name}: {value}" for name, value in transcript.head.items())]
    for step in transcript.steps:
        if isinstance(step, timedelta):
            hours = int(step.total_seconds() // 3600)
            lines += ["", f"~ {hours} h"]
        else:
            said = (each if each.startswith(HAPPENS) else f"> {each}" for each in step.said)
            lines += ["", *said, step.answer]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def play(phone: Phone, exchange: Exchange, stage: Stage) -> str:
    """Do what the debtor did and give back all that was answered."""
    [first, *more] = exchange.said
    if first.startswith(HAPPENS):
        return await stage.happens(first) or SILENCE
    if (elsewhere := _ELSEWHERE.fullmatch(first)) is not None:
        return await stage.other_phone(elsewhere[1]).says(elsewhere[2]) or SILENCE
    if (soon := _SOON.fullmatch(first)) is not None:
        return await _at_once(phone, timedelta(seconds=int(soon[1])), soon[2], *more) or SILENCE
    if more:
        return await phone.says(*exchange.said) or SILENCE
    if first.startswith("[") and first.endswith("]"):
        return await phone.taps(first[1:-1]) or SILENCE
    if first.startswith("(") and first.partition(")")[0][1:] in _MEDIA:
        name, _, caption = first[1:].partition(")")
        kind, content_type = _MEDIA[name]
        return await phone.sends(kind, content_type, caption.strip()) or SILENCE
    return await phone.says(first) or SILENCE


async def _at_once(phone: Phone, after: timedelta, *texts: str) -> str:
    usual, phone.looks_for = phone.looks_for, after
    try:
        return await phone.says(*texts)
    finally:
        phone.looks_for = usual


def _take(transcript: Transcript, line: str) -> None:
    last = transcript.steps[-1] if transcript.steps else None
    if pause := _PAUSE.fullmatch(line):
        unit = "hours" if pause[2] == "h" else "days"
        transcript.steps.append(timedelta(**{unit: int(pause[1])}))
    elif line.startswith(HAPPENS):
        transcript.steps.append(Exchange([line]))
    elif line.startswith("> "):
        is_burst = isinstance(last, Exchange) and not last.answer and not last.said[0].startswith(HAPPENS)
        if isinstance(last, Exchange) and is_burst:  # a blank line ends a burst
            last.said.append(line[2:])
        else:
            transcript.steps.append(Exchange([line[2:]]))
    elif isinstance(last, Exchange):
        last.answer += f"{line}\n"
