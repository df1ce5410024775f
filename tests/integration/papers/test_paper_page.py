"""The page behind a link over HTTP, on both databases: what it shows to whom, and what it leaves in a browser."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, IdentityTryRow
from bot.adapters.paper_passes import SignedPasses
from bot.application.papers import PaperTools
from bot.application.policy_document import read_profile
from bot.application.releases import LoadedRelease
from bot.application.wording import Texts
from console.papers.deps import PaperPages
from console.papers.mount import add_papers
from tests.builders import CPF
from tests.fakes import FakeClock
from tests.integration.api.desk import OneRelease
from tests.integration.db.papers import LASTS, PAPER, TOKEN, with_a_paper

CONTENT = Path(__file__).resolve().parents[3] / "flows" / "content"
PAGE = f"/p/{TOKEN}"
RIGHT = {"cpf_full": "159.083.016-47", "full_name": "fabio vasconcelos barbosa"}
WRONG = {**RIGHT, "cpf_full": "839.548.620-00"}
SECRET = re.compile(r"Termo de acordo|R\$|F[aá]bio|159")


@pytest.fixture
def app(sql_storage: SqlStorage, vault, clock: FakeClock) -> FastAPI:
    policies = {slug: read_profile(CONTENT / slug) for slug in ("cassems", "assefaz")}
    releases = OneRelease(LoadedRelease("r", {}, Texts({}), policies))
    tools = PaperTools(sql_storage.papers(), sql_storage.records(), releases, SignedPasses(vault, clock), clock)
    opened = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_papers(opened)
    opened.state.papers = PaperPages(tools, is_secure=True)
    return opened


@pytest.fixture
async def browser(app: FastAPI, sql_storage: SqlStorage) -> AsyncIterator[AsyncClient]:
    """A browser that was sent a link, and follows redirects as browsers do."""
    await with_a_paper(sql_storage)
    async with AsyncClient(transport=ASGITransport(app), base_url="https://concilia", follow_redirects=True) as opened:
        yield opened


async def written(sql_storage: SqlStorage, table) -> list[object]:
    async with sql_storage.database.reading() as session:
        return list(await session.scalars(select(table)))


def assert_guarded(answer: Response) -> None:
    headers = answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"].startswith("noindex")
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_a_link_asks_who_opens_it_and_leaves_nothing_in_the_browser(browser: AsyncClient) -> None:
    """I1, N0"""
    page = await browser.get(PAGE)

    assert (page.status_code, "Um documento para você" in page.text) == (200, True)
    assert re.findall(r'name="(\w+)"', page.text)[2:] == ["cpf_full", "full_name"]
    assert not SECRET.search(page.text)
    assert "set-cookie" not in page.headers
    assert_guarded(page)


async def test_the_right_facts_show_the_paper_and_its_pdf(browser: AsyncClient) -> None:
    page = await browser.post(PAGE, data=RIGHT)
    pdf = await browser.get(f"{PAGE}/documento")

    assert (page.status_code, page.request.method) == (200, "GET")
    assert "Seu acordo por escrito" in page.text
    assert "Total: R$\u00a010,00" in page.text
    assert (pdf.content, pdf.headers["content-type"]) == (PAPER.content, "application/pdf")
    assert pdf.headers["content-disposition"] == 'attachment; filename="acordo-AC1.pdf"'
    for answer in (page, pdf):
        assert_guarded(answer)


async def test_the_pass_is_short_and_out_of_reach_of_scripts_and_other_sites(browser: AsyncClient) -> None:
    answer = await browser.post(PAGE, data=RIGHT, follow_redirects=False)

    assert answer.status_code == 303
    _, *attributes = answer.headers["set-cookie"].split("; ")
    assert set(attributes) == {"HttpOnly", "Max-Age=900", f"Path={PAGE}", "SameSite=strict", "Secure"}
    assert_guarded(answer)


async def test_after_a_quarter_of_an_hour_it_asks_again(browser: AsyncClient, clock: FakeClock) -> None:
    await browser.post(PAGE, data=RIGHT)

    clock.advance(minutes=15)

    assert "Um documento para você" in (await browser.get(PAGE)).text
    assert "Um documento para você" in (await browser.get(f"{PAGE}/documento")).text


async def test_without_a_pass_there_is_no_pdf(browser: AsyncClient) -> None:
    answer = await browser.get(f"{PAGE}/documento", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)


async def test_wrong_facts_are_told_alike_and_never_repeated(browser: AsyncClient) -> None:
    """I3: nobody learns which of the facts was wrong."""
    wrong_number = await browser.post(PAGE, data=WRONG)
    wrong_name = await browser.post(PAGE, data={**RIGHT, "full_name": "Ana Prado Lima"})

    assert wrong_number.status_code == 422
    assert "Os dados não conferem." in wrong_number.text
    assert (wrong_number.status_code, wrong_number.text) == (wrong_name.status_code, wrong_name.text)
    assert_guarded(wrong_number)


async def test_a_form_half_filled_is_no_try(browser: AsyncClient, sql_storage: SqlStorage) -> None:
    for data in ({"cpf_full": CPF}, {**RIGHT, "cpf_full": "159"}, {}):
        page = await browser.post(PAGE, data=data)
        assert (page.status_code, "Falta alguma coisa" in page.text) == (422, True)

    assert await written(sql_storage, IdentityTryRow) == []


async def test_the_third_wrong_try_closes_the_page_for_a_day(browser: AsyncClient, clock: FakeClock) -> None:
    """I3: with the phone where a person answers."""
    answers = [await browser.post(PAGE, data=WRONG) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [422, 422, 403]
    for page in (answers[-1], await browser.post(PAGE, data=RIGHT), await browser.get(PAGE)):
        assert (page.status_code, "67 3314-1010" in page.text) == (403, True)
        assert not SECRET.search(page.text)
        assert_guarded(page)
    clock.advance(hours=24, seconds=1)
    assert "Seu acordo por escrito" in (await browser.post(PAGE, data=RIGHT)).text


async def test_every_opening_is_on_record(browser: AsyncClient, sql_storage: SqlStorage) -> None:
    """Section 10"""
    await browser.get(PAGE)
    await browser.post(PAGE, data=WRONG)
    assert await written(sql_storage, AccessRecordRow) == []

    await browser.post(PAGE, data=RIGHT)
    await browser.get(f"{PAGE}/documento")

    assert [record.actor for record in await written(sql_storage, AccessRecordRow)] == ["link", "link"]


@pytest.mark.parametrize("page", ["/p/papel00000000000000002", "/p/x", "/p/%00", "/p/..%2F", "/p/", "/p/ç'\""])
async def test_what_leads_nowhere_is_one_calm_page(browser: AsyncClient, clock: FakeClock, page: str) -> None:
    nowhere = [await browser.get(page), await browser.post(page, data=RIGHT)]
    clock.instant += LASTS + timedelta(seconds=1)
    ended = [await browser.get(PAGE), await browser.post(PAGE, data=RIGHT)]

    assert len({answer.text for answer in (*nowhere, *ended)}) == 1
    for answer in (*nowhere, *ended):
        assert answer.status_code == 404
        assert_guarded(answer)


async def test_a_pass_ends_with_its_link(browser: AsyncClient, clock: FakeClock) -> None:
    clock.instant += LASTS - timedelta(minutes=5)
    assert "Seu acordo" in (await browser.post(PAGE, data=RIGHT)).text

    clock.advance(minutes=5)

    assert (await browser.get(PAGE)).status_code == 404


async def test_a_notice_says_where_it_is_answered(
    app: FastAPI, browser: AsyncClient, sql_storage: SqlStorage, vault
) -> None:
    """N2: reading it is no answer."""
    text = "Primeira linha.\n\nO plano poderá ser cancelado."
    notice = type(PAPER)("notice_pdf", "application/pdf", "notificacao.pdf", b"%PDF", text)
    await with_a_paper(sql_storage, notice, "papel00000000000000009")

    page = await browser.post("/p/papel00000000000000009", data=RIGHT)

    assert "O plano poderá ser cancelado." in page.text
    assert "responda na mesma conversa" in page.text


async def test_its_style_is_served_beside_it(browser: AsyncClient) -> None:
    page = await browser.get(PAGE)
    [style] = re.findall(r'href="(/papers/static/[\w.]+)"', page.text)

    assert (await browser.get(style)).status_code == 200
