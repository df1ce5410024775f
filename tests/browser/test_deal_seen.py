"""The deal panel in a real browser: quoted, offered and closed; an exception asked, approved live and closed (P14)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.agents.roles import StaffRole
from tests.browser.accessible import complaints_about
from tests.browser.deal_scene import ANA, CHEFE, SIZES, Scene
from tests.integration.simulator.service import running


@pytest.fixture
def scene(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Scene]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield Scene.set(started)


def assert_it_reads_well(page: Page) -> None:
    assert [one for one in complaints_about(page) if one.startswith(("serious", "critical"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def says_and_is_shown(scene: Scene, page: Page, text: str) -> None:
    """What the debtor writes appears by itself."""
    scene.debtor_says(text)
    expect(page.get_by_role("radio", name=text)).to_be_visible()


def hears_and_has_read(scene: Scene, page: Page, text: str, button: str) -> None:
    """What the debtor writes is in the form of that button as read: sent before, it would be refused as stale (H2)."""
    form = page.locator("form", has=page.get_by_role("button", name=button))
    read = form.locator("[name=last_seen]")
    before = read.input_value()
    scene.debtor_says(text)
    expect(read).not_to_have_value(before)


@pytest.mark.parametrize("size", SIZES)
def test_from_the_quote_to_the_agreement(scene: Scene, browser: Browser, size: str) -> None:
    page = scene.signed_in(browser, ANA, StaffRole.AGENT, size)
    page.goto(scene.path)
    assert_it_reads_well(page)
    page.get_by_role("radio", name="Em parcelas").check()
    page.get_by_role("checkbox", name="(052)").uncheck()
    page.get_by_label("Parcelas", exact=True).fill("40")
    page.get_by_role("checkbox", name="O cliente pediu assim").check()
    page.get_by_role("button", name="Calcular").click()

    expect(page.get_by_text("O mais perto:")).to_contain_text("para esse valor dá até 9 parcelas além da entrada")
    page.get_by_label("Frase de abertura").fill("Oi, aqui é a Ana.")
    assert_it_reads_well(page)
    page.get_by_role("button", name="Enviar proposta").click()
    expect(page.get_by_text("Proposta enviada.")).to_be_visible()
    page.get_by_text("Conferir tudo com o cliente").click()
    hears_and_has_read(scene, page, "e aí?", "Enviar conferência")
    page.get_by_role("button", name="Enviar conferência").click()
    expect(page.get_by_text("Falta o cliente aceitar")).to_be_visible()
    says_and_is_shown(scene, page, "sim, pode fechar")
    accepted = page.get_by_role("radio", name="sim, pode fechar")
    accepted.check()
    with page.expect_response("**/deal/facts"):
        page.evaluate("htmx.trigger('#deal-facts', 'live:fresh')")
    expect(accepted).to_be_checked()  # what was chosen outlives what comes anew
    assert_it_reads_well(page)
    page.get_by_role("button", name="Fechar acordo").click()

    expect(page.get_by_text("Acordo fechado.")).to_be_visible()
    expect(page.locator(".agreement summary")).to_contain_text("Em dia")
    assert_it_reads_well(page)
    page.close()


def test_an_exception_is_asked_approved_live_and_closed(scene: Scene, browser: Browser) -> None:
    ana = scene.signed_in(browser, ANA, StaffRole.AGENT)
    chefe = scene.signed_in(browser, CHEFE, StaffRole.SUPERVISOR, "phone")
    chefe.goto(f"{scene.service.url}/console/exceptions")
    expect(chefe.get_by_text("Nenhum pedido esperando resposta.")).to_be_visible()
    ana.goto(scene.path)
    ana.get_by_text("Pedir à supervisão").click()
    ana.get_by_label("À vista ou entrada").fill("1.000,00")
    ana.get_by_label("Motivo").fill("Internado em outubro, paga hoje.")
    with ana.expect_response("**/deal/facts"):
        scene.debtor_says("alô?")
    expect(ana.get_by_label("Motivo")).to_have_value("Internado em outubro, paga hoje.")
    ana.get_by_role("button", name="Pedir exceção").click()
    expect(ana.get_by_text("Aguardando a supervisão")).to_be_visible()

    expect(chefe.get_by_text("R$ 1.002,50 à vista", exact=True)).to_be_visible()  # by itself
    expect(chefe.get_by_text("R$ 1.602,50 à vista")).to_be_visible()
    assert_it_reads_well(chefe)
    chefe.get_by_label("Motivo da resposta").fill("Caso de saúde.")
    chefe.get_by_role("button", name="Aprovar").click()
    expect(ana.get_by_text("Aprovada")).to_be_visible()
    expect(ana.get_by_text("Chefe respondeu: Caso de saúde.")).to_be_visible()
    assert_it_reads_well(ana)
    ana.get_by_role("button", name="Enviar conferência ao cliente").click()
    expect(ana.get_by_text("Falta o cliente aceitar")).to_be_visible()
    says_and_is_shown(scene, ana, "fechado")
    ana.get_by_role("radio", name="fechado").check()
    ana.get_by_role("button", name="Fechar acordo").click()

    expect(ana.get_by_text("Virou acordo")).to_be_visible()
    expect(ana.locator(".agreement summary")).to_contain_text("Em dia")
    ana.close()
    chefe.close()
