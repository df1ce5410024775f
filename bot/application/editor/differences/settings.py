"""Two versions of a flow compared: how a step sends, what it reads and needs, and where we begin unasked."""

from collections.abc import Iterator

from flows.model import Flow
from flows.step_names import StepNames

_CALLED = {
    "template": "o modelo do WhatsApp",
    "attach": "o documento que vai junto",
    "alone": "se vai em uma mensagem separada",
    "options_from": "a lista de opções",
    "tap_only": "se as escolhas só aparecem onde dá para tocar",
    "resume": "por onde se retoma",
    "expects": "o que se procura na resposta",
    "sure": "o que só segue com certeza",
    "args": "do que a ação trata",
}


def setting_moves(old: Flow | None, new: Flow | None, names: StepNames) -> Iterator[str]:
    """Of a flow that is on both sides, and of steps that are."""
    if old is None or new is None:
        return
    for step_id, now in new.steps.items():
        was = old.steps.get(step_id)
        moved = [told for name, told in _CALLED.items() if was and getattr(was, name) != getattr(now, name)]
        if moved:
            yield f"Na etapa «{_name(new, step_id, names)}», muda {_listed(moved)}."
    for step_id in dict.fromkeys([*old.begins, *new.begins]):
        if old.begins.get(step_id) != new.begins.get(step_id):
            yield f"O robô {_begins(new.begins.get(step_id))} «{_name(new, step_id, names)}»."
    if old.about != new.about:
        yield f"Muda para que serve o fluxo «{names.group_of(new.id)}»."


def _begins(known: str | None) -> str:
    if known is None:
        return "deixa de começar conversas por"
    whom = "confirmou" if known == "verified" else "ainda não confirmou"
    return f"passa a começar conversas, com quem {whom} quem é, por"


def _name(flow: Flow, step_id: str, names: StepNames) -> str:
    whole = f"{flow.id}.{step_id}"
    return names.steps.get(whole) or f"{names.group_of(whole)} ({step_id})"


def _listed(words: list[str]) -> str:
    return " e ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
