"""The what-if as bars: live and draft side by side, longest first in scale; the page says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.policy.entry import amount_typed
from bot.application.editor.policy.what_if import Pair, Sums
from bot.domain.brackets import DiscountRow
from bot.domain.money import Money

WIDTH, BAR, GAP, HEAD = 300, 14, 4, 20


@dataclass(frozen=True)
class Bar:
    y: int
    width: int
    side: str  # live or draft
    told: str


@dataclass(frozen=True)
class Group:
    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    title: str
    told: str
    groups: tuple[Group, ...]
    height: int
    width: int = WIDTH
    bar: int = BAR


@dataclass(frozen=True)
class Line:
    """One figure before and after."""

    name: str
    live: str
    draft: str
    change: str


def discounts_chart(pair: Pair) -> Chart:
    """All that would be conceded, if everybody took the one or the other."""
    return _chart(
        "Desconto total concedido",
        [
            ("Todos à vista", pair.live.whole.lump_discount, pair.draft.whole.lump_discount),
            ("Todos no plano mais longo", pair.live.whole.plan_discount, pair.draft.whole.plan_discount),
        ],
    )


def brackets_chart(pair: Pair, table: Sequence[DiscountRow]) -> Chart:
    """If everybody took the lump sum, by days overdue."""
    live, draft = (side.brackets for side in (pair.live, pair.draft))
    found = [
        (_span(row), live.get(row.from_day, Sums()).lump_discount, draft.get(row.from_day, Sums()).lump_discount)
        for row in table
    ]
    return _chart("À vista, por dias de atraso", found)


def figures(pair: Pair) -> list[Line]:
    live, draft = pair.live.whole, pair.draft.whole
    return [
        _money("Desconto se todos pagarem à vista", live.lump_discount, draft.lump_discount),
        _money("Desconto se todos ficarem no plano mais longo", live.plan_discount, draft.plan_discount),
        _money("Entrada média", live.average_down_payment.cents, draft.average_down_payment.cents),
        _count("Pessoas que podem parcelar", live.with_plan, draft.with_plan),
    ]


def bracket_lines(pair: Pair, table: Sequence[DiscountRow]) -> list[tuple[str, list[Line]]]:
    """The same by bracket of the live table."""
    return [
        (_span(row), figures(_only(pair, row.from_day)))
        for row in table
        if row.from_day in {*pair.live.brackets, *pair.draft.brackets}
    ]


def reais(value: Money | int) -> str:
    money = value if isinstance(value, Money) else Money(value)
    return f"R$ {'-' if money.cents < 0 else ''}{amount_typed(Money(abs(money.cents)).decimal_text())}"


def _only(pair: Pair, start: int) -> Pair:
    sides = (type(one)(one.brackets.get(start, Sums())) for one in (pair.live, pair.draft))
    return Pair(*sides)


def _money(name: str, live: int, draft: int) -> Line:
    sign = "+" if draft > live else "−"
    return Line(name, reais(live), reais(draft), "igual" if live == draft else f"{sign}{reais(abs(draft - live))}")


def _count(name: str, live: int, draft: int) -> Line:
    sign = "+" if draft > live else "−"
    return Line(name, str(live), str(draft), "igual" if live == draft else f"{sign}{abs(draft - live)}")


def _chart(title: str, found: Sequence[tuple[str, int, int]]) -> Chart:
    highest = max((value for _, *values in found for value in values), default=0) or 1
    groups, y = [], 0
    for name, live, draft in found:
        bars = tuple(
            Bar(y + HEAD + n * (BAR + GAP), max(value * WIDTH // highest, 2 if value else 0), side, reais(value))
            for n, (side, value) in enumerate((("live", live), ("draft", draft)))
        )
        groups.append(Group(name, y, bars))
        y += HEAD + 2 * (BAR + GAP) + 10
    told = "; ".join(f"{name}: {reais(live)} no ar, {reais(draft)} no rascunho" for name, live, draft in found)
    return Chart(title, told, tuple(groups), y)


def _span(row: DiscountRow) -> str:
    return f"{row.from_day} a {row.to_day} dias" if row.to_day is not None else f"{row.from_day} dias ou mais"
