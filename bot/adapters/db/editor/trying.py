"""Phones that try a draft, and how far work on a trial is."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.questions import trial_quickly
from bot.adapters.db.tables import DraftRow, TrialPhoneRow, TrialWorkRow
from bot.application.editor.trying.ports import QUIET_FOR, TrialPhone, Work, WorkState
from bot.application.ports import Clock


class SqlTrialPhones:
    """The `TrialPhones` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock

    async def of_draft(self, draft_id: int) -> Sequence[TrialPhone]:
        query = select(TrialPhoneRow).where(col(TrialPhoneRow.draft_id) == draft_id).order_by(col(TrialPhoneRow.id))
        async with self._database.reading() as session:
            return [self._phone(row) for row in await session.scalars(query)]

    async def put(self, phone: TrialPhone) -> None:
        told = {
            "draft_id": phone.draft_id,
            "phone": self._vault.seal(phone.phone),
            "release": phone.release,
            "by": phone.by,
            "at": phone.at,
            "until": phone.until,
        }
        index = self._vault.loose_phone_index(phone.phone)
        row = self._database.insert(TrialPhoneRow).values(loose_hash=index, **told)
        put = row.on_conflict_do_update(index_elements=[col(TrialPhoneRow.loose_hash)], set_=told)
        async with self._database.writing() as session:
            await session.execute(put)

    async def move(self, draft_id: int, release: str) -> int:
        moved = update(TrialPhoneRow).where(col(TrialPhoneRow.draft_id) == draft_id).values(release=release)
        async with self._database.writing() as session:
            return len((await session.scalars(moved.returning(col(TrialPhoneRow.id)))).all())

    async def remove(self, draft_id: int, phone_id: int) -> None:
        one = (col(TrialPhoneRow.draft_id) == draft_id, col(TrialPhoneRow.id) == phone_id)
        async with self._database.writing() as session:
            await session.execute(delete(TrialPhoneRow).where(*one))

    async def release_at(self, contact: str) -> str | None:
        """Of a draft that is still open: what was given up is tried no more."""
        if self._database.is_quick:
            return await trial_quickly(self._database, contact, self._clock.now())
        query = (
            select(col(TrialPhoneRow.release))
            .join(DraftRow, col(DraftRow.id) == col(TrialPhoneRow.draft_id))
            .where(
                col(TrialPhoneRow.loose_hash) == self._vault.loose_phone_index(contact),
                col(TrialPhoneRow.until) > self._clock.now(),
                col(DraftRow.closed_at).is_(None),
            )
        )
        async with self._database.reading() as session:
            return await session.scalar(query)

    def _phone(self, row: TrialPhoneRow) -> TrialPhone:
        number = self._vault.open(row.phone)
        return TrialPhone(row.id, row.draft_id, number, row.release, row.by, row.at, row.until)


class SqlTrialWork:
    """The `TrialWork` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, key: str, by: str) -> Work | None:
        now = self._clock.now()
        told = {"state": WorkState.RUNNING.value, "told": "", "by": by, "begun_at": now, "seen_at": now, "result": None}
        row = self._database.insert(TrialWorkRow).values(key=key, attempt=1, **told)
        is_free = or_(col(TrialWorkRow.state) != WorkState.RUNNING.value, col(TrialWorkRow.seen_at) <= now - QUIET_FOR)
        begun = row.on_conflict_do_update(
            index_elements=[col(TrialWorkRow.key)],
            set_={**told, "attempt": col(TrialWorkRow.attempt) + 1},
            where=is_free,
        )
        async with self._database.writing() as session:
            found = await session.scalar(begun.returning(col(TrialWorkRow.key)))
        return await self.last(key) if found is not None else None

    async def note(self, work: Work, told: str) -> bool:
        return await self._update(work, told=told)

    async def end(self, work: Work, state: WorkState, result: str = "") -> None:
        await self._update(work, state=state.value, result=result)

    async def last(self, key: str) -> Work | None:
        async with self._database.reading() as session:
            row = await session.get(TrialWorkRow, key)
        return _work(row) if row is not None else None

    async def _update(self, work: Work, **values: str) -> bool:
        """Of this attempt only: what was begun anew is another's."""
        one = (col(TrialWorkRow.key) == work.key, col(TrialWorkRow.attempt) == work.attempt)
        changed = update(TrialWorkRow).where(*one).values(seen_at=self._clock.now(), **values)
        async with self._database.writing() as session:
            return await session.scalar(changed.returning(col(TrialWorkRow.key))) is not None


def _work(row: TrialWorkRow) -> Work:
    return Work(
        row.key, WorkState(row.state), row.attempt, row.told, row.by, row.begun_at, row.seen_at, row.result or ""
    )
