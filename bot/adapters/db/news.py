"""News waiting to be told, to whom and where."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.deals import open_agreement
from bot.adapters.db.engine import Database
from bot.adapters.db.quick.questions import has_news
from bot.adapters.db.set_aside import opened_or_none
from bot.adapters.db.slips import asked_for, parts_of
from bot.adapters.db.tables import (
    AgreementRow,
    CaseRow,
    ConversationRow,
    IssuedSlipRow,
    NewsRow,
    PersonRow,
    PhoneRow,
    SlipRequestRow,
)
from bot.application.news import CaseNews, News, SlipHere, SlipNews, Untold
from bot.domain.agreements import Installment
from bot.domain.conversation import Channel

SHUT_FOR = timedelta(minutes=10)  # news for a conversation that cannot be opened are in no other's way


class SqlNews:
    """The `NewsLookup` and `NewsToTell` ports on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def of_person(self, person_id: int) -> Sequence[News]:
        """Under every registration of the person at that creditor."""
        if self._database.is_quick and not await has_news(self._database, person_id):
            return []
        async with self._database.reading() as session:
            rows = (await session.scalars(_not_told_to(person_id))).all()
            return [await self._news(session, row) for row in rows]

    async def untold(self, now: datetime, limit: int) -> Sequence[Untold]:
        query = (
            select(NewsRow, ConversationRow)
            .join(ConversationRow, col(ConversationRow.id) == col(NewsRow.conversation_id))
            .where(_is_open(), col(NewsRow.announced_at).is_(None), col(NewsRow.next_at) <= now)
            .order_by(col(NewsRow.id))
            .limit(limit)
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
            gone = await _taken_off(session, {row.person_id for row, _ in rows})
        together: dict[tuple[int, int], list[int]] = defaultdict(list)
        talks = {}
        for row, conversation in rows:
            together[row.person_id, conversation.id].append(row.id)
            talks[conversation.id] = conversation
        found = []
        for (person, talk), ids in together.items():
            untold = opened_or_none(self._untold, person, talks[talk], ids, gone)
            if untold is None:
                await self._put_off(ids, now + SHUT_FOR)
            else:
                found.append(untold)
        return found

    async def put_off(self, untold: Untold, until: datetime) -> None:
        await self._put_off(untold.news_ids, until)

    async def _put_off(self, news_ids: Sequence[int], until: datetime) -> None:
        these = update(NewsRow).where(col(NewsRow.id).in_(news_ids)).values(next_at=until)
        async with self._database.writing() as session:
            await session.execute(these)

    async def leave(self, untold: Untold, at: datetime) -> None:
        these = update(NewsRow).where(col(NewsRow.id).in_(untold.news_ids)).values(announced_at=at)
        async with self._database.writing() as session:
            await session.execute(these)

    def _untold(
        self, person_id: int, talk: ConversationRow, ids: Sequence[int], gone: set[tuple[int, bytes]]
    ) -> Untold:
        contact = self._vault.open(talk.contact)
        return Untold(
            news_ids=tuple(ids),
            person_id=person_id,
            channel=Channel(talk.channel),
            contact=contact,
            sender=talk.sender,
            simulated=talk.simulated,
            was_unlinked=(person_id, self._vault.loose_phone_index(contact)) in gone,
        )

    async def _news(self, session: AsyncSession, row: NewsRow) -> News:
        if row.case_id is not None:
            case = (await session.scalars(select(CaseRow).where(col(CaseRow.id) == row.case_id))).one()
            outcome = self._vault.open(case.result) if case.result else ""
            return CaseNews(row.id, case.number, outcome, case.closed_at)
        of_slip = col(SlipRequestRow.id) == row.slip_request_id
        request = (await session.scalars(select(SlipRequestRow).where(of_slip))).one()
        return await self._slip_news(session, row.id, request)

    async def _slip_news(self, session: AsyncSession, news_id: int, request: SlipRequestRow) -> SlipNews:
        one = select(AgreementRow).where(col(AgreementRow.id) == request.agreement_id)
        agreement = (await session.scalars(one)).one()
        parts = asked_for(
            open_agreement(agreement, (await parts_of(session, {agreement.id}))[agreement.id]), request.installment
        )
        delivery = self._vault.open_json(agreement.delivery)
        first = parts[0] if parts else None
        return SlipNews(
            id=news_id,
            agreement=agreement.number,
            slips=len(parts),
            due=first.due if first else None,
            total=first.total if first else None,
            by_email=delivery.get("to", "") if delivery.get("by") == "email" else "",
            here=await self._slips_here(session, request.id, parts),
        )

    async def _slips_here(
        self, session: AsyncSession, request_id: int, parts: Sequence[Installment]
    ) -> tuple[SlipHere, ...]:
        """What the back office put in for each part; nothing where it was sent by other ways."""
        of_request = select(IssuedSlipRow).where(col(IssuedSlipRow.slip_request_id) == request_id)
        rows = {row.number: row for row in await session.scalars(of_request)}
        return tuple(self._slip_here(rows[part.number], part) for part in parts if part.number in rows)

    def _slip_here(self, row: IssuedSlipRow, part: Installment) -> SlipHere:
        code = self._vault.open(row.code) if row.code is not None else ""
        pdf = self._vault.open_bytes(row.content) if row.content is not None else b""
        return SlipHere(part.number, part.due, part.total, part.value, code, pdf)


async def _taken_off(session: AsyncSession, people: set[int]) -> set[tuple[int, bytes]]:
    """Numbers that are these people's no more."""
    theirs = (col(PhoneRow.person_id).in_(people), col(PhoneRow.unlinked_at).is_not(None))
    rows = await session.execute(select(col(PhoneRow.person_id), col(PhoneRow.loose_hash)).where(*theirs))
    return {(person, loose) for person, loose in rows}


def _is_open() -> ColumnElement[bool]:
    return col(NewsRow.told_at).is_(None)


def _not_told_to(person_id: int) -> Select[NewsRow]:
    this = aliased(PersonRow)
    same = (
        col(this.id) == person_id,
        col(PersonRow.document_hash) == col(this.document_hash),
        col(PersonRow.creditor) == col(this.creditor),
    )
    theirs = select(col(PersonRow.id)).join(this, and_(*same))
    return select(NewsRow).where(_is_open(), col(NewsRow.person_id).in_(theirs)).order_by(col(NewsRow.id))
