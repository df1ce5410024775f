"""G1, G4: the slips themselves in the conversation, with how to check them, each to be copied by itself."""

from dataclasses import replace
from datetime import date

from bot.application.acts.slips_told import enclose_slips
from bot.application.news import SlipHere, SlipNews
from bot.domain.conversation import Channel
from bot.domain.money import Money
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.integration.office_pages.slips_made import PDF, a_line
from tests.notice_desks import a_debtor, a_desk

DUE = date(2026, 11, 27)


async def told(*slips: SlipHere, channel: Channel = Channel.WHATSAPP) -> list[tuple[str, str | None]]:
    storage = FakeStorage(FakeClock())
    a_debtor(storage)
    desk = await a_desk(storage, "oi")
    desk.conversation = replace(desk.conversation, channel=channel)
    enclose_slips(desk, SlipNews(1, "AC1", len(slips), DUE, Money(202_50), "", slips))
    return [(one.body, one.attachment.filename if one.attachment else None) for one in desk.enclosures]


def a_slip(number: int = 0, pdf: bytes = PDF) -> SlipHere:
    return SlipHere(number, DUE, Money(202_50), Money(200_00), a_line(DUE, free=number), pdf)


async def test_one_slip_is_told_with_its_pdf_and_how_to_check_it_and_its_digits_stand_alone() -> None:
    words, digits = await told(a_slip())

    assert words[0].startswith("Boleto de R$ 202,50, com vencimento em 27/11/2026.")
    assert "o banco é Bradesco (237)" in words[0]
    assert "53.021.746/0001-48" in words[0]
    assert "67 3314-1010" in words[0]
    assert words[1] == "boleto-AC1-0.pdf"
    assert digits == (a_line(DUE, free=0), None)


async def test_of_several_the_way_to_check_is_said_once() -> None:
    bodies = [body for body, _ in await told(a_slip(0), a_slip(1, b""))]

    assert [body.startswith(("Boleto da entrada:", "Boleto 1:")) for body in bodies] == [True, False, True, False]
    assert sum("Antes de pagar" in body for body in bodies) == 1


async def test_an_sms_has_the_digits_too() -> None:
    bodies = [body for body, _ in await told(a_slip(), channel=Channel.SMS)]

    assert a_line(DUE, free=0) in bodies
