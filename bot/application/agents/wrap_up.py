"""The wrap-up form a conversation is closed with, whatever its fields: what was filled in, or what it lacks (H4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.application.agents.wrap_up_answers import Answer, Unreadable, days_between, read_answer, read_choices
from flows.checks.case import words_in
from flows.forms import COUNTED, YES, Form, FormField, Kind, is_other

FIRST_ATTEMPT = 1


@dataclass(frozen=True)
class Filled:
    """What somebody sends: answers by field, what the service knows already, and questions answered "it is right"."""

    answers: Mapping[str, object]
    known: Mapping[str, str] = field(default_factory=dict)  # by field, for those left blank
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WrapUp:
    """A filled form; the counted columns are told by the fields the form names."""

    form: Form
    answers: Mapping[str, Answer]
    dated: date | None = None

    def counted(self, column: str) -> str:
        """A column of every wrap-up; a form without an outcome is its own."""
        told = self.answers.get(self.form.counts_as.get(column, ""), "")
        text = "; ".join(map(str, told)) if isinstance(told, list) else str(told)
        return text or (self.form.title.lower() if column == "outcome" else "")

    @property
    def attempt(self) -> int:
        told = self.answers.get(self.form.counts_as.get("attempt", ""), FIRST_ATTEMPT)
        return told if isinstance(told, int) else FIRST_ATTEMPT

    @property
    def justification(self) -> str:
        """Why "outros": of the fields that are asked for by it."""
        asked = [one.id for one in self.form.fields if any(map(_of_other, one.required_when.values()))]
        return "; ".join(str(self.answers[name]) for name in asked if self.answers.get(name))


@dataclass(frozen=True)
class Incomplete:
    """What a form still lacks, by the names of its fields and why; and choices its texts speak of, not ticked."""

    flaws: Mapping[str, str]
    asks: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(self.flaws)


def wrap_up_of(filled: Filled, form: Form) -> WrapUp | Incomplete:
    """All that is wrong is named at once; the question about what was said is asked of a form that is right."""
    reading = _Reading(form, filled)
    reading.read()
    if reading.flaws:
        return Incomplete(reading.flaws)
    asks = tuple(choice for choice in mentioned(form, reading.answers) if choice not in filled.confirmed)
    if asks:
        return Incomplete({}, asks)
    told = reading.answers.get(form.dated_by)
    return WrapUp(form, reading.answers, date.fromisoformat(told) if isinstance(told, str) else None)


def mentioned(form: Form, answers: Mapping[str, Answer]) -> list[str]:
    """Choices that the texts speak of and that are not ticked: what was said and what was ticked should agree."""
    if form.mentions is None:
        return []
    said, ticked = "\n".join(_texts(answers.get(form.mentions.said_in))), answers.get(form.mentions.ticked_in)
    chosen = ticked if isinstance(ticked, list) else [ticked]
    return [choice for choice, words in form.mentions.words.items() if choice not in chosen and words_in(said, words)]


class _Reading:
    """One pass over a form's fields, with the answers read and the flaws met."""

    def __init__(self, form: Form, filled: Filled) -> None:
        self._form = form
        self._given = {**filled.answers}
        for name, value in filled.known.items():
            if _is_blank(self._given.get(name)):
                self._given[name] = value
        self.answers: dict[str, Answer] = {}
        self.flaws: dict[str, str] = {}
        self._own_words: list[str] = []

    def read(self) -> None:
        for one in self._form.fields:
            if one.kind is Kind.GROUP:
                self._group(one)
            elif one.kind is not Kind.COMPUTED:
                self._one(one, self._given, self.answers, one.id)
        self._explain()
        for one in self._form.fields:
            if one.kind is Kind.COMPUTED:
                self._compute(one)
            elif one.id not in self.answers and one.id not in self.flaws and self._is_due(one):
                self.flaws[one.id] = "missing"
        self.flaws = {one.id: self.flaws[one.id] for one in self._form.fields if one.id in self.flaws} | self.flaws

    def _one(self, one: FormField, given: Mapping[str, object], into: dict[str, Answer], place: str) -> None:
        try:
            if one.kind in {Kind.CHOICE, Kind.CHOICES}:
                chosen, own_words = read_choices(one, _many(given.get(one.id)))
                self._own_words += own_words
                if chosen:
                    into[one.id] = chosen if one.kind is Kind.CHOICES else chosen[0]
            elif told := _said(given.get(one.id)):
                into[one.id] = read_answer(one, told)
        except Unreadable as why:
            self.flaws[place] = why.code
        if one.which:
            self._which(one, given, into, place)

    def _which(self, one: FormField, given: Mapping[str, object], into: dict[str, Answer], place: str) -> None:
        if into.get(one.id) != YES:
            return
        if told := _said(given.get(one.which_id)):
            into[one.which_id] = told
        else:
            self.flaws[f"{place}_which"] = "missing"

    def _group(self, one: FormField) -> None:
        rows = [row for row in _rows(self._given.get(one.id)) if any(not _is_blank(value) for value in row.values())]
        kept: list[dict[str, Answer]] = []
        for number, row in enumerate(rows):
            read: dict[str, Answer] = {}
            for inner in one.fields:
                place = f"{one.id}.{number}.{inner.id}"
                self._one(inner, row, read, place)
                if inner.required and inner.id not in read and place not in self.flaws:
                    self.flaws[place] = "missing"
            kept.append(read)
        if one.most is not None and len(kept) > one.most:
            self.flaws[one.id] = "too_many"
        elif kept:
            self.answers[one.id] = kept

    def _explain(self) -> None:
        """Own words in place of a choice are its justification."""
        asked = next((one for one in self._form.fields if any(map(_of_other, one.required_when.values()))), None)
        if asked is not None and self._own_words:
            told = self.answers.get(asked.id)
            self.answers[asked.id] = "; ".join([*([str(told)] if told else []), *self._own_words])

    def _compute(self, one: FormField) -> None:
        first, last = (self.answers.get(name) for name in one.days_between)
        if isinstance(first, str) and isinstance(last, str):
            days = days_between(first, last)
            if days < 0:
                self.flaws[one.days_between[1]] = "before_start"
            self.answers[one.id] = days

    def _is_due(self, one: FormField) -> bool:
        if one.unless_filled and self.answers.get(one.unless_filled):
            return False
        return one.required or any(self._is_answered(name, when) for name, when in one.required_when.items())

    def _is_answered(self, name: str, when: Sequence[str]) -> bool:
        told = self.answers.get(name)
        return any(str(answer) in when for answer in (told if isinstance(told, list) else [told]))


def choices_of(form: Form) -> dict[str, list[str]]:
    return {one.id: list(one.choices) for one in form.fields if one.choices}


def counted_columns(wrap_up: WrapUp) -> dict[str, str]:
    return {column: wrap_up.counted(column) for column in COUNTED if column != "attempt"}


def _of_other(answers: Sequence[str]) -> bool:
    return any(map(is_other, answers))


def _said(value: object) -> str:
    return "" if value is None else str(value).strip()


def _many(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [_said(value)]


def _rows(value: object) -> list[Mapping[str, object]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def _is_blank(value: object) -> bool:
    return not any(map(_said, value)) if isinstance(value, list | tuple) else not _said(value)


def _texts(answer: object) -> Iterator[str]:
    if isinstance(answer, Mapping):
        for inner in answer.values():
            yield from _texts(inner)
    elif isinstance(answer, list):
        for inner in answer:
            yield from _texts(inner)
    elif answer is not None:
        yield str(answer)
