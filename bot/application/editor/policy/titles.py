"""The table of title codes as a form (T2): a line that did not change keeps its bytes."""

import csv
import io
import re

from bot.application.editor.policy.entry import Wrong, entered
from bot.application.editor.policy.fields import Bounds, Field, Kind, Option
from bot.application.editor.policy.tables import Reading, Typed
from bot.application.editor.yaml_places import Plain
from bot.domain.titles import ChargeKind

CODE = "codigo"
NEW = "new"  # the name of the line where a code is added
_T2 = "Regra do credor: tabela de códigos."
_YES_NO = (Option("sim", "sim"), Option("não", "não"))
_CODE = re.compile(r"[0-9A-Za-z]{1,10}", re.ASCII)
COLUMNS = (
    Field(("rotulo",), "o nome", Kind.TEXT, "Como o cliente confirmado lê.", _T2, bounds=Bounds.of(1, 80)),
    Field(
        ("rotulo_neutro",),
        "o nome neutro",
        Kind.TEXT,
        "Vai no lugar do nome quando ele revela saúde: antes da identidade, em modelo e por SMS.",
        "Lei Geral de Proteção de Dados, art. 11 (dado de saúde).",
        bounds=Bounds.of(1, 80),
    ),
    Field(
        ("tipo",),
        "o tipo",
        Kind.CHOICE,
        "Só mensalidades entram na notificação da ANS.",
        _T2,
        options=tuple(Option(one.value, one.value) for one in ChargeKind),
    ),
    Field(
        ("parcelas_max_alem_da_entrada",),
        "as parcelas além da entrada",
        Kind.WHOLE,
        "O máximo de parcelas depois da entrada.",
        _T2,
        bounds=Bounds.of(0, 60),
    ),
    Field(
        ("revela_saude",),
        "a indicação de que revela saúde",
        Kind.CHOICE,
        "Com «sim», o nome nunca é dito antes da identidade nem por SMS.",
        "Lei Geral de Proteção de Dados, art. 11 (dado de saúde).",
        options=_YES_NO,
    ),
    Field(
        ("bloqueia_cartao",),
        "o bloqueio do cartão",
        Kind.CHOICE,
        "Com «não», em aberto não bloqueia o cartão, e o robô diz isso quando perguntam.",
        _T2,
        options=_YES_NO,
    ),
)


def title_rows(text: str) -> dict[str, dict[str, str]]:
    """The lines by code, each with its columns."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    return {row[CODE]: {key: value or "" for key, value in row.items() if key} for row in rows if row.get(CODE)}


def titles_shown(text: str) -> dict[str, str]:
    return {
        f"titles.{code}.{column.name}": row.get(column.name, "")
        for code, row in title_rows(text).items()
        for column in COLUMNS
    }


def read_titles(typed: Typed, text: str) -> tuple[str, dict[str, str]]:
    """The table with what was typed, and what is wrong by field. A code marked to go is gone; a new one is last."""
    rows, wrong, changed = title_rows(text), dict[str, str](), dict[str, dict[str, str] | None]()
    for code, row in rows.items():
        if typed.get(f"titles.{code}.remove"):
            changed[code] = None
        else:
            found = _row(typed, f"titles.{code}", row)
            wrong |= found.wrong
            if any(row.get(key) != value for key, value in _words(found).items()):
                changed[code] = {**row, **_words(found)}
    added = _added(typed, rows, wrong)
    if wrong:
        return text, wrong
    return _written(text, changed, added), {}


def _row(typed: Typed, name: str, before: dict[str, str]) -> Reading:
    reading = Reading()
    for column in COLUMNS:
        sent = typed.get(f"{name}.{column.name}")
        old = before.get(column.name)
        value: Plain | Wrong | None = old if sent is None else entered(column, sent, old)
        if isinstance(value, Wrong):
            reading.wrong[f"{name}.{column.name}"] = value.message
        else:
            reading.changes[column.place] = value
    return reading


def _words(reading: Reading) -> dict[str, str]:
    return {str(place[0]): str(value) for place, value in reading.changes.items()}


def _added(typed: Typed, rows: dict[str, dict[str, str]], wrong: dict[str, str]) -> dict[str, str] | None:
    """A line was begun when its code or its name is there: the rest of it is chosen beforehand."""
    code, name = (next(iter(typed.get(f"titles.{NEW}.{key}", ())), "").strip() for key in (CODE, "rotulo"))
    if not code and not name:
        return None
    if not _CODE.fullmatch(code) or code == NEW:
        wrong[f"titles.{NEW}.{CODE}"] = "Escreva o código, só com algarismos e letras."
    elif code in rows:
        wrong[f"titles.{NEW}.{CODE}"] = f"O código {code} já está na tabela."
    found = _row({column: typed.get(column, ()) for column in _new_names()}, f"titles.{NEW}", {})
    wrong |= found.wrong
    return {CODE: code, **_words(found)}


def _new_names() -> list[str]:
    return [f"titles.{NEW}.{column.name}" for column in COLUMNS]


def _written(text: str, changed: dict[str, dict[str, str] | None], added: dict[str, str] | None) -> str:
    lines = text.splitlines(keepends=True)
    header = next(csv.reader([lines[0].removeprefix("\ufeff")], delimiter=";"))
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    written = [lines[0]]
    for line in lines[1:]:
        code = next(csv.reader([line], delimiter=";"), [""])[0]
        row = changed.get(code, ...) if code else ...
        if row is not None:
            written.append(line if row is ... else _line(row, header) + line[len(line.rstrip("\r\n")) :])
    if added is not None:
        gap = "" if not written[-1] or written[-1].endswith("\n") else ending
        written.append(f"{gap}{_line(added, header)}{ending}")
    return "".join(written)


def _line(row: dict[str, str], header: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="").writerow([row.get(key, "") for key in header])
    return out.getvalue()
