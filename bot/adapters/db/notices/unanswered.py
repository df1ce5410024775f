"""Notices that no reply made valid yet and that wait for no attempt: what the next means is decided on (N6)."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.notices.codec import open_notice
from bot.adapters.db.notices.delivery import SUPERSEDED
from bot.adapters.db.notices.turn import TOLD_MEANWHILE
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import NoticeAttemptRow, NoticeRow, OptOutRow, PersonRow, PhoneRow
from bot.adapters.db.vault import Vault
from bot.application.notices.ledger import LETTER, Unanswered
from bot.domain.conversation import Channel
from bot.domain.notices.means import Attempt, AttemptState
from bot.domain.notices.notice import NoticeState
from bot.domain.people import Person

GAVE_WAY = (SUPERSEDED, TOLD_MEANWHILE)
WAITING_STATES = tuple(
    state.value
    for state in (
        NoticeState.OPENED,
        NoticeState.IDENTIFIED,
        NoticeState.SENT,
        NoticeState.DELIVERED,
        NoticeState.READ,
        NoticeState.REPLIED,
    )
)


async def unanswered(session: AsyncSession, vault: Vault, after: int, limit: int) -> Sequence[Unanswered]:
    """In order of number; those said to who wrote first, and not answered, are among them."""
    waiting = (
        select(NoticeRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == col(NoticeRow.person_id))
        .where(
            col(NoticeRow.id) > after,
            col(NoticeRow.state).in_(WAITING_STATES),
            or_(_has_attempt(~_is_pending()), col(NoticeRow.issued_at).is_not(None)),
            ~_has_attempt(_is_pending()),
        )
        .order_by(col(NoticeRow.id))
        .limit(limit)
    )
    found = (await session.execute(waiting)).all()
    histories = await _histories(session, vault, [notice.id for notice, _ in found])
    return [
        await _told(session, vault, notice, open_person(vault, person), histories[notice.id])
        for notice, person in found
    ]


def _is_pending() -> ColumnElement[bool]:
    """To be made, in the outbox, or on the list for letters: a person goes on from there."""
    is_planned = col(NoticeAttemptRow.state) == AttemptState.PLANNED.value
    return or_(is_planned, col(NoticeAttemptRow.channel) == LETTER)


def _has_attempt(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(and_(col(NoticeAttemptRow.notice_id) == col(NoticeRow.id), which))


async def _histories(session: AsyncSession, vault: Vault, ids: Sequence[int]) -> dict[int, list[Attempt]]:
    made = select(NoticeAttemptRow).where(col(NoticeAttemptRow.notice_id).in_(ids))
    found: dict[int, list[Attempt]] = defaultdict(list)
    for row in await session.scalars(made.order_by(col(NoticeAttemptRow.number))):
        if row.contact is not None and row.notice_id is not None:
            contact, at = vault.open(row.contact), row.sent_at or row.ended_at or row.planned_at
            found[row.notice_id].append(Attempt(row.number, Channel(row.channel), contact, state_of(row), at))
    return found


def state_of(row: NoticeAttemptRow) -> AttemptState:
    """One whose opener arrived and whose notice did not has reached nobody, whatever the ledger says of the opener.

    One that gave way, because a person spoke or the debtor was quicker, leaves its number as good as it was.
    """
    state = AttemptState(row.state)
    if row.reason in GAVE_WAY:
        return AttemptState.SENT
    is_lost = row.ended_at is not None and state in (AttemptState.DELIVERED, AttemptState.READ)
    return AttemptState.FAILED if is_lost else state


def _history(notice: NoticeRow, vault: Vault, made: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The notice said to who wrote first is no attempt of ours, and is waited for like one."""
    if made or notice.issued_at is None:
        return tuple(made)
    return (Attempt(0, Channel(notice.channel), vault.open(notice.contact), AttemptState.SENT, notice.issued_at),)


async def _told(
    session: AsyncSession, vault: Vault, notice: NoticeRow, person: Person, history: Sequence[Attempt]
) -> Unanswered:
    phones = await phones_of(session, person.id)
    return Unanswered(
        notice=open_notice(vault, notice),
        person=person,
        history=_history(notice, vault, history),
        contacts=tuple((Channel(phone.channel), vault.open(phone.number)) for phone in phones),
        opted_out=await is_opted_out(session, phones),
    )


async def phones_of(session: AsyncSession, person_id: int) -> Sequence[PhoneRow]:
    """Those the operator was given and nobody took off (N2)."""
    theirs = (
        col(PhoneRow.person_id) == person_id,
        col(PhoneRow.origin) == "file",
        col(PhoneRow.unlinked_at).is_(None),
    )
    return (await session.scalars(select(PhoneRow).where(*theirs).order_by(col(PhoneRow.id)))).all()


async def is_opted_out(session: AsyncSession, phones: Sequence[PhoneRow]) -> bool:
    stops = select(col(OptOutRow.id)).where(col(OptOutRow.contact_hash).in_([phone.loose_hash for phone in phones]))
    return await session.scalar(stops.limit(1)) is not None
