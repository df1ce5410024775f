"""The API on both databases, with a key for each role."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bot.adapters.db.agents.deals import SqlDeals
from bot.adapters.db.agents.debts import SqlAgreements
from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.agents.rota import SqlRota
from bot.adapters.db.cases import SqlCases
from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.adapters.documents import PaperDocuments
from bot.application.agents.deal_models import DealTools
from bot.application.agents.debts import DebtTools
from bot.application.agents.keys import add_user, issue_key
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import RotaTools
from bot.application.agents.tools import AgentTools
from bot.application.desk import Services
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel
from bot.parts.pages import certified
from console.api.deps import ApiParts, NoticeParts
from console.api.mount import add_api
from tests.checkout import checkout_release
from tests.fakes import FakeCalendar, FakeClock
from tests.integration.api.desk import Caller, Debtors, EmergencyStop, FakePresence, OneRelease, Reentered
from tests.integration.db.debtors import with_a_debtor

BOTH = frozenset(Channel)

type Hire = Callable[..., Awaitable[Caller]]


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
def dialogue(release: LoadedRelease) -> Reentered:
    return Reentered(release)


@pytest.fixture
def emergency() -> EmergencyStop:
    return EmergencyStop()


@pytest.fixture
def tools(
    sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease, dialogue: Reentered, emergency: EmergencyStop
) -> AgentTools:
    records, numbers = sql_storage.records(), sql_storage.numbers()
    return AgentTools(
        conversations=SqlConversations(sql_storage.database, clock),
        staff=SqlStaff(sql_storage.database),
        dialogue=dialogue,
        releases=OneRelease(release),
        services=Services(records, numbers, FakeCalendar(), PaperDocuments()),
        clock=clock,
        default_creditor="cassems",
        is_stopped=emergency.is_pressed,
    )


@pytest.fixture
def presence() -> FakePresence:
    return FakePresence()


@pytest.fixture
def rota(tools: AgentTools, sql_storage: SqlStorage, clock: FakeClock, presence: FakePresence) -> RotaTools:
    return RotaTools(tools, SqlRota(sql_storage.database, clock), presence)


@pytest.fixture(scope="session")
def mounted() -> FastAPI:
    """The routes, made once; what they lean on is each test's own."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_api(app)
    return app


@pytest.fixture
def api(mounted: FastAPI, tools: AgentTools, sql_storage: SqlStorage, rota: RotaTools) -> FastAPI:
    app = mounted
    debts = DebtTools(tools, SqlAgreements(sql_storage.database))
    database = sql_storage.database
    kept = SqlExcuses(database), SqlNotices(database)
    notices = NoticeParts(SqlLedger(database, tools.clock), SqlNoticeReports(database), lambda creditor: BOTH, *kept)
    app.state.api = ApiParts(tools, debts, SqlCases(database), notices, rota, SqlExceptions(database, tools.clock))
    app.state.deal = DealTools(tools, SqlDeals(database, tools.clock), app.state.api.exceptions)
    settings = SimpleNamespace(public_url="https://negocia.exemplo.invalid")
    behind = SimpleNamespace(database=database, releases=tools.releases, clock=tools.clock, settings=settings)
    app.state.certificates = partial(certified, behind)  # type: ignore[arg-type]
    return app


@pytest.fixture
async def client(api: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(api), base_url="http://concilia") as opened:
        yield opened


@pytest.fixture
def hire(client: AsyncClient, tools: AgentTools, clock: FakeClock) -> Hire:
    """Somebody of the staff, with a key."""

    async def hire(name: str, role: StaffRole = StaffRole.AGENT) -> Caller:
        email = f"{name}@exemplo.invalid"
        await add_user(email, role, tools.staff, clock.now())
        return Caller(client, await issue_key(email, tools.staff, clock.now()), email)

    return hire


@pytest.fixture
async def ana(hire: Hire) -> Caller:
    """An agent."""
    return await hire("ana")


@pytest.fixture
async def debtors(sql_storage: SqlStorage, release: LoadedRelease) -> Debtors:
    return Debtors(sql_storage, release, await with_a_debtor(sql_storage))
