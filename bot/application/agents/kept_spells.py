"""Spells told once: a conversation that has not changed since is not read again."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from bot.domain.attendance.spells import WINDOW, History, Spell, spells_of
from bot.domain.conversation import Owner

MOST = 20_000  # conversations, some 30 MB: more than a month of a large office


@dataclass(frozen=True)
class Mark:
    """How far a conversation has come: whatever is said or changes hands moves it."""

    conversation_id: int
    epoch: int
    last_seq: int


class SpellBook(Protocol):
    """Where the log of owners and the words of people are read from."""

    async def marks(self, since: datetime, creditor: str | None) -> Sequence[Mark]:
        """Every conversation that changed hands since then or is with a person now."""
        ...

    async def histories(self, conversations: Sequence[int]) -> Sequence[History]:
        """Theirs, whole."""
        ...


@dataclass(frozen=True)
class _Told:
    """`open_one`: what a spell that is not over is told from; it depends on the hour."""

    over: tuple[Spell, ...]
    open_one: History | None
    newest: datetime

    def spells(self, now: datetime) -> list[Spell]:
        return [*self.over, *(spells_of(self.open_one, now) if self.open_one is not None else ())]


class KeptSpells:
    """Of this process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[int, tuple[Mark, _Told]] = {}

    async def told(self, since: datetime, creditor: str | None, now: datetime, book: SpellBook) -> list[Spell]:
        marks = await book.marks(since, creditor)
        known = self._known(marks)
        unread = [mark for mark in marks if mark.conversation_id not in known]
        if unread:
            histories = await book.histories([mark.conversation_id for mark in unread])
            read = await asyncio.to_thread(_told, histories, now)  # a whole month's take a while
            self._keep({mark.conversation_id: mark for mark in unread}, read)
            known |= read
        return await asyncio.to_thread(_all, known.values(), now)

    def _known(self, marks: Iterable[Mark]) -> dict[int, _Told]:
        kept = ((mark, self._kept.get(mark.conversation_id)) for mark in marks)
        return {mark.conversation_id: one[1] for mark, one in kept if one is not None and one[0] == mark}

    def _keep(self, marks: Mapping[int, Mark], read: Mapping[int, _Told]) -> None:
        """Beyond what fits, those that changed hands longest ago go."""
        self._kept |= {number: (marks[number], told) for number, told in read.items()}
        if len(self._kept) > self._most:
            newest = sorted(self._kept.items(), key=lambda one: one[1][1].newest, reverse=True)
            self._kept = dict(newest[: self._most])


def _told(histories: Iterable[History], now: datetime) -> dict[int, _Told]:
    return {one.conversation_id: _split(one, now) for one in histories}


def _split(history: History, now: datetime) -> _Told:
    spells = spells_of(history, now)
    newest = max((change.at for change in history.changes), default=datetime.min.replace(tzinfo=UTC))
    if not spells or spells[-1].ended_at is not None:
        return _Told(tuple(spells), None, newest)
    began_at = spells[-1].began_at
    ended = [place for place, change in enumerate(history.changes, 1) if change.after is Owner.BOT]
    changes = history.changes[ended[-1] if ended else 0 :]
    words = [word for word in history.words if word.at >= began_at - WINDOW]  # what is older moves no figure
    return _Told(tuple(spells[:-1]), replace(history, changes=changes, words=words), newest)


def _all(told: Iterable[_Told], now: datetime) -> list[Spell]:
    return [spell for one in told for spell in one.spells(now)]
