"""Discount tables as people fill them in: only the last day of each row is typed, so that no day is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.application.editor.policy.entry import Wrong, entered, shown
from bot.application.editor.policy.fields import Bounds, Field, Kind
from bot.application.editor.yaml_places import Place, Plain, plain_at

type Typed = Mapping[str, Sequence[str]]  # what the form sent, by the names of its fields

MOST_ROWS = 12
TABLE = "discount_table"
_ALL_OF = Bounds.of(0, 100)
_P2 = "Regra do credor: tabela de descontos."


def _cell(place: Place, subject: str, kind: Kind, bounds: Bounds) -> Field:
    return Field(place, subject, kind, "", _P2, "%" if kind is Kind.PERCENT else "dias", bounds, optional=True)


TO_DAY = _cell(("to_day",), "o último dia", Kind.WHOLE, Bounds.of(0, 36500))
LUMP_CHARGES = _cell(("lump_sum", "interest_and_fine"), "o desconto de juros e multa à vista", Kind.PERCENT, _ALL_OF)
LUMP_PRINCIPAL = _cell(("lump_sum", "principal"), "o desconto do principal à vista", Kind.PERCENT, _ALL_OF)
PLAN_CHARGES = _cell(
    ("installments", "interest_and_fine"), "o desconto de juros e multa parcelado", Kind.PERCENT, _ALL_OF
)
PLAN_PRINCIPAL = _cell(("installments", "principal"), "o desconto do principal parcelado", Kind.PERCENT, _ALL_OF)
PERCENTS = (LUMP_CHARGES, LUMP_PRINCIPAL, PLAN_CHARGES, PLAN_PRINCIPAL)
CELLS = (TO_DAY, *PERCENTS)


@dataclass
class Reading:
    """What was understood of a form: values by their places, and what is wrong by the names of fields."""

    changes: dict[Place, Plain | None] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def rows_shown(table: Plain | None, prefix: str) -> dict[str, str]:
    """Each cell by its name in the form."""
    rows = table if isinstance(table, list) else []
    return {
        f"{prefix}.{number}.{cell.name}": shown(cell, plain_at(row, cell.place))
        for number, row in enumerate(rows)
        for cell in CELLS
    }


def filled_rows(typed: Typed, prefix: str) -> list[int]:
    """The numbers of the rows with anything in them: one that was emptied is gone."""
    return [
        number
        for number in range(MOST_ROWS + 1)
        if any(_typed(typed, f"{prefix}.{number}.{cell.name}").strip() for cell in CELLS)
    ]


def read_table(typed: Typed, prefix: str, before: Plain | None) -> tuple[list[Plain], dict[str, str]]:
    """The rows for the document, and what is wrong with them by cell."""
    numbers, rows, wrong = filled_rows(typed, prefix), list[Plain](), dict[str, str]()
    from_day = 0
    for number in numbers:
        name = f"{prefix}.{number}"
        values = _cells(typed, name, plain_at(before or [], (number,)), wrong)
        is_last = number == numbers[-1]
        if name + ".to_day" not in wrong:
            _check_end(f"{name}.to_day", values.get("to_day"), from_day, wrong, is_last=is_last)
        rows.append(_row(values, from_day))
        from_day = int(str(values.get("to_day") or from_day)) + 1
    if not numbers:
        wrong[f"{prefix}.0.to_day"] = "A tabela precisa de ao menos uma faixa."
    return rows, wrong


def table_changes(place: Place, before: Plain | None, rows: list[Plain]) -> dict[Place, Plain | None]:
    """Cell by cell while the rows are as many, so that what is written beside one stays."""
    if not isinstance(before, list) or len(before) != len(rows):
        return {place: rows}
    changes: dict[Place, Plain | None] = {}
    for number, row in enumerate(rows):
        for cell in (("from_day",), *(cell.place for cell in CELLS)):
            old, new = plain_at(before[number], cell), plain_at(row, cell)
            if old != new:
                changes[(*place, number, *cell)] = new
    return changes


def _cells(typed: Typed, name: str, before: Plain | None, wrong: dict[str, str]) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for cell in CELLS:
        old = plain_at(before, cell.place) if before is not None else None
        value = entered(cell, [_typed(typed, f"{name}.{cell.name}")], old)
        if isinstance(value, Wrong):
            wrong[f"{name}.{cell.name}"] = value.message
        else:
            values[cell.name] = value if value is not None else ("0" if cell.kind is Kind.PERCENT else "")
    for lump, plan in ((LUMP_CHARGES, PLAN_CHARGES), (LUMP_PRINCIPAL, PLAN_PRINCIPAL)):
        if (
            lump.name in values
            and plan.name in values
            and Decimal(str(values[plan.name])) > Decimal(str(values[lump.name]))
        ):
            wrong[f"{name}.{plan.name}"] = "O desconto parcelado não passa do desconto à vista."
    return values


def _check_end(name: str, to_day: Plain | None, from_day: int, wrong: dict[str, str], *, is_last: bool) -> None:
    if is_last and to_day:
        wrong[name] = "A última faixa não tem fim: deixe em branco, ou preencha a faixa seguinte."
    elif not is_last and not to_day:
        wrong[name] = "Diga até que dia vai esta faixa: só a última fica em branco."
    elif to_day and int(str(to_day)) < from_day:
        wrong[name] = f"Esta faixa começa no dia {from_day}: o último dia não vem antes."


def _row(values: Mapping[str, Plain], from_day: int) -> dict[str, Plain]:
    ends: dict[str, Plain] = {"to_day": values["to_day"]} if values.get("to_day") else {}
    discounts: dict[str, Plain] = {
        kind: {key: values.get(f"{kind}.{key}", "0") for key in ("interest_and_fine", "principal")}
        for kind in ("lump_sum", "installments")
    }
    return {"from_day": str(from_day), **ends, **discounts}


def _typed(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")
