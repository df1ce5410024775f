"""A manager's afternoon, with the real bot: changed, refused, mended, tried, agreed on, live, talked to, taken back."""

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.application.agents.roles import StaffRole
from bot.application.portfolio.ports import PortfolioRow
from bot.domain.conversation import Channel
from bot.parts.releasing import PreparingApart
from tests.browser.real_bot import BOSS, real_service
from tests.browser.staff import at_work, employ
from tests.integration.policy_pages.policy_scene import debtor, owing
from tests.integration.simulator.service import Service

CAIO, DORA = "caio.nunes@exemplo.invalid", "dora.lima@exemplo.invalid"
PEOPLE = {1: "Joana Prado Reis", 2: "Marcos Alves Dias", 3: "Rita Campos Lobo", 4: "Igor Nunes Sales"}
CPF_FIRST3, THREE_PARTS = "100", "quero parcelar em 3 vezes"
NEWS, SMS_NEWS = "Tenho uma boa condição para você.", "Boa condição."
LOWER = "A entrada mínima passa de R$ 100,00 para R$ 80,00."
AS_BEFORE = "A entrada mínima passa de R$ 80,00 para R$ 100,00."
KEPT = re.compile(r"^Salvo às \d\d:\d\d$")

type ComesIn = Callable[[str], Page]


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with real_service(sqlite_url, redis_url, tmp_path / "home") as started:
        started.do(employ(started, CAIO))
        started.do(employ(started, DORA, StaffRole.FINANCE))
        plays_few_talks(started)
        started.do(owing(SqlPortfolios(started.assembly.database, started.assembly.clock), *map(owes, PEOPLE)))
        yield started


def plays_few_talks(service: Service) -> None:
    state = service.app.state
    preparer = PreparingApart(service.settings, (sys.executable, "-m", "tests.browser.preparing_few"))
    tools = state.releases.tools
    state.releases = replace(state.releases, tools=replace(tools, prepare=replace(tools.prepare, preparer=preparer)))


def owes(number: int) -> PortfolioRow:
    """One month of R$ 310,00: three installments only where the entry may be below R$ 100,00 (P6)."""
    row = debtor(number, days=150, cents=310_00, code="052")
    phones = tuple((channel, f"+556799999000{number}") for channel in (Channel.WHATSAPP, Channel.SMS))
    return replace(row, person=replace(row.person, name=PEOPLE[number]), phones=phones)


@pytest.fixture
def enters(browser: Browser, service: Service) -> Iterator[ComesIn]:
    with ExitStack() as pages:
        yield lambda email: pages.enter_context(at_work(browser, service, email, "desk"))


async def live_other_than(before: str, service: Service) -> str:
    """What new conversations begin with; the service asks for it once a second."""
    while (live := (await service.assembly.releases.live()).id) == before:
        await asyncio.sleep(0.05)
    return live


def hears(phone: Page | FrameLocator, *texts: str) -> list[str]:
    """What is answered to each, said once the one before was answered."""
    bubbles, heard = phone.locator(".theirs:not(.typing) .body"), []
    expect(phone.locator("body")).to_have_attribute("data-ready", "yes")
    for text in texts:
        before = bubbles.count()
        phone.get_by_label("Mensagem", exact=True).fill(text)
        phone.get_by_role("button", name="Enviar", exact=True).click()
        expect(bubbles.nth(before)).to_be_visible()
        expect(phone.locator("#screen [data-pending='1']")).to_have_count(0)
        heard.append(" ".join(" ".join(bubbles.all_inner_texts()[before:]).split()))
    return heard


def debtor_hears(page: Page, service: Service, number: int, *, channel: str = "whatsapp") -> list[str]:
    """Somebody who begins now: the first offer, and what three installments would be."""
    page.goto(f"{service.url}/simulator?debtor={number}&channel={channel}")
    return hears(page, "oi", CPF_FIRST3, THREE_PARTS)[1:]


def changes_the_offer(page: Page, place: str) -> None:
    """In the panel of the step, on both channels (F1)."""
    page.goto(f"{place}/cassems/offer#offer.no_interest")
    panel = page.locator("#step-panel")
    for label, news in (("WhatsApp", NEWS), ("SMS", SMS_NEWS)):
        field = panel.get_by_label(label, exact=True).first
        expect(field).to_have_value(re.compile("{valor à vista}"))
        field.fill(f"{news} {field.input_value()}")
        field.blur()
        expect(panel.locator(".kept")).to_have_text(KEPT)
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (2)")
    expect(panel.locator('[data-shows="whatsapp"] .seen').first).to_contain_text(NEWS)


def lowers_the_entry(page: Page, place: str) -> None:
    """And sees what it would do to the portfolio, and to people (P6)."""
    page.goto(f"{place}/policy/cassems")
    page.get_by_label("Entrada mínima").fill("80,00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Salvo no rascunho.")).to_be_visible()
    average = page.locator(".figures").first.get_by_role("row", name=re.compile("Entrada média"))
    expect(average).to_contain_text("−")
    expect(page.locator(".what-if")).to_contain_text("3× ")


