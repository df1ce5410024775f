"""Refused deliveries in the browser: told by their cause, and taken in only where a token of ours signed them."""

import pytest
from sqlmodel import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import DeliveryRow, InboxRow
from bot.application.agents.roles import StaffRole
from tests.builders import PHONE
from tests.integration.refused_pages.conftest import Enter
from tests.integration.refused_pages.desk import RETIRED, RefusedDesk

PAGE = "/console/refused"
UNSECURED = "http://negocia.exemplo.invalid"


async def messages(storage: SqlStorage) -> list[InboxRow]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(InboxRow).order_by("id")))


async def test_with_nothing_refused_the_page_says_so(enters: Enter) -> None:
    browser = await enters()

    page = await browser.opens(PAGE)

    assert "Nenhuma recusada" in page.text
    assert "Processar" not in page.text


async def test_each_cause_is_named_and_nobodys_number_or_words_are_shown(desk: RefusedDesk, enters: Enter) -> None:
    await desk.refuses("SM1", Body="segredo")
    await desk.refuses("SM2", url=UNSECURED)
    await desk.refuses("SM3", token=RETIRED)
    await desk.refuses("SM4", token="somebody-elses")
    await desk.refuses("SM5", token="somebody-elses", MessageStatus="read")
    browser = await enters()

    page = await browser.opens(PAGE)

    titles = ("Conferem agora", "Assinadas para outro endereço", "Com a credencial antiga", "De origem desconhecida")
    assert [title in page.text for title in titles] == [True] * 4
    assert f"{UNSECURED}/webhooks/twilio/messages" in page.text
    assert page.text.count("Processar agora") == 3
    assert "Mensagem, final 0001" in page.text
    assert "Situação de envio" in page.text
    assert PHONE not in page.text
    assert "segredo" not in page.text


@pytest.mark.parametrize(
    ("cause", "how"), [("fits_now", {}), ("other_address", {"url": UNSECURED}), ("old_token", {"token": RETIRED})]
)
async def test_what_was_the_providers_is_taken_in_once_as_when_it_came(
    sql_storage: SqlStorage, desk: RefusedDesk, enters: Enter, cause: str, how: dict[str, str]
) -> None:
    came = await desk.refuses("SM1", Body="ciente", **how)
    desk.clock.advance(hours=2)
    browser = await enters()
    await browser.opens(PAGE)

    done = await browser.sends(f"{PAGE}/taken", {"cause": cause})
    again = await browser.sends(f"{PAGE}/taken", {"cause": cause})

    [row] = await messages(sql_storage)
    assert (row.external_id, row.received_at) == ("SM1", came.at)
    assert "1 mensagem processada" in done.text
    assert "Não havia nenhuma para processar" in again.text
    assert "1 por adm@exemplo.invalid" in again.text


async def test_no_forgery_gets_in_under_whatever_cause_it_is_sent(
    sql_storage: SqlStorage, desk: RefusedDesk, enters: Enter
) -> None:
    await desk.refuses("SM1", token="somebody-elses")
    browser = await enters()
    await browser.opens(PAGE)

    codes = [
        (await browser.sends(f"{PAGE}/taken", {"cause": cause})).status_code
        for cause in ("fits_now", "other_address", "old_token", "unknown", "made-up")
    ]

    assert codes == [200, 200, 200, 200, 422]
    assert await messages(sql_storage) == []
    assert len(await desk.store.waiting(10)) == 1


async def test_a_delivery_state_is_taken_in_as_one(sql_storage: SqlStorage, desk: RefusedDesk, enters: Enter) -> None:
    await desk.refuses("SM1", MessageStatus="delivered")
    browser = await enters()
    await browser.opens(PAGE)

    await browser.sends(f"{PAGE}/taken", {"cause": "fits_now"})

    async with sql_storage.database.reading() as session:
        [row] = await session.scalars(select(DeliveryRow))
    assert (row.sid, row.state, await messages(sql_storage)) == ("SM1", "delivered", [])


@pytest.mark.parametrize("role", [StaffRole.SUPERVISOR, StaffRole.AUDITOR])
async def test_only_admins_see_or_take_them(desk: RefusedDesk, enters: Enter, role: StaffRole) -> None:
    await desk.refuses("SM1")
    browser = await enters(role)

    assert (await browser.opens(PAGE)).status_code == 403
    assert (await browser.sends(f"{PAGE}/taken", {"cause": "fits_now"})).status_code == 403
    assert len(await desk.store.waiting(10)) == 1
