"""What stands in the list, in which order, and what is found in it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.application.agents.inbox import InboxTools, Wanted, saw, show_inbox, tabs_of
from bot.application.agents.inbox_models import Filters, Tab
from bot.application.agents.keys import Member
from bot.application.agents.reach import Reach, reaching
from bot.application.agents.roles import StaffRole
from bot.domain.conversation import Owner
from tests.builders import CPF, NOON
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.staff.entrance import EMAIL

MINUTE = timedelta(minutes=1)
OTHER_CPF = "52998224725"


async def ids(inbox: InboxTools, member: Member, **wanted: object) -> list[int]:
    return [row.id for row in (await show_inbox(Wanted(**wanted), member, inbox)).rows]  # type: ignore[arg-type]


async def test_the_queue_has_urgent_ones_first_and_then_who_waits_longest(
    talks: Talks, inbox: InboxTools, ana: Member
) -> None:
    late = await talks.put(Talk(since=NOON))
    early = await talks.put(Talk(since=NOON - 5 * MINUTE))
    urgent = await talks.put(Talk(since=NOON + MINUTE, urgent=True, reason="self_harm"))
    await talks.put(Talk(Owner.AGENT, "bia@exemplo.invalid"))

    shown = await show_inbox(Wanted(), ana, inbox)

    assert [row.id for row in shown.rows] == [urgent, early, late]
    assert (shown.counts.queue, shown.counts.mine, shown.has_more) == (3, 0, False)


async def test_mine_are_those_i_hold_and_who_waits_for_my_word_comes_first(
    talks: Talks, inbox: InboxTools, ana: Member
) -> None:
    answered = await talks.put(Talk(Owner.AGENT, EMAIL, since=NOON - 9 * MINUTE))
    await talks.hears(answered, "Já vejo isso.", NOON, speaker=EMAIL)
    waits = await talks.put(Talk(Owner.AGENT, EMAIL, since=NOON - 2 * MINUTE))
    longer = await talks.put(Talk(Owner.AGENT, EMAIL, since=NOON - 4 * MINUTE))
    await talks.put(Talk(Owner.AGENT, "bia@exemplo.invalid"))

    rows = (await show_inbox(Wanted(Tab.MINE), ana, inbox)).rows

    assert [row.id for row in rows] == [longer, waits, answered]
    assert [row.since is None for row in rows] == [False, False, True]


async def test_unread_is_what_came_after_what_this_agent_saw(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL, said=("oi", "tem alguém?")))
    before = await show_inbox(Wanted(Tab.MINE), ana, inbox)
    await saw(talk, 2, ana, inbox)
    await saw(talk, 1, ana, inbox)  # an older page of theirs
    read = await show_inbox(Wanted(Tab.MINE), ana, inbox)
    await talks.hears(talk, "??", NOON + MINUTE)
    await talks.hears(talk, "Oi.", NOON + MINUTE, speaker=EMAIL)
    after = await show_inbox(Wanted(Tab.MINE), ana, inbox)

    assert [shown.rows[0].unread for shown in (before, read, after)] == [2, 0, 1]
    assert [shown.counts.unread for shown in (before, read, after)] == [1, 0, 1]
    assert [shown.rows[0].is_new for shown in (before, read)] == [True, False]


async def test_who_waits_is_shown_by_their_own_last_words(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    talk = await talks.put(Talk(said=("e o meu boleto?",)))
    await talks.hears(talk, "Seu lugar está guardado.", NOON + MINUTE, speaker="bot")

    [row] = (await show_inbox(Wanted(), ana, inbox)).rows

    assert row.last is not None
    assert row.last.text == "e o meu boleto?"


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        (Filters(), [0, 1, 2]),
        (Filters(creditor="assefaz"), [1]),
        (Filters(channel="sms"), [2]),
        (Filters(reason="hardship"), [1, 2]),
        (Filters(reason="hardship", channel="sms"), [2]),
    ],
)
async def test_filters_narrow_the_list(
    talks: Talks, inbox: InboxTools, ana: Member, filters: Filters, places: list[int]
) -> None:
    put = [
        await talks.put(Talk(since=NOON)),
        await talks.put(Talk(since=NOON + MINUTE, creditor="assefaz", reason="hardship")),
        await talks.put(Talk(since=NOON + 2 * MINUTE, channel="sms", reason="hardship")),
    ]

    assert await ids(inbox, ana, filters=filters) == [put[place] for place in places]


@pytest.mark.parametrize(
    "search", ["antonia", "ANTÔNIA lac", "lacerda ant", CPF, "419534202611", "41953420261120000001"]
)
async def test_a_name_a_document_or_a_protocol_finds_the_conversation(
    talks: Talks, inbox: InboxTools, ana: Member, search: str
) -> None:
    person = await talks.knows("Antônia Maria Lacerda", CPF, 101)
    other = await talks.knows("Fábio Prado", OTHER_CPF, 102)
    talk = await talks.put(Talk(Owner.BOT, person=person, protocol="41953420261120000001"))
    await talks.put(Talk(person=other, protocol="41953420991120000002"))

    assert await ids(inbox, ana, search=search) == [talk]


@pytest.mark.parametrize("search", ["tonia", "antonia prado", "x", "12345678909", "999999", "%", "_"])
async def test_what_is_nobodys_finds_nothing(talks: Talks, inbox: InboxTools, ana: Member, search: str) -> None:
    await talks.put(Talk(person=await talks.knows("Antônia Maria Lacerda", CPF, 101), protocol="41953420261120000001"))

    assert await ids(inbox, ana, search=search) == []


async def test_a_name_learnt_a_moment_ago_is_found(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    await talks.put(Talk(person=await talks.knows("Antônia Lacerda", CPF, 101)))
    assert await ids(inbox, ana, search="vania") == []
    talk = await talks.put(Talk(person=await talks.knows("Vânia Sá", OTHER_CPF, 102)))

    assert await ids(inbox, ana, search="vania") == [talk]


async def test_more_than_a_page_is_said_and_fetched(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    put = [await talks.put(Talk(since=NOON + place * MINUTE)) for place in range(4)]

    few = await show_inbox(Wanted(limit=3), ana, inbox)
    all_of_them = await show_inbox(Wanted(limit=4), ana, inbox)

    assert ([row.id for row in few.rows], few.has_more) == (put[:3], True)
    assert ([row.id for row in all_of_them.rows], all_of_them.has_more) == (put, False)


async def test_what_ended_is_shown_with_whom_it_was_about(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    person = await talks.knows("Antônia Lacerda", CPF, 101)
    talk = await talks.put(Talk(Owner.BOT))
    await talks.ends(talk, person, "41953420261120000001")

    [row] = (await show_inbox(Wanted(Tab.CLOSED), ana, inbox)).rows

    assert (row.id, row.who, row.protocol) == (talk, "Antônia Lacerda", "41953420261120000001")
    assert await ids(inbox, ana, search="lacerda") == [talk]


async def test_only_who_may_overrule_sees_all_of_them(talks: Talks, inbox: InboxTools, ana: Member) -> None:
    talk = await talks.put(Talk(Owner.BOT))
    supervisor = replace(ana, role=StaffRole.SUPERVISOR)

    assert (Tab.ALL in tabs_of(ana.role), Tab.ALL in tabs_of(supervisor.role)) == (False, True)
    assert await ids(inbox, ana, tab=Tab.ALL) == []
    assert await ids(inbox, supervisor, tab=Tab.ALL) == [talk]


async def test_another_creditors_are_in_no_list_and_found_by_no_search(
    talks: Talks, inbox: InboxTools, ana: Member
) -> None:
    """Section 10"""
    theirs = await talks.put(Talk(creditor="assefaz"))
    person = await talks.knows("Antônia Lacerda", CPF, 101)
    await talks.put(Talk(person=person, protocol="41953420261120000001"))
    bound = replace(ana, creditors=frozenset({"assefaz"}))

    with reaching(Reach(bound.creditors)):
        listed = await show_inbox(Wanted(), bound, inbox)
        found = [await ids(inbox, bound, search=search) for search in ("antonia", CPF, "41953420261120000001")]

    assert ([row.id for row in listed.rows], listed.counts.queue) == ([theirs], 1)
    assert found == [[], [], []]
