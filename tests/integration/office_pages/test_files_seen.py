"""Files debtors sent, as pages show them: to whom, and under headers that leave a hostile one nothing (section 10)."""

from dataclasses import replace

import pytest
from sqlmodel import select

from bot.adapters.db.media import SqlMedia
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, MediaFileRow
from bot.application.agents.roles import StaffRole
from bot.application.messages import Media, MessageKind
from bot.application.office.media import AT_ONCE, LEASE, Unavailable
from bot.domain.file_kinds import kind_of
from tests.builders import a_message
from tests.fakes import FakeClock
from tests.integration.back_office.deals import CASE, a_case, decide
from tests.integration.db.debtors import with_a_debtor
from tests.integration.office_pages.conftest import Comes

URL = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0"
JPEG = b"\xff\xd8\xff\xe0 de um comprovante"


async def receive(
    storage: SqlStorage, clock: FakeClock, content: bytes | Unavailable, declared: str = "image/jpeg"
) -> str:
    """A file of a case of a debtor; its address."""
    media = SqlMedia(storage.database)
    sent = a_message("SM9", "", kind=MessageKind.IMAGE, media=(Media(URL, declared),))
    await storage.inbox().store(sent)
    [file] = await media.claim(clock.now(), AT_ONCE, LEASE)
    if isinstance(content, Unavailable):
        await media.give_up(file.id, content, clock.now())
    else:
        await media.keep(file.id, content, kind_of(content), clock.now())
    person = await with_a_debtor(storage)
    await decide(storage, replace(a_case(person.id), media=(URL,)))
    async with storage.database.reading() as session:
        [row] = (await session.scalars(select(MediaFileRow))).all()
    return f"/console/media/{row.inbox_id}/0"


@pytest.mark.parametrize(
    ("content", "kind", "way"),
    [
        (JPEG, "image/jpeg", "inline"),
        (b"OggS voz", "audio/ogg", "inline"),
        (b"%PDF-1.4", "application/pdf", "inline"),
        (b"<svg onload=alert(1)>", "application/octet-stream", "attachment"),
        (b"<!doctype html><script>", "application/octet-stream", "attachment"),
        (b"BEGIN:VCARD", "application/octet-stream", "attachment"),
    ],
)
async def test_a_file_is_shown_as_what_it_is_and_can_do_nothing(
    sql_storage: SqlStorage, comes: Comes, clock: FakeClock, content: bytes, kind: str, way: str
) -> None:
    address, browser = await receive(sql_storage, clock, content), await comes()

    answer = await browser.opens(address)

    headers = answer.headers
    assert (answer.content, headers["content-type"]) == (content, kind)
    assert headers["content-disposition"].startswith(f"{way};")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert ("sandbox" in headers["content-security-policy"]) is (kind != "application/pdf")
    assert "script-src" not in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-store"
    assert (await browser.opens(f"{address}?download=true")).headers["content-disposition"].startswith("attachment;")


async def test_a_voice_note_is_given_in_parts(sql_storage: SqlStorage, comes: Comes, clock: FakeClock) -> None:
    """Safari asks for two bytes first, and plays nothing where they are not answered as a part."""
    voice = b"OggS" + bytes(range(200))
    address, browser = await receive(sql_storage, clock, voice, "audio/ogg"), await comes()
    whole = await browser.opens(address)

    begin = await browser.http.get(address, headers={"Range": "bytes=0-1"})
    rest = await browser.http.get(address, headers={"Range": "bytes=2-"})
    past = await browser.http.get(address, headers={"Range": f"bytes={len(voice)}-"})

    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    assert (begin.status_code, rest.status_code, past.status_code) == (206, 206, 416)
    assert begin.content + rest.content == voice
    assert begin.headers["content-range"] == f"bytes 0-1/{len(voice)}"
    assert (begin.headers["content-length"], begin.headers["content-type"]) == ("2", "audio/ogg")
    assert begin.headers["content-security-policy"] == whole.headers["content-security-policy"]
    assert (past.content, past.headers["content-range"]) == (b"", f"bytes */{len(voice)}")


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (StaffRole.AGENT, 200),
        (StaffRole.SUPERVISOR, 200),
        (StaffRole.ADMIN, 200),
        (StaffRole.FINANCE, 200),
        (StaffRole.AUDITOR, 403),
    ],
)
async def test_a_file_is_shown_to_who_reads_its_case_and_may_see_amounts(
    sql_storage: SqlStorage, comes: Comes, clock: FakeClock, role: StaffRole, code: int
) -> None:
    address, browser = await receive(sql_storage, clock, JPEG), await comes("ana", role)

    assert (await browser.opens(address)).status_code == code

    async with sql_storage.database.reading() as session:
        looks = [row for row in await session.scalars(select(AccessRecordRow)) if row.what.startswith("file ")]
    assert len(looks) == (1 if code == 200 else 0)


async def test_a_file_that_did_not_come_says_why(sql_storage: SqlStorage, comes: Comes, clock: FakeClock) -> None:
    address, browser = await receive(sql_storage, clock, Unavailable.GONE), await comes()

    page = await browser.opens(address)

    assert (page.status_code, "a Twilio não tem mais o arquivo" in page.text) == (404, True)
    assert (
        "não está disponível (a Twilio não tem mais o arquivo)"
        in (await browser.opens(f"/console/office/cases/{CASE}")).text
    )


async def test_a_case_shows_its_files(sql_storage: SqlStorage, comes: Comes, clock: FakeClock) -> None:
    """G3"""
    address, browser = await receive(sql_storage, clock, JPEG, "application/pdf"), await comes()

    page = (await browser.opens(f"/console/office/cases/{CASE}")).text

    assert f'<img src="{address}"' in page
    assert "não é do tipo informado (application/pdf)" in page


async def test_where_there_is_no_file_is_a_calm_page(comes: Comes) -> None:
    browser = await comes()

    for address in ("/console/media/7/0", "/console/media/0/0", "/console/media/7/99"):
        assert (await browser.opens(address)).status_code == 404
    assert (await browser.opens("/console/media/-1/0")).status_code == 422
