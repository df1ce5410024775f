"""Section 10: what somebody types is shown as text, and never breaks, blocks or leads anywhere."""

import asyncio
import re
import time
from collections.abc import Iterator

import pytest
from httpx import Response
from sqlmodel import func, select

from bot.adapters.db.tables import ConversationNoteRow, MessageRow, OfferExceptionRow
from bot.application.agents.masking import text
from bot.application.agents.roles import StaffRole
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.security.house import House
from tests.integration.security.test_anothers_creditor import FORM, filled, walked

SCRIPT = '<script>alert(1)</script>"\'><img src=x onerror=alert(1) hx-get="/console/x" hx-trigger="load"> {{7*7}}'
_TAG = re.compile(r"<(?:script>alert|img src=x)", re.I)
HUGE = 10**30
_TOKEN = re.compile(r'name="csrf" (?:value|content)="(\w+)"')


def is_harmless(page: Response) -> bool:
    policy = page.headers.get("content-security-policy", "default-src 'none'")
    return not _TAG.search(page.text) and "49}}" not in page.text and "unsafe" not in policy


async def test_what_a_debtor_writes_is_text_everywhere(house: House) -> None:
    """The words, the name in the portfolio, a note and a reason."""
    left = await house.is_left()
    talks = Talks(house.storage)
    person = await talks.knows(f"Ana {SCRIPT}", "52998224725", 71)
    talk = await talks.put(Talk(person=person, said=(SCRIPT,)))
    await house.debtors.writes("SM7", SCRIPT)
    await house.talk.notes.add_note(left.conversation, "bia@exemplo.invalid", SCRIPT)
    browser = await house.comes("chefe", StaffRole.ADMIN)

    for one in (left.conversation, talk):
        paths = [
            "",
            "/lines",
            "/earlier?before=9",
            "/packet",
            "/head",
            "/deal",
            "/close",
            "/return",
            "/calls",
            "/answers",
        ]
        for path in paths:
            page = await browser.http.get(f"/console/inbox/{one}{path}")
            assert (path, page.status_code < 500, is_harmless(page)) == (path, True, True)
    for path in (
        "/console/inbox",
        "/console/inbox?tab=all",
        f"/console/office/cases/{left.case}",
        "/console/exceptions",
    ):
        assert is_harmless(await browser.http.get(path)), path


async def test_what_an_address_carries_is_text_too(house: House) -> None:
    left = await house.is_left()
    browser = await house.comes("chefe", StaffRole.ADMIN)
    names = (
        "q",
        "tab",
        "creditor",
        "reason",
        "channel",
        "kind",
        "done",
        "told",
        "form",
        "since",
        "until",
        "period",
        "next",
    )
    query = dict.fromkeys(names, SCRIPT)

    for method, path in walked(house, "/console"):
        if method == "GET" and "live" not in path and "rest" not in path:
            page = await browser.http.get(filled(path, left), params=query)
            assert (path, page.status_code < 500, is_harmless(page)) == (path, True, True)


def _pages(house: House) -> Iterator[tuple[str, str]]:
    for method, path in walked(house, "/console"):
        if "{" in path and "rest" not in path:
            yield method, re.sub(r"{(\w+)(:\w+)?}", str(HUGE), path)


async def test_a_number_too_large_is_nothing_and_no_failure(house: House) -> None:
    browser = await house.comes("chefe", StaffRole.ADMIN)
    token = {"X-CSRF-Token": _TOKEN.findall((await browser.opens("/console")).text)[0]}

    for method, path in _pages(house):
        given = {"data": FORM} if method == "POST" else {}
        answer = await browser.http.request(method, path, headers=token, **given)  # type: ignore[arg-type]
        assert (method, path, answer.status_code < 500) == (method, path, True)


async def test_a_number_too_large_is_no_failure_of_the_api(house: House) -> None:
    caller = await house.calls("chefe", StaffRole.ADMIN)
    headers = {"Authorization": f"Bearer {caller.key.token}"}
    body = {
        "text": "oi", "last_seen": HUGE, "step": "offer.full", "why": "sim", "approve": True, "kind": "count",
        "count": 3, "code": "confirmed", "down_payment": str(HUGE), "accepted_seq": HUGE, "mark": "x", "slips": [],
        "until": "2026-11-20T18:00:00Z", "outcome": "feito", "debtor": HUGE, "document": "52998224725",
        "creditor": "cassems", "number": HUGE,
    }  # fmt: skip

    for method, path in walked(house, "/api/v1"):
        if path != "/api/v1/portfolios":
            wanted = re.sub(r"{(\w+)(:\w+)?}", str(HUGE), path)
            query = {"debtor": str(HUGE), "after": str(HUGE), "before": str(HUGE)} if method == "GET" else {}
            answer = await caller.client.request(
                method, wanted, headers=headers, params=query, json=body if method == "POST" else None
            )
            assert (method, path, answer.status_code < 500) == (method, path, True)


