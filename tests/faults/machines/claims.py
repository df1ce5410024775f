"""Who works which conversation from when to when, written down by every worker in one file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic_ns

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.application.changes import TurnRecord
from bot.application.ports import Claim, Clock

TOOK, LEFT = "took", "left"


@dataclass(frozen=True)
class Spell:
    """One worker with one conversation; the clock is the machine's, the same for all processes."""

    conversation: int
    worker: str
    began: int
    ended: int | None


@dataclass
class ClaimLog:
    file: Path
    worker: str = ""

    def note(self, what: str, conversation: int) -> None:
        """One write of one line, which no other process' line comes into."""
        line = f"{monotonic_ns()} {what} {conversation} {self.worker}\n"
        place = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.write(place, line.encode())
        finally:
            os.close(place)

    def spells(self) -> Iterator[Spell]:
        """In the order they began; one that never ended is open to this day."""
        open_ones: dict[tuple[int, str], Spell] = {}
        for line in self.file.read_text().splitlines():
            at, what, conversation, worker = line.split()
            key = int(conversation), worker
            if what == TOOK:
                open_ones[key] = Spell(*key, int(at), None)
            elif key in open_ones:
                yield Spell(*key, open_ones.pop(key).began, int(at))
        yield from open_ones.values()


class WatchedClaims(SqlInbox):
    """The inbox of a worker, with a line for each conversation taken in hand and let go."""

    def __init__(self, database: Database, clock: Clock, log: ClaimLog) -> None:
        super().__init__(database, clock)
        self._log = log

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        return self._took(await super().claim(conversation_id, quiet_since=quiet_since, lease_s=lease_s))

    async def claim_quiet(self, conversation_id: int, *, lease_s: float) -> Claim | None:
        return self._took(await super().claim_quiet(conversation_id, lease_s=lease_s))

    async def release(self, claim: Claim) -> None:
        self._log.note(LEFT, claim.conversation.id)  # before, as another may take it at once
        await super().release(claim)

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        self._log.note(LEFT, claim.conversation.id)
        return await super().commit(claim, turn)

    def _took(self, claim: Claim | None) -> Claim | None:
        if claim is not None:
            self._log.note(TOOK, claim.conversation.id)
        return claim


@dataclass
class Worked:
    """What the workers wrote down, read when all is over."""

    spells: list[Spell] = field(default_factory=list)

    @property
    def never_ended(self) -> list[Spell]:
        return [spell for spell in self.spells if spell.ended is None]

    @property
    def beside_each_other(self) -> list[tuple[Spell, Spell]]:
        """Two spells of one conversation, the second begun before the first had ended."""
        last: dict[int, Spell] = {}
        found = []
        for spell in sorted(self.spells, key=lambda one: one.began):
            before = last.get(spell.conversation)
            if before is not None and (before.ended is None or spell.began < before.ended):
                found.append((before, spell))
            last[spell.conversation] = spell
        return found
