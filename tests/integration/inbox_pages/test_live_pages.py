"""The stream a page listens to: from where it was cut, for whoever is signed in, and no longer."""

from fastapi import FastAPI

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.keys import add_user
from bot.application.agents.live import Batch, Change
from bot.application.agents.live_feed import MOST_PENDING, Feed, Listener
from bot.application.agents.roles import StaffRole
from bot.application.staff.sessions import session_of
from console.auth.cookies import SESSION
from console.live.router import Door
from tests.builders import NOON
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import EMAIL, Entrance


async def test_a_page_carries_the_cursor_of_before_it_was_read(browser: Browser, talks: Talks) -> None:
    page = await browser.opens("/console/inbox")
    since = page.text.split('name="live-since" content="')[1].split('"')[0]
    talk = await talks.put(Talk())

    told = (await browser.http.get("/console/live", params={"since": since})).json()
    again = (await browser.http.get("/console/live", params={"since": told["since"]})).json()

    assert told["names"] == [f"conversation-{talk}", "queue"]
    assert again["names"] == []


async def test_nobody_hears_anything_without_a_login(app: FastAPI) -> None:
    stranger = Browser(app)

    answer = await stranger.http.get("/console/live", headers={"Accept": "text/event-stream"})
    await stranger.http.aclose()

    assert answer.status_code == 401


async def _door(app: FastAPI, browser: Browser) -> Door:
    staff, token = app.state.console.staff, browser.http.cookies[SESSION]
    session = await session_of(token, staff)
    assert session is not None
    return Door(session, token, staff)


async def test_a_stream_ends_when_its_reader_gets_another_role(
    app: FastAPI, browser: Browser, entrance: Entrance
) -> None:
    """What a role may hear is decided anew, on a stream of its own."""
    door = await _door(app, browser)
    assert await door.is_open()

    await add_user(EMAIL, StaffRole.FINANCE, SqlStaff(entrance.storage.database), NOON)

    assert not await door.is_open()


async def test_a_stream_ends_with_the_session(app: FastAPI, browser: Browser) -> None:
    door = await _door(app, browser)

    await browser.sends("/console/sign-out", {})

    assert not await door.is_open()


async def test_one_reader_serves_all_who_listen(app: FastAPI, talks: Talks) -> None:
    feed: Feed = app.state.live.feed
    async with feed.listening() as first, feed.listening() as second:
        async with talks.storage.database.writing() as session:
            note_change(session, "case", NOON)
        await feed.round()
        heard = [await listener.next() for listener in (first, second)]
        assert feed.is_reading

    assert [batch.changes for batch in heard] == [frozenset({Change("case")})] * 2
    assert not feed.is_reading


async def test_a_page_that_does_not_read_is_told_to_fetch_everything() -> None:
    slow = Listener()
    for number in range(MOST_PENDING + 2):
        slow.hear(Batch(str(number), frozenset({Change("conversation", number)})))

    batch = await slow.next()

    assert (batch.changes, batch.cursor) == (None, str(MOST_PENDING + 1))
