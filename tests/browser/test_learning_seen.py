"""Learning in a real browser: groups labelled by keys and by tapping, undone, measured; phone and desk (F4)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.learning.evaluation import Change, Confusion, Measured
from bot.application.learning.sentences import LEARNED_PATH, sentences_in
from console.learning.deps import LearningParts
from tests.browser.staff import SIZES, assert_it_reads_well, at_work, employ
from tests.integration.learning.desk import CheckoutBase, Said, Told, heard, learning_parts
from tests.integration.simulator.service import Service, running

BOSS = "helena.prado@exemplo.invalid"
MEASURED = Measured(
    release="abcdef123456",
    draft_id=1,
    draft_version=1,
    sentences=1204,
    f1_before=0.9314,
    f1_after=0.9408,
    changes=(
        Change("hardship", 42, 0.833, 0.952, 0.86, 0.94),
        Change("ask_human", 35, 0.971, 0.914, 0.97, 0.93),
        Change("later", 28, 0.893, 0.893, 0.9, 0.9),
    ),
    confusions=(Confusion("ask_human", "complaint", 1, 3), Confusion("hardship", "later", 6, 1)),
)
WRITTEN = (
    ("ta osso pagar isso ai", "out_of_scope", 0.31, 7),
    ("tá osso pagar isso aí!!", "out_of_scope", 0.31, 2),
    ("ta osso de pagar isto agora viu", "out_of_scope", 0.34, 2),
    ("quero negocia em umas 40 vez", "affirm", 0.62, 4),
    ("o carnê da minha mãe não chegou em casa", "ask_boleto", 0.55, 3),
    ("meu nome é Zuleide Krawczyk e moro em Dourados, cadê o papel", "out_of_scope", 0.22, 2),
    ("manda pro e-mail zuleide@exemplo.invalid o valor de R$ 1.200,00", "ask_boleto", 0.6, 1),
    ("queria ver isso com meu patrão antes", "later", 0.71, 1),
    ("tem jeito de abater com férias", "ask_discount", 0.58, 1),
)


@pytest.fixture
def told() -> Told:
    return Told(measured=MEASURED)


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path, told: Told) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        assembly = started.assembly
        started.app.state.learning = learning_parts(assembly.database, assembly.clock, CheckoutBase(), told)
        started.do(employ(started, BOSS))
        yield started


async def misunderstood(service: Service) -> None:
    """What some people wrote, each in a talk of their own."""
    said, who = [], 0
    for text, intent, confidence, times in WRITTEN:
        for _ in range(times):
            who += 1
            said.append(Said(text, who, intent, confidence))
    clock = service.assembly.clock
    await heard(service.assembly.database, clock.now() - timedelta(days=1), said)
    service.app.state.learning.tools.look_again()


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, BOSS, request.param) as opened:
        yield opened


def learned(service: Service) -> dict[str, str]:
    """Sentence by intent, of the only draft."""
    parts: LearningParts = service.app.state.learning

    async def read() -> dict[str, str]:
        [draft] = await parts.tools.drafts.open_drafts()
        files = (await parts.tools.drafts.files(draft.id)).files
        found = sentences_in({LEARNED_PATH: files[LEARNED_PATH]}) if LEARNED_PATH in files else []
        return {sentence.text: sentence.intent for sentence in found}

    return service.do(read())


def test_three_groups_are_labelled_by_keys_one_is_undone_and_the_draft_measured(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/console/learning")
    expect(page.get_by_text("Antes, comece um rascunho")).to_be_visible()
    assert_it_reads_well(page)
    page.get_by_label("Nome do rascunho").fill("Frases de novembro")
    page.get_by_role("button", name="Começar").click()
    expect(page.get_by_text("Tudo em dia")).to_be_visible()
    assert_it_reads_well(page)

    service.do(misunderstood(service))
    page.reload()
    expect(page.locator(".said").get_by_text("ta osso pagar isso ai")).to_be_visible()
    for secret in ("Zuleide", "Krawczyk", "Dourados", "1.200"):
        assert secret not in page.content()
    assert_it_reads_well(page)

    expect(page.get_by_text("Faltam 8 grupos")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("Faltam 7 grupos · 1 feito hoje")).to_be_visible()
    expect(page.get_by_text("Por último: Dificuldade para pagar")).to_be_visible()
    expect(page.get_by_role("heading", name="O que quer dizer?")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Digite para achar")).to_be_focused()
    page.keyboard.type("parcel")
    expect(page.get_by_text("Enter escolhe «Parcelar»")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Faltam 6 grupos · 2 feitos hoje")).to_be_visible()
    expect(page.get_by_role("heading", name="O que quer dizer?")).to_be_focused()
    page.keyboard.press("0")
    expect(page.get_by_text("Faltam 5 grupos · 3 feitos hoje")).to_be_visible()
    assert set(learned(service).values()) == {"hardship", "ask_installments"}

    page.keyboard.press("z")
    expect(page.get_by_text("Faltam 6 grupos · 2 feitos hoje")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("Faltam 7 grupos · 1 feito hoje")).to_be_visible()
    assert set(learned(service).values()) == {"hardship"}
    expect(page.locator(".said").get_by_text("quero negocia em umas [números] vez")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_text("O robô ficou em dúvida: tomou por Pedir boleto")).to_be_visible()
    page.get_by_role("button", name="Deixar para depois").first.click()
    expect(page.get_by_text("Faltam 6 grupos · 2 feitos hoje")).to_be_visible()
    assert_it_reads_well(page)

    page.get_by_role("button", name="Medir antes e depois").click()
    expect(page.get_by_text("mas reconhece menos «Falar com uma pessoa»")).to_be_visible()
    page.get_by_text("O que ele mais confunde").click()
    assert_it_reads_well(page)
