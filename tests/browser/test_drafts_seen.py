"""Drafts in a real browser: two people see each other, nothing is overwritten, what was done is taken back (F1)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.editor.drafts.drafts import Draft, Drafts, StaleDraft
from bot.application.editor.drafts.edits import StepEdit, make_edit, seen_digest
from bot.application.editor.steps.changes import At, SetText
from bot.main import bind
from flows.tree import read_tree
from tests.browser.conftest import ROOT
from tests.browser.staff import SIZES, assert_it_reads_well, at_work, employ
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.simulator.service import Service, running

HELENA, CAIO, PASSWORD = "helena.prado@exemplo.invalid", "caio.nunes@exemplo.invalid", "girassol na janela"
CONTENT = read_tree(ROOT / "flows" / "content")
NO_DEAL = At("common/flows/offer.yml", "no_deal")

type ComesIn = Callable[[str], Page]


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)
        started.app.state.editor = editor_parts(started.assembly.database, started.assembly.clock, CONTENT)
        for email in (HELENA, CAIO):
            started.do(employ(started, email))
        yield started


@pytest.fixture(params=SIZES)
def comes_in(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[ComesIn]:
    """Somebody signed in, in a browser of their own."""
    with ExitStack() as pages:
        yield lambda email: pages.enter_context(at_work(browser, service, email, request.param))


def drafts_of(service: Service) -> Drafts:
    drafts: Drafts = service.app.state.editor.drafts
    return drafts


def said(service: Service, draft_id: int, by: str, words: str, seen: str) -> Draft | StaleDraft:
    edit = StepEdit(NO_DEAL, SetText("say", "sms", words), seen)
    answer: Draft | StaleDraft = service.do(make_edit(draft_id, by, edit, drafts_of(service)))
    return answer


def files(service: Service, draft_id: int) -> dict[str, str]:
    return dict(service.do(drafts_of(service).files(draft_id)).files)


def test_two_people_at_a_draft_see_each_other_and_neither_overwrites_the_other(
    comes_in: ComesIn, service: Service
) -> None:
    helena = comes_in(HELENA)
    helena.goto(f"{service.url}/console/flows")
    expect(helena.get_by_text("Nenhum rascunho aberto")).to_be_visible()
    assert_it_reads_well(helena)
    helena.get_by_label("Nome", exact=True).fill("Descontos de dezembro")
    helena.get_by_role("button", name="Novo rascunho").click()
    helena.wait_for_url("**/console/flows/drafts/*")
    number = int(helena.url.rpartition("/")[2])
    changes = f"{service.url}/console/flows/drafts/{number}/changes"
    helena.goto(changes)
    expect(helena.get_by_text("Nada foi mudado neste rascunho ainda")).to_be_visible()

    seen = seen_digest(files(service, number), NO_DEAL)
    assert isinstance(said(service, number, HELENA, "Sem pressa.", seen), Draft)
    caio = comes_in(CAIO)
    caio.goto(changes)
    expect(caio.get_by_text("Texto de «Não houve acordo; outra saída ou outro dia» no SMS")).to_be_visible()
    expect(helena.locator(".others")).to_contain_text(CAIO)  # by itself: nobody reloaded the page
    expect(caio.locator(".others")).to_contain_text(HELENA)
    assert_it_reads_well(caio)

    stale = said(service, number, CAIO, "Com pressa.", seen)
    assert isinstance(stale, StaleDraft)
    assert (stale.by, "Sem pressa." in files(service, number)[NO_DEAL.path]) == (HELENA, True)

    fresh = seen_digest(files(service, number), NO_DEAL)
    assert isinstance(said(service, number, CAIO, "Outro dia, então?", fresh), Draft)
    expect(helena.locator(".saved")).to_contain_text(f"por {CAIO}")
    helena.locator(".moves").get_by_role("button", name="Desfazer").click()
    expect(helena.get_by_role("alert")).to_contain_text(f"{CAIO} mudou a mesma parte depois")
    assert "Outro dia, então?" in files(service, number)[NO_DEAL.path]
    assert_it_reads_well(helena)

    caio.reload()
    caio.locator(".moves").get_by_role("button", name="Desfazer").click()
    expect(caio.get_by_text(f"Desfeita por {CAIO}")).to_be_visible()
    assert "Sem pressa." in files(service, number)[NO_DEAL.path]


def test_a_draft_is_taken_out_brought_back_discarded_and_kept_after_all(
    comes_in: ComesIn, service: Service, tmp_path: Path
) -> None:
    draft: Draft = service.do(drafts_of(service).begin("Frases mais curtas", "abc123", CONTENT, CAIO))
    said(service, draft.id, CAIO, "Sem pressa.", "")
    page = comes_in(HELENA)
    page.goto(f"{service.url}/console/flows/drafts/{draft.id}/changes")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Exportar").click()
    taken.value.save_as(tmp_path / "r.zip")

    page.goto(f"{service.url}/console/flows")
    page.get_by_text("Importar arquivos").click()
    page.get_by_label("Nome do rascunho").fill("De volta")
    page.get_by_label("Arquivo .zip").set_input_files(tmp_path / "r.zip")
    assert_it_reads_well(page)
    page.get_by_role("button", name="Importar").click()
    expect(page.get_by_text("Arquivos importados: 1 mudado")).to_be_visible()

    page.get_by_role("button", name="Descartar o rascunho").click()
    expect(page.get_by_text("«De volta» foi descartado")).to_be_visible()
    assert_it_reads_well(page)
    page.get_by_role("button", name="Desfazer").click()
    page.goto(f"{service.url}/console/flows")
    expect(page.get_by_role("link", name="De volta")).to_be_visible()
    page.get_by_text("Importar arquivos").click()
    page.get_by_label("Nome do rascunho").fill("Errado")
    (tmp_path / "no.zip").write_text("nada")
    page.get_by_label("Arquivo .zip").set_input_files(tmp_path / "no.zip")
    page.get_by_role("button", name="Importar").click()
    expect(page.get_by_role("alert")).to_contain_text("não é um zip")
    assert_it_reads_well(page)
