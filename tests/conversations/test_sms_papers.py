"""An SMS debtor gets the written agreement: a link in the last message, opened as its person (P12, G2, I2)."""

import re
from collections.abc import AsyncIterator
from datetime import date
from html import unescape

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlmodel import select

from bot.adapters.db.engine import Database
from bot.adapters.db.papers import SqlPapers
from bot.adapters.db.tables import EvidenceEntryRow, NoticeRow
from bot.adapters.paper_passes import SignedPasses
from bot.application.handle_turn import TurnTools
from bot.application.messages import Attachment
from bot.application.papers import PaperTools
from bot.domain.conversation import Channel
from console.papers.deps import PaperPages
from console.papers.mount import add_papers
from tests.conversations.conftest import Dial, LoadPortfolio, RememberAgreements
from tests.conversations.debtors import PLAN, PORTFOLIOS, of, title
from tests.conversations.phone import SetClock
from tests.unit.adapters.documents.papers import text_of

LINK = re.compile(r"http://127\.0\.0\.1:8000(/p/\w+)$", re.MULTILINE)
TERMS = re.compile(r"Entrada (R\$ [\d.]+,\d\d) .*mais (\d+) parcelas de (R\$ [\d.]+,\d\d)")
NOTIFIABLE = of(title("1001", "002", date(2026, 6, 24)), title("1002", "002", date(2026, 7, 24)), **PLAN)
FABIO = {"cpf_full": "159.083.016-47", "full_name": "Fábio Vasconcelos Barbosa"}


@pytest.fixture
async def browser(tools: TurnTools, database: Database, clock: SetClock) -> AsyncIterator[AsyncClient]:
    passes = SignedPasses(database.vault, clock)
    app = FastAPI()
    add_papers(app)
    behind = PaperTools(SqlPapers(database), tools.services.records, tools.releases, passes, clock)
    app.state.papers = PaperPages(behind, is_secure=False)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://concilia", follow_redirects=True) as opened:
        yield opened


def link_in(answer: str) -> str:
    [path] = LINK.findall(answer)
    return str(path)


async def opened(browser: AsyncClient, path: str) -> tuple[str, str]:
    """The page as read, and the words of its PDF."""
    page = await browser.post(path, data=FABIO)
    pdf = await browser.get(f"{path}/documento")
    words = text_of(Attachment("", "", "", pdf.content))
    return page.text.replace("\u00a0", " "), words


async def test_a_plan_closed_by_sms_is_read_behind_its_link(
    dial: Dial, portfolio: LoadPortfolio, browser: AsyncClient
) -> None:
    await portfolio(*PORTFOLIOS["fabio"].rows)
    phone = dial(channel=Channel.SMS)
    for said in ("oi", "159", "consigo uns 250 por mês"):
        await phone.says(said)
    stated = await phone.says("sim")
    closed = await phone.says("1")

    agreed = TERMS.search(stated)
    assert agreed is not None
    down, count, installment = agreed.groups()
    path = link_in(closed)
    asked = (await browser.get(path)).text
    page, pdf = await opened(browser, path)

    assert not re.search(r"R\$|acordo|Fábio", asked)
    assert "Seu acordo por escrito" in page
    for text in (page, pdf):
        assert f"Parcela {count} de {count}" in text
        assert down in text
        assert installment in text


async def test_a_clearance_letter_asked_for_by_sms_is_behind_a_link(
    dial: Dial, portfolio: LoadPortfolio, closed_before: RememberAgreements, browser: AsyncClient
) -> None:
    """G2, C10"""
    settled = PORTFOLIOS["agreement_settled"]
    await portfolio(*settled.rows)
    await closed_before(*settled.agreements)
    phone = dial(channel=Channel.SMS)
    for said in ("oi", "159"):
        await phone.says(said)

    page, pdf = await opened(browser, link_in(await phone.says("manda a carta de quitação")))

    assert "Carta de quitação" in page
    assert "Total pago R$ 600,00" in pdf


async def test_a_notice_by_sms_is_read_behind_its_link_and_that_is_on_record(
    dial: Dial, portfolio: LoadPortfolio, database: Database, browser: AsyncClient
) -> None:
    """N0, N2, N5: the page shows the notice word for word; reading it is no answer."""
    await portfolio(*NOTIFIABLE.rows)
    phone = dial(channel=Channel.SMS)
    await phone.says("oi")
    [path] = re.findall(r"http://127\.0\.0\.1:8000(/p/\w+)", await phone.says("159"))

    page, pdf = await opened(browser, path)

    async with database.reading() as session:
        [notice] = (await session.scalars(select(NoticeRow))).all()
        evidence = (await session.scalars(select(EvidenceEntryRow))).all()
    assert notice.text is not None
    assert squeezed(database.vault.open(notice.text)) in squeezed(unescape(re.sub("<[^>]+>", " ", page)))
    assert "Fábio Vasconcelos Barbosa" in pdf
    entries = [database.vault.open_json(entry.sealed)["entry"] for entry in evidence if entry.sealed]
    assert [entry["facts"]["channel"] for entry in entries if entry["kind"] == "read"] == ["link"]
    assert (notice.replied_at, notice.acknowledged_at) == (None, None)


def squeezed(text: str) -> str:
    return " ".join(text.split())
