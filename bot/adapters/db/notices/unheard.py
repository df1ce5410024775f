"""Contests that were answered and whose answer nothing is bringing to the person: the next means is decided on (N4)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.notices.codec import open_notice
from bot.adapters.db.notices.turn import OVER
from bot.adapters.db.notices.unanswered import is_opted_out, phones_of, state_of
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import (
    CaseRow,
    ConversationRow,
    DeliveryRow,
    NewsRow,
    NoticeAttemptRow,
    NoticeMessageRow,
    NoticeRow,
    OutboxRow,
    PersonRow,
)
from bot.adapters.db.vault import Vault
from bot.application.messages import DeliveryState
from bot.application.notices.ledger import LETTER, Unheard
from bot.domain.conversation import Channel
from bot.domain.notices.means import Attempt, AttemptState

LOST = ("failed", "superseded")  # states of the outbox
GIVEN_UP = (DeliveryState.FAILED.value, DeliveryState.UNDELIVERED.value)


async def unheard(session: AsyncSession, vault: Vault, after: int, limit: int) -> Sequence[Unheard]:
    """In order of number. What the worker is still about to announce, or a person to bring by letter, is left out."""
    query = (
        select(NoticeRow, PersonRow, CaseRow)
        .join(PersonRow, col(PersonRow.id) == col(NoticeRow.person_id))
        .join(CaseRow, col(CaseRow.number) == col(NoticeRow.case_number))
        .where(
            col(NoticeRow.id) > after,
            col(NoticeRow.state).not_in(OVER),
            col(CaseRow.closed_at).is_not(None),
            ~_is_waited_for(),
            ~_is_about_to_be_told(),
        )
        .order_by(col(NoticeRow.id))
        .limit(limit)
    )
    rows = (await session.execute(query)).all()
    return [await _unheard(session, vault, notice, person, case) for notice, person, case in rows]


def _is_waited_for() -> ColumnElement[bool]:
    """An attempt is planned, or a letter was put on the list since the case was closed."""
    of_it = col(NoticeAttemptRow.notice_id) == col(NoticeRow.id)
    planned = col(NoticeAttemptRow.state) == AttemptState.PLANNED.value
    letter = (col(NoticeAttemptRow.channel) == LETTER) & (col(NoticeAttemptRow.planned_at) >= col(CaseRow.closed_at))
    return exists().where(of_it, planned | letter)


def _is_about_to_be_told() -> ColumnElement[bool]:
    return exists().where(col(NewsRow.case_id) == col(CaseRow.id), col(NewsRow.announced_at).is_(None))


async def _unheard(session: AsyncSession, vault: Vault, notice: NoticeRow, person: PersonRow, case: CaseRow) -> Unheard:
    made = select(NoticeAttemptRow).where(col(NoticeAttemptRow.notice_id) == notice.id)
    rows = (await session.scalars(made.order_by(col(NoticeAttemptRow.number)))).all()
    phones = await phones_of(session, person.id)
    return Unheard(
        notice=open_notice(vault, notice),
        person=open_person(vault, person),
        case_number=case.number,
        history=await _history(session, vault, case, rows),
        contacts=tuple((Channel(phone.channel), vault.open(phone.number)) for phone in phones),
        opted_out=await is_opted_out(session, phones),
        last_number=max((row.number for row in rows), default=0),
    )


async def _history(
    session: AsyncSession, vault: Vault, case: CaseRow, rows: Sequence[NoticeAttemptRow]
) -> tuple[Attempt, ...]:
    """The announcement where the contest was made, the message that told it, and the attempts since."""
    assert case.closed_at is not None
    since = [row for row in rows if row.planned_at >= case.closed_at and row.contact is not None]
    made = [
        Attempt(
            row.number,
            Channel(row.channel),
            vault.open(row.contact or b""),
            state_of(row),
            row.sent_at or row.ended_at or row.planned_at,
        )
        for row in since
    ]
    return (*await _announced(session, vault, case), *made)


async def _announced(session: AsyncSession, vault: Vault, case: CaseRow) -> list[Attempt]:
    query = (
        select(NewsRow, ConversationRow)
        .join(ConversationRow, col(ConversationRow.id) == col(NewsRow.conversation_id))
        .where(col(NewsRow.case_id) == case.id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return []
    news, talk = found
    told = select(OutboxRow).where(
        (col(OutboxRow.key) == f"news:{news.id}:0")
        | col(OutboxRow.id).in_(
            select(col(NoticeMessageRow.outbox_id)).where(col(NoticeMessageRow.case_number) == case.number)
        )
    )
    messages = (await session.scalars(told.order_by(col(OutboxRow.id).desc()).limit(1))).all()
    is_lost = any([await _is_lost(session, message) for message in messages])
    at = max([message.created_at for message in messages], default=news.announced_at or news.created_at)
    state = AttemptState.FAILED if is_lost else AttemptState.SENT
    return [Attempt(0, Channel(talk.channel), vault.open(talk.contact), state, at)]


async def _is_lost(session: AsyncSession, message: OutboxRow) -> bool:
    given_up = select(col(DeliveryRow.id)).where(
        col(DeliveryRow.sid) == (message.sid or ""), col(DeliveryRow.state).in_(GIVEN_UP)
    )
    return message.state in LOST or await session.scalar(given_up.limit(1)) is not None
