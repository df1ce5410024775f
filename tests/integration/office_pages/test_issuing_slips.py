"""Issuing slips on their page: each checked against its part, all at once, and told with how to check it (G1, G4)."""

from collections.abc import Mapping
from datetime import date

import pytest
from httpx import Response
from sqlmodel import select

from bot.adapters.db.news import SqlNews
from bot.adapters.db.slips import SqlSlips
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import IssuedSlipRow
from bot.application.agents.roles import StaffRole
from bot.application.news import SlipNews
from bot.domain.slip_checks import MAX_PDF
from tests.integration.back_office.deals import a_request, close_a_deal
from tests.integration.office_pages.conftest import Comes
from tests.integration.office_pages.slips_made import PDF, a_line
from tests.integration.staff.browsers import Browser

DUES = (date(2026, 11, 27), date(2026, 12, 27), date(2027, 1, 27))
LINES = {f"code_{n}": a_line(due, free=n) for n, due in enumerate(DUES)}


async def page_of(storage: SqlStorage, part: int | None = None) -> str:
    await close_a_deal(storage, a_request(installment=part))
    [request] = await SqlSlips(storage.database).waiting()
    return f"/console/office/slips/{request.id}"


async def upload(browser: Browser, page: str, fields: Mapping[str, str], **pdfs: bytes) -> Response:
    shown = await browser.opens(page)
    token = shown.text.split('name="csrf" value="')[1].split('"')[0]
    files = {name: ("boleto.pdf", content, "application/pdf") for name, content in pdfs.items()}
    return await browser.http.post(f"{page}/issue", data={"csrf": token, **fields}, files=files or None)


async def issued(storage: SqlStorage) -> list[IssuedSlipRow]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(IssuedSlipRow).order_by("number")))


async def test_all_slips_of_a_plan_are_issued_at_once(sql_storage: SqlStorage, comes: Comes) -> None:
    """P12, G1"""
    page, browser = await page_of(sql_storage), await comes()

    answer = await upload(browser, page, LINES, pdf_0=PDF)

    assert (answer.status_code, "Boleto conferido" in answer.text) == (200, True)
    assert "envie também para debora@exemplo.invalid" in answer.text
    [news] = await SqlNews(sql_storage.database).of_person(1)
    assert isinstance(news, SlipNews)
    assert [(slip.number, slip.code, slip.pdf) for slip in news.here] == [
        (0, LINES["code_0"], PDF),
        (1, LINES["code_1"], b""),
        (2, LINES["code_2"], b""),
    ]


async def test_nothing_is_issued_while_one_part_is_wrong(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage), await comes()

    answer = await upload(browser, page, {**LINES, "code_1": "", "code_2": LINES["code_2"][:-1]})

    assert answer.status_code == 422
    assert "Digite a linha digitável ou envie o PDF." in answer.text
    assert "A linha digitável tem 47 números" in answer.text
    assert LINES["code_0"] in answer.text
    assert await issued(sql_storage) == []
    assert await SqlNews(sql_storage.database).of_person(1) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (a_line(DUES[0], cents=202_51), "O valor é diferente"),
        (a_line(DUES[0], cents=200_00), "O valor é diferente"),
        (a_line(DUES[0], cents=0), "Está sem valor"),
        (a_line(date(2026, 11, 28)), "O vencimento é diferente"),
    ],
)
async def test_a_difference_needs_a_supervisor_with_a_reason(
    sql_storage: SqlStorage, comes: Comes, line: str, told: str
) -> None:
    page = await page_of(sql_storage, 0)
    ana, bia = await comes("ana"), await comes("bia", StaffRole.SUPERVISOR)
    insisting = {"code_0": line, "insist": "yes", "why": "o banco arredondou"}

    plain = await upload(bia, page, {"code_0": line})
    agents = await upload(ana, page, insisting)
    wordless = await upload(bia, page, {**insisting, "why": " "})

    assert (plain.status_code, told in plain.text, "Enviar mesmo assim" in plain.text) == (422, True, True)
    assert (agents.status_code, "Só a supervisão" in agents.text) == (422, True)
    assert (wordless.status_code, "Escreva o motivo" in wordless.text) == (422, True)
    assert await issued(sql_storage) == []
    assert (await upload(bia, page, insisting)).status_code == 200
    [row] = await issued(sql_storage)
    assert row.insisted_why is not None
    assert sql_storage.database.vault.open(row.insisted_why) == "o banco arredondou"


async def test_nobody_insists_on_a_line_that_is_wrong(sql_storage: SqlStorage, comes: Comes) -> None:
    page, bia = await page_of(sql_storage, 0), await comes("bia", StaffRole.SUPERVISOR)
    digits = "".join(filter(str.isdigit, LINES["code_0"]))
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)

    answer = await upload(bia, page, {"code_0": wrong, "insist": "yes", "why": "tanto faz"})

    assert (answer.status_code, "não bate" in answer.text, "Enviar mesmo assim" in answer.text) == (422, True, False)


@pytest.mark.parametrize(
    ("pdf", "told"),
    [
        (b"<html>", "não é um PDF"),
        (PDF[:-8], "veio cortado"),
        (PDF + b" " * MAX_PDF, "passa de 2 MB"),
        (PDF.replace(b"1 0 obj", b"/Type /Page " * 5), "mais de 5 páginas"),
        (PDF.replace(b"1 0 obj", b"/JavaScript"), "traz programa"),
    ],
)
async def test_a_file_that_is_no_slip_is_refused(sql_storage: SqlStorage, comes: Comes, pdf: bytes, told: str) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()

    answer = await upload(browser, page, {"code_0": ""}, pdf_0=pdf)

    assert (answer.status_code, told in answer.text) == (422, True)
    assert await issued(sql_storage) == []


async def test_a_pdf_alone_is_enough_on_whatsapp(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()

    assert (await upload(browser, page, {"code_0": ""}, pdf_0=PDF)).status_code == 200

    [row] = await issued(sql_storage)
    assert (row.code, row.content is not None and PDF not in row.content) == (None, True)


async def test_the_first_to_issue_stands(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()
    await upload(browser, page, {"code_0": LINES["code_0"]})
    await browser.opens("/console/account")

    again = await browser.sends(f"{page}/issue", {"code_0": LINES["code_0"]})

    assert (again.status_code, len(await issued(sql_storage))) == (409, 1)


async def test_one_line_does_not_pay_two_parts(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage), await comes()

    answer = await upload(browser, page, {**LINES, "code_1": LINES["code_0"]})

    assert (answer.status_code, "está em duas parcelas" in answer.text) == (422, True)


async def test_what_the_person_will_read_is_shown_before_it_is_sent(sql_storage: SqlStorage, comes: Comes) -> None:
    """G4: with the bank once the digits are typed, and to nobody who sees no amounts."""
    page, ana = await page_of(sql_storage), await comes()

    empty = (await ana.opens(page)).text
    typed = (await upload(ana, page, {"code_0": LINES["code_0"]})).text
    auditor = await (await comes("otto", StaffRole.AUDITOR)).opens(page)

    assert "O que a pessoa lê" in empty
    assert "Boleto da entrada: R$" in empty
    assert "com vencimento em 27/11/2026." in empty
    assert "o beneficiário é" in empty
    assert "vem na próxima mensagem" not in empty
    assert typed.count("vem na próxima mensagem") == 1
    assert (auditor.status_code, "O que a pessoa lê" in auditor.text) == (200, False)
