"""Putting a conversation off: until when, why, and what brings it back (H2)."""

from datetime import timedelta

import pytest

from bot.adapters.db.agents.rota import SqlRota
from bot.adapters.db.tables import DeskEventRow, SnoozeRow
from bot.application.agents.answer import NotTheirs
from bot.application.agents.inbox import InboxTools, Wanted, show_inbox
from bot.application.agents.inbox_models import Tab
from bot.application.agents.keys import Member
from bot.application.agents.snoozing import (
    Later,
    NotPutOff,
    PutOff,
    Snooze,
    Snoozed,
    SnoozeRefusal,
    bring_back,
    moment_of,
    put_off,
)
from bot.domain.conversation import Owner
from tests.fakes import FakeClock
from tests.integration.db.test_what_is_written import rows_of
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import EMAIL

HOUR = timedelta(hours=1)


@pytest.fixture
def rota(talks: Talks, clock: FakeClock) -> SqlRota:
    return SqlRota(talks.storage.database, clock)


async def snoozed(talk: int, member: Member, inbox: InboxTools, span: timedelta = HOUR) -> object:
    wanted = PutOff(talk, inbox.tools.clock.now() + span, "vai falar com a esposa")
    return await put_off(wanted, member, inbox.tools, inbox.snoozes)


async def where(member: Member, inbox: InboxTools) -> str:
    counts = (await show_inbox(Wanted(Tab.MINE), member, inbox)).counts
    return {(1, 0): "mine", (0, 1): "snoozed"}[(counts.mine, counts.snoozed)]


async def test_it_leaves_the_list_until_its_moment(
    talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock
) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL, since=clock.now()))
    assert isinstance(await snoozed(talk, ana, inbox), Snoozed)
    at_once = await where(ana, inbox)
    clock.advance(minutes=59, seconds=59)
    just_before = await where(ana, inbox)
    clock.advance(seconds=1)

    assert (at_once, just_before, await where(ana, inbox)) == ("snoozed", "snoozed", "mine")


async def test_the_debtors_word_brings_it_back_and_ours_does_not(
    talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock
) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL, since=clock.now()))
    await snoozed(talk, ana, inbox)
    await talks.hears(talk, "Combinado.", clock.now(), speaker=EMAIL)
    after_ours = await where(ana, inbox)
    await talks.hears(talk, "pode ser agora?", clock.now())

    assert (after_ours, await where(ana, inbox)) == ("snoozed", "mine")


async def test_who_put_it_off_and_why_are_kept(talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL))
    await snoozed(talk, ana, inbox)

    kept = await inbox.snoozes.standing(talk, clock.now())
    assert kept == Snoozed(clock.now() + HOUR, EMAIL, "vai falar com a esposa")
    assert await bring_back(talk, ana, inbox.tools, inbox.snoozes) is True
    assert await bring_back(talk, ana, inbox.tools, inbox.snoozes) is False
    assert await inbox.snoozes.standing(talk, clock.now()) is None


async def test_one_put_off_waits_for_nobody_and_is_offered_to_nobody(
    talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock, rota: SqlRota
) -> None:
    """H2: a rota that sent it back, or offered it, would undo what was chosen."""
    held = await talks.put(Talk(Owner.AGENT, EMAIL, since=clock.now()))
    queued = await talks.put(Talk(since=clock.now()))
    for talk in (held, queued):
        await snoozed(talk, ana, inbox)

    [before], waiting = await rota.held(), await rota.waiting(clock.now())
    clock.advance(hours=1)
    [after], again = await rota.held(), await rota.waiting(clock.now())

    assert (before.waited_since, list(waiting)) == (None, [])
    assert after.waited_since is not None
    assert [one.place.conversation_id for one in again] == [queued]


