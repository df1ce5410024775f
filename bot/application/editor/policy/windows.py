"""Small debts and campaigns as forms: other discount tables, under a value or inside dates (P15)."""

from datetime import date, datetime

from bot.application.editor.policy.entry import Wrong, entered, shown
from bot.application.editor.policy.fields import Bounds, Field, Kind
from bot.application.editor.policy.tables import (
    TABLE,
    Reading,
    Typed,
    filled_rows,
    read_table,
    rows_shown,
    table_changes,
)
from bot.application.editor.yaml_places import Place, Plain, plain_at

NEGOTIATION = "negotiation"
DISCOUNTS: Place = (NEGOTIATION, TABLE)
SMALL: Place = (NEGOTIATION, "small_debt")
CAMPAIGNS: Place = (NEGOTIATION, "campaigns")
MOST_CAMPAIGNS = 8
UP_TO = Field(
    ("up_to",),
    "o valor máximo da dívida pequena",
    Kind.MONEY,
    "Uma negociação de até este valor usa a tabela abaixo. Em branco, com a tabela em branco: não há regra própria.",
    "Regra do credor, para dívidas de até R$ 300,00.",
    "R$",
    Bounds.of(0),
    optional=True,
)
ACT = Field(
    ("act",),
    "o ato que autoriza a campanha",
    Kind.TEXT,
    "Número e data do ato. Sem ele não há campanha.",
    "Decisão do credor ou do conselho.",
    bounds=Bounds.of(0, 200),
    optional=True,
)
DAYS = {"first_day": "o primeiro dia da campanha", "last_day": "o último dia da campanha"}


def discounts_shown(document: Plain) -> dict[str, str]:
    return rows_shown(plain_at(document, DISCOUNTS), TABLE)


def read_discounts(typed: Typed, document: Plain) -> Reading:
    before = plain_at(document, DISCOUNTS)
    rows, wrong = read_table(typed, TABLE, before)
    return Reading({} if wrong else table_changes(DISCOUNTS, before, rows), wrong)


def small_shown(document: Plain) -> dict[str, str]:
    small = plain_at(document, SMALL)
    table = plain_at(document, (*SMALL, TABLE))
    up_to = plain_at(document, (*SMALL, "up_to")) if small else None
    return {"small_debt.up_to": shown(UP_TO, up_to), **rows_shown(table, f"small_debt.{TABLE}")}


def read_small(typed: Typed, document: Plain) -> Reading:
    """Emptied altogether, the rule is gone."""
    prefix, name = f"small_debt.{TABLE}", "small_debt.up_to"
    up_to = typed.get(name, ())
    if not any(one.strip() for one in up_to) and not filled_rows(typed, prefix):
        return Reading({SMALL: None} if plain_at(document, SMALL) else {})
    before = plain_at(document, (*SMALL, TABLE))
    value = entered(UP_TO, up_to, plain_at(document, (*SMALL, "up_to")))
    rows, wrong = read_table(typed, prefix, before)
    if value is None or isinstance(value, Wrong):
        wrong[name] = value.message if value else "Diga até que valor a dívida é pequena."
        return Reading({}, wrong)
    if wrong or not plain_at(document, SMALL):
        return Reading({} if wrong else {SMALL: {"up_to": value, TABLE: rows}}, wrong)
    return Reading({(*SMALL, "up_to"): value, **table_changes((*SMALL, TABLE), before, rows)})


def campaigns_shown(document: Plain) -> dict[str, str]:
    found = plain_at(document, CAMPAIGNS)
    every: dict[str, str] = {}
    for number, one in enumerate(found if isinstance(found, list) else []):
        name = f"campaigns.{number}"
        every[f"{name}.act"] = str(plain_at(one, ("act",)) or "")
        for day in DAYS:
            every[f"{name}.{day}"] = _typed_day(str(plain_at(one, (day,)) or ""))
        every |= rows_shown(plain_at(one, (TABLE,)), f"{name}.{TABLE}")
    return every


def read_campaigns(typed: Typed, document: Plain) -> Reading:
    """One that was emptied is gone; none left, and the list is."""
    before = plain_at(document, CAMPAIGNS)
    campaigns, wrong = list[Plain](), dict[str, str]()
    for number in range(MOST_CAMPAIGNS + 1):
        if _is_filled(typed, number):
            campaigns.append(_campaign(typed, f"campaigns.{number}", plain_at(before or [], (number,)), wrong))
    if wrong or campaigns == (before or []):
        return Reading({}, wrong)
    return Reading({CAMPAIGNS: campaigns or None})


def _is_filled(typed: Typed, number: int) -> bool:
    name = f"campaigns.{number}"
    alone = (value for key in ("act", *DAYS) for value in typed.get(f"{name}.{key}", ()))
    return any(one.strip() for one in alone) or bool(filled_rows(typed, f"{name}.{TABLE}"))


def _campaign(typed: Typed, name: str, before: Plain | None, wrong: dict[str, str]) -> Plain:
    act = next(iter(typed.get(f"{name}.act", ())), "").strip()
    if not act:
        wrong[f"{name}.act"] = "Diga o ato que autoriza a campanha."
    days: dict[str, Plain] = {}
    for day in DAYS:
        read = _day(next(iter(typed.get(f"{name}.{day}", ())), "").strip())
        if read is None:
            wrong[f"{name}.{day}"] = "Escreva a data, como 31/01/2027."
        days[day] = read.isoformat() if read else ""
    if all(days.values()) and str(days["last_day"]) < str(days["first_day"]):
        wrong[f"{name}.last_day"] = "O último dia não vem antes do primeiro."
    old = plain_at(before, (TABLE,)) if before is not None else None
    rows, wrong_rows = read_table(typed, f"{name}.{TABLE}", old)
    wrong |= wrong_rows
    return {"act": act, **days, TABLE: rows}


def _day(typed: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def _typed_day(iso: str) -> str:
    day = _day(iso)
    return f"{day:%d/%m/%Y}" if day else iso
