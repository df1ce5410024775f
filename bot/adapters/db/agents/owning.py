"""Conversations worked on by people: taken once, answered on a fresh screen, given back or closed (H2, H4)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.log import note_owner, owner_changes
from bot.adapters.db.agents.taking import Taking, capacity_of, end_offers, line_up
from bot.adapters.db.agents.view import (
    held_conversation,
    lines_after,
    listed_conversations,
    queue_entries,
    waiting_messages,
)
from bot.adapters.db.agents.wrap_up import forget_what_was_before, reopen, wrap_up_row
from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import conversation_values
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import AccessRecordRow, ConversationRow, HandoffRow, TurnRow
from bot.adapters.db.thread import Thread
from bot.application.agents.ports import (
    AgentLine,
    AtCapacity,
    ConversationMissing,
    Held,
    ListedConversation,
    QueueEntry,
    Spoken,
    Taken,
    Unseen,
)
from bot.application.agents.wrap_up import WrapUp
from bot.application.changes import TurnRecord
from bot.application.messages import OutgoingMessage
from bot.application.ports import Clock
from bot.domain.conversation import Conversation, Owner
from bot.domain.ownership import CAPACITY, OwnerChange, OwnerReason


class SqlConversations:
    """The `Conversations` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock
        self._capacity = capacity

    async def queue(self) -> Sequence[QueueEntry]:
        async with self._database.reading() as session:
            return await queue_entries(session, self._vault)

    async def listed(self, limit: int, before: int | None = None) -> Sequence[ListedConversation]:
        async with self._database.reading() as session:
            return await listed_conversations(session, self._vault, limit, before)

    async def held(self, conversation_id: int, *, with_lines: bool = True) -> Held | None:
        async with self._database.reading() as session:
            return await held_conversation(session, self._vault, conversation_id, with_lines=with_lines)

    async def owners(self, conversation_id: int) -> Sequence[OwnerChange]:
        async with self._database.reading() as session:
            return await owner_changes(session, conversation_id)

    async def accept(self, conversation_id: int, agent: str) -> Taken | AtCapacity | None:
        async with self._database.writing() as session:
            await line_up(session, agent)
            if await self._taking(session).take(conversation_id, agent, OwnerReason.ACCEPTED):
                return None
            row = await session.get(ConversationRow, conversation_id)
            if row is None:
                raise ConversationMissing(conversation_id)
            if row.owner != Owner.AGENT:
                return AtCapacity(await capacity_of(session, agent, self._capacity))
            return None if row.agent == agent else Taken(row.agent)

    async def say(self, line: AgentLine) -> Spoken | Unseen | Taken | AtCapacity:
        async with self._database.writing() as session:
            await line_up(session, line.agent)
            row = await self._locked(session, line.conversation_id)
            if row.owner == Owner.AGENT and row.agent != line.agent:
                return Taken(row.agent)
            await self._adopt_waiting(session, row)
            if row.last_seq > line.last_seen:
                return Unseen(tuple(await lines_after(session, self._vault, row.id, line.last_seen)))
            if row.owner != Owner.AGENT:
                if not await self._taking(session).take(row.id, line.agent, OwnerReason.SPOKE):
                    return AtCapacity(await capacity_of(session, line.agent, self._capacity))
                await session.refresh(row)
            return Spoken(await self._speak(session, row, line))

    async def give_back(self, held: Conversation, turn: TurnRecord, by: str) -> bool:
        after = replace(turn.conversation, owner=Owner.BOT, agent=None)
        async with self._database.writing() as session:
            row = await self._move(session, held, after)
            if row is None:
                return False
            self._note(session, held, by, OwnerReason.RETURNED)
            await self._adopt_waiting(session, row)
            thread = Thread(session, self._vault, row, self._clock.now())
            await thread.add_outgoing(turn.replies)
            row.last_seq = thread.last_seq
            session.add(self._turn_row(row, turn))
            await ChangeWriter(session, self._database, turn, self._clock.now()).write_all()
            await self._end_handoff(session, held, "returned")
            return True

    async def close(self, held: Conversation, wrap_up: WrapUp, agent: str) -> bool:
        async with self._database.writing() as session:
            if await self._move(session, held, _over(held)) is None:
                return False
            self._note(session, held, agent, OwnerReason.CLOSED)
            await self._end_handoff(session, held, wrap_up.counted("outcome"))
            await forget_what_was_before(session, self._clock.now())
            session.add(wrap_up_row(self._vault, held, wrap_up, agent, self._clock.now()))
            return True

    async def reopen(self, conversation_id: int, agent: str) -> bool:
        async with self._database.writing() as session:
            await line_up(session, agent)
            return await reopen(session, self._vault, conversation_id, agent, self._clock.now())

    async def record_access(self, person_id: int, actor: str, what: str, conversation_id: int | None = None) -> None:
        at = self._clock.now()
        async with self._database.writing() as session:
            session.add(
                AccessRecordRow(person_id=person_id, conversation_id=conversation_id, actor=actor, what=what, at=at)
            )

    async def record_accesses(self, people: Iterable[int], actor: str, what: str) -> None:
        at = self._clock.now()
        async with self._database.writing() as session:
            session.add_all(
                AccessRecordRow(person_id=person_id, actor=actor, what=what, at=at)
                for person_id in dict.fromkeys(people)
            )

    def _taking(self, session: AsyncSession) -> Taking:
        return Taking(session, self._database, self._clock.now(), self._capacity)

    async def _locked(self, session: AsyncSession, conversation_id: int) -> ConversationRow:
        query = select(ConversationRow).where(col(ConversationRow.id) == conversation_id).with_for_update()
        row = (await session.scalars(query)).one_or_none()
        if row is None:
            raise ConversationMissing(conversation_id)
        return row

    async def _adopt_waiting(self, session: AsyncSession, row: ConversationRow) -> None:
        """Lines for what came in and waits for its turn, so that nobody answers past it; the turn still handles it."""
        waiting = await waiting_messages(session, self._vault, row.id)
        thread = Thread(session, self._vault, row, self._clock.now())
        await thread.add_inbound(waiting)
        row.last_seq = thread.last_seq
        await session.flush()

    async def _speak(self, session: AsyncSession, row: ConversationRow, line: AgentLine) -> int:
        seq = row.last_seq + 1
        thread = Thread(session, self._vault, row, self._clock.now())
        await thread.add_outgoing([_outgoing(f"agent:{row.id}:{seq}", line)])
        row.last_seq = thread.last_seq
        return seq

    async def _move(self, session: AsyncSession, held: Conversation, after: Conversation) -> ConversationRow | None:
        """The row under its new owner and epoch, if nobody moved it meanwhile."""
        values: dict[str, Any] = {**conversation_values(self._vault, after), "epoch": held.epoch + 1}
        is_still = (col(ConversationRow.id) == held.id, col(ConversationRow.epoch) == held.epoch)
        moved = update(ConversationRow).where(*is_still).values(**values).returning(ConversationRow)
        return (await session.scalars(moved)).one_or_none()

    def _note(self, session: AsyncSession, held: Conversation, by: str, reason: OwnerReason) -> None:
        at, epoch = self._clock.now(), held.epoch + 1
        note_owner(session, OwnerChange(held.id, held.owner, Owner.BOT, by, reason, at, epoch, held.agent))

    async def _end_handoff(self, session: AsyncSession, held: Conversation, outcome: str) -> None:
        is_open = (col(HandoffRow.conversation_id) == held.id, col(HandoffRow.closed_at).is_(None))
        about = {"person_id": held.verification.person_id, "protocol": held.protocol}
        ended = update(HandoffRow).where(*is_open).values(closed_at=self._clock.now(), outcome=outcome, **about)
        await session.execute(ended)
        await end_offers(session, held.id, self._clock.now())

    def _turn_row(self, row: ConversationRow, turn: TurnRecord) -> TurnRow:
        return TurnRow(
            conversation_id=row.id,
            lease_token=row.lease_token,
            epoch=row.epoch,
            release=row.release,
            masked_text=self._vault.seal(turn.masked_text),
            events=self._vault.seal_json([dict(event) for event in turn.events]),
            at=self._clock.now(),
        )


def _outgoing(key: str, line: AgentLine) -> OutgoingMessage:
    words = line.approved
    if words is None:
        return OutgoingMessage(key, line.text, speaker=line.agent)
    return OutgoingMessage(
        key,
        line.text,
        options=words.options,
        responses=words.responses,
        speaker=line.agent,
        template=words.template,
        template_variables=words.variables,
    )


def _over(held: Conversation) -> Conversation:
    """Nothing of the contact is left but what proves it happened: the next message finds the bot at its beginning."""
    return Conversation(held.id, held.channel, held.contact, held.sender, creditor=held.creditor)
