"""What a filled page brings, as the use cases take it: repeated names are lists, `contatos.0.data` is a row's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from flows.forms import Form, Kind

ASK, TICK, LEAVE = "ask:", "tick", "leave"


@dataclass(frozen=True)
class Sent:
    """Answers by field; `confirmed` are questions answered "it is right"; `adds` asks for another row of a group."""

    answers: Mapping[str, Any]
    confirmed: frozenset[str] = frozenset()
    adds: str = ""

    def given(self, form: Form) -> dict[str, object]:
        return {**self.answers, "form": form.id, "confirmed": self.confirmed}


def sent_form(data: FormData, form: Form) -> Sent:
    answers: dict[str, Any] = {}
    for field in form.fields:
        if field.kind is Kind.GROUP:
            answers[field.id] = _rows(data, field.id, field.most or 1)
        elif field.kind is Kind.CHOICES:
            answers[field.id] = [str(value) for value in data.getlist(field.id)]
        else:
            answers[field.id] = str(data.get(field.id, ""))
        if field.which:
            answers[field.which_id] = str(data.get(field.which_id, ""))
    ticked, confirmed = _asked(data)
    if form.mentions is not None and ticked:
        listed = answers.get(form.mentions.ticked_in)
        answers[form.mentions.ticked_in] = [*(listed if isinstance(listed, list) else []), *ticked]
    return Sent(answers, frozenset(confirmed), str(data.get("add", "")))


def _rows(data: FormData, group: str, most: int) -> list[dict[str, str]]:
    """In the order of their numbers; one more than fit is read, so that it is refused and not dropped."""
    rows = []
    for number in range(most + 1):
        start = f"{group}.{number}."
        row = {name.removeprefix(start): str(value) for name, value in data.items() if name.startswith(start)}
        if row:
            rows.append(row)
    return rows


def _asked(data: FormData) -> tuple[list[str], list[str]]:
    said = {name.removeprefix(ASK): value for name, value in data.items() if name.startswith(ASK)}
    return [name for name, value in said.items() if value == TICK], [
        name for name, value in said.items() if value == LEAVE
    ]
