"""A spell: from the moment the bot let a conversation go until the bot has it again, whoever held it between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from bot.domain.conversation import Owner
from bot.domain.ownership import OwnerChange

WINDOW = timedelta(hours=24)


@dataclass(frozen=True)
class Word:
    """A message of the debtor, or of somebody of the staff; what the bot says counts for nothing here."""

    at: datetime
    by: str | None = None  # None: the debtor


@dataclass(frozen=True)
class History:
    """All of one conversation that attendance is told from: changes by epoch, words by their number."""

    conversation_id: int
    creditor: str | None
    has_window: bool  # WhatsApp takes an answer for 24 hours only
    changes: Sequence[OwnerChange] = ()
    words: Sequence[Word] = ()


@dataclass(frozen=True)
class Stint:
    """For how long one agent held it, and why that ended."""

    agent: str
    began_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True)
class Spell:
    """`was_asked`: the debtor was put in the queue; else a person took it from the bot, or began the talk."""

    reason: str
    began_at: datetime
    was_asked: bool
    stints: tuple[Stint, ...]
    went_back: tuple[OwnerChange, ...]  # from an agent into the queue
    ended_at: datetime | None
    ended_by: str
    first_word: Word | None
    abandoned_at: datetime | None


def spells_of(history: History, now: datetime) -> list[Spell]:
    """Oldest first; the last may not be over."""
    return [_spell(part, history, now) for part in _parts(history.changes)]


def _parts(changes: Iterable[OwnerChange]) -> list[list[OwnerChange]]:
    parts: list[list[OwnerChange]] = []
    is_open = False
    for change in changes:
        if not is_open:
            parts.append([])
        parts[-1].append(change)
        is_open = change.after is not Owner.BOT
    return [part for part in parts if part[0].before is Owner.BOT and part[0].after is not Owner.BOT]


def _spell(part: Sequence[OwnerChange], history: History, now: datetime) -> Spell:
    first, last = part[0], part[-1]
    ended_at = last.at if last.after is Owner.BOT else None
    said = _first_word(history.words, first.at, ended_at)
    was_asked = first.after is Owner.QUEUE
    return Spell(
        reason=first.reason,
        began_at=first.at,
        was_asked=was_asked,
        stints=tuple(_stints(part)),
        went_back=tuple(one for one in part if one.before is Owner.AGENT and one.after is Owner.QUEUE),
        ended_at=ended_at,
        ended_by=last.reason if ended_at is not None else "",
        first_word=said,
        abandoned_at=_abandoned(history, first.at, said, ended_at, now) if was_asked else None,
    )


def _stints(part: Sequence[OwnerChange]) -> Iterable[Stint]:
    for taken, following in zip_longest(part, part[1:]):
        if taken.after is Owner.AGENT and following is not None:
            yield Stint(taken.agent_after or "", taken.at, following.at, following.reason)
        elif taken.after is Owner.AGENT:
            yield Stint(taken.agent_after or "", taken.at)


def _first_word(words: Iterable[Word], began_at: datetime, ended_at: datetime | None) -> Word | None:
    ours = (word for word in words if word.by is not None and began_at <= word.at)
    found = next(ours, None)
    return None if found is not None and ended_at is not None and found.at > ended_at else found


def _abandoned(
    history: History, began_at: datetime, said: Word | None, ended_at: datetime | None, now: datetime
) -> datetime | None:
    """The window closed on a debtor nobody had answered, or the spell was over without a person's word."""
    until = min(filter(None, (said.at if said else None, ended_at, now)))
    if history.has_window:
        closed = _window_closed(history.words, began_at)
        if closed is not None and (closed < until or (said is None and closed == until)):
            return closed
    return ended_at if said is None else None


def _window_closed(words: Iterable[Word], began_at: datetime) -> datetime | None:
    """The first moment, from the beginning on, at which the debtor's newest message was a day old."""
    asked = [word.at for word in words if word.by is None]
    for at, following in zip_longest(asked, asked[1:]):
        closes = at + WINDOW
        if closes > began_at and (following is None or following >= closes):
            return closes
    return None
