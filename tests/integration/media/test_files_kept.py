"""Files of messages on both databases: waiting, kept sealed, given up with a reason, and forgotten in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.adapters.db.media import SqlMedia
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import MediaFileRow
from bot.application.agents.keys import Member
from bot.application.agents.roles import NotAllowed, StaffRole
from bot.application.messages import Media, MessageKind
from bot.application.office.media import AT_ONCE, LEASE, WAITS, FetchFailed, Unavailable, fetch_one
from bot.application.office.media_shown import FileState, show_file
from tests.builders import a_message
from tests.fakes import FakeClock

URL = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME"
JPEG = b"\xff\xd8\xff\xe0 de um comprovante"


@dataclass
class Source:
    """The MediaSource port in memory: what it does not have fails for a reason."""

    files: Mapping[str, bytes | Unavailable] = field(default_factory=dict)

    async def fetch(self, url: str) -> bytes:
        found = self.files.get(url, Unavailable.GONE)
        if isinstance(found, Unavailable):
            raise FetchFailed(found)
        return found


@pytest.fixture
def media(sql_storage: SqlStorage) -> SqlMedia:
    return SqlMedia(sql_storage.database)


async def receive(storage: SqlStorage, *types: str, key: str = "SM1") -> None:
    files = tuple(Media(f"{URL}{n}", kind) for n, kind in enumerate(types))
    await storage.inbox().store(a_message(key, "", kind=MessageKind.IMAGE, media=files))


async def work(media: SqlMedia, source: Source, clock: FakeClock) -> int:
    files = await media.claim(clock.now(), AT_ONCE, LEASE)
    for file in files:
        await fetch_one(file, media, source, clock)
    return len(files)


async def rows(storage: SqlStorage) -> list[MediaFileRow]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(MediaFileRow).order_by("id")))


async def test_each_file_of_a_message_waits_once(sql_storage: SqlStorage) -> None:
    await receive(sql_storage, "image/jpeg", "audio/ogg; codecs=opus")
    await receive(sql_storage, "image/jpeg", "audio/ogg; codecs=opus")

    found = await rows(sql_storage)

    assert [(row.position, row.declared_type, row.state) for row in found] == [
        (0, "image/jpeg", "waiting"),
        (1, "audio/ogg", "waiting"),
    ]


async def test_a_file_is_kept_sealed_and_opens_again(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    await receive(sql_storage, "image/jpeg")

    assert await work(media, Source({f"{URL}0": JPEG}), clock) == 1
    assert await work(media, Source(), clock) == 0

    [row] = await rows(sql_storage)
    assert (row.state, row.content_type, row.size) == ("kept", "image/jpeg", len(JPEG))
    assert row.content is not None
    assert JPEG not in row.content
    kept = await media.file(row.inbox_id, 0)
    assert kept is not None
    assert (kept.content, kept.is_as_announced) == (JPEG, True)


async def test_a_file_is_what_its_bytes_are_whatever_was_announced(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    await receive(sql_storage, "image/jpeg", "image/svg+xml")
    page = b"<svg onload=alert(1)>"

    await work(media, Source({f"{URL}0": page, f"{URL}1": page}), clock)

    for row in await rows(sql_storage):
        kept = await media.file(row.inbox_id, row.position)
        assert kept is not None
        assert (kept.content_type, kept.is_shown_inline, kept.is_as_announced) == (
            "application/octet-stream",
            False,
            False,
        )


async def test_two_workers_never_fetch_the_same_file(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    await receive(sql_storage, "image/jpeg")

    first = await media.claim(clock.now(), AT_ONCE, LEASE)
    second = await media.claim(clock.now(), AT_ONCE, LEASE)
    after_a_death = await media.claim(clock.now() + LEASE, AT_ONCE, LEASE)

    assert (len(first), len(second), len(after_a_death)) == (1, 0, 1)


async def test_it_is_tried_again_with_growing_waits_and_then_given_up(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    await receive(sql_storage, "image/jpeg")
    source = Source({f"{URL}0": Unavailable.NO_ANSWER})

    for wait in WAITS:
        assert await work(media, source, clock) == 1
        clock.instant += wait - timedelta(seconds=1)
        assert await work(media, source, clock) == 0
        clock.instant += timedelta(seconds=1)
    assert await work(media, source, clock) == 1

    [row] = await rows(sql_storage)
    assert (row.state, row.reason, row.attempts) == ("unavailable", "no_answer", len(WAITS) + 1)


@pytest.mark.parametrize(
    ("reason", "tries"), [(Unavailable.GONE, 3), (Unavailable.TOO_LARGE, 1), (Unavailable.ADDRESS, 1)]
)
async def test_what_will_not_come_is_given_up_early(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock, reason: Unavailable, tries: int
) -> None:
    await receive(sql_storage, "image/jpeg")

    for _ in range(tries):
        assert (await rows(sql_storage))[0].state == "waiting"
        assert await work(media, Source({f"{URL}0": reason}), clock) == 1
        clock.instant += WAITS[-1]

    [row] = await rows(sql_storage)
    assert (row.state, row.reason) == ("unavailable", reason.value)


@pytest.mark.parametrize("limits", [{"most_files": 2}, {"most_bytes": 2 * len(JPEG)}], ids=["files", "bytes"])
async def test_of_one_phone_no_more_is_kept_in_a_day_than_there_is_room_for(
    sql_storage: SqlStorage, clock: FakeClock, limits: dict[str, int]
) -> None:
    """Issue 6, 4: a phone that sends files without end fills no disk; its messages are all there."""
    media, source = SqlMedia(sql_storage.database, **limits), Source({f"{URL}{n}": JPEG for n in range(3)})
    await receive(sql_storage, *["image/jpeg"] * 2)
    await work(media, source, clock)
    await receive(sql_storage, "image/jpeg", key="SM2")

    assert await work(media, source, clock) == 0
    states = [(row.state, row.reason) for row in await rows(sql_storage)]
    clock.advance(seconds=24 * 3600)
    await sql_storage.inbox().store(
        a_message("SM3", "", kind=MessageKind.IMAGE, media=(Media(f"{URL}0", "image/jpeg"),), received_at=clock.now())
    )

    assert states == [("kept", None), ("kept", None), ("unavailable", "too_many")]
    assert await work(media, source, clock) == 1
    assert (await rows(sql_storage))[-1].state == "kept"


async def test_what_is_no_file_of_one_phone_takes_no_room_of_another(sql_storage: SqlStorage, clock: FakeClock) -> None:
    media, source = SqlMedia(sql_storage.database, most_files=1), Source({f"{URL}0": JPEG})
    await receive(sql_storage, "image/jpeg")
    await work(media, source, clock)
    other = a_message("SM2", "", contact="+5567900000002", media=(Media(f"{URL}0", "image/jpeg"),))
    await sql_storage.inbox().store(other)

    await work(media, source, clock)

    assert [row.state for row in await rows(sql_storage)] == ["kept", "kept"]


async def test_a_file_is_forgotten_in_time_and_that_it_was_there_is_not(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    await receive(sql_storage, "image/jpeg")
    await work(media, Source({f"{URL}0": JPEG}), clock)

    await media.forget(clock.now())
    assert (await rows(sql_storage))[0].state == "kept"
    await media.forget(clock.now() + timedelta(seconds=1))

    [row] = await rows(sql_storage)
    assert (row.state, row.content, row.content_type) == (FileState.FORGOTTEN, None, "image/jpeg")


async def test_a_message_from_before_is_fetched_once_somebody_wants_to_see_it(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    await receive(sql_storage, "image/jpeg")
    [row] = await rows(sql_storage)
    async with sql_storage.database.writing() as session:
        await session.delete(await session.get(MediaFileRow, row.id))

    shown = await show_file(row.inbox_id, 0, Member(1, "ana@exemplo.invalid", StaffRole.AGENT), media, clock)

    assert shown is not None
    assert shown.state is FileState.WAITING
    assert await work(media, Source({f"{URL}0": JPEG}), clock) == 1


async def test_a_file_cannot_be_masked_so_who_sees_no_amounts_sees_none(
    sql_storage: SqlStorage, media: SqlMedia, clock: FakeClock
) -> None:
    """Section 10: finance reads files of cases, and no talks."""
    await receive(sql_storage, "image/jpeg")
    [row] = await rows(sql_storage)

    for role in (StaffRole.AUDITOR, StaffRole.FINANCE):
        with pytest.raises(NotAllowed):
            await show_file(row.inbox_id, 0, Member(1, "x@exemplo.invalid", role), media, clock)
