"""Wishes to publish, the yes of others to them, how far each is prepared; and that none is published twice."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.editor.publications import SqlPublications, write_publication
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import PublicationRequestRow
from bot.application.editor.publishing.ports import AlreadyEnded, Busy
from bot.application.editor.publishing.reviews import (
    SILENT_FOR,
    Outcome,
    Request,
    Stage,
    State,
    Wish,
    Word,
    Work,
    outcome_in,
)
from bot.application.ports import Clock
from bot.application.publications import How, Publication, Publications, Signed
from bot.application.publish import Move

_Row = PublicationRequestRow
_IS_OPEN = col(_Row.state) == State.OPEN.value


class SqlReviews:
    """The `Reviews` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def ask(self, wish: Wish) -> Request:
        at = self._clock.now()
        row = _row_of(wish, at)
        async with self._database.writing() as session:
            before = update(_Row).where(col(_Row.draft_id) == wish.draft_id, _IS_OPEN)
            await session.execute(before.values(**_ended(wish.by, at)))
            session.add(row)
            note_change(session, "draft", at)
            await session.flush()
            return _request(row)

    async def request(self, request_id: int) -> Request | None:
        async with self._database.reading() as session:
            row = await session.get(_Row, request_id)
        return _request(row) if row is not None else None

    async def last(self, draft_id: int) -> Request | None:
        query = select(_Row).where(col(_Row.draft_id) == draft_id).order_by(col(_Row.id).desc()).limit(1)
        async with self._database.reading() as session:
            row = (await session.scalars(query)).one_or_none()
        return _request(row) if row is not None else None

    async def open_requests(self) -> Sequence[Request]:
        async with self._database.reading() as session:
            rows = await session.scalars(select(_Row).where(_IS_OPEN).order_by(col(_Row.id)))
            return [_request(row) for row in rows]

    async def of_publications(self, publication_ids: Iterable[int]) -> Mapping[int, Request]:
        query = select(_Row).where(col(_Row.publication_id).in_(list(publication_ids)))
        async with self._database.reading() as session:
            return {row.publication_id or 0: _request(row) for row in await session.scalars(query)}

    async def review(self, request_id: int, who: str) -> bool:
        nobody = col(_Row.reviewed_by).is_(None)
        return await self._change(request_id, nobody, reviewed_by=who, reviewed_at=self._clock.now())

    async def sign(self, request_id: int, who: str) -> bool:
        nobody = col(_Row.signed_by).is_(None)
        return await self._change(request_id, nobody, signed_by=who, signed_at=self._clock.now())

    async def choose_moves(self, request_id: int, who: str, renamed: Mapping[str, str]) -> bool:
        async with self._database.writing() as session:
            row = await session.get(_Row, request_id, with_for_update=True)
            if row is None or (row.state, row.work) != (State.OPEN.value, Work.READY.value):
                return False
            row.outcome = replace(outcome_in(row.outcome or "{}"), renamed=dict(renamed)).as_json()
            row.authors = json.dumps(sorted({*json.loads(row.authors), who}))
            row.reviewed_by = row.reviewed_at = None
            note_change(session, "draft", self._clock.now())
        return True

    async def withdraw(self, request_id: int, who: str, reason: str) -> bool:
        return await self._change(request_id, _IS_OPEN, **_ended(who, self._clock.now()), reason=reason)

    async def begin_work(self, request_id: int) -> int | None:
        now = self._clock.now()
        silent = or_(col(_Row.seen_at).is_(None), col(_Row.seen_at) <= now - SILENT_FOR)
        gone = update(_Row).where(col(_Row.work) == Work.RUNNING.value, silent).values(work=Work.FAILED.value)
        begun = {"work": Work.RUNNING.value, "stage": Stage.CHECKING.value, "told": "", "outcome": None}
        mine = (col(_Row.id) == request_id, _IS_OPEN, col(_Row.work) != Work.RUNNING.value)
        claimed = update(_Row).where(*mine).values(**begun, seen_at=now, attempt=col(_Row.attempt) + 1)
        try:
            async with self._database.writing() as session:
                await session.execute(gone)
                attempt: int | None = await session.scalar(claimed.returning(col(_Row.attempt)))
                return attempt
        except IntegrityError as error:
            raise Busy("another publication is being prepared") from error

    async def note(self, request_id: int, attempt: int, stage: Stage | None = None, told: str = "") -> bool:
        moved = {"stage": stage.value, "told": told} if stage is not None else {}
        return await self._worked(request_id, attempt, **moved)

    async def end_work(self, request_id: int, attempt: int, work: Work, outcome: Outcome, told: str = "") -> None:
        await self._worked(request_id, attempt, work=work.value, outcome=outcome.as_json(), told=told)

    def publications_for(self, request_id: int, who: str) -> Publications:
        return _OnceOnly(self._database, request_id, who)

    async def _change(self, request_id: int, only: object, **values: object) -> bool:
        changed = update(_Row).where(col(_Row.id) == request_id, _IS_OPEN, only)  # type: ignore[arg-type]
        async with self._database.writing() as session:
            found = await session.scalar(changed.values(**values).returning(col(_Row.id)))
            note_change(session, "draft", self._clock.now())
        return found is not None

    async def _worked(self, request_id: int, attempt: int, **values: object) -> bool:
        mine = (col(_Row.id) == request_id, col(_Row.attempt) == attempt, col(_Row.work) == Work.RUNNING.value)
        changed = update(_Row).where(*mine).values(seen_at=self._clock.now(), **values)
        async with self._database.writing() as session:
            found = await session.scalar(changed.returning(col(_Row.id)))
            if "work" in values:
                note_change(session, "draft", self._clock.now())
        return found is not None


