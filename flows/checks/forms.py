"""Forms can be filled in: every reference leads somewhere, "outros" is explained, one form is the usual one (H4)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flows.form_reading import forms_by_profile
from flows.forms import NO, YES, Form, FormField, Kind, is_other
from flows.problems import Problem

MOST_REPEATS = 50
_LISTED = frozenset({Kind.CHOICE, Kind.CHOICES})
_WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_RESERVED = frozenset({"csrf", "form", "confirmed"})  # what a filled page carries besides its answers


def form_problems(files: Mapping[str, str]) -> list[Problem]:
    profiles, problems = forms_by_profile(files)
    for slug, forms in profiles.items():
        found = [fault for form in forms for fault in _faults(form)]
        if forms and sum(form.is_usual for form in forms) != 1:
            found.append(("form_usual", "uma ficha, e só uma, deve ser a de costume («usual: true»)"))
        problems += [Problem(code, "", "", (), message, profile=slug) for code, message in found]
    return _each_once(problems)


def _faults(form: Form) -> Iterator[tuple[str, str]]:
    for code, message in _all(form):
        yield code, f"ficha «{form.id}»: {message}"


def _all(form: Form) -> Iterator[tuple[str, str]]:
    names = [one.id for one in form.fields]
    if not names:
        yield "form_empty", "não tem campos"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "duplicate_field", f"o campo «{name}» aparece duas vezes"
    for one in form.fields:
        yield from _field(one, form)
    yield from _references(form)


def _field(one: FormField, form: Form) -> Iterator[tuple[str, str]]:
    if not one.label:
        yield "missing_key", f"o campo «{one.id}» não tem «label»"
    if one.id in _RESERVED or one.id.endswith("_which"):
        yield "field_id", f"o nome «{one.id}» é reservado"
    if one.kind in _LISTED and not one.choices:
        yield "missing_key", f"o campo «{one.id}» não tem «choices»"
    if len(set(map(str.casefold, one.choices))) != len(one.choices):
        yield "duplicate_choice", f"o campo «{one.id}» repete uma escolha"
    yield from _leads(one, form)


def _leads(one: FormField, form: Form) -> Iterator[tuple[str, str]]:
    if one.kind is Kind.GROUP:
        yield from _group(one)
    if one.kind is Kind.COMPUTED:
        yield from _computed(one, form)
    if one.has_other and not any(_explains(text, one) for text in form.fields):
        yield "other_unexplained", f"«{one.id}» tem «outros», e nenhum campo de texto pede a justificativa"
    for other, answers in one.required_when.items():
        yield from _condition(one, form.field(other), other, answers)
    if one.unless_filled and form.field(one.unless_filled) is None:
        yield "unknown_field", f"«{one.id}» fala do campo «{one.unless_filled}», que não existe"


def _explains(text: FormField, listed: FormField) -> bool:
    return text.kind in _WRITTEN and any(is_other(answer) for answer in text.required_when.get(listed.id, ()))


def _group(one: FormField) -> Iterator[tuple[str, str]]:
    if not one.fields:
        yield "missing_key", f"o grupo «{one.id}» não tem «fields»"
    if not 1 <= (one.most or 0) <= MOST_REPEATS:
        yield "group_limit", f"o grupo «{one.id}» precisa de «max» de 1 a {MOST_REPEATS}"
    for inner in one.fields:
        if inner.kind in {Kind.GROUP, Kind.COMPUTED} or inner.required_when or inner.has_other:
            yield "group_field", f"«{one.id}.{inner.id}» não cabe em um grupo"
        if not inner.label or (inner.kind in _LISTED and not inner.choices):
            yield "missing_key", f"«{one.id}.{inner.id}» precisa de «label», e de «choices» se for de escolha"


def _computed(one: FormField, form: Form) -> Iterator[tuple[str, str]]:
    days = [form.field(name) for name in one.days_between]
    if len(days) != 2 or any(day is None or day.kind is not Kind.DATE for day in days):
        yield "computed", f"«{one.id}» precisa de «days_between» com dois campos de data"


def _condition(
    one: FormField, other: FormField | None, name: str, answers: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    if other is None:
        yield "unknown_field", f"«{one.id}» depende de «{name}», que não existe"
        return
    known = (YES, NO) if other.kind is Kind.YES_NO else other.choices
    for answer in answers:
        if answer not in known:
            yield "unknown_choice", f"«{one.id}» depende de «{name}: {answer}», que não é uma escolha"


def _references(form: Form) -> Iterator[tuple[str, str]]:
    for column, name in form.counts_as.items():
        if form.field(name) is None:
            yield "unknown_field", f"«counts_as.{column}» fala de «{name}», que não existe"
    dated = form.field(form.dated_by) if form.dated_by else None
    if form.dated_by and (dated is None or dated.kind is not Kind.DATE):
        yield "unknown_field", f"«dated_by: {form.dated_by}» não é um campo de data"
    if form.mentions is not None:
        said, ticked = form.field(form.mentions.said_in), form.field(form.mentions.ticked_in)
        if said is None or said.kind not in {*_WRITTEN, Kind.GROUP}:
            yield "unknown_field", f"«mentions.in: {form.mentions.said_in}» não é um texto nem um grupo"
        for choice in form.mentions.words:
            if ticked is None or choice not in ticked.choices:
                yield (
                    "unknown_choice",
                    f"«mentions» fala de «{choice}», que não é uma escolha de {form.mentions.ticked_in}",
                )


def _each_once(problems: list[Problem]) -> list[Problem]:
    """A form shared by profiles is faulted once."""
    first: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.code, problem.message, problem.file), replace(problem))
    return list(first.values())
