"""Planning notices: everyone due, each once for the same default, and why the others are not told (N1, N4, N6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.application.notices.judging import Judge, SkipReason
from bot.application.notices.ledger import Batch, Ledger, Planned, Scope, Skipped
from bot.application.ports import Clock
from bot.domain.conversation import Channel
from bot.domain.documents import document_of
from bot.domain.errors import BotError
from bot.domain.policy import Policy
from bot.domain.titles import ChargeKind


class CreditorWithoutPolicy(BotError):
    """Nobody of this name is served here."""

    def __init__(self, creditor: str) -> None:
        super().__init__(f"no creditor {creditor!r}")


class NotADocument(BotError):
    """Neither a CPF nor a CNPJ."""


@dataclass(frozen=True)
class Order:
    """What is asked: one creditor's people, as of a day, all of them or one."""

    creditor: str
    asked_by: str
    due: date | None = None  # today
    cpf: str | None = None


@dataclass(frozen=True)
class PlanTools:
    ledger: Ledger
    policies: Mapping[str, Policy]
    clock: Clock
    channels_of: Callable[[str], frozenset[Channel]]  # on which a sender of ours speaks for a creditor


@dataclass(frozen=True)
class Plan:
    """What came of it."""

    batch_id: int
    planned: int
    skipped: tuple[Skipped, ...]

    def document(self) -> dict[str, object]:
        skipped = [{"cpf": each.document, "reason": each.reason} for each in self.skipped]
        return {"planned": self.planned, "skipped": skipped}


async def plan_batch(order: Order, tools: PlanTools) -> Plan:
    """Plan everyone due, some hundreds at a time; asked again, it plans nobody twice."""
    if order.creditor not in tools.policies:
        raise CreditorWithoutPolicy(order.creditor)
    policy, day = tools.policies[order.creditor], order.due or tools.clock.business_now().date()
    now, channels = tools.clock.now(), tools.channels_of(order.creditor)
    scope, judge = scope_of(order, policy, day), Judge(policy, day, now, channels)
    batch_id = await tools.ledger.open_batch(Batch(order.creditor, day, order.asked_by, now))
    count, skipped = 0, list[Skipped]()
    async for candidates in tools.ledger.candidates(scope):
        judged = [judge.of(candidate) for candidate in candidates]
        planned = [each for each in judged if isinstance(each, Planned)]
        passed = [each for each in judged if isinstance(each, Skipped)]
        taken = await tools.ledger.record(batch_id, planned, passed, now)
        late = [each for each in planned if each.person_id not in taken]
        skipped += [*passed, *(Skipped(e.person_id, e.document, SkipReason.ALREADY_NOTIFIED) for e in late)]
        count += len(taken)
    if scope.document is not None and not count and not skipped:
        skipped.append(Skipped(None, scope.document, SkipReason.UNKNOWN))
    return Plan(batch_id, count, tuple(skipped))


def scope_of(order: Order, policy: Policy, day: date) -> Scope:
    codes = [code for code, kind in policy.title_kinds.items() if kind.kind is ChargeKind.MONTHLY_FEE]
    document = document_of(order.cpf) if order.cpf is not None else None
    if order.cpf is not None and document is None:
        raise NotADocument(f"{order.cpf!r} is neither a CPF nor a CNPJ")
    return Scope(order.creditor, codes, day - timedelta(days=policy.notice.alert_from_day), document)
