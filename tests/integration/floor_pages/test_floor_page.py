"""The supervisor's page: who is there, what waits, the figures, and taking a conversation back (H2)."""

from dataclasses import replace

import pytest
from fastapi import FastAPI

from bot.application.agents import answer
from bot.application.agents.floor import FloorTools, show_figures
from bot.application.agents.keys import Member
from bot.application.agents.ports import AgentLine
from bot.application.agents.roles import StaffRole
from bot.domain.attendance.figures import Period
from bot.domain.ownership import Seen
from console.floor.words import lasted
from tests.fakes import FakeClock
from tests.integration.api.desk import Debtors, FakePresence
from tests.integration.api.limits import bind_to
from tests.integration.floor_pages.conftest import Enter, NoneLive

ANA = "ana@exemplo.invalid"
SONIA = Member(99, "sonia@exemplo.invalid", StaffRole.SUPERVISOR)


def presence_of(floor: FloorTools) -> FakePresence:
    assert isinstance(floor.rota.presence, FakePresence)
    return floor.rota.presence


async def test_an_empty_floor_says_so(enters: Enter) -> None:
    sonia = await enters()

    page = await sonia.opens("/console/floor")

    assert page.status_code == 200
    assert "Ninguém está esperando por uma pessoa" in page.text
    assert "Ninguém pediu uma pessoa neste período" in page.text


@pytest.mark.parametrize("period", [Period.WEEK, Period.MONTH])
async def test_the_figures_of_many_days_come_after_the_page(enters: Enter, period: Period) -> None:
    sonia = await enters()

    page = (await sonia.opens(f"/console/floor?period={period}")).text
    after = (await sonia.opens(f"/console/floor/figures?period={period}&creditor=")).text

    assert (
        f'hx-get="/console/floor/figures?period={period}&amp;creditor=" hx-swap="outerHTML" hx-trigger="load"' in page
    )
    assert "Números de" not in page
    assert "Números de" in after


async def test_without_a_live_release_the_floor_is_shown_without_names_of_creditors(
    enters: Enter, app: FastAPI, floor: FloorTools
) -> None:
    """A new installation whose release is still being trained."""
    sonia = await enters()
    nothing_live = replace(floor.rota.tools, releases=NoneLive())
    app.state.floor = replace(floor, rota=replace(floor.rota, tools=nothing_live))

    page = await sonia.opens("/console/floor?creditor=cassems")

    assert (page.status_code, 'id="creditor"' in page.text) == (200, False)


async def test_the_floor_shows_who_is_there_with_how_many_of_what_fits(
    enters: Enter, floor: FloorTools, debtors: Debtors, clock: FakeClock
) -> None:
    await enters("ana", StaffRole.AGENT)
    await bind_to(debtors.storage, ANA, capacity=3)
    conversation = await debtors.waits_for_a_person(urgent=True)
    sonia = await enters()
    await presence_of(floor).beat(ANA, Seen(clock.now()))

    waiting = (await sonia.opens("/console/floor")).text
    await floor.rota.tools.conversations.accept(conversation, ANA)
    held = (await sonia.opens("/console/floor/now")).text

    assert "Abrir a conversa que espera há mais tempo" in waiting
    assert "Pediu para falar com uma pessoa" in waiting
    assert "1 de 3" in held
    assert f'href="/console/inbox/{conversation}"' in held
    assert "Na tela" in held


async def test_while_redis_is_away_nobody_is_said_to_be_gone(enters: Enter, floor: FloorTools) -> None:
    await enters("ana", StaffRole.AGENT)
    sonia = await enters()
    presence_of(floor).away = True

    page = (await sonia.opens("/console/floor")).text

    assert "Não dá para saber quem está na tela" in page
    assert "Não se sabe" in page


async def test_a_supervisor_takes_a_conversation_back_to_the_queue_and_it_is_in_the_log(
    enters: Enter, floor: FloorTools, debtors: Debtors
) -> None:
    await enters("ana", StaffRole.AGENT)
    conversation = await debtors.waits_for_a_person()
    await floor.rota.tools.conversations.accept(conversation, ANA)
    sonia = await enters()
    await sonia.opens("/console/floor")

    done = await sonia.sends(f"/console/floor/conversations/{conversation}/queue", {})
    again = await sonia.sends(f"/console/floor/conversations/{conversation}/queue", {})

    assert "voltou para a fila" in done.text
    assert (again.status_code, "já não está com um atendente" in again.text) == (409, True)
    last = list(await floor.rota.tools.conversations.owners(conversation))[-1]
    assert (last.by, last.reason, last.agent_before) == (SONIA.email, "sent_back", ANA)
    assert [one.id for one in await floor.rota.tools.conversations.queue()] == [conversation]


