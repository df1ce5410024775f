"""Two versions of a flow compared: what is said otherwise, step by step, and which ways lead elsewhere."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flows.model import OTHERWISE, Flow, Step
from flows.names import names as staff_names
from flows.requirement_marks import without_marks
from flows.step_names import StepNames

CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS"}
BOTH = "WhatsApp e SMS"
_BUTTONS = "Botões"
_VALUE = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True)
class TextChange:
    """What a step said and says; blank where it said or says nothing."""

    step: str  # its Portuguese name
    channel: str
    before: str
    after: str


def text_changes(old: Flow | None, new: Flow | None, names: StepNames) -> Iterator[TextChange]:
    """Of steps on both sides, and all that is said in those that came or went."""
    for step_id in _steps(old, new):
        was, now = _step(old, step_id), _step(new, step_id)
        if was == now:
            continue
        name = _name(old or new, step_id, names)
        before, after = _said(was), _said(now)
        for key in dict.fromkeys([*before, *after]):
            if before.get(key, "") != after.get(key, ""):
                yield TextChange(name, key, _in_names(before.get(key, "")), _in_names(after.get(key, "")))


def _in_names(text: str) -> str:
    """`{lump_total}` becomes "{valor à vista}", as the panel of a step shows it."""
    return _VALUE.sub(lambda found: f"{{{staff_names().placeholder(found[1])}}}", text)


def step_moves(old: Flow | None, new: Flow | None, names: StepNames) -> Iterator[str]:
    """Steps that came and went, ways that lead elsewhere, and acts that changed."""
    flow = new or old
    if old is None or new is None:
        about = names.groups.get(flow.id, without_marks(flow.about) or flow.id) if flow else ""
        yield f"{'Entra' if new else 'Sai'} o fluxo «{about}»."
    for step_id in _steps(old, new):
        was, now = _step(old, step_id), _step(new, step_id)
        name = _name(flow, step_id, names)
        if was is None or now is None:
            yield f"{'Entra' if now else 'Sai'} a etapa «{name}»."
            continue
        if was.act != now.act:
            yield f"O que a etapa «{name}» faz passa de {_act(was)} para {_act(now)}."
        act = now.act or was.act or ""
        yield from _ways_moved(name, (_ways(was, act), _ways(now, act)), lambda target: _target(flow, target, names))
    if old and new and set(old.interrupts) != set(new.interrupts):
        called = names.groups.get(new.id, without_marks(new.about) or new.id)
        yield f"Muda o que leva ao fluxo «{called}»: {_intents(new.interrupts)}."


def _ways_moved(
    name: str, ways: tuple[Mapping[str, str], Mapping[str, str]], target: Callable[[str], str]
) -> Iterator[str]:
    was, now = ways
    for way in dict.fromkeys([*was, *now]):
        before, after = was.get(way, ""), now.get(way, "")
        if before == after:
            continue
        if not before:
            yield f"Na etapa «{name}», {way} passa a levar a {target(after)}."
        elif not after:
            yield f"Na etapa «{name}», {way} deixa de levar a {target(before)}."
        else:
            yield f"Na etapa «{name}», {way} passa a levar a {target(after)} (antes, {target(before)})."


def _ways(step: Step, act: str) -> dict[str, str]:
    """Where each way leads, by what a manager calls the way."""
    ways = {_outcome(act, key): value for key, value in step.outcomes.items()}
    ways |= {_answer(key): value for key, value in (step.wait or {}).items()}
    if step.next or step.end or step.returns:
        ways["o caminho seguinte"] = step.next or ("@end" if step.end else "@return")
    return ways


def _outcome(act: str, key: str) -> str:
    return "qualquer outro resultado" if key == OTHERWISE else f"o resultado «{staff_names().outcome(act, key)}»"


def _answer(key: str) -> str:
    return "qualquer outra resposta" if key == OTHERWISE else f"a resposta «{staff_names().intent(key)}»"


def _act(step: Step) -> str:
    return f"«{staff_names().act(step.act)}»" if step.act else "nada"


def _target(flow: Flow | None, target: str, names: StepNames) -> str:
    if target == "@end":
        return "fim da conversa"
    if target == "@return":
        return "volta ao ponto anterior"
    return f"«{_name(flow, target, names)}»"


def _name(flow: Flow | None, step: str, names: StepNames) -> str:
    """By its own name, else its flow's with what tells it apart."""
    whole = step if "." in step or flow is None else f"{flow.id}.{step}"
    return names.steps.get(whole) or f"{names.group_of(whole)} ({whole.partition('.')[2] or whole})"


def _said(step: Step | None) -> dict[str, str]:
    if step is None:
        return {}
    said: dict[str, str] = {}
    for text, when in ((step.say, ""), (step.again, ", ao repetir")):
        if text is not None and text.whatsapp == text.sms:
            said[BOTH + when] = text.whatsapp
        elif text is not None:
            said |= {name + when: text.on(channel) for channel, name in CHANNELS.items()}
    if step.buttons:
        said[_BUTTONS] = " · ".join(button.label for button in step.buttons)
    return said


def _steps(old: Flow | None, new: Flow | None) -> list[str]:
    return list(dict.fromkeys([*(old.steps if old else ()), *(new.steps if new else ())]))


def _step(flow: Flow | None, step_id: str) -> Step | None:
    return flow.steps.get(step_id) if flow else None


def _intents(intents: tuple[str, ...]) -> str:
    return ", ".join(f"«{staff_names().intent(one)}»" for one in intents) or "nada"
