"""A draft is talked with beside its drawing, with the real bot, and begun anew once it changed (F2, issue 5)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from bot.application.editor.drafts.drafts import Draft, Edit
from tests.browser.accessible import complaints_about
from tests.browser.real_bot import BOSS, real_service
from tests.browser.staff import at_work
from tests.integration.simulator.service import Service, put_a_debtor

DESK, HAND = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
OPENING = "common/flows/opening.yml"
WRITTEN, SECOND, THIRD = "Esta conversa é registrada", "Esta conversa fica gravada", "Esta conversa fica guardada"


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with real_service(sqlite_url, redis_url, tmp_path / "home") as started:
        started.do(put_a_debtor(started.assembly))
        yield started


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, BOSS, "desk") as opened:
        yield opened


async def begun(service: Service) -> Draft:
    """A draft of what is live, with another greeting."""
    drafts = service.app.state.editor.drafts
    base = await service.app.state.editor.bases.live()
    files = {**base.sources.content, **{f"nlu/{name}": text for name, text in base.sources.training.sentences.items()}}
    draft: Draft = await drafts.begin("Outra saudação", base.release, files, BOSS)
    await changed(service, draft.id, WRITTEN, SECOND)
    return draft


async def changed(service: Service, draft_id: int, old: str, new: str) -> None:
    drafts = service.app.state.editor.drafts
    before = (await drafts.files(draft_id)).files[OPENING]
    answer = await drafts.write(
        Edit(draft_id, BOSS, "Muda a saudação", {OPENING: before}, {OPENING: before.replace(old, new)})
    )
    assert isinstance(answer, Draft)


def say(phone: FrameLocator, text: str) -> None:
    expect(phone.locator("body")).to_have_attribute("data-ready", "yes")
    phone.get_by_label("Mensagem", exact=True).fill(text)
    phone.get_by_role("button", name="Enviar", exact=True).click()


def test_a_changed_text_is_heard_its_step_lit_and_a_further_change_heard_anew(page: Page, service: Service) -> None:
    draft = service.do(begun(service))
    live = service.do(service.assembly.releases.live()).id
    page.goto(f"{service.url}/console/flows/drafts/{draft.id}/try")
    assert complaints_about(page) == []
    page.get_by_role("button", name="Começar a conversa").click()
    phone, drawing = page.frame_locator("#phone-frame"), page.frame_locator("#drawing-frame")

    say(phone, "oi")
    said = phone.locator(".theirs:not(.typing) .body")
    expect(said.first).to_contain_text(SECOND)
    expect(page.locator("#bench")).to_have_attribute("data-lit", "identity.ask_cpf_first3")
    expect(drawing.locator("#drawing")).to_have_attribute("data-current", "identity.ask_cpf_first3")
    expect(page.locator("#where-it-is")).to_contain_text("O robô espera em:")
    assert complaints_about(page) == []
    assert service.do(service.assembly.releases.live()).id == live

    service.do(changed(service, draft.id, SECOND, THIRD))
    page.get_by_role("button", name="Recomeçar com a mudança").click()
    expect(said).to_have_count(0)
    say(phone, "oi")
    expect(said.first).to_contain_text(THIRD)

    page.set_viewport_size(HAND)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(phone.get_by_label("Mensagem", exact=True)).to_be_visible()
    page.get_by_role("button", name="Desenho").click()
    expect(drawing.locator("#drawing")).to_be_visible()
    assert complaints_about(page) == []
