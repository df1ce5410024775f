"""The page behind a link in a real browser, on a phone and on a desk: from the facts asked to the paper saved."""

from asyncio import run
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from console.papers.deps import PaperPages
from tests.browser.conftest import PATIENCE_MS
from tests.builders import a_person
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.db.papers import TOKEN, with_a_paper
from tests.integration.simulator.service import Service, running
from tests.unit.adapters.documents.papers import AT, CASSEMS, a_plan

SIZES = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1280, "height": 800}}
AGREEMENT = run(PaperDocuments().agreement(CASSEMS, a_person(), (a_plan(),), AT))


async def put_a_paper(service: Service) -> None:
    now = datetime.now(UTC)
    storage = SqlStorage(service.settings.database_url, Vault([TEST_KEY]), FakeClock(now))
    await with_a_paper(storage, AGREEMENT, at=now)
    await storage.close()


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        pages: PaperPages = started.app.state.papers
        started.app.state.papers = replace(pages, tools=replace(pages.tools, releases=started.assembly.releases))
        started.do(put_a_paper(started))
        yield started


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    complaints: list[str] = []
    opened = browser.new_page(viewport=SIZES[request.param])  # type: ignore[arg-type]
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    opened.goto(f"{service.url}/p/{TOKEN}")
    yield opened
    opened.close()
    assert complaints == []


def fill(page: Page, cpf: str = "159.083.016-47", name: str = "Fabio Vasconcelos Barbosa") -> None:
    page.get_by_label("CPF").fill(cpf)
    page.get_by_label("Nome completo").fill(name)
    page.get_by_role("button", name="Ver o documento").click()


def assert_it_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator("main").evaluate("main => getComputedStyle(main).maxWidth") == "672px"  # its style is in force


def test_the_person_proves_who_they_are_reads_and_saves_the_paper(page: Page) -> None:
    """I1, P12"""
    expect(page).to_have_title("Um documento para você")
    assert_it_fits(page)

    fill(page)

    expect(page.get_by_role("heading", name="Seu acordo por escrito")).to_be_visible()
    expect(page.locator(".paper")).to_contain_text("Parcela 7 de 7: vencimento segunda-feira, 28 de junho de 2027")
    assert_it_fits(page)
    with page.expect_download() as saving:
        page.get_by_role("link", name="Baixar em PDF").click()
    assert saving.value.suggested_filename == AGREEMENT.filename
    assert Path(saving.value.path()).read_bytes() == AGREEMENT.content


def test_a_slip_of_the_finger_is_told_and_what_was_typed_stays(page: Page) -> None:
    """I4"""
    fill(page, cpf="159.083.016-4")

    expect(page.get_by_role("alert")).to_contain_text("Falta alguma coisa")
    expect(page.get_by_label("CPF")).to_have_value("159.083.016-4")


def test_after_three_wrong_tries_only_a_phone_is_left(page: Page) -> None:
    """I3"""
    for _ in range(2):
        fill(page, cpf="839.548.620-00")
        expect(page.get_by_role("alert")).to_contain_text("Os dados não conferem")
    fill(page, cpf="839.548.620-00")

    expect(page.get_by_role("heading")).to_have_text("Esta página está fechada por enquanto")
    expect(page.get_by_text("67 3314-1010")).to_be_visible()
    assert_it_fits(page)
