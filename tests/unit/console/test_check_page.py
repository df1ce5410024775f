"""The page behind the code of a certificate: for anyone, with nobody's data on it (N5)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.application.evidence.checked import masked_protocol
from bot.application.evidence.sequence import sequence
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from console.verify.deps import CheckPages
from console.verify.mount import add_verify
from tests.builders import NOON
from tests.fake_evidence import TEXT, FakeEvidenceLog, a_notice, a_story, tools_over
from tests.fakes import FakeClock
from tests.unit.evidence.bundles import INSTRUMENTS, SIGNER

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
async def log() -> FakeEvidenceLog:
    log = FakeEvidenceLog()
    for entry in [*a_story(8)[:2], *a_story(7, notified="Fábio Barbosa", document="***.083.016-**", text=TEXT)]:
        await log.add(entry)
    await sequence(log, SIGNER, NOON)
    return log


@pytest.fixture
async def browser(log: FakeEvidenceLog) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_verify(app)
    app.state.check_pages = CheckPages(tools_over(log, SIGNER, a_notice(7)), INSTRUMENTS, FakeClock(), DOCS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_a_code_leads_to_states_with_their_times_and_to_the_log(
    browser: httpx.AsyncClient, log: FakeEvidenceLog
) -> None:
    page = await browser.get(f"/verify/{log.registers[7]}")

    assert page.status_code == 200
    assert "está <strong>intacto</strong>" in page.text
    for told in ("Enviada", "20/11/2026 12:00:03", "Ciência", "20/11/2026 12:00:06", "999999**********0042"):
        assert told in page.text
    assert sha256(TEXT.encode()).hexdigest() in page.text
    assert str(log.heads[-1].head["root"]) in page.text
    assert SIGNER.public_key.hex() in page.text


async def test_nothing_personal_is_on_the_page(browser: httpx.AsyncClient, log: FakeEvidenceLog) -> None:
    """Section 10."""
    page = await browser.get(f"/verify/{log.registers[7]}")

    for kept in ("Fábio", "083.016", "ciente 👍", "67900000001", "mensalidades", "cpf_first3", "SM1"):
        assert kept not in page.text


async def test_a_code_may_be_typed_in_capitals(browser: httpx.AsyncClient, log: FakeEvidenceLog) -> None:
    assert (await browser.get(f"/verify/{log.registers[7].upper()}%20")).status_code == 200


@pytest.mark.parametrize("code", ["00000000-0000-4000-8000-000000000000", "x", "1/2", "a" * 5000, "%00", "'--"])
async def test_an_unknown_code_is_answered_calmly(browser: httpx.AsyncClient, code: str) -> None:
    page = await browser.get(f"/verify/{code}")

    assert page.status_code == 404
    assert "Não encontramos este código" in page.text


async def test_an_altered_entry_is_said_not_to_fit(browser: httpx.AsyncClient, log: FakeEvidenceLog) -> None:
    place = next(n for n, logged in enumerate(log.logged) if logged.entry and logged.entry.kind is EvidenceKind.SENT)
    sent = log.logged[place].entry
    assert isinstance(sent, EvidenceEntry)
    log.logged[place] = replace(log.logged[place], entry=replace(sent, facts={"provider_id": "SM999"}))

    page = await browser.get(f"/verify/{log.registers[7]}")

    assert page.status_code == 200
    assert "<strong>não confere</strong>" in page.text
    assert "intacto" not in page.text


async def test_a_subtree_that_is_gone_is_said_not_to_fit(browser: httpx.AsyncClient, log: FakeEvidenceLog) -> None:
    log.known.clear()

    assert "<strong>não confere</strong>" in (await browser.get(f"/verify/{log.registers[7]}")).text


async def test_an_erased_notice_is_intact_and_says_what_was_erased(
    browser: httpx.AsyncClient, log: FakeEvidenceLog
) -> None:
    """Section 10."""
    await log.erase([7], NOON)

    page = await browser.get(f"/verify/{log.registers[7]}")

    assert "está <strong>intacto</strong>" in page.text
    assert "7 de 7 registros tiveram o conteúdo apagado" in page.text


async def test_the_page_writes_nothing(browser: httpx.AsyncClient, log: FakeEvidenceLog) -> None:
    await log.add(a_story(7)[0])

    await browser.get(f"/verify/{log.registers[7]}")

    assert len(log.waiting) == 1
    assert len(log.heads) == 1


async def test_the_program_and_its_description_are_given_as_they_are(browser: httpx.AsyncClient) -> None:
    for name in ("verify_bundle.py", "evidence.md"):
        assert (await browser.get(f"/verify/{name}")).content == (DOCS / name).read_bytes()


async def test_the_first_page_publishes_the_key(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/verify")

    assert SIGNER.public_key.hex() in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (await browser.get("/verify/static/page.css")).status_code == 200
    assert (await browser.get("/verify/")).text == page.text


def test_a_short_protocol_is_masked_whole() -> None:
    assert masked_protocol("1234567890") == "**********"
    assert masked_protocol("12345678901") == "123456*8901"
