"""Publishing in a real browser: asked, agreed on by others, live, taken back; the bot stopped and resumed (F2)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.release_store import sources_in
from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.bases import Base
from bot.application.editor.drafts.drafts import Draft, Edit, files_of, sources_of_draft
from bot.application.editor.publishing.publishing import PublishingTools
from bot.application.releases import Sources
from bot.main import bind
from console.editor.deps import EditorParts
from tests.browser.conftest import ROOT
from tests.browser.staff import SIZES, assert_it_reads_well, at_work, employ
from tests.integration.release_pages.desk import LIVE, MADE, AnyRelease, Prepared, kept, made_live, release_parts
from tests.integration.simulator.service import Service, running

PASSWORD = "girassol na janela"
HELENA, CAIO, DORA, ANA = (
    f"{name}@exemplo.invalid" for name in ("helena.prado", "caio.nunes", "dora.lima", "ana.reis")
)
ROLES = {HELENA: StaffRole.ADMIN, CAIO: StaffRole.ADMIN, DORA: StaffRole.FINANCE, ANA: StaffRole.AGENT}
POLICY, THANK = "cassems/policy.yml", "common/flows/thank.yml"

type ComesIn = Callable[[str], Page]


@dataclass
class Versions:
    """The `Bases` port: what the checkout holds, and what was made of a draft."""

    made_of: dict[str, Sources] = field(default_factory=lambda: {LIVE: sources_in(ROOT)})

    async def live(self) -> Base:
        return await self.of(LIVE)

    async def of(self, release_id: str) -> Base:
        return Base(release_id, self.made_of[release_id])


@dataclass
class Desk:
    service: Service
    tools: PublishingTools
    versions: Versions
    prepared: Prepared

    async def draft(self, changes: Mapping[str, tuple[str, str]], name: str = "Entrada de dezembro") -> Draft:
        """By Helena: in each file one text for another."""
        files = files_of(self.versions.made_of[LIVE])
        draft = await self.tools.drafts.begin(name, LIVE, files, HELENA)
        before = {path: files[path] for path in changes}
        after = {path: files[path].replace(*texts, 1) for path, texts in changes.items()}
        assert all(before[path] != after[path] for path in changes)
        await self.tools.drafts.write(Edit(draft.id, HELENA, "Textos e política", before, after))
        self.versions.made_of[MADE] = sources_of_draft({**files, **after}, self.versions.made_of[LIVE])
        return draft

    async def edited(self, draft_id: int) -> None:
        """By somebody else."""
        text = (await self.tools.drafts.files(draft_id)).files[POLICY]
        await self.tools.drafts.write(Edit(draft_id, CAIO, "Nota", {POLICY: text}, {POLICY: f"{text}# nota\n"}))


@pytest.fixture
def desk(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Desk]:
    with running(sqlite_url, redis_url, tmp_path / "home") as service:
        bind(service.app, service.assembly)
        database, clock, state = service.assembly.database, service.assembly.clock, service.app.state
        versions, prepared = Versions(), Prepared()
        state.editor = EditorParts(SqlDrafts(database, clock), AnyRelease(), versions, clock)
        state.releases = release_parts(database, clock, state.editor, state.learning, prepared)
        service.do(kept(database, clock, LIVE, MADE))
        service.do(made_live(database, clock))
        for email, role in ROLES.items():
            service.do(employ(service, email, role))
        yield Desk(service, state.releases.tools, versions, prepared)


@pytest.fixture(params=SIZES)
def comes_in(request: pytest.FixtureRequest, browser: Browser, desk: Desk) -> Iterator[ComesIn]:
    """Somebody signed in, in a browser of their own."""
    with ExitStack() as pages:
        yield lambda email: pages.enter_context(at_work(browser, desk.service, email, request.param))


def test_the_bot_is_stopped_and_every_open_page_says_so_until_it_is_resumed(comes_in: ComesIn, desk: Desk) -> None:
    ana, helena = comes_in(ANA), comes_in(HELENA)
    ana.goto(f"{desk.service.url}/console/inbox")
    helena.goto(f"{desk.service.url}/console/releases")
    assert_it_reads_well(helena)
    helena.get_by_role("link", name="Parar o robô").click()
    assert_it_reads_well(helena)
    helena.get_by_label("O que aconteceu").fill("Valor errado no acordo")
    helena.get_by_role("button", name="Parar o robô agora").click()
    expect(helena).to_have_url(f"{desk.service.url}/console/releases/stop")  # the box is not ticked
    helena.get_by_label("Sim, mandar todas as conversas para as pessoas").check()
    helena.get_by_role("button", name="Parar o robô agora").click()

    banner = "O robô está parado."
    expect(helena.locator("#robot").get_by_text(banner)).to_be_visible()
    expect(ana.locator("#robot").get_by_text(banner)).to_be_visible()  # by itself
    expect(ana.get_by_role("button", name="Religar")).to_have_count(0)
    assert_it_reads_well(helena)
    assert_it_reads_well(ana)
    helena.goto(f"{desk.service.url}/console")
    helena.locator("#robot").get_by_role("button", name="Religar").click()
    expect(helena.locator(".history > li").first).to_contain_text("Robô religado")
    expect(ana.locator("#robot").get_by_text(banner)).to_have_count(0)


def test_a_change_of_text_and_policy_is_agreed_on_published_and_taken_back(comes_in: ComesIn, desk: Desk) -> None:
    changes = {
        POLICY: ("minimum_down_payment: 100.00", "minimum_down_payment: 80.00"),
        THANK: ("agradeço", "é que agradeço"),
    }
    draft = desk.service.do(desk.draft(changes))
    place = f"{desk.service.url}/console/flows/drafts/{draft.id}/publish"
    helena = comes_in(HELENA)
    helena.goto(place)
    expect(helena.get_by_text("A entrada mínima passa de R$ 100,00 para R$ 80,00.")).to_be_visible()
    expect(helena.locator(".said .now").first).to_contain_text("é que agradeço")
    expect(helena.get_by_text("Nenhum problema nos fluxos e textos")).to_be_visible()
    assert_it_reads_well(helena)

    desk.service.loop.call_soon_threadsafe(desk.prepared.may_end.clear)
    helena.get_by_label("O que muda, e por quê").fill("Entrada menor para dezembro")
    helena.get_by_role("button", name="Conferir e pedir publicação").click()
    expect(helena.get_by_text("3 de 12")).to_be_visible()
    assert_it_reads_well(helena)
    helena.reload()
    expect(helena.get_by_role("progressbar")).to_have_attribute("value", "63")
    desk.service.loop.call_soon_threadsafe(desk.prepared.may_end.set)
    expect(helena.get_by_text("12 de 12 conversas de ensaio")).to_be_visible()
    expect(helena.get_by_text("quem diz sim é outra pessoa")).to_be_visible()
    expect(helena.get_by_role("button", name="Revi e aprovo")).to_have_count(0)

    dora = comes_in(DORA)
    dora.goto(f"{desk.service.url}/console")
    dora.get_by_role("navigation", name="Principal").get_by_role("link", name="Fluxos").click()
    dora.get_by_role("link", name="Versões").click()
    expect(dora.get_by_text("Falta revisar")).to_be_visible()
    assert_it_reads_well(dora)
    dora.get_by_role("link", name="Entrada de dezembro").click()
    dora.get_by_role("button", name="Assino a política").click()
    expect(dora.get_by_text(f"Assinada pelo financeiro: {DORA}")).to_be_visible()
    expect(helena.get_by_text(f"Assinada pelo financeiro: {DORA}")).to_be_visible()  # by itself

    caio = comes_in(CAIO)
    caio.goto(place)
    assert_it_reads_well(caio)
    caio.get_by_role("button", name="Revi e aprovo").click()
    expect(caio.get_by_text(f"Revista por {CAIO}")).to_be_visible()
    assert_it_reads_well(caio)
    caio.get_by_role("button", name="Publicar", exact=True).click()
    expect(caio.get_by_text("as próximas conversas já começam nela")).to_be_visible()
    expect(helena.get_by_text(f"Publicada por {CAIO}")).to_be_visible()
    row = caio.locator(".history > li").first
    expect(row).to_contain_text("Entrada menor para dezembro")
    expect(row).to_contain_text(f"revista por {CAIO}, assinada por {DORA}")
    row.get_by_role("link", name="O que mudou").click()
    expect(caio.get_by_text("A entrada mínima passa de R$ 100,00 para R$ 80,00.")).to_be_visible()
    assert_it_reads_well(caio)

    caio.get_by_role("link", name="Versões", exact=True).first.click()
    caio.get_by_role("link", name="Voltar para esta versão").click()
    expect(caio.get_by_text("A entrada mínima passa de R$ 80,00 para R$ 100,00.")).to_be_visible()
    assert_it_reads_well(caio)
    caio.get_by_label("Por que voltar").fill("O ato ainda não saiu")
    caio.get_by_role("button", name="Voltar para esta versão").click()
    expect(caio.locator(".history > li").first).to_contain_text("O ato ainda não saiu")
    expect(caio.locator(".history > li").first).to_contain_text(LIVE)


def test_what_keeps_a_draft_back_is_told_where_it_can_be_mended(comes_in: ComesIn, desk: Desk) -> None:
    draft = desk.service.do(desk.draft({THANK: ("next: back", "next: nowhere")}, "Quebrado"))
    helena = comes_in(HELENA)
    helena.goto(f"{desk.service.url}/console/flows/drafts/{draft.id}/publish")
    expect(helena.get_by_role("link", name="Ver a etapa").or_(helena.get_by_text("nowhere")).first).to_be_visible()
    assert_it_reads_well(helena)

    desk.prepared.outcome = None
    helena.get_by_label("O que muda, e por quê").fill("Um teste")
    with helena.expect_response(lambda answer: answer.url.endswith("/publish/state")):
        desk.service.do(desk.edited(draft.id))
    expect(helena.get_by_label("O que muda, e por quê")).to_have_value("Um teste")  # news take nothing typed
    helena.get_by_role("button", name="Conferir e pedir publicação").click()
    expect(helena.get_by_text("A conferência parou antes do fim")).to_be_visible()
    assert_it_reads_well(helena)
    desk.prepared.outcome = replace(Prepared().outcome or _nothing(), talks=None)
    helena.get_by_role("button", name="Conferir de novo").click()
    expect(helena.get_by_text("Nenhuma conversa de ensaio foi tocada")).to_be_visible()


def _nothing() -> None:
    raise AssertionError("a fresh one finds something")
