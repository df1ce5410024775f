"""Exceptions to the policy: asked for, decided once, and closed once (P14)."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.deals import write_act
from bot.adapters.db.deals import open_terms, terms_document
from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.overtaken import Overtaken
from bot.adapters.db.tables import OfferExceptionRow
from bot.application.agents.deal_writing import AgentTurn, Written
from bot.application.agents.exception_models import Request, State
from bot.application.agents.ports import Spoken
from bot.application.ports import Clock
from bot.domain.ladder import OfferKind


class ExceptionUsed(Overtaken):
    """An approved exception is closed once."""


class SqlExceptions:
    """The `Exceptions` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock

    async def add(self, request: Request) -> Request:
        row = OfferExceptionRow(
            conversation_id=request.conversation_id,
            person_id=request.person_id,
            creditor=request.creditor,
            code=request.code,
            kind=request.kind,
            terms=json.dumps(terms_document(request.terms)),
            why=self._vault.seal(request.why),
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            valid_on=request.valid_on,
        )
        async with self._database.writing() as session:
            session.add(row)
            await session.flush()
            note_change(session, "exception", row.asked_at, conversation_id=row.conversation_id)
            return self._open(row)

    async def find(self, request_id: int) -> Request | None:
        found = await self._rows(col(OfferExceptionRow.id) == request_id)
        return found[0] if found else None

    async def asked(self) -> Sequence[Request]:
        return await self._rows(col(OfferExceptionRow.state) == State.ASKED.value)

    async def decided(self, limit: int) -> Sequence[Request]:
        query = select(OfferExceptionRow).where(col(OfferExceptionRow.decided_at).is_not(None))
        newest = query.order_by(col(OfferExceptionRow.decided_at).desc(), col(OfferExceptionRow.id).desc())
        async with self._database.reading() as session:
            return [self._open(row) for row in await session.scalars(newest.limit(limit))]

    async def of_conversation(self, conversation_id: int) -> Sequence[Request]:
        return await self._rows(col(OfferExceptionRow.conversation_id) == conversation_id)

    async def decide(self, request_id: int, state: State, by: str, why: str) -> Request | None:
        waits = (col(OfferExceptionRow.id) == request_id, col(OfferExceptionRow.state) == State.ASKED.value)
        decided = update(OfferExceptionRow).where(*waits)
        decided = decided.values(
            state=state.value, decided_by=by, decided_at=self._clock.now(), decided_why=self._vault.seal(why)
        )
        async with self._database.writing() as session:
            row = (await session.scalars(decided.returning(OfferExceptionRow))).one_or_none()
            if row is None:
                return None
            note_change(session, "exception", self._clock.now(), conversation_id=row.conversation_id)
            return self._open(row)

    async def close(self, request: Request, act: AgentTurn) -> Written:
        try:
            async with self._database.writing() as session:
                return await self._close(session, request, act)
        except Overtaken:
            return None  # a title was taken meanwhile, or it was closed before: undone whole

    async def _close(self, session: AsyncSession, request: Request, act: AgentTurn) -> Written:
        now = self._clock.now()
        written = await write_act(session, self._database, act, now)
        if not isinstance(written, Spoken):
            return written
        is_approved = (col(OfferExceptionRow.id) == request.id, col(OfferExceptionRow.state) == State.APPROVED.value)
        used = update(OfferExceptionRow).where(*is_approved).values(state=State.CLOSED.value, used_at=now)
        if (await session.scalars(used.returning(col(OfferExceptionRow.id)))).first() is None:
            raise ExceptionUsed(f"exception {request.id}")
        note_change(session, "exception", now, conversation_id=request.conversation_id)
        return written

    async def _rows(self, which: Any) -> list[Request]:
        query = select(OfferExceptionRow).where(which).order_by(col(OfferExceptionRow.id))
        async with self._database.reading() as session:
            return [self._open(row) for row in await session.scalars(query)]

    def _open(self, row: OfferExceptionRow) -> Request:
        return Request(
            id=row.id,
            conversation_id=row.conversation_id,
            person_id=row.person_id,
            creditor=row.creditor,
            code=row.code,
            terms=open_terms(OfferKind(row.kind), json.loads(row.terms)),
            why=self._vault.open(row.why),
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            valid_on=row.valid_on,
            state=State(row.state),
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            decided_why=self._vault.open(row.decided_why) if row.decided_why is not None else "",
        )
