"""The line a slip's PDF prints: read for the clerk to confirm, and held against what is typed (P12, G1)."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from httpx import Response
from pypdf import PdfReader, PdfWriter

from bot.adapters.db.storage import SqlStorage
from bot.adapters.documents.slip_reader import PdfSlipReader
from bot.application.agents.roles import StaffRole
from tests.integration.office_pages.conftest import Comes
from tests.integration.office_pages.slips_drawn import a_boleto
from tests.integration.office_pages.slips_made import PDF, a_line
from tests.integration.office_pages.test_issuing_slips import DUES, issued, page_of, upload
from tests.integration.staff.browsers import Browser

DUE = DUES[0]


async def read(browser: Browser, page: str, pdf: bytes, code: str = "", part: int = 0) -> Response:
    shown = await browser.opens(page)
    token = shown.text.split('name="csrf" value="')[1].split('"')[0]
    files = {f"pdf_{part}": ("boleto.pdf", pdf, "application/pdf")}
    fields = {"csrf": token, f"code_{part}": code}
    return await browser.http.post(f"{page}/parts/{part}/read", data=fields, files=files)


@pytest.mark.parametrize("bank", ["237", "341", "001"])
@pytest.mark.parametrize("model", ["moderno", "classico"])
async def test_the_line_of_a_real_boleto_is_read(bank: str, model: str) -> None:
    """G1: of several banks and layouts."""
    drawn = a_boleto(DUE, bank=bank, model=model)

    [line] = await PdfSlipReader().lines(drawn.pdf)

    assert line.written == drawn.linha_digitavel


async def test_the_field_is_filled_for_the_clerk_to_confirm_and_nothing_is_issued(
    sql_storage: SqlStorage, comes: Comes
) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()
    drawn = a_boleto(DUE)

    answer = await read(browser, page, drawn.pdf)

    assert f'value="{drawn.linha_digitavel}"' in answer.text
    assert "Linha lida do PDF. Confira" in answer.text
    assert "problems" not in answer.text
    assert await issued(sql_storage) == []


async def test_a_boleto_of_another_value_or_date_is_told_as_it_is_read(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()

    dearer = await read(browser, page, a_boleto(DUE, cents=202_51).pdf)
    later = await read(browser, page, a_boleto(date(2026, 12, 15)).pdf)

    assert "O valor é diferente" in dearer.text
    assert "O vencimento é diferente" in later.text


async def test_what_was_typed_stays_and_a_difference_is_told(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()
    drawn, typed = a_boleto(DUE), a_line(DUE, free=99)

    other = await read(browser, page, drawn.pdf, typed)
    same = await read(browser, page, drawn.pdf, drawn.linha_digitavel)

    assert f'value="{typed}"' in other.text
    assert "O PDF traz outra linha digitável" in other.text
    assert "outra linha" not in same.text


async def test_a_pdf_of_another_line_is_not_sent_unless_a_supervisor_says_why(
    sql_storage: SqlStorage, comes: Comes
) -> None:
    page = await page_of(sql_storage, 0)
    ana, bia = await comes("ana"), await comes("bia", StaffRole.SUPERVISOR)
    order, pdf = {"code_0": a_line(DUE, free=99)}, a_boleto(DUE).pdf

    refused = await upload(ana, page, order, pdf_0=pdf)
    nothing = await issued(sql_storage)
    insisted = await upload(bia, page, {**order, "insist": "yes", "why": "o banco trocou a linha"}, pdf_0=pdf)

    assert (refused.status_code, "O PDF traz outra linha digitável" in refused.text) == (422, True)
    assert nothing == []
    assert (insisted.status_code, len(await issued(sql_storage))) == (200, 1)


async def test_a_pdf_alone_of_another_part_is_refused_and_of_this_one_is_sent(
    sql_storage: SqlStorage, comes: Comes
) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()

    wrong = await upload(browser, page, {"code_0": ""}, pdf_0=a_boleto(DUES[1]).pdf)
    right = await upload(browser, page, {"code_0": ""}, pdf_0=a_boleto(DUE).pdf)

    assert (wrong.status_code, "O vencimento é diferente" in wrong.text) == (422, True)
    assert (right.status_code, "Boleto conferido" in right.text) == (200, True)


async def test_of_a_paper_with_all_slips_each_part_gets_its_own(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage), await comes()
    drawn = [a_boleto(due, number=str(n + 1)) for n, due in enumerate(DUES)]
    paper = together(*(slip.pdf for slip in drawn))

    for part, slip in enumerate(drawn):
        answer = await read(browser, page, paper, part=part)
        assert f'value="{slip.linha_digitavel}"' in answer.text


async def test_what_holds_no_line_leaves_the_field_as_it_was(sql_storage: SqlStorage, comes: Comes) -> None:
    page, browser = await page_of(sql_storage, 0), await comes()

    for pdf in (PDF, b"%PDF-1.4 broken %%EOF", b"not a pdf"):
        answer = await read(browser, page, pdf)
        assert (answer.status_code, 'value=""' in answer.text) == (200, True)
    assert "O arquivo não é um PDF" in answer.text


async def test_only_the_first_pages_are_read() -> None:
    late = together(*[an_empty_page()] * 5, a_boleto(DUE).pdf)

    assert await PdfSlipReader().lines(late) == ()


async def test_a_reader_that_hangs_is_stopped(tmp_path: Path) -> None:
    marker, program = tmp_path / "pid", tmp_path / "hangs.py"
    writes = f"pathlib.Path({json.dumps(str(marker))}).write_text(str(os.getpid()))"
    program.write_text(f"import os, pathlib, time\n{writes}\ntime.sleep(600)\n")

    assert await PdfSlipReader(program, within_s=5.0).lines(PDF) == ()
    if marker.exists():
        assert not Path(f"/proc/{marker.read_text()}").exists()


async def test_a_part_that_is_not_there_and_a_role_that_may_not(sql_storage: SqlStorage, comes: Comes) -> None:
    page = await page_of(sql_storage, 0)
    ana, auditor = await comes("ana"), await comes("rui", StaffRole.AUDITOR)

    assert (await read(ana, page, PDF, part=7)).status_code == 404
    assert (await auditor.http.post(f"{page}/parts/0/read")).status_code == 403


def an_empty_page() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return written(writer)


def together(*papers: bytes) -> bytes:
    writer = PdfWriter()
    for paper in papers:
        for page in PdfReader(BytesIO(paper)).pages:
            writer.add_page(page)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
