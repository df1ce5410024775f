"""Conversations held with debtors, to be walked anew on a draft."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.personal.names import SHORTEST_NAME
from bot.adapters.db.tables import ConversationRow, PersonRow, TurnRow
from bot.application.editor.trying.ports import Held, HeldTurn, SaidThen
from bot.domain.conversation import Channel
from bot.domain.reading.text import fold

TURNS_AT_MOST = 60  # of one conversation, the newest


class SqlHeldBook:
    """The `HeldBook` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def last(self, profile: str, limit: int) -> Sequence[int]:
        theirs = (
            col(ConversationRow.creditor) == profile,
            col(ConversationRow.simulated).is_(False),
            col(ConversationRow.trial).is_(None),
            col(TurnRow.superseded).is_(False),
            col(TurnRow.intent).is_not(None),
        )
        talk = col(TurnRow.conversation_id)
        query = select(talk).join(ConversationRow, col(ConversationRow.id) == talk).where(*theirs).group_by(talk)
        async with self._database.reading() as session:
            return list(await session.scalars(query.order_by(func.max(col(TurnRow.id)).desc()).limit(limit)))

    async def held(self, conversation_id: int) -> Held | None:
        theirs = (
            col(TurnRow.conversation_id) == conversation_id,
            col(TurnRow.superseded).is_(False),
            col(TurnRow.intent).is_not(None),
        )
        newest = select(TurnRow).where(*theirs).order_by(col(TurnRow.id).desc()).limit(TURNS_AT_MOST)
        async with self._database.reading() as session:
            talk = await session.get(ConversationRow, conversation_id)
            rows = (await session.scalars(newest)).all()
        if talk is None or talk.creditor is None:
            return None
        turns = tuple(self._turn(row) for row in reversed(rows))
        return Held(talk.id, Channel(talk.channel), talk.creditor, turns)

    async def said(self, turn_ids: Sequence[int]) -> Mapping[int, SaidThen]:
        query = (
            select(col(TurnRow.id), col(TurnRow.masked_text), PersonRow)
            .join(ConversationRow, col(ConversationRow.id) == col(TurnRow.conversation_id))
            .outerjoin(PersonRow, col(PersonRow.id) == col(ConversationRow.person_id))
            .where(col(TurnRow.id).in_(turn_ids))
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return {turn: SaidThen(self._vault.open(text), self._names(person)) for turn, text, person in rows}

    def _names(self, row: PersonRow | None) -> frozenset[str]:
        if row is None:
            return frozenset()
        person = open_person(self._vault, row)
        told = " ".join(filter(None, (person.name, person.mother_name, person.address, person.city)))
        return frozenset(word for word in fold(told).split() if len(word) >= SHORTEST_NAME)

    def _turn(self, row: TurnRow) -> HeldTurn:
        return HeldTurn(
            id=row.id,
            release=row.release or "",
            intent=row.intent or "",
            text=self._vault.open(row.masked_text),
            events=self._vault.open_json(row.events),
            before=self._vault.open_json(row.before) if row.before is not None else None,
        )
