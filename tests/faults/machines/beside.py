"""What goes on beside people who talk: a phone that writes without end, a file taken in, a batch of notices."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.application.notices.planning import Order, PlanTools, plan_batch
from bot.application.portfolio.ports import PortfolioFile
from bot.domain.conversation import Channel
from tests.builders import TODAY
from tests.fakes import FakeClock
from tests.faults.machines.fleet import Fleet, MachineTalk
from tests.integration.notices.office import a_debtor, phone, policies

WRITES_EVERY_S = 0.3
TAKES_IN_EVERY_S = 1.0


@dataclass
class Beside:
    """Goes on for as long as the others talk: what they get, they get beside it."""

    fleet: Fleet
    people: int
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self) -> None:
        self._over.set()

    async def flood(self, talk: MachineTalk) -> None:
        """One message after the other, without waiting for what is answered."""
        while not self._over.is_set():
            await talk.deliver(talk.sends(f"oi {len(talk.forms)}"))
            await asyncio.sleep(WRITES_EVERY_S)

    async def take_in_files(self) -> None:
        """The same file again and again, as a command beside the service does."""
        while not self._over.is_set():
            await self.take_in_a_file()
            await asyncio.sleep(TAKES_IN_EVERY_S)

    async def take_in_a_file(self) -> None:
        portfolios = SqlPortfolios(self.fleet.database, FakeClock())
        loading = await portfolios.begin(PortfolioFile("cassems", "carteira.xlsx", TODAY))
        await loading.apply([a_debtor(number) for number in self._numbers])
        await loading.finish(rows=self.people, rejected=0)

    async def plan_notices(self) -> None:
        """To each of the file; the workers send them."""
        await self.take_in_a_file()
        clock = FakeClock()
        tools = PlanTools(SqlLedger(self.fleet.database, clock), policies(), clock, lambda _: frozenset(Channel))
        assert (await plan_batch(Order("cassems", "teste"), tools)).planned == self.people

    @property
    def addresses(self) -> list[str]:
        return [f"whatsapp:{phone(number)}" for number in self._numbers]

    @property
    def notices_read(self) -> Counter[str]:
        theirs = set(self.addresses)
        return Counter(to for taken in self.fleet.twilio.ledger.messages if (to := taken.form["To"]) in theirs)

    @property
    def _numbers(self) -> range:
        return range(1, self.people + 1)
