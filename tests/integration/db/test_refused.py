"""Refused deliveries on both databases: sealed, bounded in number and bytes, and taken once (issue 6, 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import RefusedRequestRow
from bot.application.refused import (
    Cause,
    RefusedCounts,
    RefusedRequest,
    RefusedTools,
    Verdict,
    grouped,
    refused_lately,
    take,
)
from tests.builders import NOON, a_refused
from tests.fakes import FakeClock


@dataclass
class Door:
    """Judges by what the signature says in clear, and notes what is accepted."""

    accepted: list[str] = field(default_factory=list)
    breaks_at: str = ""

    def judge(self, request: RefusedRequest) -> Verdict:
        cause = Cause(request.signature)
        return Verdict(cause, "https://outro.exemplo.invalid" if cause is Cause.OTHER_ADDRESS else "")

    async def accept(self, request: RefusedRequest) -> None:
        if (sid := request.value("MessageSid")) == self.breaks_at:
            raise ConnectionRefusedError
        self.accepted.append(sid)


@pytest.fixture
def refused(sql_storage: SqlStorage) -> SqlRefused:
    return SqlRefused(sql_storage.database)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def tools(refused: SqlRefused, door: Door, clock: FakeClock) -> RefusedTools:
    return RefusedTools(refused, door.judge, door.accept, clock)


def named(*sids: str, cause: Cause = Cause.FITS_NOW, **changes: object) -> list[RefusedRequest]:
    return [a_refused(pairs=(("MessageSid", sid),), signature=cause.value, **changes) for sid in sids]


async def sids(refused: SqlRefused) -> list[str]:
    return [request.value("MessageSid") for request in await refused.waiting(100)]


async def rows(storage: SqlStorage) -> Sequence[RefusedRequestRow]:
    async with storage.database.reading() as session:
        return (await session.scalars(select(RefusedRequestRow).order_by("id"))).all()


async def test_one_is_kept_sealed_and_opens_whole(sql_storage: SqlStorage, refused: SqlRefused) -> None:
    kept = a_refused(pairs=(("Body", "segredo"), ("Tag", "b"), ("Tag", "a")), query="a=b", names_us=True)

    await refused.keep([kept])

    [row], [opened] = await rows(sql_storage), await refused.waiting(10)
    assert b"segredo" not in row.raw
    assert (row.size, opened) == (len(row.raw), a_refused(**{**vars(kept), "id": row.id}))


async def test_only_the_last_of_each_kind_are_kept(sql_storage: SqlStorage) -> None:
    refused = SqlRefused(sql_storage.database, ours_kept=2, strangers_kept=3)

    await refused.keep(named("o1", "o2", names_us=True))
    for batch in (named("s1", "s2", "s3", "s4"), named("s5")):
        await refused.keep(batch)
    at_limit = await sids(refused)
    await refused.keep(named("o3", names_us=True))

    assert at_limit == ["s5", "s4", "s3", "o2", "o1"]
    assert await sids(refused) == ["o3", "s5", "s4", "s3", "o2"]


async def test_no_more_bytes_are_kept_than_there_is_room_for(sql_storage: SqlStorage) -> None:
    """Each kind has half of them, so that no flood takes the others' room."""
    await SqlRefused(sql_storage.database).keep(named("o1", names_us=True))
    [row] = await rows(sql_storage)
    exactly, less = (SqlRefused(sql_storage.database, bytes_kept=2 * (2 * row.size) - took) for took in (0, 1))

    await exactly.keep(named("s1", "s2"))
    at_limit = await sids(exactly)
    await less.keep(named("o2", names_us=True))

    assert at_limit == ["s2", "s1", "o1"]
    assert await sids(less) == ["o2", "s2"]


async def test_what_fits_is_taken_in_the_order_it_came_and_only_once(
    sql_storage: SqlStorage, refused: SqlRefused, tools: RefusedTools, door: Door, clock: FakeClock
) -> None:
    await refused.keep([*named("a"), *named("forged", cause=Cause.UNKNOWN), *named("b")])

    first = await take(Cause.FITS_NOW, "adm@exemplo.invalid", tools)
    second = await take(Cause.FITS_NOW, "adm@exemplo.invalid", tools)

    assert (first, second, door.accepted) == (2, 0, ["a", "b"])
    assert await sids(refused) == ["forged"]
    done = [row for row in await rows(sql_storage) if row.taken_at]
    assert {(row.taken_by, row.taken_at) for row in done} == {("adm@exemplo.invalid", clock.now())}
    assert {sql_storage.database.vault.open(row.raw) for row in done} == {"{}"}
    assert [(one.by, one.count, one.at) for one in await refused.taken(5)] == [("adm@exemplo.invalid", 2, clock.now())]


async def test_a_forgery_is_never_taken(refused: SqlRefused, tools: RefusedTools, door: Door) -> None:
    await refused.keep(named("forged", cause=Cause.UNKNOWN))

    assert await take(Cause.UNKNOWN, "adm@exemplo.invalid", tools) == 0
    assert (door.accepted, await sids(refused)) == ([], ["forged"])


async def test_where_one_cannot_be_stored_the_rest_wait_for_another_try(
    refused: SqlRefused, tools: RefusedTools, door: Door
) -> None:
    await refused.keep(named("a", "b", "c"))
    door.breaks_at = "b"

    with pytest.raises(ConnectionRefusedError):
        await take(Cause.FITS_NOW, "adm@exemplo.invalid", tools)
    door.breaks_at = ""
    await take(Cause.FITS_NOW, "adm@exemplo.invalid", tools)

    assert door.accepted == ["a", "b", "c"]


async def test_they_are_told_by_their_cause_what_can_be_helped_first(refused: SqlRefused, tools: RefusedTools) -> None:
    for cause in reversed(Cause):
        await refused.keep(named(cause.value, cause=cause))

    found = await grouped(tools)

    assert [group.cause for group in found] == list(Cause)
    assert [group.can_be_taken for group in found] == [True, True, True, False]
    assert [group.addresses for group in found] == [(), ("https://outro.exemplo.invalid",), (), ()]


async def test_those_of_the_last_day_are_counted_by_whose_they_seem(
    refused: SqlRefused, tools: RefusedTools, clock: FakeClock
) -> None:
    late, day = clock.now(), timedelta(hours=24)
    await refused.keep([*named("o", "p", names_us=True, at=late), *named("s", at=late - day)])
    await refused.keep(named("old", at=late - day - timedelta(seconds=1)))

    counted = await refused_lately(refused, clock)
    await take(Cause.FITS_NOW, "adm@exemplo.invalid", tools)

    assert (counted, await refused_lately(refused, clock)) == (RefusedCounts(ours=2, strangers=1), RefusedCounts())
    assert late == NOON
