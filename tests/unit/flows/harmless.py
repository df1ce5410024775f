"""Fifty edits a manager may make on any afternoon: other words, another order, a step in between, a policy inside."""

import random
from collections.abc import Iterator
from functools import partial

from tests.unit.flows.mutations import Content, Document, Mutation, at_steps, said, say, some, waits

POLICY = "cassems/policy.yml"


def harmless(content: Content, seed: int) -> list[Mutation]:
    rng = random.Random(seed)
    found = [*_words(content, rng), *_orders(content, rng), *_between(content, rng), *_policies(content)]
    assert len(found) >= 50, len(found)
    return rng.sample(found, 50)


def _words(content: Content, rng: random.Random) -> Iterator[Mutation]:
    def speaks_apart(step: Document) -> bool:
        return isinstance(step.get("say"), dict) and not step.get("alone") and not step.get("template")

    def softer(step: Document) -> None:
        say(step, "whatsapp", f"Certo. {said(step, 'whatsapp')}")

    def labelled(step: Document) -> bool:
        return bool(step.get("buttons"))

    yield from at_steps(content, rng, ("other words", 12), speaks_apart, softer)
    yield from at_steps(
        content, rng, ("a label", 6), labelled, lambda s: s["buttons"][0].update(label="Vamos em frente")
    )
    for file in some(rng, 6, sorted(content.flows)):
        yield content.flow_changed(f"about {file}", file, lambda flow: flow.update(about="Outra descrição."))
        yield content.written(f"a comment in {file}", file, f"# revisto hoje\n{content.files[file]}")


def _orders(content: Content, rng: random.Random) -> Iterator[Mutation]:
    def several(step: Document) -> bool:
        return len(step.get("wait") or step.get("outcomes") or {}) > 1

    def turned(step: Document) -> None:
        key = "wait" if step.get("wait") else "outcomes"
        step[key] = dict(reversed(step[key].items()))

    yield from at_steps(content, rng, ("answers in another order", 8), several, turned)
    for file in some(rng, 5, sorted(name for name, flow in content.flows.items() if len(flow["steps"]) > 2)):
        yield content.flow_changed(f"steps of {file} in another order", file, _last_steps_first)


def _last_steps_first(flow: Document) -> None:
    """The first step is where a flow is entered, and stays."""
    entry, *others = flow["steps"].items()
    flow["steps"] = dict([entry, *reversed(others)])


def _between(content: Content, rng: random.Random) -> Iterator[Mutation]:
    for place in some(rng, 10, content.places(lambda step: "next" in step)):
        yield content.flow_changed(f"a step after {place}", place.file, partial(_added, after=place.step))
    for place in some(rng, 3, content.places(waits)):
        yield content.changed("an answer more", place, lambda s: s["wait"].setdefault("repeat", "repeat"))


def _added(flow: Document, after: str) -> None:
    step = flow["steps"][after]
    flow["steps"]["in_between"] = {"say": "Só um momento.", "next": step["next"]}
    step["next"] = "in_between"


def _policies(content: Content) -> Iterator[Mutation]:
    changes = [
        ("minimum_down_payment: 100.00", "minimum_down_payment: 80.00"),
        ("minimum_installment: 75.00", "minimum_installment: 60.00"),
        ("principal: 20}", "principal: 15}"),
        ("principal: 20}", "principal: 25}"),
        ("lump_sum_steps: [0.5, 1]", "lump_sum_steps: [0.4, 0.7, 1]"),
        ("first_due_within_days: 7", "first_due_within_days: 5"),
        ("slip_fee: 2.50", "slip_fee: 1.90"),
        ("alert_from_day: 35", "alert_from_day: 30"),
        ("weekdays: 08:00-18:00", "weekdays: 09:00-17:00"),
        ("lasts_hours: 12", "lasts_hours: 6"),
    ]
    yield from (content.replaced(POLICY, old, new) for old, new in changes)
    yield content.replaced("settings.yml", "threshold: 0.35", "threshold: 0.4")