async def test_a_zero_byte_is_no_failure(house: House) -> None:
    """PostgreSQL keeps no text with one."""
    left = await house.is_left()
    browser = await house.comes("chefe", StaffRole.ADMIN)
    token = {"X-CSRF-Token": _TOKEN.findall((await browser.opens("/console")).text)[0]}
    fields = {**FORM, "text": "a\0b", "note": "a\0b", "why": "a\0b", "step": "a\0b", "to": "a\0b", "code": "a\0b"}

    for method, path in walked(house, "/console"):
        if any(word in path for word in ("invitations", "rest", "account", "sign-out")):
            continue
        wanted = filled(path, left)
        given = {"data": fields} if method == "POST" else {"params": {"q": "a\0b", "creditor": "a\0b", "kind": "a\0b"}}
        if "live" not in path:
            answer = await browser.http.request(method, wanted, headers=token, **given)  # type: ignore[arg-type]
            assert (method, path, answer.status_code < 500) == (method, path, True)
    for path in ("/console/office/cases/%00", "/console/office/cases/%00/take", "/console/keys/%00/revoke"):
        answer = await browser.http.request("GET" if path.endswith("%00") else "POST", path, headers=token)
        assert (path, answer.status_code in {404, 422}) == (path, True)


async def test_a_part_of_a_slip_with_a_number_of_thousands_of_digits_is_no_failure(house: House) -> None:
    left = await house.is_left()
    browser = await house.comes("chefe", StaffRole.ADMIN)
    page = f"/console/office/slips/{left.slip}"
    await browser.opens(page)

    answer = await browser.sends(f"{page}/issue", {f"code_{'9' * 5000}": "1", "code_0": "1"})

    assert answer.status_code == 422


@pytest.mark.parametrize("written", ["9" * 60_000, "9 " * 30_000, "(67) 9" * 10_000, "R$ " * 20_000, "1." * 30_000])
def test_no_text_takes_long_to_mask(written: str) -> None:
    """Work grows with the length, not with its square: a minute is a regular expression gone wild."""
    began = time.process_time()

    text(written, StaffRole.AUDITOR)

    assert time.process_time() - began < 30


async def test_long_words_are_refused_before_they_are_kept(house: House) -> None:
    left = await house.is_left()
    caller = await house.calls("ana")
    await caller.takes(left.conversation)
    one, long = f"/conversations/{left.conversation}", "x" * 200_000

    answers = [
        await caller.post(f"{one}/transfer", {"note": long}),
        await caller.post(f"{one}/exceptions", {"code": "052", "down_payment": "1.00", "why": long}),
        await caller.post(f"{one}/snooze", {"until": "2026-11-20T18:00:00Z", "why": long}),
        await caller.post(f"{one}/notes", {"text": long}),
        await caller.post(f"{one}/messages", {"text": long, "last_seen": 99}),
    ]

    assert [answer.status_code for answer in answers] == [422] * len(answers)


@pytest.mark.each_database
async def test_the_same_form_sent_twice_at_once_counts_once(house: House) -> None:
    """A message by its screen, and a conversation by its epoch."""
    left = await house.is_left()
    caller = await house.calls("ana")
    await caller.takes(left.conversation)
    one = f"/conversations/{left.conversation}"
    seen = (await caller.get(one)).json()["last_seen"]
    said = {"text": "bom dia", "last_seen": seen}

    both = await asyncio.gather(*(caller.post(f"{one}/messages", said) for _ in range(2)))
    passed = await asyncio.gather(*(caller.post(f"{one}/transfer", {"note": "segue"}) for _ in range(2)))

    assert sorted(answer.status_code for answer in both) == [201, 409]
    assert sorted(answer.status_code for answer in passed) in ([200, 409], [200, 200])
    async with house.storage.database.reading() as session:
        written = select(func.count()).select_from(MessageRow).where(MessageRow.speaker == caller.email)
        noted = select(func.count()).select_from(ConversationNoteRow).where(ConversationNoteRow.author == caller.email)
        assert (await session.scalar(written), await session.scalar(noted)) == (1, 1)
        assert await session.scalar(select(func.count()).select_from(OfferExceptionRow)) == 1
