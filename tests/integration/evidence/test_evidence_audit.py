"""The whole log recomputed: what was altered anywhere is named, and nothing else is (N5)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.audit import Audited, audit_log
from bot.adapters.db.evidence.evidence import EvidenceWriter
from bot.adapters.db.evidence.log import erase_entries
from bot.adapters.db.evidence.reading import SqlEvidenceLog
from bot.adapters.db.tables import EvidenceEntryRow, EvidenceHeadRow, EvidenceNodeRow
from bot.adapters.db.vault import Vault
from bot.adapters.signing import LogSigner, is_signed
from bot.adapters.timestamping import token_problem
from bot.application.evidence.sequence import sequence
from bot.domain.evidence.checking import Instruments
from bot.domain.evidence.encoding import commitment
from tests.builders import NOON
from tests.fake_evidence import a_story

INSTRUMENTS = Instruments(is_signed, token_problem)
ID = col(EvidenceEntryRow.id)


@pytest.fixture
async def kept(database: Database, vault: Vault) -> Database:
    """Three notices of seven entries each, under two heads."""
    log, signer = SqlEvidenceLog(database), LogSigner(vault)
    for hours, stories in enumerate(([7], [8, 9])):
        async with database.writing() as session:
            writer = EvidenceWriter(session, vault)
            for number in stories:
                for entry in a_story(number):
                    await writer.add(entry)
        await sequence(log, signer, NOON + timedelta(hours=hours), timedelta(0))
    return database


async def audited(database: Database, told: list[tuple[int, int]] | None = None) -> Audited:
    def progress(done: int, total: int) -> None:
        if told is not None:
            told.append((done, total))

    return await audit_log(database, LogSigner(database.vault).public_key, INSTRUMENTS, progress)


async def alter(database: Database, *statements: Any) -> Sequence[str]:
    async with database.writing() as session:
        for statement in statements:
            await session.execute(statement)
    return (await audited(database)).problems


async def test_a_log_as_it_was_put_there_has_no_problem(kept: Database) -> None:
    told = list[tuple[int, int]]()

    assert await audited(kept, told) == Audited(21, 2, 0, ())
    assert told == [(21, 21)]


async def test_one_that_was_erased_is_no_problem_and_one_that_waits_is_counted(kept: Database) -> None:
    """Section 10."""
    async with kept.writing() as session:
        await erase_entries(session, [8], NOON)
        await EvidenceWriter(session, kept.vault).add(a_story(9)[0])

    assert await audited(kept) == Audited(21, 2, 1, ())


async def test_an_empty_log_is_whole(database: Database) -> None:
    assert await audited(database) == Audited(0, 0, 0, ())


async def test_another_text_under_the_same_commitment_is_named(kept: Database) -> None:
    async with kept.reading() as session:
        sealed = await session.scalar(select(col(EvidenceEntryRow.sealed)).where(ID == 5))
    forged: Any = kept.vault.open_json(sealed or b"")
    forged["entry"]["facts"]["text"] = "não recebi"

    problems = await alter(kept, update(EvidenceEntryRow).where(ID == 5).values(sealed=kept.vault.seal_json(forged)))

    assert problems == ("entry 5 (position 4, notice 7): altered: it is not what was committed to",)


async def test_an_entry_rewritten_with_its_leaf_breaks_the_tree_over_it(kept: Database) -> None:
    """Whoever recomputes an entry must recompute all that follows, and cannot sign the heads."""
    async with kept.reading() as session:
        sealed = await session.scalar(select(col(EvidenceEntryRow.sealed)).where(ID == 5))
    forged: Any = kept.vault.open_json(sealed or b"")
    forged["entry"]["facts"]["text"] = "não recebi"
    committed = commitment(bytes.fromhex(forged["salt"]), forged["entry"])

    problems = await alter(
        kept,
        update(EvidenceEntryRow)
        .where(ID == 5)
        .values(sealed=kept.vault.seal_json(forged), commitment=committed, leaf=bytes(32)),
    )

    assert "entry 5 (position 4, notice 7): its leaf is not that of its record" in problems
    assert "entry 6 (position 5, notice 7): does not follow the one before it" in problems
    assert "head of size 7: not over the entries that are kept" in problems
    assert any("subtree of 4 entries from position 4: altered" in problem for problem in problems)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (delete(EvidenceEntryRow).where(ID == 5), "position 4: missing"),
        (
            delete(EvidenceNodeRow).where(col(EvidenceNodeRow.level) == 2),
            "subtree of 4 entries from position 0: m",
        ),
        (delete(EvidenceEntryRow).where(ID > 14), "head of size 21: over entries that are not there"),
        (update(EvidenceHeadRow).where(col(EvidenceHeadRow.size) == 7).values(at=NOON), "not signed by this key"),
        (
            update(EvidenceEntryRow).where(ID == 5).values(sealed=None),
            "position 4, notice 7): cannot be opened",
        ),
        (update(EvidenceEntryRow).where(ID == 5).values(notice_id=8), "entry 5 (position 4, notice 8)"),
        (update(EvidenceEntryRow).where(ID == 5).values(ordinal=3), "number 3 of its notice, where 4 was expected"),
    ],
)
async def test_whatever_else_was_touched_is_named(statement: Any, said: str, kept: Database) -> None:
    if "not signed" in said:
        statement = update(EvidenceHeadRow).where(col(EvidenceHeadRow.size) == 7).values(at=NOON + timedelta(days=1))

    problems = await alter(kept, statement)

    assert any(said in problem for problem in problems), problems


async def test_how_far_the_sequencer_is_behind_can_be_asked(kept: Database) -> None:
    log = SqlEvidenceLog(kept)
    assert await log.waiting() == (0, None)

    async with kept.writing() as session:
        for entry in a_story(9)[:2]:
            await EvidenceWriter(session, kept.vault).add(entry)

    assert await log.waiting() == (2, a_story(9)[0].at)
