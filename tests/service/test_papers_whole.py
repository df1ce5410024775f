"""A slip and the papers after it, in one piece: office page, outbox, provider, callbacks, and the thread (P12, G)."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest

from tests.integration.office_pages.slips_drawn import a_boleto
from tests.service.conftest import Dial
from tests.service.desk_browser import DeskBrowser, somebody
from tests.service.local_twilio import LocalTwilio
from tests.service.phone import Phone
from tests.service.running import Service
from tests.service.waiting import wait_until
from tests.twilio_server.ledger import Taken

TOLD_WITHIN_S = 120.0
DUE = date(2026, 11, 28)
SLIP_SAYS, DELIVERED = "com vencimento em 28/11/2026", "✓✓"


@pytest.fixture
def bia(running: Service) -> Iterator[DeskBrowser]:
    with somebody(running, "bia@exemplo.invalid", "supervisor") as browser:
        yield browser


def test_a_slip_goes_from_the_office_page_to_the_phone_and_is_seen_delivered(
    running: Service, dial: Dial, twilio: LocalTwilio, bia: DeskBrowser
) -> None:
    """P12, G1, G4: the PDF and the digits checked, sent as Twilio's public description wants it, told of by it."""
    phone = closed_deal(dial())
    [request] = [slip for slip in running.document("slips", "list") if slip["person"] == phone.debtor.name]
    boleto, page = a_boleto(DUE, cents=1802_50), f"/console/office/slips/{request['id']}"

    refused = bia.sends(page, f"{page}/issue", {"code_0": boleto.linha_digitavel[:-1] + "1"}, pdf_0=boleto.pdf)
    issued = bia.sends(page, f"{page}/issue", {"code_0": boleto.linha_digitavel}, pdf_0=boleto.pdf)
    wait_until(lambda: any(boleto.linha_digitavel in taken.body for taken in phone.got), "the digits", TOLD_WITHIN_S)
    phone.until_answered()

    assert refused.status_code == 422
    assert "Boleto conferido" in issued.text
    told = with_a_paper(phone)[-1]
    assert "R$ 1.802,50" in told.body
    [address] = told.media
    assert running.get(urlsplit(address).path).content == boleto.pdf
    talk = talk_of(bia, page)
    assert "papers/" in seen_with(SLIP_SAYS, bia, talk)
    assert DELIVERED not in seen_with(SLIP_SAYS, bia, talk)
    assert twilio.tell(told.sid, "sent", "delivered") == [204, 204]
    wait_until(lambda: DELIVERED in seen_with(SLIP_SAYS, bia, talk), "the ticks", TOLD_WITHIN_S)


def closed_deal(phone: Phone) -> Phone:
    """A lump sum of R$ 1.802,50, due on the 28th."""
    for words in ("oi", phone.debtor.cpf_first3, "1", "sim"):
        said = phone.says(words)
    assert "acordo AC2026" in said
    return phone


def with_a_paper(phone: Phone) -> list[Taken]:
    return [taken for taken in phone.got if taken.media]


def talk_of(browser: DeskBrowser, slip_page: str) -> str:
    """Where the slip's page leads to."""
    [address] = set(re.findall(r'href="(/console/inbox/\d+)"', browser.opens(slip_page)))
    return str(address)


def seen_with(words: str, browser: DeskBrowser, talk: str) -> str:
    """The line of the thread that says this, and what it tells of its way."""
    lines = [line for line in browser.opens(talk).split("<li ") if words in line]
    assert lines, words
    return lines[-1]