def makes_a_loop(page: Page, place: str) -> None:
    """Told beside the step with the way there, and refused when it is asked to be published (F3)."""
    page.goto(f"{place}/cassems/offer#offer.heavy")
    panel = page.locator("#step-panel")
    target = panel.get_by_role("combobox", name="Segue para")
    target.click()
    target.fill("pesa mesmo")
    panel.locator(".choose li", has_text="pesa mesmo").first.click()
    expect(panel.locator(".step-problems")).to_contain_text("sem nunca esperar uma resposta")
    panel.get_by_text("Como ver no telefone").first.click()
    expect(panel.locator(".step-problems ol").first).to_contain_text("Mande «")

    page.goto(f"{place}/publish")
    page.get_by_label("O que muda, e por quê").fill("Entrada menor")
    page.get_by_role("button", name="Conferir e pedir publicação").click()
    refused = page.locator("#publishing")
    expect(refused.get_by_role("alert")).to_contain_text("a publicação. Corrija e peça de novo.")
    expect(refused.locator(".reasons")).to_contain_text("sem nunca esperar uma resposta")
    expect(refused.get_by_text("Como chegar lá, de um telefone").first).to_be_visible()


def tries_it(page: Page, place: str) -> None:
    page.goto(f"{place}/try/cassems")
    page.get_by_label("No lugar de").select_option(label=PEOPLE[1])
    page.get_by_role("button", name="Começar a conversa").click()
    phone = page.frame_locator("#phone-frame")
    _, offered = hears(phone, "oi", CPF_FIRST3)
    assert NEWS in offered
    expect(page.locator("#bench")).to_have_attribute("data-lit", "offer.no_interest")


def is_agreed_on_and_published(page: Page, place: str, enters: ComesIn) -> None:
    """By two others: the policy changed, so finance has a say (F2)."""
    page.goto(f"{place}/publish")
    expect(page.get_by_text(LOWER)).to_be_visible()
    page.get_by_label("O que muda, e por quê").fill("Entrada menor para dezembro")
    page.get_by_role("button", name="Conferir e pedir publicação").click()
    dora, caio = enters(DORA), enters(CAIO)
    dora.goto(f"{place}/publish")
    dora.get_by_role("button", name="Assino a política").click()
    expect(dora.get_by_text(f"Assinada pelo financeiro: {DORA}")).to_be_visible()
    caio.goto(f"{place}/publish")
    caio.get_by_role("button", name="Revi e aprovo").click()
    expect(caio.get_by_text("conversas de ensaio foram como se esperava")).to_be_visible()
    caio.get_by_role("button", name="Publicar", exact=True).click()
    expect(caio.get_by_text("as próximas conversas já começam nela")).to_be_visible()
    row = caio.locator(".history > li").first
    expect(row).to_contain_text("Entrada menor para dezembro")
    expect(row).to_contain_text(f"revista por {CAIO}, assinada por {DORA}")


def rolls_back(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/console/releases")
    page.get_by_role("link", name="Voltar para esta versão").click()
    expect(page.get_by_text(AS_BEFORE)).to_be_visible()
    page.get_by_label("Por que voltar").fill("O ato ainda não saiu")
    page.get_by_role("button", name="Voltar para esta versão").click()
    expect(page.locator(".history > li").first).to_contain_text("Voltou ao ar")


def test_a_manager_changes_what_is_said_and_offered_and_takes_it_back(enters: ComesIn, service: Service) -> None:
    """F1, F2, F3, P6, and issue 5's afternoon: no file is touched."""
    helena = enters(BOSS)
    helena.goto(f"{service.url}/console/flows")
    helena.get_by_label("Nome", exact=True).fill("Entrada de dezembro")
    helena.get_by_role("button", name="Novo rascunho").click()
    helena.wait_for_url("**/console/flows/drafts/*")
    place = helena.url

    changes_the_offer(helena, place)
    lowers_the_entry(helena, place)
    makes_a_loop(helena, place)
    helena.locator(".draft-bar").get_by_role("button", name="Desfazer").click()
    expect(helena.locator("#problems-title + .found")).to_contain_text("Nenhum problema")
    tries_it(helena, place)
    first = service.do(live_other_than("", service))
    is_agreed_on_and_published(helena, place, enters)
    made = service.do(live_other_than(first, service))

    offered, plan = debtor_hears(helena, service, 2)
    assert NEWS in offered
    assert "3 parcelas de R$ 79," in plan
    offered, _ = debtor_hears(helena, service, 3, channel="sms")
    assert "Boa condicao." in offered

    rolls_back(helena, service)
    assert service.do(live_other_than(made, service)) == first
    offered, plan = debtor_hears(helena, service, 4)
    assert NEWS not in offered
    assert "3 parcelas de" not in plan
