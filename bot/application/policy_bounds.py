"""What no policy may go beyond, tried at every limit: each table, bracket, kind, count and value (P2-P7, I3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from bot.application.editor.policy.catalogue import BY_NAME
from bot.application.editor.policy.entry import told
from bot.application.editor.policy.fields import Field
from bot.application.policy_limits import LIMITS
from bot.application.wording import brl
from bot.domain.brackets import DiscountRow
from bot.domain.money import ZERO, Money
from bot.domain.negotiations import Negotiation, negotiate
from bot.domain.policy import Policy
from bot.domain.titles import Title, update

_ONE_CENT = Money(1)
_FAR = 200  # days past the beginning of a bracket without end
_QUIET_DAY = date(2026, 6, 15)


@dataclass(frozen=True)
class _Table:
    """One discount table, and a day on which it rules."""

    name: str
    rows: tuple[DiscountRow, ...]
    today: date


def bound_problems(policy: Policy) -> Iterator[str]:
    """In Portuguese, each bound the policy leaves; nothing when it stays inside them."""
    yield from _limits(policy)
    if policy.negotiation.negotiates:
        yield from _minima(policy)
        yield from _grid(policy)


def _limits(policy: Policy) -> Iterator[str]:
    """Each number outside its limit, in the words of the forms."""
    for name, limit in LIMITS.items():
        value = limit.of(policy)
        if not limit.allows(value):
            field = BY_NAME[name]
            bound = ("o mínimo", limit.least) if value < limit.least else ("o máximo", limit.most)
            yield f"{field.label}: {_told(field, value)}; {bound[0]} é {_told(field, bound[1])}"


def _told(field: Field, value: int | Decimal) -> str:
    return told(field, f"{Decimal(value).normalize():f}")


def _minima(policy: Policy) -> Iterator[str]:
    rules = policy.negotiation
    for name, amount in (("entrada", rules.minimum_down_payment), ("parcela", rules.minimum_installment)):
        if amount <= ZERO:
            yield f"a {name} mínima precisa ser maior que zero"


def _grid(policy: Policy) -> Iterator[str]:
    """Each fault once for each table and delay, at the first debt that shows it."""
    codes = {kind.max_installments: kind.code for kind in policy.title_kinds.values()}.values()
    for table in _tables(policy):
        for row in table.rows:
            for days in dict.fromkeys((row.from_day, row.to_day or row.from_day + _FAR)):
                told: dict[str, Money] = {}
                for code, value in product(codes, _values(policy)):
                    deal = _negotiation(policy, _Case(code, days, value, table.today))
                    told |= {fault: value for fault in _faults(deal) if fault not in told}
                yield from (f"{table.name}, {days} dias de atraso: {fault} ({brl(told[fault])})" for fault in told)


def _tables(policy: Policy) -> Iterator[_Table]:
    rules = policy.negotiation
    day = _QUIET_DAY
    while any(campaign.runs_on(day) for campaign in rules.campaigns):
        day += timedelta(days=1)
    yield _Table("tabela de descontos", rules.discount_table, day)
    if rules.small_debt is not None:
        yield _Table("tabela de dívida pequena", rules.small_debt.table, day)
    for campaign in rules.campaigns:
        yield _Table(f"campanha «{campaign.act}»", campaign.table, campaign.first_day)


def _values(policy: Policy) -> list[Money]:
    """Around the least that makes a plan, around the small debt's limit, and two ordinary debts."""
    rules = policy.negotiation
    least = rules.minimum_down_payment + rules.minimum_installment
    edges = [least, rules.small_debt.up_to] if rules.small_debt else [least]
    around = [value + by for value in edges for by in (_ONE_CENT, ZERO)] + [edge - _ONE_CENT for edge in edges]
    return [value for value in dict.fromkeys([*around, Money(33_333), Money(1_000_001)]) if value > ZERO]


@dataclass(frozen=True)
class _Case:
    code: str
    days: int
    value: Money
    today: date


def _negotiation(policy: Policy, case: _Case) -> Negotiation:
    due = case.today - timedelta(days=case.days)
    title = Title("1", case.code, due.replace(day=1), due, case.value)
    return negotiate((update(title, case.today, policy.update_rules),), policy, case.today)


def _faults(deal: Negotiation) -> Iterator[str]:
    dearest = max((lump.total for lump in deal.lump_sums), default=ZERO)
    if any(lump.value <= ZERO for lump in deal.lump_sums):
        yield "o desconto à vista não deixa nada a pagar"
    if any(plan.value <= ZERO for plan in deal.plans):
        yield "o desconto das parcelas não deixa nada a pagar"
    if any(plan.total < dearest for plan in deal.plans):
        yield "à vista custa mais do que uma condição parcelada ao lado dela"
    if not all(plan.respects(deal.limits) for plan in deal.plans):
        yield "há parcelamento abaixo da entrada ou da parcela mínima"
    yield from _over_the_ceiling(deal)


def _over_the_ceiling(deal: Negotiation) -> Iterable[str]:
    ceiling = deal.ceilings.discount_at(deal.ceilings.share_of(Money.rounded(deal.ceilings.lump_sum)))
    return ["o desconto passa do teto da tabela"] if any(lump.discount > ceiling for lump in deal.lump_sums) else []
