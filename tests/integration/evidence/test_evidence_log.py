"""The evidence log on both databases: every entry once, in order, under signed heads (N5)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.evidence import EvidenceWriter
from bot.adapters.db.evidence.log import erase_entries
from bot.adapters.db.evidence.reading import SqlEvidenceLog
from bot.adapters.db.tables import EvidenceEntryRow, EvidenceHeadRow, EvidenceNodeRow
from bot.adapters.db.vault import Vault
from bot.adapters.signing import LogSigner, is_signed
from bot.adapters.timestamping import token_problem
from bot.application.evidence.bundle import EvidenceTools, NoEvidence, make_bundle
from bot.application.evidence.checked import check_register
from bot.application.evidence.ports import Stamp
from bot.application.evidence.sequence import sequence
from bot.domain.evidence.checking import Instruments, bundle_bytes, check_bundle
from bot.domain.evidence.encoding import head_hash, head_message
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from bot.domain.evidence.tree import Span
from tests.builders import NOON
from tests.fake_evidence import FakeNotices, a_notice, a_story
from tests.local_authority import LocalAuthority
from tests.unit.evidence.bundles import problems_alone

INSTRUMENTS = Instruments(is_signed, token_problem)
NOW = timedelta(0)


@pytest.fixture
def log(database: Database) -> SqlEvidenceLog:
    return SqlEvidenceLog(database)


@pytest.fixture
def signer(vault: Vault) -> LogSigner:
    return LogSigner(vault)


async def write(database: Database, entries: Sequence[EvidenceEntry]) -> None:
    async with database.writing() as session:
        writer = EvidenceWriter(session, database.vault)
        for entry in entries:
            await writer.add(entry)


async def rows_of(database: Database) -> list[EvidenceEntryRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(EvidenceEntryRow).order_by(col(EvidenceEntryRow.position))))


def tools(log: SqlEvidenceLog, signer: LogSigner, *notices: int) -> EvidenceTools:
    return EvidenceTools(log, FakeNotices(*[a_notice(number) for number in notices]), signer)  # type: ignore[arg-type]


async def test_entries_are_chained_in_the_order_they_were_written(database: Database, log: SqlEvidenceLog) -> None:
    await write(database, a_story(7))
    await write(database, a_story(8)[:2])

    assert [await log.chain(4), await log.chain(4), await log.chain(4), await log.chain(4)] == [4, 4, 1, 0]

    rows = await rows_of(database)
    assert [row.position for row in rows] == list(range(9))
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert [row.ordinal for row in rows] == [0, 1, 2, 3, 4, 5, 6, 0, 1]
    assert rows[0].prev == bytes(32)
    assert all(after.prev == before.leaf for before, after in pairwise(rows))


async def test_what_is_undone_is_not_on_record(database: Database, log: SqlEvidenceLog) -> None:
    async def write_and_fail() -> None:
        async with database.writing() as session:
            await EvidenceWriter(session, database.vault).add(a_story()[0])
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write_and_fail()

    assert await log.chain(10) == 0
    assert await rows_of(database) == []


async def test_nothing_of_a_person_is_readable_in_the_table(database: Database) -> None:
    """Section 10."""
    await write(database, a_story())

    async with database.reading() as session:
        kept = str((await session.execute(text("SELECT * FROM evidence_entry"))).all())

    assert "ciente" not in kept
    assert "+55" not in kept


async def test_sequencers_and_writers_at_once_chain_every_entry_once(
    database: Database, vault: Vault, signer: LogSigner
) -> None:
    """Six writers and four sequencers, each with connections of its own, as processes have."""
    others = [Database(database.url, vault, pool_size=2) for _ in range(4)]
    logs = [SqlEvidenceLog(other) for other in others]
    is_written = asyncio.Event()

    async def write_all(writer: int) -> None:
        for number in range(10):
            entry = replace(a_story(writer)[0], facts={"number": str(number)})
            await write(others[writer % len(others)], [entry, entry])

    async def sequence_all(log: SqlEvidenceLog) -> int:
        chained = 0
        while not is_written.is_set():
            chained += await log.chain(3)
            await log.sign(signer, NOON, NOW)
            await asyncio.sleep(0)
        return chained

    sequencers = [asyncio.create_task(sequence_all(log)) for log in logs]
    async with asyncio.timeout(120):
        await asyncio.gather(*[write_all(writer) for writer in range(6)])
        is_written.set()
        chained = sum(await asyncio.gather(*sequencers)) + await sequence(logs[0], signer, NOON, NOW)
    for other in others:
        await other.close()

    rows = await rows_of(database)
    assert chained == 120
    assert [row.position for row in rows] == list(range(120))
    assert all(after.prev == before.leaf for before, after in pairwise(rows))
    for writer in range(6):
        mine = [row.ordinal for row in rows if row.notice_id == writer]
        assert mine == list(range(20))
    await assert_every_head_fits(database, [row.leaf or b"" for row in rows], signer)


async def assert_every_head_fits(database: Database, leaves: list[bytes], signer: LogSigner) -> None:
    async with database.reading() as session:
        heads = list(await session.scalars(select(EvidenceHeadRow).order_by(col(EvidenceHeadRow.size))))
        nodes = {(row.level, row.place): row.hash for row in await session.scalars(select(EvidenceNodeRow))}
    known = nodes | {(0, position): leaf for position, leaf in enumerate(leaves)}
    assert heads[-1].size == len(leaves)
    assert [head.root for head in heads] == [Span(0, head.size).root(known) for head in heads]
    assert [head.last for head in heads] == [leaves[head.size - 1] for head in heads]


async def test_a_head_is_signed_when_the_log_grew_and_it_is_time(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    signed = [await log.sign(signer, NOON, NOW)]
    for seconds in (0, 5, 11):
        await write(database, a_story()[:1])
        await sequence(log, signer, NOON + timedelta(seconds=seconds))
        signed.append(await log.sign(signer, NOON + timedelta(seconds=seconds), timedelta(seconds=10)))

    heads = await log.heads_over([0, 1, 2])
    assert signed == [False, False, False, False]
    assert [head.size for head in heads] == [1, 3]
    assert heads[1].head["previous"] == head_hash(heads[0].head).hex()
    assert all(is_signed(signer.public_key, head.signature, head_message(head.head)) for head in heads)


async def test_a_bundle_of_the_real_log_satisfies_both_verifiers(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    authority = LocalAuthority()
    for number, entry in enumerate(a_story(7)):
        await write(database, [*a_story(100 + number)[:number], entry])
        await sequence(log, signer, NOON + timedelta(seconds=11 * number))
        if number in (2, 4) and (head := await log.to_be_stamped(NOON, NOW)):
            await log.keep_stamp(head.id, Stamp("http://a.invalid", authority.token(head_hash(head.head), NOON), NOON))

    bundle = await make_bundle(7, tools(log, signer, 7), NOON + timedelta(hours=1))

    data = bundle_bytes(bundle)
    found = check_bundle(data, INSTRUMENTS)
    assert (found.problems, found.entries, found.stamps) == ((), 7, 2)
    assert problems_alone(data) == []


async def test_a_bundle_asked_for_at_once_holds_what_was_just_written(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    await write(database, a_story(7)[:3])

    bundle = await make_bundle(7, tools(log, signer, 7), NOON)

    assert check_bundle(bundle_bytes(bundle), INSTRUMENTS).entries == 3


async def test_a_notice_nothing_is_known_of_has_no_bundle(log: SqlEvidenceLog, signer: LogSigner) -> None:
    with pytest.raises(NoEvidence, match="notice 7"):
        await make_bundle(7, tools(log, signer, 7), NOON)


async def test_erasing_a_person_takes_text_and_salt_and_leaves_all_proofs(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    """Section 10: evidence keeps hashes."""
    await write(database, [*a_story(7), *a_story(8), *a_story(9)])
    before = await make_bundle(8, tools(log, signer, 8), NOON)

    async with database.writing() as session:
        erased = await erase_entries(session, [7, 9], NOON)

    gone, kept = [await make_bundle(number, tools(log, signer, number), NOON) for number in (7, 8)]
    assert erased == 14
    assert kept == before
    found = check_bundle(bundle_bytes(gone), INSTRUMENTS)
    assert (found.problems, found.redacted) == ((), tuple(range(7)))
    assert problems_alone(bundle_bytes(gone)) == []
    assert "ciente" not in str(gone)
    assert [row.sealed is None for row in await rows_of(database)] == [True] * 7 + [False] * 7 + [True] * 7


async def test_what_is_erased_before_it_is_chained_is_chained_redacted(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    await write(database, a_story(7))
    async with database.writing() as session:
        await erase_entries(session, [7], NOON)

    bundle = await make_bundle(7, tools(log, signer, 7), NOON)

    assert check_bundle(bundle_bytes(bundle), INSTRUMENTS).redacted == tuple(range(7))


async def test_half_a_sign_in_a_reply_breaks_nothing(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    entry = EvidenceEntry(7, EvidenceKind.REPLIED, NOON, {"text": "oi \ud83d fim \x00"})
    await write(database, [entry])

    bundle = await make_bundle(7, tools(log, signer, 7), NOON)

    assert '"facts":{"text":"oi ? fim \\u0000"}' in bundle_bytes(bundle).decode()
    assert check_bundle(bundle_bytes(bundle), INSTRUMENTS).problems == ()


async def test_the_code_of_the_check_page_leads_to_the_notice(
    database: Database, log: SqlEvidenceLog, signer: LogSigner
) -> None:
    await write(database, a_story(7))
    bundle = await make_bundle(7, tools(log, signer, 7), NOON)

    assert await log.notice_of(str(bundle["register"])) == 7
    assert await log.notice_of("00000000-0000-4000-8000-000000000000") is None


def test_the_key_of_the_log_stays_when_keys_are_rotated(vault: Vault) -> None:
    old, new = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk="

    before, rotated, retired = Vault([old]), Vault([new, old]), Vault([f"index:{old}", new])

    assert {LogSigner(one).public_key for one in (before, rotated, retired)} == {LogSigner(vault).public_key}
    assert LogSigner(Vault([new])).public_key != LogSigner(before).public_key


async def test_the_check_page_reads_the_real_log(database: Database, log: SqlEvidenceLog, signer: LogSigner) -> None:
    await write(database, [*a_story(8), *a_story(7)])
    with_tools = tools(log, signer, 7)
    code = str((await make_bundle(7, with_tools, NOON))["register"])

    found = await check_register(code, with_tools, INSTRUMENTS, NOON)

    assert found is not None
    assert (found.is_intact, found.entries, found.redacted) == (True, 7, 0)
    assert await check_register("\x00", with_tools, INSTRUMENTS, NOON) is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE evidence_entry SET sealed = (SELECT sealed FROM evidence_entry WHERE notice_id = 8 AND ordinal = 6)"
        " WHERE notice_id = 7 AND ordinal = 6",
        "UPDATE evidence_entry SET commitment = prev WHERE notice_id = 7 AND ordinal = 2",
        "UPDATE evidence_entry SET leaf = prev WHERE notice_id = 8 AND ordinal = 6",
        "DELETE FROM evidence_entry WHERE notice_id = 7 AND ordinal = 3",
        "DELETE FROM evidence_entry WHERE notice_id = 8 AND ordinal = 6",
        "UPDATE evidence_node SET hash = (SELECT root FROM evidence_head) WHERE level = 3 AND place = 0",
        "UPDATE evidence_head SET root = last",
        "UPDATE evidence_head SET signature = root",
        "UPDATE evidence_entry SET sealed = leaf WHERE notice_id = 7 AND ordinal = 2",
    ],
)
async def test_a_table_written_behind_our_back_does_not_fit(
    database: Database, log: SqlEvidenceLog, signer: LogSigner, tampering: str
) -> None:
    await write(database, [*a_story(8), *a_story(7)])
    with_tools = tools(log, signer, 7)
    code = str((await make_bundle(7, with_tools, NOON))["register"])

    async with database.writing() as session:
        await session.execute(text(tampering))

    found = await check_register(code, with_tools, INSTRUMENTS, NOON)
    assert found is not None
    assert not found.is_intact
