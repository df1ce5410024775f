"""Section 10: what is another creditor's looks, on every page and route, exactly like what does not exist."""

import re

from fastapi.routing import iter_route_contexts
from httpx import Response

from bot.application.agents.roles import StaffRole
from tests.integration.security.house import OURS, THEIRS, House, Left

NOBODYS = 987_654
FORM = {
    "text": "oi",
    "last_seen": "99",
    "seq": "1",
    "why": "porque sim",
    "answer": "approve",
    "later": "hour",
    "step": "offer.full",
    "code": "confirmed",
    "do": "end",
    "kind": "lump_sum",
    "accepted": "1",
    "paper": "pix",
    "down_payment": "10,00",
    "role": "agent",
    "debtor": "1",
    "contact": "0-0001",
}
_TOKEN = re.compile(r'name="csrf" value="(\w+)"')


def walked(house: House, beginning: str) -> list[tuple[str, str]]:
    ours = [one for one in iter_route_contexts(house.app.routes) if (one.path or "").startswith(beginning)]
    return sorted((method, one.path or "") for one in ours for method in one.methods or ())


def filled(path: str, left: Left | None) -> str:
    """With the numbers of what is there, or of what is not."""
    named = {
        "conversation_id": left.conversation if left else NOBODYS,
        "exception_id": left.exception if left else NOBODYS,
        "debtor": left.person.id if left else NOBODYS,
        "inbox_id": left.inbox if left else NOBODYS,
        "position": 0,
        "number": (left.slip if "slips" in path else left.case) if left else NOBODYS,
    }
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: str(named.get(found[1], 7)), path)


def seen(answer: Response) -> tuple[int, str]:
    """The answer without the numbers that were asked for."""
    text = re.sub(r'name="csrf" value="\w+"|<meta [^>]*>', "", answer.text)
    return answer.status_code, re.sub(r"\d+", "N", text)


async def test_pages_of_another_creditor_are_no_pages(house: House) -> None:
    left = await house.is_left()
    stranger = await house.comes("alheia", StaffRole.ADMIN, THEIRS)
    own = await house.comes("propria", StaffRole.ADMIN, OURS)
    token = {"X-CSRF-Token": _TOKEN.findall((await stranger.opens("/console")).text)[0]}
    opened = 0

    for method, path in walked(house, "/console"):
        if (
            "{" not in path
            or path.startswith(("/console/users", "/console/account", "/console/keys"))
            or "rest" in path
        ):
            continue
        theirs, nobodys = filled(path, left), filled(path, None)
        given = {"data": FORM} if method == "POST" else {}
        found = await stranger.http.request(method, theirs, headers=token, **given)  # type: ignore[arg-type]
        missing = await stranger.http.request(method, nobodys, headers=token, **given)  # type: ignore[arg-type]
        assert (method, path, *seen(found)) == (method, path, *seen(missing))
        assert left.person.name not in found.text
        if method == "GET":
            opened += (await own.http.get(theirs)).status_code == 200
    assert opened > 10  # the numbers lead somewhere, for who is of that creditor


async def test_routes_of_another_creditor_are_no_routes(house: House) -> None:
    left = await house.is_left()
    stranger = await house.calls("alheia", StaffRole.ADMIN, THEIRS)
    own = await house.calls("propria", StaffRole.ADMIN, OURS)
    body = {
        "text": "oi", "last_seen": 99, "step": "offer.full", "why": "sim", "approve": True, "kind": "lump_sum",
        "code": "confirmed", "down_payment": "10.00", "accepted_seq": 1, "mark": "x", "until": "2026-11-20T18:00:00Z",
        "slips": [], "outcome": "feito", "debtor": left.person.id,
    }  # fmt: skip
    opened = 0

    for method, path in walked(house, "/api/v1"):
        if "{" not in path:
            continue
        theirs, nobodys = filled(path, left), filled(path, None)
        headers = {"Authorization": f"Bearer {stranger.key.token}"}
        found = await stranger.client.request(method, theirs, headers=headers, json=body)
        missing = await stranger.client.request(method, nobodys, headers=headers, json=body)
        assert (method, path, *seen(found)) == (method, path, *seen(missing))
        if method == "GET":
            reads = {"Authorization": f"Bearer {own.key.token}"}
            opened += (await own.client.get(theirs, headers=reads)).status_code == 200
    assert opened > 5


async def test_no_list_count_filter_or_search_tells_of_another_creditor(house: House) -> None:
    left = await house.is_left()
    stranger = await house.comes("alheia", StaffRole.ADMIN, THEIRS)
    own = await house.comes("propria", StaffRole.ADMIN, OURS)
    first = left.person.name.split()[0]
    lists = (
        "inbox inbox?tab=all inbox?creditor=cassems floor floor/now floor/figures office office/list exceptions live"
    )
    pages = [f"/console/{one}" for one in (*lists.split(), "at-hand")]

    for path in pages:
        page = (await stranger.http.get(path)).text
        for told in (left.person.name, left.case, f"/console/inbox/{left.conversation}", "Cassems", 'count">1'):
            assert told not in page, (path, told)
    for searched in (first, left.person.document):
        await stranger.opens("/console/inbox")
        page = (await stranger.sends("/console/inbox/list", {"q": searched})).text
        assert f"/console/inbox/{left.conversation}" not in page
    assert left.person.name in (await own.http.get("/console/inbox")).text


async def test_nobody_of_another_creditor_is_found_by_a_document(house: House) -> None:
    left = await house.is_left()
    stranger = await house.comes("alheia", StaffRole.ADMIN, THEIRS)
    await stranger.opens("/console/inbox/new")

    theirs = await stranger.sends("/console/inbox/new/search", {"document": left.person.document})
    await stranger.opens("/console/inbox/new")
    nobodys = await stranger.sends("/console/inbox/new/search", {"document": "52998224725"})

    assert seen(theirs) == seen(nobodys)
