"""Who looked at a debt is on record once a page; auditors and talks of the unknown have a panel too (section 10)."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from bot.adapters.db.agents.deals import SqlDeals
from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.tables import AccessRecordRow
from bot.application.agents.deal_models import DealTools
from bot.application.agents.roles import StaffRole
from console.deal.router import deal_router
from console.talk.mount import talk_routers
from tests.integration.staff.browsers import mounted_console, opened_copy
from tests.integration.talk_pages.desk import Agent, Office

MOUNTED = mounted_console(*talk_routers(), deal_router())


@pytest.fixture
def house(office: Office) -> Office:
    """With the panel beside the conversation."""
    database = office.debtors.storage.database
    app = opened_copy(MOUNTED, office.entrance)
    app.state.talk = office.talk
    app.state.deal = DealTools(
        office.talk.tools, SqlDeals(database, office.clock), SqlExceptions(database, office.clock)
    )
    return Office(office.entrance, app, office.talk, office.debtors, office.clock)


@pytest.fixture
async def auditor(house: Office) -> AsyncIterator[Agent]:
    hired = await house.hires("leitora", StaffRole.AUDITOR)
    yield hired
    await hired.browser.http.aclose()


async def looks(house: Office) -> list[tuple[str, str]]:
    async with house.debtors.storage.database.reading() as session:
        return [(one.what, one.actor) for one in await session.scalars(select(AccessRecordRow))]


async def test_the_panel_is_on_record_once_a_page_and_not_at_each_refresh(auditor: Agent, house: Office) -> None:
    """Section 10: amounts stay hidden, and the look is known."""
    talk = await house.debtors.waits_for_a_person()
    auditor.browser.http.headers["HX-Request"] = "true"

    panel = await auditor.opens(talk, "/deal")
    for _ in range(2):
        assert (await auditor.opens(talk, "/deal/facts")).status_code == 200

    assert panel.status_code == 200
    assert "Em aberto" in panel.text
    assert "R$" not in panel.text
    assert await looks(house) == [("deal", auditor.email)]


async def test_an_address_typed_is_a_look_whatever_it_asks_for(auditor: Agent, house: Office) -> None:
    talk = await house.debtors.waits_for_a_person()

    for part in ("/deal", "/deal/facts", "/deal?kind=lump_sum"):
        await auditor.opens(talk, part)

    assert await looks(house) == [("deal", auditor.email)] * 3


async def test_the_page_loads_the_panel_for_an_auditor_and_for_who_is_not_identified(
    auditor: Agent, house: Office
) -> None:
    talk = await house.debtors.writes()

    page = await auditor.opens(talk)
    panel = await auditor.opens(talk, "/deal")

    assert f'hx-get="/console/inbox/{talk}/deal"' in page.text
    assert "quando a identidade for confirmada" in panel.text
    assert await looks(house) == []