@pytest.mark.parametrize(("role", "code"), [(StaffRole.AUDITOR, 403), (StaffRole.ADMIN, 200), (StaffRole.AGENT, 403)])
async def test_only_who_may_overrule_takes_it_back(
    enters: Enter, floor: FloorTools, debtors: Debtors, role: StaffRole, code: int
) -> None:
    await enters("ana", StaffRole.AGENT)
    conversation = await debtors.waits_for_a_person()
    await floor.rota.tools.conversations.accept(conversation, ANA)
    browser = await enters("outro", role)
    await browser.opens("/console/account")

    answered = await browser.sends(f"/console/floor/conversations/{conversation}/queue", {})

    assert answered.status_code == code


async def test_the_figures_are_told_from_what_really_happened(
    enters: Enter, floor: FloorTools, debtors: Debtors, clock: FakeClock
) -> None:
    await enters("ana", StaffRole.AGENT)
    conversation = await debtors.waits_for_a_person()
    clock.advance(minutes=2)
    await floor.rota.tools.conversations.accept(conversation, ANA)
    seen = (await floor.rota.tools.conversations.held(conversation)).last_seen  # type: ignore[union-attr]
    clock.advance(minutes=1)
    assert await answer.speak(AgentLine(conversation, ANA, "Boa tarde.", seen), floor.rota.tools)

    _, today = await show_figures(Period.TODAY, "cassems", SONIA, floor)
    _, other = await show_figures(Period.TODAY, "assefaz", SONIA, floor)
    clock.advance(days=1)
    _, yesterday = await show_figures(Period.YESTERDAY, None, SONIA, floor)

    assert (today.handed_off, today.first_words.count, today.first_words.median_s) == (1, 1, 180)
    assert today.by_reason == {"asked": 1}
    assert [one.agent for one in today.agents] == [ANA]
    assert (other.handed_off, other.agents) == (0, ())
    assert (yesterday.handed_off, yesterday.first_words.median_s) == (1, 180)


async def test_a_supervisor_of_another_creditor_sees_nothing_of_it(
    enters: Enter, floor: FloorTools, debtors: Debtors
) -> None:
    conversation = await debtors.waits_for_a_person()
    sonia = await enters()
    await bind_to(debtors.storage, SONIA.email, "assefaz")

    page = await sonia.opens("/console/floor?creditor=cassems&period=7d")
    taken = await sonia.sends(f"/console/floor/conversations/{conversation}/queue", {})

    assert "Ninguém está esperando por uma pessoa" in page.text
    assert taken.status_code == 409


async def test_what_waits_is_offered_only_to_who_works_for_its_creditor(
    enters: Enter, floor: FloorTools, debtors: Debtors
) -> None:
    """The limits count for offers: a capacity of nothing left, or another creditor's agent, gets none."""
    await enters("ana", StaffRole.AGENT)
    await debtors.waits_for_a_person()
    await bind_to(debtors.storage, ANA, "assefaz", capacity=5)

    [load] = [one for agent, one in (await floor.rota.rota.agents()).items() if agent == ANA]

    assert (load.limits.capacity, load.limits.allow("assefaz"), load.limits.allow("cassems")) == (5, True, False)
    assert not load.limits.allow(None)


async def test_an_agents_own_capacity_is_the_one_that_counts(
    enters: Enter, floor: FloorTools, debtors: Debtors
) -> None:
    await enters("ana", StaffRole.AGENT)
    await bind_to(debtors.storage, ANA, capacity=1)
    first = await debtors.waits_for_a_person()
    second = await debtors.writes("SM9", contact="+5567900000099")
    conversations = floor.rota.tools.conversations

    assert await conversations.accept(first, ANA) is None
    refused = await conversations.accept(second, ANA)

    assert getattr(refused, "capacity", None) == 1


def test_durations_are_told_in_the_largest_words_that_fit() -> None:
    told = [lasted(seconds) for seconds in (None, 0, 59, 60, 3599, 3600, 86_399, 86_400, 90_000)]

    assert told == ["–", "0 s", "59 s", "1 min", "59 min", "1 h 00", "23 h 59", "1 d 0 h", "1 d 1 h"]
