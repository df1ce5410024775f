"""The sections of a profile's policy as forms: what each holds now, and what a form sent makes of its files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from bot.application.editor.policy.catalogue import SECTIONS
from bot.application.editor.policy.entry import Wrong, entered, shown
from bot.application.editor.policy.fields import Section
from bot.application.editor.policy.notice import notice_refusals, notice_section
from bot.application.editor.policy.problems import problem_beside, refusals
from bot.application.editor.policy.tables import Reading, Typed
from bot.application.editor.policy.titles import read_titles, titles_shown
from bot.application.editor.policy.windows import (
    campaigns_shown,
    discounts_shown,
    read_campaigns,
    read_discounts,
    read_small,
    small_shown,
)
from bot.application.editor.yaml_places import Place, Plain, drop, plain_at, put, read_plain
from bot.application.policy_document import POLICY_FILE, TITLES_FILE
from flows.notice_text import NOTICE_FILE

_P2 = "Tetos de desconto pelo atraso do título menos atrasado de cada negociação. Digite só o último dia de cada faixa."
_P15 = "Uma tabela própria para negociações de pouco valor."
_WINDOW = "Uma tabela própria entre duas datas, com o ato que a autoriza. Vale acima das outras duas."
DISCOUNTS = Section("discounts", "Tabela de descontos", _P2, ())
SMALL_DEBT = Section("small_debt", "Dívida pequena", _P15, ())
CAMPAIGNS = Section("campaigns", "Campanhas", _WINDOW, ())
TITLES = Section("titles", "Tabela de códigos", "O que cada código de título é, e em quantas parcelas cabe.", ())
_TABLES: dict[str, tuple[Callable[[Plain], dict[str, str]], Callable[[Typed, Plain], Reading]]] = {
    DISCOUNTS.id: (discounts_shown, read_discounts),
    SMALL_DEBT.id: (small_shown, read_small),
    CAMPAIGNS.id: (campaigns_shown, read_campaigns),
}
_OPTIONAL_GROUPS: tuple[Place, ...] = (
    ("payment", "pix"),
    ("messages",),
    *(("identity", one, "n_of") for one in ("active", "receptive", "unknown_phone", "company")),
)


@dataclass(frozen=True)
class ProfileFiles:
    """The three files of a profile that a manager fills in."""

    policy: str
    titles: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Filled:
    """What a form made of the files; with anything `wrong`, by field, nothing was changed."""

    files: ProfileFiles
    wrong: Mapping[str, str]


def profile_files(files: Mapping[str, str], profile: str) -> ProfileFiles:
    return ProfileFiles(*(files.get(f"{profile}/{name}", "") for name in (POLICY_FILE, TITLES_FILE, NOTICE_FILE)))


def paths_of(files: ProfileFiles, profile: str) -> dict[str, str]:
    named = ((POLICY_FILE, files.policy), (TITLES_FILE, files.titles), (NOTICE_FILE, files.notice))
    return {f"{profile}/{name}": text for name, text in named if text}


def sections_of(files: ProfileFiles) -> tuple[Section, ...]:
    """In the order of the page; an office's fields only where one acts for the creditor."""
    document = read_plain(files.policy)
    has_office = plain_at(document, ("parties", "office")) is not None
    first, *rest = (_without_office(one) if not has_office else one for one in SECTIONS)
    notice = (notice_section(files.notice),) if files.notice else ()
    return (first, DISCOUNTS, SMALL_DEBT, CAMPAIGNS, *rest, *notice, TITLES)


def section_of(files: ProfileFiles, section_id: str) -> Section | None:
    return next((one for one in sections_of(files) if one.id == section_id), None)


def values_of(section: Section, files: ProfileFiles) -> dict[str, str]:
    """What the section's form holds now, by the names of its fields."""
    if section.id == TITLES.id:
        return titles_shown(files.titles)
    document = read_plain(_text_of(section, files))
    if section.id in _TABLES:
        return _TABLES[section.id][0](document)
    return {field.name: shown(field, plain_at(document, field.place)) for field in section.fields}


def seen_mark(section: Section, files: ProfileFiles) -> str:
    """Changes when anything in the section does: a form that carries another one is stale."""
    return sha256(repr(sorted(values_of(section, files).items())).encode()).hexdigest()[:16]


def fill_in(section: Section, typed: Typed, files: ProfileFiles) -> Filled:
    """The files with what was typed, or what is wrong with it and the files as they were."""
    if section.id == TITLES.id:
        text, wrong = read_titles(typed, files.titles)
        return _checked(ProfileFiles(files.policy, text, files.notice), files, wrong)
    text = _text_of(section, files)
    reading = _reading(section, typed, read_plain(text))
    if reading.wrong:
        return Filled(files, reading.wrong)
    changed = _applied(text, reading.changes)
    if section.id == "notice_text":
        return _checked(ProfileFiles(files.policy, files.titles, changed), files, {})
    return _checked(ProfileFiles(changed, files.titles, files.notice), files, {})


def _reading(section: Section, typed: Typed, document: Plain) -> Reading:
    if section.id in _TABLES:
        return _TABLES[section.id][1](typed, document)
    reading = Reading()
    for field in section.fields:
        before = plain_at(document, field.place)
        value = entered(field, typed.get(field.name, ()), before)
        if isinstance(value, Wrong):
            reading.wrong[field.name] = value.message
        elif value != before:
            reading.changes[field.place] = value
    return reading


def _applied(text: str, changes: Mapping[Place, Plain | None]) -> str:
    for place, value in changes.items():
        text = drop(text, place) if value is None else put(text, place, value)
    for group in _OPTIONAL_GROUPS:
        if plain_at(read_plain(text), group) in ("", {}):
            text = drop(text, group)
    return text


def _checked(changed: ProfileFiles, before: ProfileFiles, wrong: Mapping[str, str]) -> Filled:
    """Only what the change brought is held against it: a draft may be mended field by field."""
    found = dict(wrong)
    for problem in refusals(changed.policy, changed.titles):
        if problem not in refusals(before.policy, before.titles):
            found.setdefault(*problem_beside(problem))
    if changed.notice != before.notice:
        old = notice_refusals(before.notice)
        found |= {name: said for name, said in notice_refusals(changed.notice).items() if old.get(name) != said}
    return Filled(before, found) if found else Filled(changed, {})


def _text_of(section: Section, files: ProfileFiles) -> str:
    return files.notice if section.id == "notice_text" else files.policy


def _without_office(section: Section) -> Section:
    fields = tuple(field for field in section.fields if field.place[:2] != ("parties", "office"))
    return Section(section.id, section.name, section.about, fields)
