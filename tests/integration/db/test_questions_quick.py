"""What is asked in one trip is answered as the session answers it (issue 6, 7)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.adapters.db.editor.trying import SqlTrialPhones
from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import DraftRow, TitleRow, TrialPhoneRow
from bot.adapters.db.vault import Vault
from bot.application.agents.reach import Reach, reaching
from bot.application.notices.excuses import ExcuseOrder
from bot.domain.notices.excuses import Excuse, ExcuseKind
from bot.domain.people import Person, Role
from tests.builders import CPF, NOON, PHONE, a_row, a_title
from tests.fakes import FakeClock
from tests.integration.db.debtors import put
from tests.kept_engine import engine_at

OTHER_CPF, PAYERS_CPF, PAYERS_PHONE = "83954862000", "52998224725", "+5567900000077"
STAY = Excuse(ExcuseKind.HOSPITAL, date(2026, 11, 1), None, ())


@pytest.fixture
async def storage(postgres_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    opened = SqlStorage(postgres_url, vault, clock, engine=engine_at(postgres_url))
    yield opened
    await opened.close()


async def _both[Answer](storage: SqlStorage, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer, which must be the same by either way: whoever reaches one creditor goes the session's."""
    assert storage.database.is_quick
    quick = await ask()
    with reaching(Reach(frozenset({"cassems"}))):
        assert not storage.database.is_quick
        assert await ask() == quick
    return quick


async def _family(storage: SqlStorage) -> tuple[Person, Person, Person]:
    """A holder with a title, one covered with him, and who pays for him."""
    dependant = {"role": Role.DEPENDANT, "holder_document": CPF, "document": OTHER_CPF, "name": "Ana Barbosa"}
    payer = {"role": Role.PAYER, "holder_document": CPF, "document": PAYERS_CPF, "name": "Ivo Barbosa"}
    holder, covered, paying = await put(
        storage,
        a_row(a_title(), PHONE),
        a_row(None, registration="2", **dependant),
        a_row(None, PAYERS_PHONE, registration="3", **payer),
    )
    return holder, covered, paying


@pytest.mark.parametrize(("phone", "state", "holding"), [
    (PHONE, "open", ["cassems"]),
    (PAYERS_PHONE, "open", ["cassems"]),
    (PHONE, "agreed", []),
    (PAYERS_PHONE, "agreed", []),
    ("+5567911112222", "open", []),
])  # fmt: skip
async def test_who_holds_open_titles_at_a_number(
    storage: SqlStorage, phone: str, state: str, holding: list[str]
) -> None:
    """A payer those of the holder."""
    await _family(storage)
    async with storage.database.writing() as session:
        await session.execute(update(TitleRow).values(state=state))

    assert await _both(storage, lambda: storage.records().creditors_at(phone)) == holding


async def test_who_is_covered_with_a_holder(storage: SqlStorage) -> None:
    holder, covered, _ = await _family(storage)

    assert await _both(storage, lambda: storage.notices().beneficiaries_of(holder)) == ["Ana Barbosa"]
    assert await _both(storage, lambda: storage.notices().beneficiaries_of(covered)) == []


async def test_an_excuse_is_of_all_in_the_plan_until_it_is_withdrawn(storage: SqlStorage) -> None:
    """N4"""
    family = await _family(storage)
    [stranger] = await put(storage, a_row(None, registration="9", document="15350946056"))
    excuses = SqlExcuses(storage.database)
    kept = await excuses.put(ExcuseOrder(OTHER_CPF, STAY, "internada", "ana@exemplo.invalid"), "cassems", NOON)

    for one in family:
        assert await _both(storage, lambda one=one: storage.notices().excuses_of(one.id)) == [STAY]
    assert list(await storage.notices().excuses_of(stranger.id)) == []

    await excuses.withdraw(kept.id, "ana@exemplo.invalid", NOON)
    assert list(await storage.notices().excuses_of(family[1].id)) == []


@pytest.mark.parametrize(("until", "closed", "release"), [(1, False, "r1"), (-1, False, None), (1, True, None)])
async def test_a_phone_that_tries_a_draft(
    storage: SqlStorage, clock: FakeClock, until: int, closed: bool, release: str | None
) -> None:
    """F2: until its day, while the draft is open."""
    vault = storage.database.vault
    async with storage.database.writing() as session:
        draft = DraftRow(name="x", base="r0", author="a", opened_at=NOON, version=1, closed_at=NOON if closed else None)
        session.add(draft)
        await session.flush()
        ends = clock.now() + timedelta(hours=until)
        held = {"loose_hash": vault.loose_phone_index(PHONE), "phone": vault.seal(PHONE)}
        session.add(TrialPhoneRow(draft_id=draft.id, release="r1", by="a", at=NOON, until=ends, **held))
    phones = SqlTrialPhones(storage.database, clock)

    assert await _both(storage, lambda: phones.release_at(PHONE)) == release
