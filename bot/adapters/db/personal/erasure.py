"""The `PersonalData` port: tells a person everything held about them, or erases it in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.turn import OVER
from bot.adapters.db.personal.columns import PARTS, Whose
from bot.adapters.db.personal.erasure_writing import Eraser
from bot.adapters.db.personal.scope import Scope, ScopeFinder
from bot.adapters.db.tables import (
    AccessRecordRow,
    AgreementRow,
    CaseRow,
    ConversationRow,
    InstallmentRow,
    NoticeRow,
    PersonRow,
    TitleRow,
)
from bot.application.erasure import Erasure, NothingHeld, ReasonNamesThem, Standing, Wanted, refuse_what_may_not_be
from bot.domain.conversation import Owner

TOLD = "everything held was told"


class SqlPersonalData:
    """The `PersonalData` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, wanted: Wanted, at: datetime) -> Standing:
        async with self._database.reading() as session:
            scope = await ScopeFinder(session, self._database.vault).find(wanted)
            return await _standing(session, scope, at)

    async def erase(self, erasure: Erasure) -> Standing:
        async with self._database.writing() as session:
            finder = ScopeFinder(session, self._database.vault)
            await _hold_still(session, await finder.find(erasure.wanted))
            scope = await finder.find(erasure.wanted)  # as it is now that nobody else writes
            standing = await _standing(session, scope, erasure.at)
            refuse_what_may_not_be(standing, erasure)
            if scope.names.are_in(erasure.even_so):
                raise ReasonNamesThem
            await Eraser(session, self._database, scope, erasure).erase(finder)
            return standing

    async def everything(self, wanted: Wanted, by: str, at: datetime) -> Mapping[str, object]:
        vault = self._database.vault
        async with self._database.writing() as session:
            finder = ScopeFinder(session, vault)
            scope = await finder.find(wanted)
            if not scope.people:
                raise NothingHeld(wanted)
            held = {part.name: [part.told(row, vault) for row in await finder.rows(part, scope)] for part in PARTS}
            for person in scope.people:
                session.add(AccessRecordRow(person_id=person.id, actor=by, what=TOLD, at=at))
        about = {"document": wanted.document, "creditor": wanted.creditor, "made_at": at.isoformat()}
        return about | {"held": {name: rows for name, rows in held.items() if rows}}


async def _hold_still(session: AsyncSession, scope: Scope) -> None:
    """Talks before people, as turns take them; SQLite has one writer at a time and leaves this out."""
    talks = scope.ids[Whose.CONVERSATION] | scope.shared
    for ids, key in ((talks, col(ConversationRow.id)), (scope.ids[Whose.PERSON], col(PersonRow.id))):
        await session.execute(select(key).where(key.in_(ids)).order_by(key).with_for_update())


async def _standing(session: AsyncSession, scope: Scope, at: datetime) -> Standing:
    mine, talks = scope.ids[Whose.PERSON], scope.ids[Whose.CONVERSATION]
    busy = (col(ConversationRow.id).in_(talks | scope.shared), col(ConversationRow.lease_until) > at)
    return Standing(
        registrations=len(mine),
        conversations=len(talks),
        needed=(*await _running(session, mine), *await _open(session, mine), *await _served(session, talks)),
        is_talking=await session.scalar(select(col(ConversationRow.id)).where(*busy).limit(1)) is not None,
    )


async def _running(session: AsyncSession, mine: frozenset[Any]) -> list[str]:
    """Agreements with slips not paid: their own, and those somebody else closed over their titles."""
    over = select(col(TitleRow.agreement_id)).where(col(TitleRow.person_id).in_(mine))
    unpaid = select(col(InstallmentRow.agreement_id)).where(col(InstallmentRow.paid_on).is_(None))
    own = select(col(AgreementRow.number)).where(
        col(AgreementRow.person_id).in_(mine) | col(AgreementRow.id).in_(over), col(AgreementRow.id).in_(unpaid)
    )
    return [f"agreement {number} has slips not paid" for number in await session.scalars(own.order_by("number"))]


async def _open(session: AsyncSession, mine: frozenset[Any]) -> list[str]:
    notices = select(col(NoticeRow.id)).where(col(NoticeRow.person_id).in_(mine), col(NoticeRow.state).not_in(OVER))
    cases = select(col(CaseRow.number)).where(col(CaseRow.person_id).in_(mine), col(CaseRow.closed_at).is_(None))
    return [
        *[f"notice {number} is open" for number in await session.scalars(notices.order_by("id"))],
        *[f"case {number} is open" for number in await session.scalars(cases.order_by("number"))],
    ]


async def _served(session: AsyncSession, talks: frozenset[Any]) -> list[str]:
    theirs = (col(ConversationRow.id).in_(talks), col(ConversationRow.owner) != Owner.BOT.value)
    rows = await session.scalars(select(col(ConversationRow.id)).where(*theirs).order_by(col(ConversationRow.id)))
    return [f"conversation {number} is with a person" for number in rows]
