"""A section of a policy as its page shows it: fields, tables and lines, each with its value and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.application.editor.policy.fields import Field, Kind, Section
from bot.application.editor.policy.form import TITLES
from bot.application.editor.policy.tables import CELLS, MOST_ROWS, TABLE, TO_DAY
from bot.application.editor.policy.titles import COLUMNS, NEW
from bot.application.editor.policy.windows import ACT, DAYS, MOST_CAMPAIGNS, UP_TO


@dataclass(frozen=True)
class Shown:
    """One place to type in, by the name its form field has."""

    name: str
    label: str
    value: str
    wrong: str
    field: Field

    @property
    def chosen(self) -> set[str]:
        return set(self.value.split("\n"))

    @property
    def words(self) -> str:
        """As somebody reads it who may not change it."""
        if self.field.options:
            return ", ".join(self.field.option_name(one) for one in self.value.split("\n") if one)
        return self.value

    @property
    def is_known(self) -> bool:
        return any(one.word in self.chosen for one in self.field.options)


@dataclass(frozen=True)
class Row:
    from_day: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]
    heads: tuple[str, ...] = (
        "Juros e multa, à vista",
        "Principal, à vista",
        "Juros e multa, parcelado",
        "Principal, parcelado",
    )


@dataclass(frozen=True)
class CampaignShown:
    title: str
    fields: tuple[Shown, ...]
    table: Table


@dataclass(frozen=True)
class TitleLine:
    code: str
    cells: tuple[Shown, ...]
    code_field: Shown | None = None  # of the line where one is added


@dataclass(frozen=True)
class View:
    """What the template draws."""

    section: Section
    fields: tuple[Shown, ...] = ()
    table: Table | None = None
    campaigns: tuple[CampaignShown, ...] = ()
    lines: tuple[TitleLine, ...] = ()
    columns: tuple[Field, ...] = ()
    elsewhere: tuple[str, ...] = ()  # what is wrong where the page has no field


@dataclass(frozen=True)
class Filling:
    """What is in the form now, and what is wrong with it."""

    values: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    can_edit: bool = False


def view_of(section: Section, filling: Filling) -> View:
    if section.id == TITLES.id:
        view = View(section, lines=_lines(filling), columns=COLUMNS)
    elif section.id == "discounts":
        view = View(section, table=_table(TABLE, filling))
    elif section.id == "small_debt":
        view = View(section, (_shown("small_debt.up_to", UP_TO, filling),), _table(f"small_debt.{TABLE}", filling))
    elif section.id == "campaigns":
        view = View(section, campaigns=_campaigns(filling))
    else:
        view = View(section, tuple(_shown(one.name, one, filling) for one in section.fields))
    beside = {one.name for one in every(view)}
    elsewhere = tuple(said for name, said in filling.wrong.items() if name not in beside)
    return View(section, view.fields, view.table, view.campaigns, view.lines, view.columns, elsewhere)


def every(view: View) -> list[Shown]:
    tables = [view.table, *(one.table for one in view.campaigns)]
    cells = [cell for table in tables if table for row in table.rows for cell in row.cells]
    named = [one.code_field for one in view.lines if one.code_field]
    asked = [one for campaign in view.campaigns for one in campaign.fields]
    return [*view.fields, *cells, *asked, *named, *(cell for line in view.lines for cell in line.cells)]


def _shown(name: str, one: Field, filling: Filling, label: str = "") -> Shown:
    return Shown(name, label or one.label, filling.values.get(name, ""), filling.wrong.get(name, ""), one)


def _table(prefix: str, filling: Filling) -> Table:
    """The rows there are, and an empty one to write another into."""
    names = filling.values.keys() | filling.wrong.keys()
    filled = [
        n
        for n in range(MOST_ROWS)
        if any(name.startswith(f"{prefix}.{n}.") and filling.values.get(name) for name in names)
    ]
    count = (filled[-1] + 1 if filled else 0) + (1 if filling.can_edit else 0)
    rows, from_day = [], "0"
    for number in range(min(count, MOST_ROWS)):
        cells = tuple(
            _shown(f"{prefix}.{number}.{cell.name}", cell, filling, f"Faixa {number + 1}: {_cell_label(cell)}")
            for cell in CELLS
        )
        rows.append(Row(from_day, cells))
        ends = cells[0].value.strip()
        from_day = str(int(ends) + 1) if ends.isdecimal() else ""
    return Table(tuple(rows))


def _cell_label(cell: Field) -> str:
    return "até o dia" if cell is TO_DAY else cell.label.lower()


def _campaigns(filling: Filling) -> tuple[CampaignShown, ...]:
    heads = {name.split(".")[1] for name, value in filling.values.items() if name.startswith("campaigns.") and value}
    numbers = sorted(int(one) for one in heads if one.isdecimal())
    after = numbers[-1] + 1 if numbers else 0
    if filling.can_edit and after < MOST_CAMPAIGNS:
        numbers = [*numbers, after]
    return tuple(_campaign(number, filling, is_new=number == after) for number in numbers)


def _campaign(number: int, filling: Filling, *, is_new: bool) -> CampaignShown:
    name = f"campaigns.{number}"
    days = tuple(
        Field((day,), subject, Kind.TEXT, "Como 31/01/2027.", "", optional=True) for day, subject in DAYS.items()
    )
    asked = (_shown(f"{name}.act", ACT, filling), *(_shown(f"{name}.{one.name}", one, filling) for one in days))
    title = "Nova campanha" if is_new else f"Campanha {number + 1}"
    return CampaignShown(title, asked, _table(f"{name}.{TABLE}", filling))


def _lines(filling: Filling) -> tuple[TitleLine, ...]:
    codes = dict.fromkeys(name.split(".")[1] for name in filling.values if name.startswith("titles."))
    lines = [_line(code, filling) for code in codes if code != NEW]
    if filling.can_edit:
        asked = Field(("codigo",), "o código", Kind.TEXT, "", "")
        code = _shown(f"titles.{NEW}.codigo", asked, filling, "Código novo")
        lines.append(TitleLine(NEW, _line(NEW, filling).cells, code))
    return tuple(lines)


def _line(code: str, filling: Filling) -> TitleLine:
    whose = "código novo" if code == NEW else f"código {code}"
    return TitleLine(
        code,
        tuple(_shown(f"titles.{code}.{one.name}", one, filling, f"{one.label} do {whose}") for one in COLUMNS),
    )
