"""The step's panel as its template shows it, and the lists its fields are chosen from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.application.editor.script import Script
from bot.application.editor.steps.card import StepCard, step_card
from bot.application.editor.steps.fields import buttons_told
from bot.application.editor.steps.sms_price import sms_price
from bot.application.editor.steps.values import values_known
from bot.application.editor.steps.view import LONGEST_LABEL, MOST_BUTTONS, Choosable, StepView, palette, step_view
from bot.application.editor.steps.ways import OTHER_OUTCOME
from console.editor.panel.more import More, more_of
from flows.catalogue import ACTS
from flows.checks.texts import MAX_BODY, MAX_BODY_WITH_CHOICES, MAX_SEGMENTS, MAX_SHARED
from flows.intents import INTENTS
from flows.model import OTHERWISE
from flows.names import names

LIMITS = {
    "body": MAX_BODY,
    "bodyWithChoices": MAX_BODY_WITH_CHOICES,
    "segments": MAX_SEGMENTS,
    "shared": MAX_SHARED,
    "buttons": MOST_BUTTONS,
    "label": LONGEST_LABEL,
}
LISTS = {code: names().placeholder(code) for code in ("plan_options", "scope_options", "creditor_options")}
SAID = {"say": "O que diz", "again": "O que diz ao voltar de outro assunto"}
CHANNEL_NAMES = {"whatsapp": "WhatsApp", "sms": "SMS", "": "WhatsApp e SMS"}


@dataclass(frozen=True)
class Spoken:
    """A text and how it stands on each channel; one text on both has one field until it is split."""

    said: str
    title: str
    is_shared: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Panel:
    view: StepView
    card: StepCard
    spoken: Sequence[Spoken]
    data: Mapping[str, Any]
    buttons_was: str
    argument_key: str
    argument: str
    next: Choosable
    unrouted: Sequence[Choosable]
    place: int
    last: int
    more: More


def panel_of(script: Script, files: Mapping[str, str], flow: str, step: str) -> Panel | None:
    view, card = step_view(script, files, flow, step), step_card(script, f"{flow}.{step}")
    if view is None or card is None:
        return None
    order = [node.id for node in script.steps_of(flow)]
    key, argument = next(iter(view.step.args.items()), ("", ""))
    return Panel(
        view=view,
        card=card,
        spoken=_spoken(view),
        data={"values": _values(script, view), "limits": limits_of(files, script), "list": _list_name(view)},
        buttons_was=buttons_told([(one.label, one.payload) for one in view.buttons]),
        argument_key=key,
        argument=argument,
        next=_next(script, f"{flow}.{step}"),
        unrouted=_unrouted(view),
        place=order.index(view.id),
        last=len(order) - 1,
        more=more_of(script, view, files),
    )


def lists_of(script: Script) -> dict[str, Any]:
    """For the whole creditor: where a step may lead, what people mean, and what acts do."""
    known = palette(script)
    again = Counter(one.name for one in known.targets)
    targets = [
        {
            "code": one.code,
            "flow": one.code.partition(".")[0],
            "name": one.name if again[one.name] == 1 else f"{one.name} ({one.code.partition('.')[2]})",
        }
        for one in known.targets
    ]
    keys = _argument_keys(script)
    acts = [{**asdict(one), "key": keys.get(one.code, "what")} for one in known.acts]
    return {"targets": targets, "intents": _intents(), "acts": acts}


def limits_of(files: Mapping[str, str], script: Script) -> dict[str, int]:
    """With what an SMS costs the creditor, in centavos, where it says so."""
    price = sms_price(files, script.profile.slug)
    return LIMITS | ({"smsCents": price.cents} if price is not None else {})


def _spoken(view: StepView) -> list[Spoken]:
    told = []
    for said, text in (("say", view.step.say), ("again", view.step.again)):
        lacks = said == "again" and text is None and (view.way != "wait" or bool(view.step.resume))
        if view.step.act or lacks:
            continue
        texts = {"whatsapp": text.whatsapp.strip(), "sms": text.sms.strip()} if text else {"whatsapp": "", "sms": ""}
        told.append(Spoken(said, SAID[said], bool(text and text.shared), texts))
    return told


def _next(script: Script, step_id: str) -> Choosable:
    target = script.graph.nodes[step_id].next or ""
    return Choosable(target, script.step_name(target) if target in script.graph.nodes else target)


def _unrouted(view: StepView) -> list[Choosable]:
    """Also anything else, which is last."""
    if any(one.on == OTHERWISE for one in view.transitions):
        return list(view.unrouted)
    return [*view.unrouted, Choosable(OTHERWISE, OTHER_OUTCOME if view.step.act else names().intent(OTHERWISE))]


def _values(script: Script, view: StepView) -> list[dict[str, Any]]:
    """All that texts may name; `here`: what surely has a value at this step."""
    known = values_known(script.profile.globals, {one.code for one in view.placeholders}).known
    return [asdict(one) for one in known]


def _list_name(view: StepView) -> str:
    return names().placeholder(view.step.options_from) if view.step.options_from else ""


def _intents() -> list[dict[str, str]]:
    named = [{"code": code, "name": names().intent(code)} for code in INTENTS]
    return sorted(named, key=lambda one: one["name"].casefold())


def _argument_keys(script: Script) -> dict[str, str]:
    """Under which word an act is given its argument, as it is wherever it is used."""
    used = {node.step.act: key for node in script.graph.nodes.values() for key in node.step.args}
    return {act: key for act, key in used.items() if act in ACTS}
