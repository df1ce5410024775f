"""H4 in a real browser: closed with and without a justification, taken back, given back at a step, a call noted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.agents.roles import StaffRole
from tests.browser.accessible import complaints_about
from tests.browser.wrap_up_scene import SIZES, Ending
from tests.integration.simulator.service import Service, running


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


@pytest.fixture
def ending(service: Service) -> Ending:
    return Ending.set(service)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, ending: Ending) -> Iterator[Page]:
    complaints: list[str] = []
    opened = ending.page(browser, request.param)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    yield opened
    opened.close()
    assert complaints == []


def assert_it_reads_well(page: Page) -> None:
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def fill_in(page: Page) -> None:
    page.get_by_label("Resultado").select_option("sem contato")
    page.get_by_label("O que foi feito").select_option("nenhuma")
    page.get_by_label("Motivo do contato").select_option("outros")
    page.get_by_label("Setor responsável").select_option("credor")


def test_outros_asks_for_a_justification_and_the_closing_can_be_taken_back(page: Page, ending: Ending) -> None:
    page.goto(ending.path("close"))
    assert_it_reads_well(page)
    expect(page.get_by_label("Justificativa")).to_be_hidden()

    fill_in(page)
    expect(page.get_by_label("Justificativa")).to_be_visible()
    page.get_by_role("button", name="Encerrar conversa").click()
    expect(page.get_by_text("Falta acertar um campo")).to_be_visible()
    expect(page.get_by_label("Justificativa")).to_be_focused()
    expect(page.get_by_label("Resultado")).to_have_value("sem contato")
    assert_it_reads_well(page)
    page.get_by_label("Justificativa").fill("mudou de estado")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Encerrar conversa").click()

    expect(page.get_by_role("heading", name="Conversa encerrada")).to_be_visible()
    assert_it_reads_well(page)
    assert ending.owner == "bot"
    page.get_by_role("button", name="Reabrir").click()
    page.wait_for_url(f"**/console/inbox/{ending.conversation}")
    assert ending.owner == "agent"


def test_the_retention_form_counts_its_days_and_asks_about_what_was_said(page: Page, ending: Ending) -> None:
    page.goto(ending.path("close"))
    page.get_by_role("link", name="Processo de retenção").click()
    page.get_by_label("Início do processo").fill("2023-05-19")
    page.get_by_label("Fim do processo").fill("2023-10-04")
    expect(page.get_by_text("138", exact=True)).to_be_visible()
    page.get_by_label("Canal").fill("telefone")
    page.locator("[name='contatos.0.data']").fill("2023-06-01")
    page.locator("[name='contatos.0.observacao']").fill("falamos do treinamento")
    page.get_by_role("button", name="Acrescentar contato").click()
    expect(page.locator("[name='contatos.0.observacao']")).to_have_value("falamos do treinamento")
    expect(page.locator("[name='contatos.1.canal']")).to_be_visible()
    assert_it_reads_well(page)

    page.get_by_label("Ofertado suporte").check()
    page.get_by_label("Motivo").select_option("Glosas")
    page.get_by_role("group", name="Necessário abrir protocolo?").get_by_label("Não").check()
    page.get_by_label("Comercial").check()
    page.get_by_role("button", name="Encerrar conversa").click()
    expect(page.get_by_text("Marcar «Ofertado treinamento»?")).to_be_visible()
    assert_it_reads_well(page)
    page.get_by_role("button", name="Encerrar conversa").click()

    expect(page.get_by_role("heading", name="Conversa encerrada")).to_be_visible()


def test_the_bots_words_are_seen_before_it_has_the_conversation_again(page: Page, ending: Ending) -> None:
    page.goto(ending.path("return"))
    expect(page.locator("#said .bubble")).to_be_visible()
    page.get_by_text("Mais etapas").click()
    page.get_by_label("Procurar pelo nome").fill("precisa ajuda")
    expect(page.get_by_text("Nenhuma etapa com essas palavras.")).to_be_visible()
    page.get_by_label("Procurar pelo nome").fill("quanto mes")
    page.locator('input[value="offer.how_much"]').check()
    expect(page.locator("#said .bubble")).to_be_visible()
    assert_it_reads_well(page)
    assert ending.owner == "agent"
    page.get_by_label("E-mail para envio").fill("isto não é")
    page.get_by_role("button", name="Devolver ao robô").click()
    expect(page.get_by_text("Confira o e-mail.")).to_be_visible()
    assert_it_reads_well(page)
    page.get_by_label("E-mail para envio").fill("fabio@exemplo.invalid")
    page.get_by_role("button", name="Devolver ao robô").click()

    page.wait_for_url(f"**/console/inbox/{ending.conversation}")
    assert ending.owner == "bot"


def test_a_call_is_noted(page: Page, ending: Ending) -> None:
    page.goto(ending.path("calls"))
    expect(page.get_by_text("Nenhum contato anotado até agora.")).to_be_visible()
    assert_it_reads_well(page)
    page.get_by_label("Como foi").select_option("no_answer")
    page.get_by_label("Observação").fill("tocou até cair")
    page.get_by_role("button", name="Anotar contato").click()

    expect(page.get_by_role("status")).to_contain_text("Contato anotado.")
    expect(page.get_by_text("tocou até cair")).to_be_visible()
    assert_it_reads_well(page)


def test_without_scripts_the_form_says_when_the_justification_is_wanted(browser: Browser, ending: Ending) -> None:
    page = ending.page(browser, "desk", java_script_enabled=False)
    page.goto(ending.path("close"))
    expect(page.get_by_label("Justificativa")).to_be_visible()
    fill_in(page)
    page.get_by_label("Justificativa").fill("mudou de estado")
    page.get_by_role("button", name="Encerrar conversa").click()

    expect(page.get_by_role("heading", name="Conversa encerrada")).to_be_visible()
    page.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_comes_from_a_page(browser: Browser, ending: Ending, size: str) -> None:
    """N7"""
    page = ending.page(browser, size, StaffRole.FINANCE)
    page.goto(f"{ending.service.url}/console/exports")
    assert_it_reads_well(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Baixar planilha").last.click()

    assert coming.value.suggested_filename == "contatos-ativos.xlsx"
    page.close()
