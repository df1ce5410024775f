"""Exceptions to the policy: asked for, decided once, and closed once (P14)."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.deals import open_terms, terms_document
from bot.adapters.db.engine import Database
from bot.adapters.db.overtaken import Overtaken
from bot.adapters.db.tables import ConversationRow, OfferExceptionRow
from bot.adapters.db.thread import Thread
from bot.application.agents.exception_models import Request, State
from bot.application.changes import TurnRecord
from bot.application.ports import Clock
from bot.domain.conversation import Conversation, Owner
from bot.domain.ladder import OfferKind


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
            return self._open(row)

    async def find(self, request_id: int) -> Request | None:
        found = await self._rows(col(OfferExceptionRow.id) == request_id)
        return found[0] if found else None

    async def asked(self) -> Sequence[Request]:
        return await self._rows(col(OfferExceptionRow.state) == State.ASKED.value)

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
            return self._open(row) if row is not None else None

    async def close(self, request: Request, held: Conversation, turn: TurnRecord) -> bool:
        try:
            return await self._close(request, held, turn)
        except Overtaken:
            return False  # a title was taken meanwhile: undone whole

    async def _close(self, request: Request, held: Conversation, turn: TurnRecord) -> bool:
        now = self._clock.now()
        is_theirs = (
            col(ConversationRow.id) == held.id,
            col(ConversationRow.epoch) == held.epoch,
            col(ConversationRow.owner) == Owner.AGENT.value,
        )
        is_approved = (col(OfferExceptionRow.id) == request.id, col(OfferExceptionRow.state) == State.APPROVED.value)
        used = update(OfferExceptionRow).where(*is_approved).values(state=State.CLOSED.value, used_at=now)
        async with self._database.writing() as session:
            row = await session.scalar(select(ConversationRow).where(*is_theirs).with_for_update())
            if row is None or (await session.scalars(used.returning(col(OfferExceptionRow.id)))).first() is None:
                return False
            thread = Thread(session, self._vault, row, now)
            await thread.add_outgoing(turn.replies)
            row.last_seq = thread.last_seq
            await ChangeWriter(session, self._database, turn, now).write_all()
            return True

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
