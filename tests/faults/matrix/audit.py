"""What must hold once everything is over: nothing lost, nothing twice, in order, and both ledgers equal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from bot.adapters.db.outbox import SqlOutbox
from tests.fakes import FakeClock
from tests.faults.matrix.house import House
from tests.faults.matrix.talks import Talk

CAME = "SELECT external_id, handled_at IS NOT NULL FROM inbox WHERE source = 'twilio'"
WENT = "SELECT conversation_id, sid, state FROM outbox ORDER BY id"
CLOSED = "SELECT person_id, count(*) FROM agreement GROUP BY person_id"
LEFT_UNSENT = frozenset({"superseded"})


@dataclass
class Audit:
    """Our ledger beside the provider's."""

    house: House

    async def settled(self) -> None:
        await self.house.settled()

    async def findings(self, talks: Sequence[Talk], *, closed: bool = True, beside: Sequence[Talk] = ()) -> list[str]:
        """What is wrong, in words; nothing, when all is well. Of talks `beside` them nobody knows what is read."""
        told = [finding for talk in talks for finding in read_otherwise(talk)]
        kept = [*await self.inbox([*talks, *beside]), *await self.outbox()]
        return [*told, *kept, *(await self.twice_closed() if closed else [])]

    async def inbox(self, talks: Sequence[Talk]) -> list[str]:
        """Every message the provider has is here, once, and was handled."""
        came = Counter(str(sid) for sid, _ in await self._rows(CAME))
        handled = {str(sid) for sid, is_handled in await self._rows(CAME) if is_handled}
        said = [sid for talk in talks for sid in talk.said]
        lost = [f"lost: {sid} came in {came[sid]} times" for sid in said if came[sid] != 1]
        extra = [f"doubled: {sid} is nobody's" for sid in came if sid not in set(said)]
        return [*lost, *extra, *(f"unanswered: {sid}" for sid in came if sid not in handled)]

    async def outbox(self) -> list[str]:
        """Every row that was sent is one message of the provider's, in the order decided; and the other way round."""
        rows = [row for row in await self._rows(WENT) if row[2] not in LEFT_UNSENT]
        ours = {str(sid): conversation for conversation, sid, _ in rows if sid is not None}
        theirs = [taken.sid for taken in self.house.twilio.ledger.messages]
        found = [f"not sent: a message is {state}" for _, sid, state in rows if state != "sent" or sid is None]
        found += [f"ours only: {sid}" for sid in ours if sid not in set(theirs)]
        found += [f"theirs only: {sid}" for sid in theirs if sid not in ours]
        for conversation in set(ours.values()):
            decided = [sid for sid in ours if ours[sid] == conversation]
            if decided != [sid for sid in theirs if ours.get(sid) == conversation]:
                found.append(f"out of order: conversation {conversation}")
        return found

    async def states(self, talks: Sequence[Talk]) -> set[str]:
        """The furthest the provider told of each message of these."""
        outbox = SqlOutbox(self.house.database, FakeClock())
        return {str(await outbox.delivery_state(taken.sid)) for talk in talks for taken in talk.got}

    async def twice_closed(self) -> list[str]:
        return [f"closed {times} times: person {person}" for person, times in await self._rows(CLOSED) if times != 1]

    async def _rows(self, query: str) -> list[tuple[object, ...]]:
        async with self.house.database.reading() as session:
            return [tuple(row) for row in await session.execute(text(query))]


def read_otherwise(talk: Talk) -> list[str]:
    """What a debtor read is what was to be read, message by message: none missing, none again, none in between."""
    bodies = [taken.body for taken in talk.got]
    fits = len(bodies) == len(talk.read) and all(mark in body for mark, body in zip(talk.read, bodies, strict=True))
    if fits:
        return []
    return [f"read otherwise: {talk.debtor.first_name} read {len(bodies)} of {len(talk.read)}, after {talk.answers}"]