class _OnceOnly(SqlPublications):
    """The history, where adding also ends the wish it is added for, in one transaction."""

    def __init__(self, database: Database, request_id: int, who: str) -> None:
        super().__init__(database)
        self._request_id = request_id
        self._who = who

    async def add(self, release: str, how: How, signed: Signed, at: datetime) -> Publication:
        mine = (col(_Row.id) == self._request_id, _IS_OPEN, col(_Row.work) == Work.READY.value)
        ended = {"state": State.PUBLISHED.value, "ended_by": self._who, "ended_at": at}
        async with self._database.writing() as session:
            row = await session.scalar(update(_Row).where(*mine).values(**ended).returning(_Row))
            if row is None:
                raise AlreadyEnded(f"publication request {self._request_id} has ended")
            made = await write_publication(session, release, how, signed, at)
            row.publication_id = made.id
            return made


def _ended(who: str, at: datetime) -> dict[str, object]:
    """Withdrawn, and whatever was preparing it counts no more."""
    return {"state": State.WITHDRAWN.value, "ended_by": who, "ended_at": at, "work": Work.FAILED.value}


def _row_of(wish: Wish, at: datetime) -> PublicationRequestRow:
    return PublicationRequestRow(
        draft_id=wish.draft_id,
        draft_version=wish.version,
        digest=wish.digest,
        over=wish.over,
        by=wish.by,
        authors=json.dumps(wish.authors),
        note=wish.note,
        move=wish.move.value,
        needs_signature=wish.needs_signature,
        changes_sentences=wish.changes_sentences,
        at=at,
        state=State.OPEN.value,
        work=Work.WAITING.value,
        stage=Stage.CHECKING.value,
    )


def _request(row: PublicationRequestRow) -> Request:
    wish = Wish(
        draft_id=row.draft_id,
        version=row.draft_version,
        digest=row.digest,
        over=row.over,
        by=row.by,
        authors=tuple(json.loads(row.authors)),
        note=row.note,
        move=Move(row.move),
        needs_signature=row.needs_signature,
        changes_sentences=row.changes_sentences,
    )
    return Request(
        id=row.id,
        wish=wish,
        at=row.at,
        state=State(row.state),
        reviewed=_word(row.reviewed_by, row.reviewed_at),
        signed=_word(row.signed_by, row.signed_at),
        ended=_word(row.ended_by, row.ended_at),
        reason=row.reason,
        work=Work(row.work),
        stage=Stage(row.stage),
        told=row.told,
        attempt=row.attempt,
        seen_at=row.seen_at,
        outcome=outcome_in(row.outcome) if row.outcome else Outcome(),
        publication_id=row.publication_id,
    )


def _word(by: str | None, at: datetime | None) -> Word | None:
    return Word(by, at) if by is not None and at is not None else None
