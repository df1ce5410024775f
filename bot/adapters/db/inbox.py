"""The inbox: a message is kept once, and a conversation is handed to one worker at a time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.codec import open_conversation, open_inbound, open_outgoing, seal_inbound
from bot.adapters.db.engine import Database
from bot.adapters.db.media_rows import fetch_later
from bot.adapters.db.notices.delivery import NoticeDeliveries
from bot.adapters.db.quick.inbox import Leasing, claim_quickly, claim_quiet_quickly, open_quickly
from bot.adapters.db.quick.keep import Arrival
from bot.adapters.db.quick.together import Together
from bot.adapters.db.set_aside import opened_or_none, set_aside
from bot.adapters.db.tables import ConversationRow, DeliveryRow, InboxRow, OutboxRow
from bot.adapters.db.turns import commit_turn, unlease
from bot.application.changes import TurnRecord
from bot.application.messages import RANK, InboundMessage, MessageKind, StatusCallback
from bot.application.ports import Claim, Clock
from bot.application.waiting import MOST_IN_A_TURN, Waiting
from bot.domain.conversation import Channel


class SqlInbox:
    """The `Inbox` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock
        self._together = Together(database)

    async def store(self, message: InboundMessage) -> int | None:
        arrival = self._arrival(message)
        if not message.media and (found := await self._together.keep(arrival)):
            return found.conversation_id if found.is_new else None
        async with self._database.writing() as session:
            conversation_id = await self._conversation_of(session, message)
            kept = self._database.insert(InboxRow).values(
                source=arrival.source,
                external_id=arrival.external_id,
                conversation_id=conversation_id,
                sealed=arrival.sealed,
                received_at=arrival.received_at,
            )
            kept = kept.on_conflict_do_nothing()
            inbox_id = await session.scalar(kept.returning(col(InboxRow.id)))
            if inbox_id is None:
                return None
            fetch_later(session, self._vault, replace(message, id=inbox_id), conversation_id, self._clock.now())
            return conversation_id

    async def store_status(self, callback: StatusCallback) -> None:
        kept = self._database.insert(DeliveryRow).values(
            sid=callback.sid,
            state=callback.state,
            rank=RANK[callback.state],
            error_code=callback.error_code,
            received_at=callback.received_at,
            raw=self._vault.seal_json(dict(callback.raw)),
        )
        is_new = kept.on_conflict_do_nothing().returning(col(DeliveryRow.id))
        async with self._database.writing() as session:
            deliveries = NoticeDeliveries(session, self._database)
            await deliveries.hold(callback.sid)
            if await session.scalar(is_new) is not None:
                await deliveries.told(callback)

    async def waiting(self, before: datetime, limit: int, after: int = 0) -> Sequence[Waiting]:
        given = {"now": self._clock.now(), "before": before, "after": after, "most": limit}
        async with self._database.reading() as session:
            return [Waiting(*found) for found in await session.execute(_waiting(), given)]

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        if self._database.is_quick:
            now = self._clock.now()
            lease = Leasing(now, now + timedelta(seconds=lease_s), quiet_since)
            found = await claim_quickly(self._database, conversation_id, lease)
            return await self._claimed(*found) if found is not None else None
        async with self._database.writing() as session:
            leased = await self._lease(session, conversation_id, lease_s)
            if leased is None:
                return None
            rows = await _unhandled(session, conversation_id)
            if not rows or max(row.received_at for row in rows) > quiet_since:
                leased.lease_until = None
                return None
        return await self._claimed(leased, rows)

    async def _claimed(self, leased: ConversationRow, rows: Sequence[InboxRow]) -> Claim | None:
        """Given back where it cannot be worked: nobody else would until the lease ends, and then as little."""
        try:
            claim = await self._opened(leased, rows)
        except BaseException:
            await self._give_back(leased.id, leased.lease_token)
            raise
        if claim is None:
            await self.set_aside([row.id for row in rows])
            await self._give_back(leased.id, leased.lease_token)
        return claim

    async def _opened(self, leased: ConversationRow, rows: Sequence[InboxRow]) -> Claim | None:
        conversation = opened_or_none(open_conversation, self._vault, leased)
        if conversation is None:
            return None
        taken = {row.id: opened_or_none(open_inbound, self._vault, row) for row in rows[:MOST_IN_A_TURN]}
        return Claim(
            conversation,
            tuple([await self._placed(message, leased.id) for message in taken.values() if message is not None]),
            leased.lease_token,
            has_more=len(rows) > MOST_IN_A_TURN,
            unread=tuple(number for number, message in taken.items() if message is None),
        )

    async def set_aside(self, unread: Collection[int]) -> None:
        """Out of the way of what comes later, until they open: see `take_back`."""
        await set_aside(self._database, unread, self._clock.now())

    async def open(self, channel: Channel, contact: str, sender: str, *, simulated: bool = False) -> int:
        asked = InboundMessage("", channel, contact, sender, MessageKind.TEXT, simulated=simulated)
        if self._database.is_quick:
            found = await open_quickly(self._database, asked, self._clock.now())
            if found is not None:
                return found
        async with self._database.writing() as session:
            return await self._conversation_of(session, asked)

    async def claim_quiet(self, conversation_id: int, *, lease_s: float) -> Claim | None:
        if self._database.is_quick:
            now = self._clock.now()
            until = now + timedelta(seconds=lease_s)
            row = await claim_quiet_quickly(self._database, conversation_id, now, until)
            return Claim(open_conversation(self._vault, row), (), row.lease_token) if row is not None else None
        async with self._database.writing() as session:
            leased = await self._lease(session, conversation_id, lease_s)
            if leased is None:
                return None
            if await _unhandled(session, conversation_id):
                leased.lease_until = None
                return None
            return Claim(open_conversation(self._vault, leased), (), leased.lease_token)

    async def release(self, claim: Claim) -> None:
        await self._give_back(claim.conversation.id, claim.token)

    async def _give_back(self, conversation_id: int, token: int) -> None:
        async with self._database.writing() as session:
            await session.execute(unlease(conversation_id, token))

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        """What could not be opened is set aside once somebody was told, and so not before."""
        is_kept = await commit_turn(self._database, claim, turn, self._clock.now())
        if is_kept and claim.unread:
            await self.set_aside(claim.unread)
        return is_kept

    def _arrival(self, message: InboundMessage) -> Arrival:
        return Arrival(
            contact_hash=self._vault.phone_index(message.contact),
            channel=message.channel.value,
            sender=message.sender,
            simulated=message.simulated,
            source=message.source,
            external_id=message.external_id,
            sealed=seal_inbound(self._vault, message),
            received_at=message.received_at or self._clock.now(),
        )

    async def _conversation_of(self, session: AsyncSession, message: InboundMessage) -> int:
        contact_hash = self._vault.phone_index(message.contact)
        found = select(col(ConversationRow.id)).where(
            col(ConversationRow.contact_hash) == contact_hash,
            col(ConversationRow.channel) == message.channel,
            col(ConversationRow.sender) == message.sender,
            col(ConversationRow.simulated) == message.simulated,
        )
        known = await session.scalar(found)
        if known is not None:
            return known
        opened = self._database.insert(ConversationRow).values(
            contact_hash=contact_hash,
            channel=message.channel,
            sender=message.sender,
            simulated=message.simulated,
            contact=self._vault.seal(message.contact),
            created_at=self._clock.now(),
        )
        ours = await session.scalar(opened.on_conflict_do_nothing().returning(col(ConversationRow.id)))
        # None where another first message was opening it too.
        return ours if ours is not None else (await session.execute(found)).scalar_one()

    async def _placed(self, message: InboundMessage, conversation_id: int) -> InboundMessage:
        """A yes tapped under an older message was said to that one, not to what was asked since (P12, P16)."""
        if not message.payload or message.reply_to is None:
            return message
        theirs = col(OutboxRow.conversation_id) == conversation_id
        this = select(col(OutboxRow.id)).where(theirs, col(OutboxRow.sid) == message.reply_to)
        async with self._database.reading() as session:
            tapped = await session.scalar(this)
            if tapped is None:
                return message
            later = select(OutboxRow).where(theirs, col(OutboxRow.id) > tapped, col(OutboxRow.sid).is_not(None))
            rows = (await session.scalars(later)).all()
        return replace(message, answers_older=any(self._asked(row) for row in rows))

    def _asked(self, row: OutboxRow) -> bool:
        """What cannot be opened may have been a question."""
        message = opened_or_none(open_outgoing, self._vault, row.key, row.sealed)
        return message is None or bool(message.options)

    async def _lease(self, session: AsyncSession, conversation_id: int, lease_s: float) -> ConversationRow | None:
        leased = (
            update(ConversationRow)
            .where(col(ConversationRow.id) == conversation_id, _is_free(self._clock.now()))
            .values(
                lease_token=ConversationRow.lease_token + 1,
                lease_until=self._clock.now() + timedelta(seconds=lease_s),
            )
        )
        return (await session.scalars(leased.returning(ConversationRow))).one_or_none()


@cache
def _waiting() -> Select[int, int]:
    """Built once: every worker asks it for its sweep every two seconds."""
    oldest = func.min(col(InboxRow.id))
    waits = (col(InboxRow.handled_at).is_(None), col(InboxRow.received_at) < bindparam("before"))
    return (
        select(col(InboxRow.conversation_id), oldest)
        .join(ConversationRow, col(ConversationRow.id) == col(InboxRow.conversation_id))
        .where(*waits, _is_free(bindparam("now")))
        .group_by(col(InboxRow.conversation_id))
        .having(oldest > bindparam("after"))
        .order_by(oldest)
        .limit(bindparam("most", type_=Integer()))
    )


def _is_free(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    lease_until = col(ConversationRow.lease_until)
    return or_(lease_until.is_(None), lease_until <= now)


async def _unhandled(session: AsyncSession, conversation_id: int) -> Sequence[InboxRow]:
    """In the order they were received, which the door's own numbering keeps; one past the most tells of more."""
    unhandled = (col(InboxRow.conversation_id) == conversation_id, col(InboxRow.handled_at).is_(None))
    first = select(InboxRow).where(*unhandled).order_by(col(InboxRow.id)).limit(MOST_IN_A_TURN + 1)
    return (await session.scalars(first)).all()
