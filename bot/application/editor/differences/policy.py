"""What changed in a policy, said in sentences a manager reads before publishing (F2)."""

from collections.abc import Iterator

from bot.application.editor.policy.catalogue import SECTIONS
from bot.application.editor.policy.entry import told
from bot.application.editor.policy.fields import Field, Kind, capital
from bot.application.editor.policy.notice import notice_section
from bot.application.editor.policy.tables import CELLS, PERCENTS, TABLE
from bot.application.editor.policy.titles import COLUMNS, title_rows
from bot.application.editor.policy.windows import CAMPAIGNS, DISCOUNTS, SMALL, UP_TO
from bot.application.editor.yaml_places import Place, Plain, plain_at, read_plain


def policy_differences(before: str, after: str) -> list[str]:
    """Of two texts of policy.yml, field by field in the order of the page."""
    old, new = read_plain(before), read_plain(after)
    first, *rest = SECTIONS
    return [
        *_fields(first.fields, old, new),
        *_table("", plain_at(old, DISCOUNTS), plain_at(new, DISCOUNTS)),
        *_small_debt(plain_at(old, SMALL), plain_at(new, SMALL)),
        *_campaigns(plain_at(old, CAMPAIGNS), plain_at(new, CAMPAIGNS)),
        *(line for section in rest for line in _fields(section.fields, old, new)),
        *_unnamed(old, new),
    ]


def title_differences(before: str, after: str) -> list[str]:
    """Of two texts of titles.csv (T2)."""
    old, new = title_rows(before), title_rows(after)
    lines = [f"Sai da tabela o código {code}, «{old[code].get('rotulo', '')}»." for code in old if code not in new]
    for code, row in new.items():
        if code not in old:
            lines.append(f"Entra na tabela o código {code}, «{row.get('rotulo', '')}».")
            continue
        for column in COLUMNS:
            was, now = old[code].get(column.name, ""), row.get(column.name, "")
            if was != now:
                lines.append(_passes(f"{column.subject} do código {code}", column, was, now))
    return lines


def notice_differences(before: str, after: str) -> list[str]:
    """Of two texts of notice.yml (N1)."""
    old, new = read_plain(before), read_plain(after)
    fields = {field.name: field for text in (before, after) if text for field in notice_section(text).fields}
    return _fields(tuple(fields.values()), old, new)


def _fields(fields: tuple[Field, ...], old: Plain, new: Plain) -> list[str]:
    return [line for field in fields for line in _field(field, plain_at(old, field.place), plain_at(new, field.place))]


def _field(field: Field, was: Plain | None, now: Plain | None) -> Iterator[str]:
    if was == now:
        return
    if field.kind is Kind.LINES:
        before, after = (one if isinstance(one, list) else [] for one in (was, now))
        yield from (f"Sai d{field.subject}: «{line}»" for line in before if line not in after)
        yield from (f"Entra n{field.subject}: «{line}»" for line in after if line not in before)
        if sorted(map(str, before)) == sorted(map(str, after)):
            yield f"Muda a ordem das frases d{field.subject}."
    elif _worth(field, was) != _worth(field, now):
        yield _passes(field.subject, field, was, now)


def _worth(field: Field, value: Plain | None) -> str:
    """100.00 and 100.0 are one amount."""
    return told(field, value)


def _passes(subject: str, field: Field, was: Plain | None, now: Plain | None) -> str:
    verb = "passam" if field.is_plural else "passa"
    quoted = field.kind in {Kind.TEXT, Kind.PARAGRAPH, Kind.YES_NO, Kind.CHOICE}
    before, after = (_told(field, one, quoted=quoted) for one in (was, now))
    return f"{capital(subject)} {verb} de {before} para {after}."


def _told(field: Field, value: Plain | None, *, quoted: bool) -> str:
    words = " ".join(told(field, value).split())
    return f"«{words}»" if quoted and value else words


def _table(whose: str, was: Plain | None, now: Plain | None) -> Iterator[str]:
    old, new = _rows(was), _rows(now)
    if list(old) != list(new):
        yield f"As faixas de atraso{whose} passam de {_spans(old)} para {_spans(new)}."
    for span, row in new.items():
        if span not in old:
            yield f"{capital(span)}{whose}: {_row(row)}."
            continue
        for cell in PERCENTS:
            before, after = plain_at(old[span], cell.place), plain_at(row, cell.place)
            if told(cell, before) != told(cell, after):
                yield f"{capital(span)}{whose}, {cell.subject} passa de {told(cell, before)} para {told(cell, after)}."


def _rows(table: Plain | None) -> dict[str, Plain]:
    return {_span(row): row for row in table} if isinstance(table, list) else {}


def _span(row: Plain) -> str:
    first, last = plain_at(row, ("from_day",)), plain_at(row, CELLS[0].place)
    return f"de {first} a {last} dias" if last else f"de {first} dias em diante"


def _spans(rows: dict[str, Plain]) -> str:
    return f"«{'; '.join(rows)}»" if rows else "nenhuma"


def _row(row: Plain) -> str:
    return ", ".join(f"{cell.subject} de {told(cell, plain_at(row, cell.place) or '0')}" for cell in PERCENTS)


def _small_debt(was: Plain | None, now: Plain | None) -> Iterator[str]:
    if was and not now:
        yield "Deixa de haver regra própria para dívida pequena."
    if not now:
        return
    before, after = (plain_at(one, ("up_to",)) if one else None for one in (was, now))
    if not was:
        yield f"Passa a haver regra própria para dívidas de até {told(UP_TO, after)}."
    elif told(UP_TO, before) != told(UP_TO, after):
        yield _passes(UP_TO.subject, UP_TO, before, after)
    yield from _table(" na dívida pequena", plain_at(was, (TABLE,)) if was else None, plain_at(now, (TABLE,)))


def _campaigns(was: Plain | None, now: Plain | None) -> Iterator[str]:
    old, new = _by_act(was), _by_act(now)
    yield from (f"Sai a campanha «{act}»." for act in old if act not in new)
    for act, one in new.items():
        before = old.get(act)
        if before is None:
            yield f"Entra a campanha «{act}», {_window(one)}."
        elif _window(before) != _window(one):
            yield f"A campanha «{act}» passa a valer {_window(one)} (antes, {_window(before)})."
        yield from _table(f" na campanha «{act}»", plain_at(before, (TABLE,)) if before else None, _of(one, TABLE))


def _by_act(campaigns: Plain | None) -> dict[str, Plain]:
    return {str(_of(one, "act")): one for one in campaigns} if isinstance(campaigns, list) else {}


def _window(campaign: Plain) -> str:
    first, last = (_day(str(_of(campaign, day))) for day in ("first_day", "last_day"))
    return f"de {first} a {last}"


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _of(value: Plain, key: str) -> Plain | None:
    return plain_at(value, (key,))


def _unnamed(old: Plain, new: Plain) -> Iterator[str]:
    """What no form has a field for changes too, and is never passed over in silence."""
    known = {field.place for section in SECTIONS for field in section.fields} | {DISCOUNTS, SMALL, CAMPAIGNS}
    for place in sorted(set(_leaves(old, known)) | set(_leaves(new, known))):
        was, now = plain_at(old, place), plain_at(new, place)
        if was != now:
            yield f"O campo «{'.'.join(map(str, place))}» passa de «{was or ''}» para «{now or ''}»."


def _leaves(value: Plain, known: set[Place], place: Place = ()) -> Iterator[tuple[str, ...]]:
    if place in known:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, known, (*place, key))
    else:
        yield tuple(map(str, place))
