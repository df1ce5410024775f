"""Section 10: whoever is bound to creditors changes, brings in and hands out nothing of another's."""

import pytest

from bot.application.agents.reach import Reach, reaching
from bot.application.agents.roles import StaffRole
from bot.domain.ownership import Seen
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.security.house import OURS, THEIRS, House
from tests.integration.staff.entrance import PASSWORD

BINDS = {"role": "agent", "capacity": ""}


@pytest.mark.parametrize(("named", "code", "taken"), [(OURS, 422, []), (THEIRS, 200, [THEIRS]), (None, 200, [THEIRS])])
async def test_a_file_is_taken_in_for_ones_own_creditors_only(
    house: House, named: str | None, code: int, taken: list[str]
) -> None:
    """Rows, and with them titles withdrawn, of a creditor the key is not bound to."""
    caller = await house.calls("financeira", StaffRole.FINANCE, THEIRS)
    headers = {"Authorization": f"Bearer {caller.key.token}"}
    given = {"full": "true", **({"creditor": named} if named else {})}
    sent = {"file": ("carteira.csv", b"credor;nome\n")}

    answer = await caller.client.post("/api/v1/portfolios", headers=headers, data=given, files=sent)

    assert (answer.status_code, [one.creditor for one in house.taken_in]) == (code, taken)
    assert OURS not in answer.text


async def test_a_file_says_whose_it_is_where_several_are_ones_own(house: House) -> None:
    caller = await house.calls("financeira", StaffRole.FINANCE, THEIRS, OURS)
    headers = {"Authorization": f"Bearer {caller.key.token}"}

    answer = await caller.client.post("/api/v1/portfolios", headers=headers, files={"file": ("c.csv", b"credor\n")})

    assert (answer.status_code, house.taken_in) == (422, [])


async def test_a_conversation_is_passed_on_only_to_who_may_see_it(house: House) -> None:
    left = await house.is_left()
    browser = await house.comes("ana")
    await house.comes("bia", StaffRole.AGENT, THEIRS)
    await house.comes("caio", StaffRole.AGENT, OURS)
    for name in ("bia", "caio"):
        await house.rota.presence.beat(f"{name}@exemplo.invalid", Seen(house.clock.now()))
    one = f"/console/inbox/{left.conversation}"
    await browser.opens(one)
    await browser.sends(f"{one}/accept", {})

    page = await browser.opens(one)
    refused = await browser.sends(f"{one}/transfer", {"to": "bia@exemplo.invalid", "note": "segue"})

    assert ("caio@exemplo.invalid" in page.text, "bia@exemplo.invalid" in page.text) == (True, False)
    assert refused.status_code == 409
    held = await house.talk.tools.conversations.held(left.conversation)
    assert held is not None
    assert held.conversation.agent == "ana@exemplo.invalid"


async def test_a_bound_administrator_hires_within_the_bounds_only(house: House) -> None:
    """Nobody makes a user, or changes one, who sees more than they do."""
    chief = await house.comes("chefe", StaffRole.ADMIN, THEIRS)
    await house.comes("livre", StaffRole.ADMIN)
    everybody = await house.entrance.tools.accounts.listed()
    number = {one.account.member.email: one.account.member.id for one in everybody}["livre@exemplo.invalid"]

    page = await chief.opens("/console/users")
    assert "livre@exemplo.invalid" not in page.text
    assert (await chief.opens(f"/console/users/{number}")).status_code == 404
    await chief.opens("/console/users")
    await chief.sends("/console/users", {**BINDS, "email": "nova@exemplo.invalid"})
    await chief.opens("/console/users")
    more = await chief.sends("/console/users", {**BINDS, "email": "outra@exemplo.invalid", "creditors": OURS})

    made = await house.entrance.tools.accounts.by_email("nova@exemplo.invalid")
    assert made is not None
    assert made.member.creditors == {THEIRS}
    assert more.status_code == 422
    assert await house.entrance.tools.accounts.by_email("outra@exemplo.invalid") is None
    await chief.opens("/console/users")
    for act in ("shut-out", "invitation", "second-factor/removal", "terms"):
        assert (await chief.sends(f"/console/users/{number}/{act}", BINDS)).status_code == 404
        await chief.opens("/console/users")
    assert await house.entrance.tries(PASSWORD, "livre@exemplo.invalid")


async def test_a_search_by_one_who_is_bound_hides_nobody_from_the_next(house: House) -> None:
    """The names kept in memory are one book for readers of every reach."""
    talks = Talks(house.storage)
    ours = await talks.knows("Marta Azevedo Pinho", "52998224725", 71)
    await talks.put(Talk(person=ours))
    theirs = await talks.knows("Marta Queiroz Lobo", "11144477735", 72)
    await talks.put(Talk(person=theirs))
    view, member = house.app.state.attending.tools.view, await house.talk.tools.staff.users()
    assert member == []
    names = view._names
    async with house.storage.database.reading() as session:
        with reaching(Reach(frozenset({THEIRS}))):
            assert await names.people(session, "marta") == []
        assert sorted(await names.people(session, "marta")) == sorted([ours.id, theirs.id])
        with reaching(Reach(frozenset({THEIRS}))):
            assert await names.people(session, "marta") == []


async def test_notices_are_planned_for_ones_own_creditors_only(house: House) -> None:
    caller = await house.calls("chefe", StaffRole.SUPERVISOR, THEIRS)

    theirs = await caller.post("/notices/batches", {"creditor": OURS})
    nobodys = await caller.post("/notices/batches", {"creditor": "inexistente"})

    assert theirs.status_code == nobodys.status_code == 422
    assert theirs.text.replace(OURS, "") == nobodys.text.replace("inexistente", "")
