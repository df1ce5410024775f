"""What a change of policy would mean for the debtors there are: the bot's own engine under two policies (F1, P5)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Protocol

from bot.domain.brackets import DiscountRow
from bot.domain.ladder import longest_plan
from bot.domain.money import ZERO, Money
from bot.domain.negotiations import LumpSum, Negotiation, open_negotiations
from bot.domain.plans import Plan
from bot.domain.policy import Policy
from bot.domain.titles import Title

FIRST_SAMPLE = 500
BATCH = 500
EVERYBODY = 10_007  # of so many, how many are drawn into a sample: all of them


@dataclass(frozen=True)
class Owing:
    """One person's titles that may be charged, by the id lists go by."""

    person_id: int
    titles: tuple[Title, ...]


@dataclass(frozen=True)
class Named:
    """Somebody to show a quote of: shortened and masked where it is read."""

    person_id: int
    name: str
    document: str
    titles: tuple[Title, ...]


class PortfolioBook(Protocol):
    """The portfolio as the what-if reads it: only who owes something, in order of id."""

    async def owing(self, creditor: str, after: int, limit: int, drawn: int = EVERYBODY) -> Sequence[Owing]:
        """The next ones after an id; fewer than the limit when they are the last."""
        ...

    async def count(self, creditor: str) -> int: ...

    async def named(self, creditor: str, people: Iterable[int]) -> Sequence[Named]: ...


@dataclass(frozen=True)
class Sums:
    """Of the negotiations in one bracket, or of all. Amounts in centavos, as sums of sums are carried about."""

    debtors: int = 0  # with a plan or without; somebody with two codes counts once
    with_plan: int = 0  # debtors who can be offered at least one plan
    owed: int = 0
    lump_discount: int = 0  # if everybody took the best lump sum
    plan_discount: int = 0  # if everybody took the longest plan, and those without one paid at once
    down_payments: int = 0
    plans: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))

    @property
    def average_down_payment(self) -> Money:
        return Money(self.down_payments).floor_div(self.plans) if self.plans else ZERO


@dataclass(frozen=True)
class Totals:
    """What one policy would concede; by the first day of each bracket, 0-90 as "0"."""

    whole: Sums = field(default_factory=Sums)
    brackets: dict[int, Sums] = field(default_factory=dict)

    def __add__(self, other: "Totals") -> "Totals":
        starts = sorted({*self.brackets, *other.brackets})
        added = {one: self.brackets.get(one, Sums()) + other.brackets.get(one, Sums()) for one in starts}
        return Totals(self.whole + other.whole, added)


@dataclass(frozen=True)
class Pair:
    """The same under the live policy and under the draft's."""

    live: Totals = field(default_factory=Totals)
    draft: Totals = field(default_factory=Totals)

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(self.live + other.live, self.draft + other.draft)


@dataclass(frozen=True)
class Progress:
    """How far the counting came: the last person counted, and how many; `is_over` when there is nobody after."""

    pair: Pair = field(default_factory=Pair)
    after: int = 0
    counted: int = 0
    is_over: bool = False


@dataclass(frozen=True)
class Terms:
    """One negotiation as somebody compares it: what the best lump sum and the longest plan are."""

    code: str
    label: str
    owed: Money
    days_overdue: int
    lump_sum: LumpSum | None
    plan: Plan | None


def count(people: Iterable[Owing], live: Policy, draft: Policy, today: date) -> Pair:
    """Both policies over some people; brackets are the live table's, so that both sides are told alike."""
    table = live.negotiation.discount_table
    pair = Pair()
    for person in people:
        pair += Pair(*(_totals(person.titles, policy, table, today) for policy in (live, draft)))
    return pair


def drawn_for_sample(people: int) -> int:
    """How many of EVERYBODY give about the first sample."""
    return EVERYBODY if people <= FIRST_SAMPLE else max(EVERYBODY * FIRST_SAMPLE // people, 1)


def advance(progress: Progress, batch: Sequence[Owing], limit: int, pair: Pair) -> Progress:
    """The progress after a batch that was asked for with `limit`."""
    after = batch[-1].person_id if batch else progress.after
    return Progress(progress.pair + pair, after, progress.counted + len(batch), is_over=len(batch) < limit)


def terms_of(titles: Iterable[Title], policy: Policy, today: date) -> tuple[Terms, ...]:
    """One debtor's quote at its furthest: where the steps end."""
    return tuple(
        Terms(
            one.code,
            one.kind.neutral_label if one.kind else one.code,
            one.balance.updated,
            one.balance.days_overdue,
            one.lump_sums[-1] if one.lump_sums else None,
            longest_plan(one) if one.kind else None,
        )
        for one in open_negotiations(titles, policy, today)
    )


def carried(pair: Pair) -> dict[str, object]:
    """As it goes with the page from one batch to the next."""
    return {side: _plain(getattr(pair, side)) for side in ("live", "draft")}


def taken_up(plain: object) -> Pair:
    """What was carried; whatever else came is nothing counted yet."""
    try:
        return Pair(*(_totals_from(plain[side]) for side in ("live", "draft")))  # type: ignore[index]
    except (KeyError, TypeError, ValueError, AttributeError):
        return Pair()


def _totals(titles: Iterable[Title], policy: Policy, table: Sequence[DiscountRow], today: date) -> Totals:
    every: dict[int, Sums] = {}
    for one in open_negotiations(titles, policy, today):
        start = next(row.from_day for row in table if row.covers(one.balance.days_overdue))
        mine = _sums(one, policy)
        before = every.get(start)
        every[start] = mine if before is None else _of_one(before + mine)
    return Totals(_of_one(sum(every.values(), Sums())) if every else Sums(), every)


def _of_one(sums: Sums) -> Sums:
    """Added up over one debtor's negotiations: still one debtor."""
    return Sums(**{**asdict(sums), "debtors": 1, "with_plan": min(sums.with_plan, 1)})


def _sums(negotiation: Negotiation, policy: Policy) -> Sums:
    owed = negotiation.balance.updated
    if negotiation.is_unknown or not policy.negotiation.negotiates:
        return Sums(debtors=1, owed=owed.cents)
    best = negotiation.lump_sums[-1].discount
    plan = longest_plan(negotiation)
    return Sums(
        debtors=1,
        with_plan=int(plan is not None),
        owed=owed.cents,
        lump_discount=best.cents,
        plan_discount=(owed - plan.value).cents if plan else best.cents,
        down_payments=plan.down_payment.cents if plan else 0,
        plans=int(plan is not None),
    )


def _plain(totals: Totals) -> dict[str, object]:
    brackets = {str(start): list(asdict(sums).values()) for start, sums in totals.brackets.items()}
    return {"whole": list(asdict(totals.whole).values()), "brackets": brackets}


def _totals_from(plain: dict[str, object]) -> Totals:
    brackets = plain["brackets"]
    if not isinstance(brackets, dict):
        raise TypeError("not brackets")
    return Totals(_sums_from(plain["whole"]), {int(start): _sums_from(sums) for start, sums in brackets.items()})


def _sums_from(numbers: object) -> Sums:
    if not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
        raise ValueError("not sums")
    return Sums(*numbers)
