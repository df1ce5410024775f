"""A day at the desk: two agents and a debtor at once, a bot still thinking, a cut connection (H2, H4, section 10)."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlmodel import select

from bot.adapters.db.tables import TurnRow
from bot.application.agents.roles import StaffRole
from tests.browser.talk_scene import TalkScene
from tests.builders import CPF, PHONE
from tests.integration.api.desk import Reentered
from tests.integration.api.thinker import Thinker
from tests.integration.simulator.service import running

ANA, BIA, AUDITOR = "ana.souza@exemplo.invalid", "bia.lima@exemplo.invalid", "caio.reis@exemplo.invalid"
STEP = "offer.how_much"


@pytest.fixture
def scene(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[TalkScene]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        scene = TalkScene.set(started)
        pages = started.app.state.wrap_up
        dialogue = Reentered(started.assembly.releases.release)  # type: ignore[attr-defined]
        tools = replace(pages.tools, releases=started.assembly.releases, dialogue=dialogue)
        started.app.state.wrap_up = replace(pages, contacts=replace(pages.contacts, tools=tools))
        yield scene


def box(page: Page) -> Locator:
    return page.get_by_label("Sua mensagem ao cliente")


def writes(page: Page, text: str) -> None:
    box(page).fill(text)
    box(page).press("Control+Enter")


def test_who_comes_too_late_is_told_and_nothing_written_is_lost(scene: TalkScene, browser: Browser) -> None:
    """H2: two accept at once, the connection is cut, the debtor writes meanwhile."""
    ana, bia = (scene.signed_in(browser, email, StaffRole.AGENT) for email in (ANA, BIA))
    for page in (ana, bia):
        page.goto(scene.address)
    bia.route("**/head", lambda route: route.abort())  # still on the screen as it was
    ana.get_by_role("button", name="Assumir").click()
    expect(ana.locator("#deal-quote")).to_be_visible()  # what may be offered comes with it
    bia.get_by_role("button", name="Assumir").click()

    expect(bia.locator("#composer")).to_contain_text("Ana Souza já está com esta conversa")

    ana.context.set_offline(True)
    writes(ana, "Consegui em 5 vezes")
    expect(ana.locator("#trouble")).to_contain_text("O que você escreveu continua aqui")
    scene.debtor_says("melhor em 4")
    ana.context.set_offline(False)

    expect(ana.locator("#lines")).to_contain_text("melhor em 4")
    expect(ana.locator("#trouble")).to_have_count(0)
    expect(box(ana)).to_have_value("Consegui em 5 vezes")

    ana.route("**/lines?*", lambda route: route.abort())
    scene.debtor_says("não, em 3")
    writes(ana, "Fica em 4, então")
    expect(ana.locator("#refused")).to_contain_text("não, em 3")
    expect(box(ana)).to_have_value("Fica em 4, então")
    ana.unroute("**/lines?*")
    writes(ana, "Em 3, combinado")

    expect(bia.locator("#lines")).to_contain_text("Em 3, combinado")
    expect(bia.locator("#lines")).not_to_contain_text("Fica em 4")
    for page in (ana, bia):
        page.close()


def test_back_with_the_bot_and_taken_over_while_it_thinks(scene: TalkScene, browser: Browser) -> None:
    """H2, H4"""
    ana, bia = (scene.signed_in(browser, email, StaffRole.AGENT) for email in (ANA, BIA))
    bia.goto(scene.address)
    ana.goto(scene.address)
    ana.get_by_role("button", name="Assumir").click()
    ana.get_by_role("link", name="Devolver ao robô").click()
    ana.get_by_text("Mais etapas").click()
    ana.get_by_label("Procurar pelo nome").fill("quanto")
    ana.locator(f'input[value="{STEP}"]').check()
    ana.get_by_role("button", name="Devolver ao robô").click()
    ana.wait_for_url(scene.address)
    expect(bia.locator("#talk-state")).to_contain_text("Com o robô")

    thinker = Thinker()
    scene.service.assembly.dialogue.understand = thinker.understand  # type: ignore[method-assign]
    scene.debtor_says("uns 300 por mês")
    scene.service.do(thinker.begun.wait())
    writes(bia, "Oi, aqui é a Bia.")
    expect(bia.locator("#talk-state")).to_contain_text("Com você")
    scene.service.loop.call_soon_threadsafe(thinker.may_end.set)
    scene.service.do(until_superseded(scene))

    expect(ana.locator("#lines")).to_contain_text("Oi, aqui é a Bia.")
    expect(ana.locator("#talk-state")).to_contain_text("Com Bia Lima")
    bia.reload()
    assert bia.locator("#lines .bot").last.inner_text() == ana.locator("#lines .bot").last.inner_text()
    expect(bia.locator("#lines .line").last).to_contain_text("Oi, aqui é a Bia.")
    for page in (ana, bia):
        page.close()


def test_who_reads_only_is_given_no_amount_no_document_and_no_form(scene: TalkScene, browser: Browser) -> None:
    """Section 10: masked in the HTML itself, the panel loaded into the page too."""
    auditor = scene.signed_in(browser, AUDITOR, StaffRole.AUDITOR)
    auditor.goto(scene.address)
    expect(auditor.locator("#deal-panel")).to_contain_text("valor oculto")

    page = auditor.content()

    assert "tá puxado" in page
    assert re.findall(r"R\$\s*\d", page) == []
    for hidden in (CPF, PHONE, PHONE[-9:], "<textarea", "/deal/offer", "/transfer"):
        assert hidden not in page
    auditor.close()


async def until_superseded(scene: TalkScene) -> None:
    """What the bot had thought of is on record as not said."""
    while True:
        async with scene.service.assembly.database.reading() as session:
            if (await session.scalars(select(TurnRow).where(TurnRow.superseded))).first() is not None:
                return
        await asyncio.sleep(0.05)
