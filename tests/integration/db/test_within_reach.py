"""Whoever works for some creditors reaches no row of another, however a statement is written (section 10)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, MessageRow
from bot.application.agents.reach import Reach, reaching

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CREDITORS = ("assefaz", "cassems")
Talk, Word = aliased(ConversationRow), aliased(MessageRow)
WHOSE, TALK_OF = col(ConversationRow.creditor), col(ConversationRow.id)
WRITTEN: dict[str, Select[Any]] = {
    "plain": select(WHOSE),
    "an alias": select(Talk.creditor),
    "an alias in a join": select(Talk.creditor).join_from(MessageRow, Talk, Talk.id == MessageRow.conversation_id),
    "an alias in an outer join": (
        select(Talk.creditor)
        .join_from(MessageRow, Talk, Talk.id == MessageRow.conversation_id, isouter=True)
        .where(Talk.id.is_not(None))
    ),
    "an alias of what points to it": select(WHOSE).join_from(ConversationRow, Word, Word.conversation_id == TALK_OF),
    "the alias leading": select(WHOSE).join_from(Word, ConversationRow, Word.conversation_id == TALK_OF),
    "both aliases": select(Talk.creditor).join_from(Word, Talk, Word.conversation_id == Talk.id),
    "a subquery": select(WHOSE).where(TALK_OF.in_(select(Word.conversation_id))),
    "a subquery in a join": select(select(WHOSE).subquery().c.creditor),
    "beside itself": select(Talk.creditor).join_from(ConversationRow, Talk, Talk.creditor == WHOSE),
}


@pytest.fixture
async def storage(sql_storage: SqlStorage) -> SqlStorage:
    """Two creditors, each with a conversation of one message."""
    vault = sql_storage.database.vault
    async with sql_storage.database.writing() as session:
        for number, creditor in enumerate(CREDITORS, 1):
            row = ConversationRow(
                channel="whatsapp",
                contact_hash=bytes([number]),
                contact=vault.seal("+5567999990001"),
                sender="+556733140000",
                creditor=creditor,
                created_at=NOW,
            )
            session.add(row)
            await session.flush()
            body = vault.seal("oi")
            session.add(MessageRow(conversation_id=row.id, seq=1, direction="in", speaker="debtor", body=body, at=NOW))
    return sql_storage


async def found(storage: SqlStorage, query: Select[Any], *creditors: str) -> Sequence[str]:
    with reaching(Reach(frozenset(creditors))):
        async with storage.database.reading() as session:
            return sorted(await session.scalars(query))


@pytest.mark.parametrize("written", WRITTEN)
async def test_nothing_of_another_creditor_is_found(storage: SqlStorage, written: str) -> None:
    """One after the other, as the same statement is compiled once and kept."""
    query = WRITTEN[written]

    for creditor in (*CREDITORS, *CREDITORS):
        assert await found(storage, query, creditor) == [creditor]
    assert await found(storage, query, *CREDITORS) == list(CREDITORS)
    assert await found(storage, query) == list(CREDITORS)
    assert await found(storage, query, "croam") == []


async def test_nothing_of_another_creditor_is_changed_or_deleted(storage: SqlStorage) -> None:
    with reaching(Reach(frozenset({"cassems"}))):
        async with storage.database.writing() as session:
            await session.execute(update(ConversationRow).values(agent="ana@exemplo.invalid"))
            await session.execute(delete(MessageRow))

    async with storage.database.reading() as session:
        taken = (await session.scalars(select(WHOSE).where(col(ConversationRow.agent).is_not(None)))).all()
        left = await session.scalar(select(func.count()).select_from(MessageRow))
    assert (taken, left) == (["cassems"], 1)