@pytest.mark.parametrize(("hours", "writes"), [(1, False), (0, True)], ids=["its moment", "the debtor's word"])
async def test_open_pages_hear_once_that_it_is_over(
    talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock, rota: SqlRota, hours: int, writes: bool
) -> None:
    talk = await talks.put(Talk())
    await snoozed(talk, ana, inbox)
    told = len(await rows_of(talks.storage, DeskEventRow))
    heard = []
    await rota.waiting(clock.now())
    heard.append(len(await rows_of(talks.storage, DeskEventRow)) - told)
    clock.advance(hours=hours)
    if writes:
        await talks.hears(talk, "pode ser agora?", clock.now())
    for _ in range(2):
        await rota.waiting(clock.now())
        heard.append(len(await rows_of(talks.storage, DeskEventRow)) - told)

    [kept] = await rows_of(talks.storage, SnoozeRow)
    assert (heard, kept.ended_at, kept.ended_by) == ([0, 1, 1], clock.now(), "over")


async def test_taking_it_ends_the_wait(talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock) -> None:
    talk = await talks.put(Talk())
    await snoozed(talk, ana, inbox)
    await inbox.tools.conversations.accept(talk, EMAIL)

    assert await inbox.snoozes.standing(talk, clock.now()) is None


async def test_another_agents_is_not_put_off(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    talk = await talks.put(Talk(Owner.AGENT, "bia@exemplo.invalid"))

    assert await snoozed(talk, ana, inbox) == NotTheirs(Owner.AGENT, "bia@exemplo.invalid")


async def test_a_message_at_the_same_moment_wins(
    talks: Talks, inbox: InboxTools, ana: Member, clock: FakeClock
) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL))
    await talks.hears(talk, "oi?", clock.now())
    stale = Snooze(talk, 0, EMAIL, "x", clock.now(), clock.now() + HOUR, last_seq=1)

    assert await inbox.snoozes.put_off(stale) is False
    assert NotPutOff() == NotPutOff()


@pytest.mark.parametrize(
    ("span", "why", "refusal"),
    [
        (timedelta(0), "x", SnoozeRefusal.PAST),
        (timedelta(days=30), " ", SnoozeRefusal.NO_REASON),
        (timedelta(days=30, seconds=1), "x", SnoozeRefusal.TOO_FAR),
        (None, "x", SnoozeRefusal.NO_MOMENT),
    ],
)
async def test_what_cannot_be_is_refused(
    talks: Talks, inbox: InboxTools, ana: Member, span: timedelta | None, why: str, refusal: SnoozeRefusal
) -> None:
    talk = await talks.put(Talk())
    until = inbox.tools.clock.now() + span if span is not None else None

    assert await put_off(PutOff(talk, until, why), ana, inbox.tools, inbox.snoozes) == refusal


def test_tomorrow_is_nine_in_the_morning_of_sao_paulo(clock: FakeClock) -> None:
    now = clock.now()

    found = moment_of(Later.TOMORROW, None, now)

    assert found is not None
    assert (found.hour, found.tzinfo is not None, 0 < (found - now).days + 1 <= 2) == (9, True, True)
    assert moment_of(Later.CHOSEN, None, now) is None


async def test_the_form_puts_it_off_and_keeps_what_was_typed_when_refused(
    talks: Talks, browser: Browser, inbox: InboxTools, clock: FakeClock
) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL))
    await browser.opens("/console/inbox?tab=mine")
    refused = await browser.sends(f"/console/inbox/{talk}/snooze", {"later": "chosen", "why": "vai ver"})
    taken = await browser.sends(f"/console/inbox/{talk}/snooze", {"later": "half_hour", "why": "vai ver"})
    woken = await browser.sends(f"/console/inbox/{talk}/wake", {})

    assert (refused.status_code, "Escolha o dia e a hora" in refused.text, 'value="vai ver"' in refused.text) == (
        *(422, True, True),
    )
    assert (taken.status_code, "volta" in taken.text) == (200, True)
    assert woken.status_code in (200, 404)  # the conversation's own page is another router's
    assert await inbox.snoozes.standing(talk, clock.now()) is None
