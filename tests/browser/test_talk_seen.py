"""The conversation's page in a real browser: two agents and a debtor at once, everything by keyboard (H2, F5)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.agents.roles import StaffRole
from bot.domain.documents import formatted
from tests.browser.accessible import complaints_about
from tests.browser.deal_scene import SIZES
from tests.browser.talk_scene import TalkScene
from tests.builders import CPF, PHONE
from tests.integration.simulator.service import Service, running

ANA, BIA = "ana.souza@exemplo.invalid", "bia.lima@exemplo.invalid"
CARLA = "carla@exemplo.invalid"


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


def assert_it_reads_well(page: Page) -> None:
    assert [one for one in complaints_about(page) if one.startswith(("serious", "critical"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_two_agents_and_a_debtor_at_once(service: Service, browser: Browser) -> None:
    scene = TalkScene.set(service)
    ana, bia = (scene.signed_in(browser, email, StaffRole.AGENT) for email in (ANA, BIA))
    ana.goto(scene.address)
    bia.goto(scene.address)
    ana.get_by_role("button", name="Assumir").click()

    expect(ana.locator("#talk-state")).to_contain_text("Com você")
    expect(bia.locator("#talk-state")).to_contain_text("Com Ana Souza")
    bia.get_by_label("Sua mensagem ao cliente").fill("Olá")
    bia.keyboard.press("Control+Enter")
    expect(bia.locator("#composer")).to_contain_text("Ana Souza já está com esta conversa")
    expect(bia.get_by_label("Sua mensagem ao cliente")).to_have_value("Olá")

    scene.debtor_says("consegue ver hoje?")
    expect(ana.locator("#lines")).to_contain_text("consegue ver hoje?")
    ana.locator("body").press("r")
    ana.keyboard.type("/")
    expect(ana.get_by_role("option", name="Um momento")).to_be_visible()
    ana.keyboard.type("momento")
    ana.keyboard.press("Enter")
    expect(ana.get_by_label("Sua mensagem ao cliente")).to_have_value("Estou verificando e já volto com a resposta.")
    ana.keyboard.press("Control+Enter")

    expect(bia.locator("#lines")).to_contain_text("Estou verificando e já volto")
    expect(ana.get_by_label("Sua mensagem ao cliente")).to_have_value("")
    ana.close()
    bia.close()


@pytest.mark.parametrize("size", SIZES)
def test_numbers_come_in_full_only_when_a_supervisor_asks(service: Service, browser: Browser, size: str) -> None:
    """Section 10"""
    scene = TalkScene.set(service)
    boss = scene.signed_in(browser, CARLA, StaffRole.SUPERVISOR, size)
    scene.debtor_says(f"meu cpf é {formatted(CPF)}")
    boss.goto(scene.address)
    ask = boss.get_by_role("button", name="Mostrar números escondidos nesta mensagem")
    expect(ask).to_be_visible()
    assert formatted(CPF) not in boss.content()
    assert_it_reads_well(boss)

    ask.click()
    expect(boss.locator("#lines")).to_contain_text(formatted(CPF))
    boss.get_by_role("button", name="Mostrar o telefone inteiro").click()
    expect(boss.locator("#talk-head")).to_contain_text(PHONE)
    boss.get_by_role("button", name="Mostrar o CPF inteiro").click()

    expect(boss.locator("#talk-head")).to_contain_text(formatted(CPF))
    boss.close()


@pytest.mark.parametrize("size", SIZES)
def test_an_offer_of_the_conversation_in_front_is_accepted_in_place_beside_the_box(
    service: Service, browser: Browser, size: str
) -> None:
    """H2, H5"""
    scene = TalkScene.set(service)
    ana = scene.signed_in(browser, ANA, StaffRole.AGENT, size)
    ana.goto(scene.address)
    offer = ana.locator(".offer")
    expect(offer).to_contain_text("é esta")
    box = ana.get_by_label("Sua mensagem ao cliente")
    box.fill("Oi, Fábio")
    box.scroll_into_view_if_needed()
    covered, over = ana.locator("#reply").bounding_box(), ana.locator(".offers").bounding_box()
    assert covered is not None
    assert over is not None
    if size == "phone":
        assert over["y"] + over["height"] <= covered["y"]
    ana.evaluate("document.body.dataset.stays = 'yes'")

    offer.get_by_role("button", name="Aceitar").click()

    expect(ana.locator("#talk-state")).to_contain_text("Com você")
    expect(ana.locator(".offer")).to_have_count(0)
    expect(box).to_have_value("Oi, Fábio")
    expect(ana.locator("body")).to_have_attribute("data-stays", "yes")
    ana.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_draft_outlives_a_refusal_and_a_reload(service: Service, browser: Browser, size: str) -> None:
    """H2"""
    scene = TalkScene.set(service)
    page = scene.signed_in(browser, ANA, StaffRole.AGENT, size)
    page.goto(scene.address)
    box = page.get_by_label("Sua mensagem ao cliente")
    box.fill("Consegui em 3 vezes")
    page.reload()
    expect(box).to_have_value("Consegui em 3 vezes")
    page.evaluate("const form = document.getElementById('reply'); form.last_seen.value = 1; form.requestSubmit()")

    expect(page.locator("#refused")).to_contain_text("enquanto você escrevia")
    expect(page.locator("#refused")).to_contain_text("tá puxado")
    expect(box).to_have_value("Consegui em 3 vezes")
    assert_it_reads_well(page)
    page.get_by_role("button", name="Li, enviar assim mesmo").click()

    expect(page.locator("#lines")).to_contain_text("Consegui em 3 vezes")
    expect(box).to_have_value("")
    page.get_by_role("button", name="Respostas prontas").click()
    expect(page.get_by_role("option", name="Vou pensar")).to_be_visible()
    assert_it_reads_well(page)
    page.close()


def test_after_24_hours_approved_words_are_offered_and_a_long_thread_begins_at_its_end(
    service: Service, browser: Browser
) -> None:
    """R3"""
    scene = TalkScene.set(service, ago=timedelta(hours=25), lines=120)
    page = scene.signed_in(browser, ANA, StaffRole.AGENT)
    page.goto(scene.address)

    expect(page.get_by_role("radio").first).to_be_checked()
    expect(page.locator("#composer")).to_contain_text("Sua conversa com a nossa equipe ficou aberta")
    assert page.locator("#lines").get_by_text("mensagem 3", exact=True).count() == 0
    page.get_by_role("button", name="Ver anteriores").click()
    expect(page.locator("#lines").get_by_text("mensagem 3", exact=True)).to_be_attached()
    assert_it_reads_well(page)
    page.close()
