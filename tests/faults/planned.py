"""People planned to be notified, in a database that processes will work in; all of them are invented."""

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.notices.office import Office, a_debtor


async def plan_for(people: int, database_url: str, clock: FakeClock) -> None:
    storage = SqlStorage(database_url, Vault([TEST_KEY]), clock)
    office = Office(storage, clock)
    await office.has(*[a_debtor(number) for number in range(1, people + 1)])
    assert (await office.plans()).planned == people
    await storage.close()
