"""Erasing a person: nothing that names them is left in any table, and everybody else's proofs stay (section 10, N5)."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.reading import SqlEvidenceLog
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.personal.columns import OF_NO_DEBTOR, PARTS
from bot.adapters.db.personal.erasure import SqlPersonalData
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, CaseRow, EvidenceEntryRow, MessageRow, PersonRow, Row, TitleRow
from bot.adapters.db.vault import SealBroken, Vault
from bot.adapters.signing import LogSigner, is_signed
from bot.adapters.timestamping import token_problem
from bot.application.erasure import (
    Erasure,
    NothingHeld,
    ReasonNamesThem,
    Standing,
    StillNeeded,
    TalkingNow,
    Wanted,
)
from bot.application.evidence.bundle import EvidenceTools, make_bundle
from bot.domain.evidence.checking import Findings, Instruments, bundle_bytes, check_bundle
from bot.domain.people import Role
from tests.builders import NOON, a_message
from tests.integration.db.debtors import put, take_in
from tests.integration.db.lives import ANA, BIA, LATER, Life, Living
from tests.integration.db.test_what_is_written import rows_of

INSTRUMENTS = Instruments(is_signed, token_problem)


async def erase(storage: SqlStorage, life: Life = ANA, even_so: str = "", creditor: str | None = None) -> Standing:
    wanted = Wanted(life.document, creditor)
    return await SqlPersonalData(storage.database).erase(Erasure(wanted, "dpo@exemplo.invalid", LATER, even_so))


async def found_anywhere(database: Database, life: Life) -> list[str]:
    """Where something names them still: every text as it is, every column of bytes opened."""
    found = []
    async with database.reading() as session:
        for table in Row.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                for name, value in row.items():
                    said = _opened(database.vault, value).casefold()
                    found += [f"{table.name}.{name}: {trace}" for trace in life.traces if trace.casefold() in said]
    return found


async def hashes_left(database: Database, life: Life) -> list[str]:
    """Columns by which their document or number would still be found."""
    vault = database.vault
    looked = {vault.document_index(life.document), vault.phone_index(life.phone), vault.loose_phone_index(life.phone)}
    found = []
    async with database.reading() as session:
        for table in Row.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if value in looked]
    return found


async def check(storage: SqlStorage, notice_id: int) -> Findings:
    database = storage.database
    tools = EvidenceTools(SqlEvidenceLog(database), SqlNotices(database), LogSigner(database.vault))
    return check_bundle(bundle_bytes(await make_bundle(notice_id, tools, LATER)), INSTRUMENTS)


async def test_nothing_that_names_the_person_is_left_in_any_table(sql_storage: SqlStorage) -> None:
    living = Living(sql_storage)
    await living.whole(ANA)
    before = {place.split(":")[0] for place in await found_anywhere(sql_storage.database, ANA)}

    erased = await erase(sql_storage)

    assert (erased.registrations, erased.conversations) == (1, 1)
    assert await found_anywhere(sql_storage.database, ANA) == []
    assert await hashes_left(sql_storage.database, ANA) == ["opt_out.contact_hash"]
    sealed = {
        f"{part.name}.{name}" for part in PARTS for name, kind in part.holds.items() if kind not in {"hash", "stays"}
    }
    assert sealed <= before  # the life was a whole one


async def test_what_is_not_of_the_person_stays(sql_storage: SqlStorage) -> None:
    """Amounts, dates, states and numbers of theirs; all of everybody else."""
    living = Living(sql_storage)
    await living.whole(BIA)
    before = len(await found_anywhere(sql_storage.database, BIA))
    await living.whole(ANA)

    await erase(sql_storage)

    assert len(await found_anywhere(sql_storage.database, BIA)) == before
    agreements = await sql_storage.records().account((await put(sql_storage, BIA.row()))[0])
    [case] = [row for row in await rows_of(sql_storage, CaseRow) if row.number == "20261120001"]
    shell = next(row for row in await rows_of(sql_storage, PersonRow) if row.id == case.person_id)
    assert [agreement.number for agreement in agreements.agreements] == [BIA.agreement]
    theirs = await sql_storage.records().account(await sql_storage.records().person(shell.id))
    assert [(a.number, a.total) for a in theirs.agreements] == [(ANA.agreement, agreements.agreements[0].total)]
    assert theirs.person.name == "Pessoa apagada"


async def test_proofs_of_others_stay_and_the_bundle_of_the_erased_says_redacted(sql_storage: SqlStorage) -> None:
    """N5, issue 3.6"""
    living = Living(sql_storage)
    ana, bia = await living.whole(ANA), await living.whole(BIA)
    notices = [(await sql_storage.notices().of_person(person.id))[0].id for person in (ana, bia)]
    assert (await check(sql_storage, notices[0])).redacted == ()

    await erase(sql_storage)

    gone, kept = [await check(sql_storage, notice_id) for notice_id in notices]
    assert (gone.problems, kept.problems) == ((), ())
    assert (len(gone.redacted), kept.redacted) == (gone.entries, ())


async def test_nobody_writes_to_an_erased_number_that_asked_for_none(sql_storage: SqlStorage) -> None:
    """R3"""
    await Living(sql_storage).whole(ANA)

    await erase(sql_storage)

    assert await sql_storage.records().is_opted_out(ANA.phone)


async def test_a_second_time_nothing_is_there(sql_storage: SqlStorage) -> None:
    await Living(sql_storage).whole(ANA)
    await erase(sql_storage)

    with pytest.raises(NothingHeld, match="nothing is held about"):
        await erase(sql_storage)


async def test_what_is_still_needed_is_not_erased_but_for_a_reason_that_is_kept(sql_storage: SqlStorage) -> None:
    living = Living(sql_storage)
    person = await living.running(ANA)
    with pytest.raises(StillNeeded) as refused:
        await erase(sql_storage)
    with pytest.raises(ReasonNamesThem):
        await erase(sql_storage, even_so=f"pedido de {ANA.name}")
    assert await found_anywhere(sql_storage.database, ANA)

    await erase(sql_storage, even_so="ordem do juiz")

    for still in (
        f"agreement {ANA.agreement} has slips",
        "notice 1 is open",
        "case 20261120001 is open",
        "with a person",
    ):
        assert still in str(refused.value)
    assert "\n" not in str(refused.value)
    kept = [row.what for row in await rows_of(sql_storage, AccessRecordRow) if row.actor == "dpo@exemplo.invalid"]
    assert kept == ["erased even so: ordem do juiz"]
    assert await found_anywhere(sql_storage.database, ANA) == []
    assert [notice.state for notice in await sql_storage.notices().of_person(person.id)] == ["settled"]
    entries = await rows_of(sql_storage, EvidenceEntryRow)
    assert {(entry.sealed, entry.erased_at) for entry in entries} == {(None, LATER)}


async def test_nothing_on_its_way_leaves_after_erasing(sql_storage: SqlStorage) -> None:
    living = Living(sql_storage)
    await living.running(ANA)
    talk = await sql_storage.inbox().store(a_message("SM-new", ANA.saying, contact=ANA.phone))

    await erase(sql_storage, even_so="ordem do juiz")

    assert await sql_storage.outbox().claim(10, 30) == []
    assert await sql_storage.inbox().waiting(LATER, 10) == []
    assert await sql_storage.inbox().store(a_message("SM-newer", "oi", contact=ANA.phone)) != talk


async def test_a_turn_being_made_is_waited_for(sql_storage: SqlStorage) -> None:
    await Living(sql_storage).whole(ANA)
    talk = await sql_storage.inbox().store(a_message("SM-new", ANA.saying, contact=ANA.phone))
    assert await sql_storage.inbox().claim(talk or 0, quiet_since=LATER, lease_s=3 * 86_400)

    with pytest.raises(TalkingNow):
        await erase(sql_storage)


async def test_of_a_shared_talk_only_what_names_the_person_goes(sql_storage: SqlStorage) -> None:
    """Somebody else proved who they are at the same number."""
    living = Living(sql_storage)
    await living.whole(ANA)
    [bia] = await put(sql_storage, BIA.row())
    await living.says(BIA, served=bia.id, at=ANA.phone)

    await erase(sql_storage)

    left = [place for place in await found_anywhere(sql_storage.database, ANA) if ANA.phone[-8:] not in place]
    vault = sql_storage.database.vault
    lines = [vault.open(row.body) for row in await rows_of(sql_storage, MessageRow)]
    assert left == []
    assert [line for line in lines if line] == [BIA.saying]
    await erase(sql_storage, BIA)  # the talk was theirs alone by then
    assert await found_anywhere(sql_storage.database, ANA) == await found_anywhere(sql_storage.database, BIA) == []


async def test_a_talk_at_a_familys_number_is_nobodys_alone(sql_storage: SqlStorage) -> None:
    """Nobody was served in it yet."""
    living = Living(sql_storage)
    await put(sql_storage, ANA.row(), replace(BIA.row(), phones=ANA.row().phones))
    await living.says(BIA, at=ANA.phone)
    await living.says(ANA)

    await erase(sql_storage)

    vault = sql_storage.database.vault
    assert [vault.open(row.body) for row in await rows_of(sql_storage, MessageRow)] == [BIA.saying, ""]


async def test_several_are_erased_one_after_the_other(sql_storage: SqlStorage) -> None:
    living = Living(sql_storage)
    for life in (ANA, BIA):
        await living.whole(life)

    for life in (ANA, BIA):
        await erase(sql_storage, life)

    assert await found_anywhere(sql_storage.database, BIA) == []


async def test_no_registration_of_others_names_the_person_as_holder(sql_storage: SqlStorage) -> None:
    await Living(sql_storage).whole(ANA)
    await put(sql_storage, BIA.row(role=Role.DEPENDANT, holder_document=ANA.document))

    await erase(sql_storage)

    assert await found_anywhere(sql_storage.database, ANA) == []
    [bia] = await sql_storage.records().people_by_document("cassems", BIA.document)
    assert (bia.name, bia.holder_document) == (BIA.name, None)


async def test_only_one_creditor_may_forget_the_person(sql_storage: SqlStorage) -> None:
    await Living(sql_storage).whole(ANA)
    await put(sql_storage, ANA.row(creditor="assefaz"))

    await erase(sql_storage, creditor="cassems")

    assert await sql_storage.records().people_by_document("cassems", ANA.document) == []
    assert len(await sql_storage.records().people_by_document("assefaz", ANA.document)) == 1


async def test_a_later_file_brings_a_new_person_with_what_it_tells(sql_storage: SqlStorage) -> None:
    living = Living(sql_storage)
    [before] = await put(sql_storage, ANA.row())
    await erase(sql_storage)
    [withdrawn] = await rows_of(sql_storage, TitleRow)

    await take_in(sql_storage, ANA.row())

    [after] = await sql_storage.records().people_by_document("cassems", ANA.document)
    [title] = await rows_of(sql_storage, TitleRow)
    assert living
    assert after.id != before.id
    assert (withdrawn.state, title.state, title.person_id) == ("withdrawn", "open", after.id)


async def test_a_person_is_told_everything_held_and_that_is_on_record(sql_storage: SqlStorage) -> None:
    living = Living(sql_storage)
    person = await living.whole(ANA)
    await living.whole(BIA)

    told = await SqlPersonalData(sql_storage.database).everything(Wanted(ANA.document), "dpo@exemplo.invalid", LATER)

    held: Any = told["held"]
    empty = {part.name for part in PARTS} - held.keys()
    assert empty == {"title_history"} - held.keys()
    assert held["person"][0]["sealed"]["name"] == ANA.name
    assert held["message"][0]["body"] == ANA.saying
    assert not any(trace in str(told) for trace in BIA.traces)
    [record] = [row for row in await rows_of(sql_storage, AccessRecordRow) if row.actor == "dpo@exemplo.invalid"]
    assert (record.person_id, record.what) == (person.id, "everything held was told")


async def test_nothing_is_told_of_somebody_unknown(sql_storage: SqlStorage) -> None:
    with pytest.raises(NothingHeld):
        await SqlPersonalData(sql_storage.database).everything(Wanted(ANA.document), "dpo", NOON)


def test_every_column_of_bytes_is_known_to_erasing() -> None:
    """A new table is not forgotten: name its columns in PARTS, or the table among those of no debtor."""
    bytes_in = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }

    forgotten = {
        f"{table}.{column}"
        for table, column in bytes_in - {(part.name, column) for part in PARTS for column in part.holds}
        if table not in OF_NO_DEBTOR
    }

    assert bytes_in
    assert forgotten == set()


def test_every_table_that_points_to_a_person_is_known_to_erasing() -> None:
    of_people = {table.name for table in Row.metadata.sorted_tables if "person_id" in table.columns}

    assert of_people - {part.name for part in PARTS} == {"news"}


def _opened(vault: Vault, value: object) -> str:
    if not isinstance(value, bytes) or not value:
        return str(value)
    try:
        return vault.open_bytes(value).decode(errors="replace")
    except SealBroken:
        return value.decode(errors="replace")
