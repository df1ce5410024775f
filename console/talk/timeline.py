"""A thread as the page shows it: messages, private notes and changes of owner in one order, days set apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.application.agents import masking
from bot.application.agents.notes import Note
from bot.application.agents.roles import StaffRole
from bot.application.agents.talk_models import Span, TalkLine
from bot.application.agents.talk_tools import TalkTools
from bot.application.office.media_shown import may_see_files
from bot.domain.conversation import Owner
from bot.domain.ownership import OwnerChange
from console.auth.pages import ZONE
from console.talk.words import DELIVERY, FAILURES, OWNER_REASONS, REASONS, TICKS, name_of
from flows.step_names import StepNames

WATCHED = 60  # lines behind the newest whose ticks may still change
FAILED = ("failed", "undelivered")


@dataclass(frozen=True)
class Cursor:
    """What a page shows already: the newest line, note and change of owner."""

    seq: int = 0
    note: int = 0
    epoch: int = 0

    @classmethod
    def read(cls, text: str) -> "Cursor":
        parts = text.split(".")
        numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]
        return cls(*numbers) if len(parts) == len(numbers) == 3 else cls()

    def __str__(self) -> str:
        return f"{self.seq}.{self.note}.{self.epoch}"


@dataclass(frozen=True)
class Medium:
    address: str
    kind: str  # image, audio, pdf, video, file


@dataclass(frozen=True)
class Item:
    """One thing in the thread; `kind` is in, bot, agent, note or event."""

    key: str
    kind: str
    at: datetime
    who: str = ""
    text: str = ""
    step: str = ""
    seq: int = 0
    media: tuple[Medium, ...] = ()
    paper: str = ""
    paper_address: str = ""  # where it opens, for who may see what cannot be masked
    hides: str = ""  # where what was masked in it is shown on being asked for
    tick: str = ""
    state: str = ""
    told: str = ""
    is_template: bool = False

    @property
    def day(self) -> date:
        return self.at.astimezone(ZONE).date()

    @property
    def has_failed(self) -> bool:
        return self.state in FAILED


@dataclass(frozen=True)
class Thread:
    items: tuple[Item, ...]
    ticks: tuple[Item, ...]
    cursor: Cursor
    has_earlier: bool = False


@dataclass(frozen=True)
class Reader:
    """For whom it is shown, and how the steps of the flows are called."""

    role: StaffRole
    email: str
    steps: StepNames
    public: frozenset[str] = frozenset()  # numbers that are nobody's secret

    @property
    def opens_papers(self) -> bool:
        return may_see_files(self.role, in_a_case=False)

    def first(self, body: str) -> str:
        return masking.unasked(body, self.role, self.public)

    def asked(self, body: str) -> str:
        return masking.text(body, self.role, public=self.public)

    def hides(self, body: str) -> bool:
        return self.first(body) != self.asked(body)


async def newest(conversation_id: int, reader: Reader, talk: TalkTools) -> Thread:
    lines = await talk.threads.lines(conversation_id, Span())
    first = lines[0].line.seq if lines else 0
    begins = lines[0].line.at if first > 1 else None
    others = [
        one for one in await _others(conversation_id, Cursor(), reader, talk) if begins is None or one.at >= begins
    ]
    return _thread([*_lines(lines, reader), *others], Cursor(), has_earlier=first > 1)


async def earlier(conversation_id: int, before: int, reader: Reader, talk: TalkTools) -> Thread:
    lines = await talk.threads.lines(conversation_id, Span(before=before))
    items = [*_lines(lines, reader)]
    if not items:
        return Thread((), (), Cursor())
    first, last = lines[0].line, lines[-1].line
    others = [one for one in await _others(conversation_id, Cursor(), reader, talk) if one.at <= last.at]
    shown = [one for one in others if first.seq <= 1 or one.at >= first.at]
    return _thread([*items, *shown], Cursor(), has_earlier=first.seq > 1)


async def since(conversation_id: int, cursor: Cursor, reader: Reader, talk: TalkTools) -> Thread:
    """What came after the cursor, and the ticks of what was there."""
    watched = Span(after=max(cursor.seq - WATCHED, 0), limit=1000)
    found = list(_lines(await talk.threads.lines(conversation_id, watched), reader))
    fresh = [one for one in found if one.seq > cursor.seq]
    ticks = tuple(one for one in found if one.seq <= cursor.seq and one.state)
    thread = _thread([*fresh, *await _others(conversation_id, cursor, reader, talk)], cursor)
    return Thread(thread.items, ticks, thread.cursor)


async def lines_since(conversation_id: int, seq: int, reader: Reader, talk: TalkTools) -> tuple[Item, ...]:
    """Messages only."""
    return tuple(_lines(await talk.threads.lines(conversation_id, Span(after=seq)), reader))


def _thread(items: Sequence[Item], cursor: Cursor, *, has_earlier: bool = False) -> Thread:
    ordered = tuple(sorted(items, key=lambda one: one.at))
    newest_of = {
        kind: max((int(one.key.rpartition("-")[2]) for one in items if one.key.startswith(kind)), default=0)
        for kind in ("note-", "event-")
    }
    seq = max((one.seq for one in items), default=0)
    after = Cursor(max(cursor.seq, seq), max(cursor.note, newest_of["note-"]), max(cursor.epoch, newest_of["event-"]))
    return Thread(ordered, (), after, has_earlier)


async def _others(conversation_id: int, cursor: Cursor, reader: Reader, talk: TalkTools) -> list[Item]:
    notes = await talk.notes.notes(conversation_id, cursor.note)
    owners = [one for one in await talk.tools.conversations.owners(conversation_id) if one.epoch > cursor.epoch]
    return [*(_note(note, reader) for note in notes), *(_event(change) for change in owners)]


def _lines(lines: Sequence[TalkLine], reader: Reader) -> Iterator[Item]:
    for one in lines:
        line = one.line
        state = line.delivery or ""
        yield Item(
            key=f"in-{one.inbox_id}" if one.inbox_id else f"line-{line.seq}",
            kind="in" if line.direction == "in" else "bot" if line.speaker == "bot" else "agent",
            at=line.at,
            who=name_of(line.speaker),
            text=reader.first(line.text),
            step=reader.steps.shown(line.step) if line.speaker == "bot" else "",
            seq=line.seq,
            hides=f"lines/{line.seq}" if reader.hides(line.text) else "",
            media=_media(one),
            paper=one.paper,
            paper_address=f"papers/{line.seq}" if one.paper and reader.opens_papers else "",
            tick=TICKS.get(state, ""),
            state=state,
            told=_told(state, one.failure),
            is_template=one.is_template,
        )


def _media(one: TalkLine) -> tuple[Medium, ...]:
    return tuple(Medium(f"/console/media/{one.inbox_id}/{n}", _kind(kind)) for n, kind in enumerate(one.media))


def _kind(content_type: str) -> str:
    if content_type == "application/pdf":
        return "pdf"
    kind = content_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else "file"


def _told(state: str, failure: str) -> str:
    said = DELIVERY.get(state, "")
    return f"{said}: {FAILURES[failure]}" if failure in FAILURES else said


def _note(note: Note, reader: Reader) -> Item:
    hides = f"notes/{note.id}" if reader.hides(note.text) else ""
    text = reader.first(note.text)
    return Item(f"note-{note.id}", "note", note.at, who=name_of(note.author), text=text, hides=hides)


def _event(change: OwnerChange) -> Item:
    return Item(f"event-{change.epoch}", "event", change.at, text=_event_text(change))


def _event_text(change: OwnerChange) -> str:
    who = name_of(change.by)
    if change.reason == "transferred":
        to = name_of(change.agent_after) if change.agent_after else "a fila"
        return f"{who} passou a conversa para {to}"
    if change.reason == "sent_back":
        return f"{who} pôs a conversa de volta na fila"
    if change.reason in ("agent_gone", "agent_idle"):
        why = "saiu" if change.reason == "agent_gone" else "ficou sem responder"
        return f"De volta à fila: {name_of(change.agent_before or '')} {why}"
    if change.after is Owner.QUEUE:
        return f"O robô chamou uma pessoa: {_lowered(REASONS.get(change.reason, change.reason))}"
    return f"{who} {OWNER_REASONS.get(change.reason, 'mudou quem atende')}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
