"""Two workers and the agents' tools at one PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.agents.rota import SqlRota
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.application.agents.tools import AgentTools
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools
from bot.application.releases import LoadedRelease
from tests.checkout import checkout_release
from tests.fakes import FakeCalendar, FakeClock
from tests.integration.api.desk import OneRelease, Reentered
from tests.integration.ownership.whirl import Hands, ScriptedDialogue, Stage


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
async def storages(postgres_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[list[SqlStorage]]:
    """One for each worker and one for the agents, as processes of their own would have."""
    opened = [SqlStorage(postgres_url, vault, clock) for _ in range(3)]
    yield opened
    for storage in opened:
        await storage.close()


@pytest.fixture
def hands(storages: list[SqlStorage], clock: FakeClock, release: LoadedRelease) -> Hands:
    first, second, agents = storages
    tools = AgentTools(
        conversations=SqlConversations(agents.database, clock, capacity=1_000_000),
        staff=SqlStaff(agents.database),
        dialogue=Reentered(release),
        releases=OneRelease(release),
        services=_services(agents),
        clock=clock,
        default_creditor="cassems",
    )
    return Hands(
        (_turns(first, clock, release), _turns(second, clock, release)), tools, SqlRota(agents.database, clock)
    )


def _turns(storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> TurnTools:
    thinking = ScriptedDialogue(random=None, stage=Stage())  # type: ignore[arg-type]  # each case brings its own
    return TurnTools(
        inbox=storage.inbox(),
        dialogue=thinking,  # type: ignore[arg-type]
        releases=OneRelease(release),
        services=_services(storage),
        clock=clock,
        default_creditor="cassems",
        quiet=clock.now() - clock.now(),
        lease_s=60.0,
    )


def _services(storage: SqlStorage) -> Services:
    return Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments())
