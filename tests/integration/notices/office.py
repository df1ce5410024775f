"""A creditor's people to be notified, on a real database; all of them are invented."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.storage import SqlStorage
from bot.application.messages import OutgoingMessage
from bot.application.notices.planning import Order, Plan, PlanTools, plan_batch
from bot.application.policy_document import read_profile
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow
from bot.domain.conversation import Channel
from bot.domain.documents import cpf_from
from bot.domain.people import Person
from bot.domain.policy import Policy
from tests.builders import NOON, TODAY, a_message, a_person, a_title, a_turn
from tests.fakes import FakeClock

CONTENT = Path(__file__).resolve().parents[3] / "flows" / "content"
BOTH = frozenset(Channel)
DUE = TODAY - timedelta(days=40)


def policies() -> dict[str, Policy]:
    return {slug: read_profile(CONTENT / slug) for slug in ("cassems", "assefaz")}


def cpf(number: int) -> str:
    return cpf_from(f"{number + 100:09d}")


def phone(number: int) -> str:
    return f"+55679{81000000 + number}"


def a_debtor(number: int = 1, due: date | None = DUE, *contacts: tuple[Channel, str], **person: Any) -> PortfolioRow:
    """Somebody with one open mensalidade; without contacts given, at a WhatsApp number of their own."""
    values: dict[str, Any] = {
        "document": cpf(number),
        "registration": f"{number:08d}",
        "name": f"Pessoa Inventada {number}",
        "plan_name": "Plano Especial",
        "plan_registration": "417.882/14-1",
    }
    title = a_title(f"{number:09d}", code="002", due_date=due) if due is not None else None
    reached = contacts or ((Channel.WHATSAPP, phone(number)),)
    return PortfolioRow(a_person(**{**values, **person}), reached, title)


@dataclass
class Office:
    """The database with its ledger, and what is asked of it."""

    storage: SqlStorage
    clock: FakeClock
    channels: frozenset[Channel] = BOTH
    policies: dict[str, Policy] = field(default_factory=policies)

    @property
    def ledger(self) -> SqlLedger:
        return SqlLedger(self.storage.database, self.clock)

    async def has(self, *rows: PortfolioRow, base_date: date = TODAY, creditor: str = "cassems") -> None:
        taken = await self.storage.portfolios().begin(PortfolioFile(creditor, "carteira.xlsx", base_date))
        await taken.apply(rows)
        await taken.finish(rows=len(rows), rejected=0)

    async def person(self, number: int = 1) -> Person:
        return (await self.storage.records().people_by_document("cassems", cpf(number)))[0]

    async def plans(self, **order: Any) -> Plan:
        return await plan_batch(Order("cassems", "teste", **order), self.plan_tools())

    def plan_tools(self) -> PlanTools:
        return PlanTools(self.ledger, self.policies, self.clock, lambda creditor: self.channels)

    async def skipped(self, **order: Any) -> dict[str, str]:
        return {each.document: each.reason for each in (await self.plans(**order)).skipped}

    async def decides(self, *changes: Any, number: int = 1, replies: tuple[OutgoingMessage, ...] = ()) -> None:
        """A turn of the person's that decided this."""
        conversation = await self.storage.inbox().store(a_message(f"SM-{number}-{changes!r}", contact=phone(number)))
        claim = await self.storage.inbox().claim(conversation or 0, quiet_since=NOON + timedelta(days=1), lease_s=30)
        assert claim is not None
        assert await self.storage.inbox().commit(claim, a_turn(claim, *replies, changes=changes))
