"""What waits, what is held and since when nobody said a word: read for the rounds of the rota (H2)."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.agents.inbox_snoozes import AT, is_put_off
from bot.adapters.db.tables import ConversationRow, HandoffOfferRow, HandoffRow, MessageRow
from bot.application.agents.rota import HeldByAgent, Place, WroteWhileWaiting
from bot.domain.conversation import Channel, Owner

_BOT, _IN, _OUT = Owner.BOT.value, "in", "out"


def place_of(conversation: ConversationRow, handoff: HandoffRow) -> Place:
    return Place(
        conversation_id=conversation.id,
        handoff_id=handoff.id,
        epoch=conversation.epoch,
        channel=Channel(conversation.channel),
        creditor=conversation.creditor,
        release=conversation.release,
        last_inbound_at=conversation.last_inbound_at,
    )


async def waiting_places(session: AsyncSession, at: datetime) -> list[Place]:
    """In the order of the queue, without those offered to somebody or put off."""
    return [place_of(conversation, handoff) for conversation, handoff in await session.execute(_waiting(), {"at": at})]


async def held_by_agents(session: AsyncSession, at: datetime) -> list[HeldByAgent]:
    """With the debtor's oldest message that no person has answered; one put off waits for nobody."""
    return [
        HeldByAgent(
            place_of(conversation, handoff), conversation.agent or "", _waited(handoff.accepted_at, asked_at), spoken
        )
        for conversation, handoff, spoken, asked_at in await session.execute(_held(), {"at": at})
    ]


async def wrote_while_waiting(session: AsyncSession) -> list[WroteWhileWaiting]:
    return [
        WroteWhileWaiting(place_of(conversation, handoff), wrote_at)
        for conversation, handoff, wrote_at in await session.execute(_spoke_last())
    ]


# Each worker asks all three every few seconds, and building one costs several times what asking it does.


@cache
def _waiting() -> Select[ConversationRow, HandoffRow]:
    standing = and_(col(HandoffOfferRow.handoff_id) == col(HandoffRow.id), col(HandoffOfferRow.answer).is_(None))
    query = _owned_by(Owner.QUEUE).where(~exists().where(standing), ~is_put_off(AT))
    return query.order_by(col(HandoffRow.urgent).desc(), col(HandoffRow.since), col(HandoffRow.id))


@cache
def _held() -> Select[Any]:
    word, asked = aliased(MessageRow), aliased(MessageRow)
    theirs = (col(word.conversation_id) == col(ConversationRow.id), col(word.direction) == _OUT)
    last_word = func.coalesce(
        select(func.max(col(word.seq))).where(*theirs, col(word.speaker) != _BOT).scalar_subquery(), 0
    )
    unanswered = (
        col(asked.conversation_id) == col(ConversationRow.id),
        col(asked.direction) == _IN,
        col(asked.seq) > last_word,
    )
    since = select(col(asked.at)).where(*unanswered).order_by(col(asked.seq)).limit(1).scalar_subquery()
    return _owned_by(Owner.AGENT).add_columns(last_word, case((is_put_off(AT), None), else_=since))


@cache
def _spoke_last() -> Select[Any]:
    newest = aliased(MessageRow)
    in_a_word = (
        col(newest.conversation_id) == col(ConversationRow.id),
        col(newest.seq) == col(ConversationRow.last_seq),
        col(newest.direction) == _IN,
        col(newest.at) > col(HandoffRow.since),
    )
    return _owned_by(Owner.QUEUE).add_columns(col(newest.at)).join(newest, and_(*in_a_word))


def _owned_by(owner: Owner) -> Select[ConversationRow, HandoffRow]:
    is_open = and_(col(HandoffRow.conversation_id) == col(ConversationRow.id), col(HandoffRow.closed_at).is_(None))
    return select(ConversationRow, HandoffRow).join(HandoffRow, is_open).where(col(ConversationRow.owner) == owner)


def _waited(accepted_at: datetime | None, asked_at: datetime | None) -> datetime | None:
    """From the message, or from when the agent took it, whichever is later."""
    return max(accepted_at, asked_at) if accepted_at is not None and asked_at is not None else None
