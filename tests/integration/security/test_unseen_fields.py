"""Section 10: what a role may not see is in nothing that is sent to it, wherever somebody wrote it."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.adapters.db.tables import CaseRow
from bot.application.agents.exception_models import State
from bot.application.agents.masking import text
from bot.application.agents.roles import StaffRole
from tests.builders import CPF, NOON
from tests.integration.security.house import House, Left

WRITTEN = "cpf 159.083.016-47, fone (67) 99888-7766, pagou R$ 1.234,56"
SECRETS = {"159.083.016-47", "99888-7766", "1.234,56"}
OF_ROLE = {
    StaffRole.AGENT: {"1.234,56"},
    StaffRole.SUPERVISOR: SECRETS,
    StaffRole.FINANCE: {"159.083.016-47", "1.234,56"},
    StaffRole.AUDITOR: set(),
}


@pytest.mark.parametrize(
    "written",
    [
        "159.083.016-47",
        "15908301647",
        "159 083 016 47",
        "159.083.016/47",
        "tenho 38 anos e meu cpf 15908301647",
        "cpf 15908301647 38 anos",
        "cpf 159.083.016-47 10/05/1980",
        "1 15908301647",
        "1590 8301 647",
        "CPF:15908301647;",
        "159.083.016 - 47",
        "159,083,016-47",
        "159–083–016–47",
    ],
)
def test_a_cpf_is_hidden_whatever_stands_around_it(written: str) -> None:
    """Also between other numbers, and as people type it."""
    shown = "".join(sign for sign in text(written, StaffRole.AGENT) if sign.isdigit())

    assert CPF not in shown


@pytest.mark.parametrize(
    "written",
    ["67998887766", "(67) 99888-7766", "+55 67 99888-7766", "5567998887766", "67 9 9888 7766", "67 99888.7766"],
)
def test_a_phone_is_hidden_as_it_is_typed(written: str) -> None:
    assert "99888" not in text(f"meu número é {written}", StaffRole.AGENT).replace(" ", "")
    assert text(f"meu número é {written}", StaffRole.SUPERVISOR) == f"meu número é {written}"


@pytest.mark.parametrize(
    "written",
    [
        "34191.79001 01043.510047 91020.150008 5 84410026000000",
        "34191790010104351004791020150008584410026000000",
        "protocolo 41953420261120000001",
        "caso 2026112000001",
        "título 126478448 de 09/2026, vence em 20/11/2026 às 15:00",
        "00020126580014br.gov.bcb.pix0136a1b2c3d4-0000-1111-2222-333344445555",
    ],
)
def test_other_numbers_stay_readable(written: str) -> None:
    assert text(written, StaffRole.AGENT) == written


@pytest.mark.parametrize(
    "written", ["R$ 1.234,56", "1.234,56", "R$1234,56", "1234,56 reais", "RS 1.234,56", "R$\xa050"]
)
def test_an_amount_is_hidden_however_it_is_written(written: str) -> None:
    assert not any(sign in text(f"pago {written}", StaffRole.AUDITOR) for sign in ("234", "56", "50"))


async def written_everywhere(house: House) -> Left:
    """The same words by the debtor, in a note, under a case and in an exception."""
    left = await house.is_left()
    await house.debtors.writes("SM7", WRITTEN)
    await house.talk.notes.add_note(left.conversation, "bia@exemplo.invalid", WRITTEN)
    await house.app.state.deal.exceptions.decide(left.exception, State.REFUSED, "bia@exemplo.invalid", WRITTEN)
    vault = house.storage.database.vault
    ended = {"note": vault.seal(WRITTEN), "result": vault.seal(WRITTEN), "closed_at": NOON, "closed_by": "bia"}
    async with house.storage.database.writing() as session:
        await session.execute(update(CaseRow).where(col(CaseRow.number) == left.case).values(**ended))
    return left


@pytest.mark.parametrize("role", list(OF_ROLE))
async def test_free_text_is_masked_on_every_page(house: House, role: StaffRole) -> None:
    left = await written_everywhere(house)
    reader = await house.comes("leitora", role)
    one = f"/console/inbox/{left.conversation}"

    pages = [one, f"{one}/lines", f"{one}/packet", f"{one}/deal", f"{one}/calls", "/console/inbox?tab=all"]
    for path in (*pages, f"{one}/return", f"{one}/close", f"/console/office/cases/{left.case}", "/console/exceptions"):
        page = (await reader.http.get(path)).text
        assert (path, {secret for secret in SECRETS if secret in page} - OF_ROLE[role]) == (path, set())


@pytest.mark.parametrize("role", list(OF_ROLE))
async def test_free_text_is_masked_on_every_route(house: House, role: StaffRole) -> None:
    left = await written_everywhere(house)
    reader = await house.calls("leitora", role)
    one = f"/conversations/{left.conversation}"

    paths = [one, f"{one}/notes", f"{one}/deal", f"{one}/exceptions", "/inbox", "/cases", "/exceptions", "/queue"]
    for path in (*paths, f"/debtors/{left.person.id}", f"/debtors/{left.person.id}/contacts"):
        page = (await reader.get(path)).text
        assert (path, {secret for secret in SECRETS if secret in page} - OF_ROLE[role]) == (path, set())
