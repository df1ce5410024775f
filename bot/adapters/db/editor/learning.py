"""Turns the bot was unsure of, and the labels people gave their phrases."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, LearnedPhraseRow, TurnRow
from bot.application.learning.denials import denies
from bot.application.learning.ports import Heard, Label, Reason
from bot.application.understand import NOT_UNDERSTOOD

MOST = 4000  # of each kind, the newest: more than a person labels in a month
DENIED_AS = ("deny", "repeat", "complaint", NOT_UNDERSTOOD)  # what "não foi isso" is taken for


class SqlLearningBook:
    """The `LearningBook` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def heard(self, since: datetime, sure: float) -> Sequence[Heard]:
        denied = await self._denied(since)
        unsure = or_(col(TurnRow.intent) == NOT_UNDERSTOOD, col(TurnRow.confidence) < sure)
        found = {turn.id: (turn, who) for turn, who in await self._turns(_recent(since), unsure)}
        before = {turn.id: (turn, who) for turn, who in await self._turns(col(TurnRow.id).in_(sorted(denied)))}
        rows = {**found, **before}
        asked = [rows[key] for key in sorted(rows) if key not in before or self._was_written(rows[key][0])]
        return [self._heard(turn, who, turn.id in denied) for turn, who in asked]

    async def labelled(self) -> frozenset[str]:
        async with self._database.reading() as session:
            return frozenset(await session.scalars(select(col(LearnedPhraseRow.digest))))

    async def keep(self, label: Label) -> int:
        told = {"label": label.intent, "batch": label.batch, "by": label.by, "at": label.at, "draft_id": label.draft_id}
        rows = [{"digest": digest, **told} for digest in label.digests]
        query = self._database.insert(LearnedPhraseRow).values(rows).on_conflict_do_nothing()
        async with self._database.writing() as session:
            return len((await session.scalars(query.returning(col(LearnedPhraseRow.digest)))).all())

    async def last_of(self, by: str) -> Label | None:
        theirs = select(LearnedPhraseRow).where(col(LearnedPhraseRow.by) == by)
        async with self._database.reading() as session:
            newest = theirs.order_by(col(LearnedPhraseRow.at).desc(), col(LearnedPhraseRow.batch)).limit(1)
            last = (await session.scalars(newest)).one_or_none()
            if last is None:
                return None
            rows = await session.scalars(theirs.where(col(LearnedPhraseRow.batch) == last.batch))
            digests = tuple(sorted(row.digest for row in rows))
        return Label(last.batch, last.label, last.by, last.at, last.draft_id, digests)

    async def forget(self, batch: str) -> None:
        async with self._database.writing() as session:
            await session.execute(delete(LearnedPhraseRow).where(col(LearnedPhraseRow.batch) == batch))

    async def labelled_since(self, by: str, since: datetime) -> int:
        theirs = (col(LearnedPhraseRow.by) == by, col(LearnedPhraseRow.at) >= since)
        async with self._database.reading() as session:
            count = select(func.count(func.distinct(col(LearnedPhraseRow.batch)))).where(*theirs)
            return await session.scalar(count) or 0

    async def _denied(self, since: datetime) -> set[int]:
        """The turns right before those that say it was not that."""
        before = func.lag(col(TurnRow.id)).over(partition_by=col(TurnRow.conversation_id), order_by=col(TurnRow.id))
        walk = select(col(TurnRow.id), col(TurnRow.intent), col(TurnRow.masked_text), before.label("before"))
        talk = walk.where(_recent(since)).subquery()
        wanted = (talk.c.intent.in_(DENIED_AS), talk.c.before.is_not(None))
        query = select(talk.c.masked_text, talk.c.before).where(*wanted).order_by(talk.c.id.desc()).limit(MOST)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return {before for sealed, before in rows if denies(self._vault.open(sealed))}

    async def _turns(self, *wanted: ColumnElement[bool]) -> list[tuple[TurnRow, bytes]]:
        talk = (col(ConversationRow.id) == col(TurnRow.conversation_id),)
        query = select(TurnRow, col(ConversationRow.contact_hash)).join(ConversationRow, *talk).where(*wanted)
        async with self._database.reading() as session:
            rows = await session.execute(query.order_by(col(TurnRow.id).desc()).limit(MOST))
            return [(turn, who) for turn, who in rows]

    def _was_written(self, turn: TurnRow) -> bool:
        """Not tapped on a button: what was meant by that is known."""
        events = self._vault.open_json(turn.events)
        heard = (event.get("metadata") or {} for event in events if event.get("event") == "user")
        return all(metadata.get("source") != "button" for metadata in heard)

    def _heard(self, turn: TurnRow, who: bytes, was_denied: bool) -> Heard:
        taken = turn.intent or NOT_UNDERSTOOD
        unsure = Reason.NOT_UNDERSTOOD if taken == NOT_UNDERSTOOD else Reason.DOUBTFUL
        return Heard(who.hex(), self._vault.open(turn.masked_text), taken, Reason.DENIED if was_denied else unsure)


def _recent(since: datetime) -> ColumnElement[bool]:
    return (col(TurnRow.at) >= since) & col(TurnRow.superseded).is_(False) & col(TurnRow.intent).is_not(None)
