"""Two hundred ways to spoil good content, each of which would hurt a debtor, break a conversation or break the law."""

import random
from collections.abc import Iterator
from functools import partial

from tests.unit.flows.mutations import (
    LONG,
    Content,
    Document,
    Mutation,
    Place,
    at_steps,
    named_in,
    said,
    say,
    says,
    some,
    waits,
)

OPENING, IDENTITY, CLOSING = (f"common/flows/{name}.yml" for name in ("opening", "identity", "closing"))
POLICY = "cassems/policy.yml"
RIGHTS = ("opt_out", "human", "contest_debt", "self_harm", "deceased", "hospitalised", "lawyer")
BEFORE_THE_YES = (
    *("first_due_long", "delivery_phone", "delivery_email", "address_masked", "creditor_block"),
    *("plan_total", "plan_down", "plan_parts", "plan_installment"),
)


def harmful(content: Content, seed: int, before_identity: list[Place]) -> list[Mutation]:
    rng = random.Random(seed)
    parts = (_wiring, _texts, _buttons, _rights, _closing, _settings, _policies, _documents)
    found = [mutation for part in parts for mutation in part(content, rng)]
    found += _disclosures(content, rng, before_identity)
    assert len(found) >= 160, len(found)
    return rng.sample(found, 160)


def harmful_elsewhere(content: Content, seed: int) -> list[Mutation]:
    """Of another profile, whose policy and closing are its own: what can be spoilt in the same way anywhere."""
    rng = random.Random(seed)
    found = [mutation for part in (_wiring, _texts, _buttons, _rights) for mutation in part(content, rng)]
    return rng.sample(found, 40)


def _wiring(content: Content, rng: random.Random) -> Iterator[Mutation]:
    def all_routed(step: Document) -> bool:
        return "act" in step and "*" not in step["outcomes"]

    yield from at_steps(content, rng, ("an outcome removed", 14), all_routed, _without_an_outcome)
    yield from at_steps(content, rng, ("an outcome to nowhere", 10), lambda s: "act" in s, _astray("outcomes"))
    yield from at_steps(content, rng, ("an answer to nowhere", 10), waits, _astray("wait"))
    yield from at_steps(content, rng, ("next to nowhere", 6), lambda s: "next" in s, lambda s: s.update(next="lost"))
    yield from at_steps(content, rng, ("next removed", 10), lambda s: "next" in s, lambda s: s.pop("next"))
    yield from at_steps(content, rng, ("wait emptied", 5), waits, lambda s: s.update(wait={}))
    yield from at_steps(content, rng, ("an unknown act", 5), lambda s: "act" in s, lambda s: s.update(act="guess"))
    yield from at_steps(content, rng, ("an unknown reason", 4), lambda s: "with" in s, _unknown_argument)
    yield from at_steps(content, rng, ("an unknown intent", 6), waits, lambda s: s["wait"].update(afirm="lost"))
    for place in some(rng, 8, content.places(all_routed)):
        yield content.changed("a circle", place, partial(_circle, name=place.step))
    for place in some(rng, 10, _led_to(content)):
        yield content.flow_changed(f"{place} removed", place.file, partial(_lose, step=place.step))
    for place in some(rng, 6, _led_to(content)):
        yield content.flow_changed(f"{place} renamed", place.file, partial(_rename, step=place.step))


def _texts(content: Content, rng: random.Random) -> Iterator[Mutation]:
    def has_both(step: Document) -> bool:
        return isinstance(step.get("say"), dict)

    def comes_back(step: Document) -> bool:
        return waits(step) and "again" in step and "resume" not in step

    yield from at_steps(content, rng, ("a variable renamed", 14), named_in, _rename_variable)
    yield from at_steps(content, rng, ("the SMS dropped", 9), has_both, lambda s: s["say"].pop("sms"))
    yield from at_steps(content, rng, ("the WhatsApp dropped", 9), has_both, lambda s: s["say"].pop("whatsapp"))
    yield from at_steps(content, rng, ("an SMS too long", 8), has_both, lambda s: say(s, "sms", LONG))
    yield from at_steps(content, rng, ("a text too long", 6), has_both, lambda s: say(s, "whatsapp", LONG * 3))
    yield from at_steps(
        content, rng, ("a threat", 12), says, lambda s: _add(s, " Pague, sob pena de medidas judiciais.")
    )
    yield from at_steps(content, rng, ("no other words", 8), comes_back, lambda s: s.pop("again"))
    yield from at_steps(content, rng, ("the same words", 6), comes_back, lambda s: s.update(again=s["say"]))
    yield from at_steps(content, rng, ("a loose brace", 4), says, lambda s: _add(s, " {"))
    yield from at_steps(content, rng, ("an emoji by SMS", 4), has_both, lambda s: say(s, "sms", f"{said(s, 'sms')} 😀"))


def _buttons(content: Content, rng: random.Random) -> Iterator[Mutation]:
    def has(step: Document) -> bool:
        return bool(step.get("buttons"))

    long = {"label": "Um rótulo comprido demais", "intent": "ask_human"}
    yield from at_steps(
        content, rng, ("a label too long", 8), has, lambda s: s["buttons"][0].update(label=long["label"])
    )
    yield from at_steps(content, rng, ("a fourth button", 6), has, _crowd)
    yield from at_steps(content, rng, ("a button of no intent", 6), has, lambda s: s["buttons"][0].update(intent="sim"))
    yield from at_steps(
        content, rng, ("a list beside buttons", 3), has, lambda s: s.update(options_from="plan_options")
    )


def _rights(content: Content, rng: random.Random) -> Iterator[Mutation]:
    for flow in RIGHTS:
        yield content.flow_changed(
            f"{flow} interrupts no more", f"common/flows/{flow}.yml", lambda f: f.pop("interrupts")
        )
    for intent in ("opt_out", "ask_human", "contest_debt"):
        lost = lambda step, intent=intent: step["wait"].update({intent: "goodbye"})  # noqa: E731
        yield from at_steps(content, rng, (f"{intent} is shown the door", 4), waits, lost)
    for act, place in (("record_opt_out", Place("common/flows/opt_out.yml", "record")),):
        yield content.changed(f"{act} skipped", place, lambda s: s.update(outcomes={"*": "keep"}, act="count"))
    yield content.changed(
        "a person skipped", Place("common/flows/human.yml", "start"), _to("staffed", "goodbye", act=True)
    )
    yield content.changed("the first word ignored", Place(OPENING, "request"), lambda s: s["outcomes"].pop("opt_out"))
    yield content.changed(
        "a person never asked for", Place(OPENING, "request"), lambda s: s["outcomes"].pop("ask_human")
    )


def _disclosures(content: Content, rng: random.Random, before_identity: list[Place]) -> Iterator[Mutation]:
    words = ("Sua dívida segue aberta.", "O valor é R$ 10,00.", "O boleto vence amanhã.", "Há um acordo.")
    for place in some(rng, 14, before_identity):
        word = rng.choice(words)
        yield content.changed("a word before identity", place, partial(_add, words=f" {word}"))
    for outcome in ("wrong", "holder_only", "ask_full_name", "ask_cpf_full", "locked"):
        yield content.changed(f"identity skipped on {outcome}", Place(IDENTITY, "check"), _to(outcome, "titles.list"))
    yield content.changed("identity skipped at the start", Place(OPENING, "open"), _to("known", "titles.list"))
    yield content.changed("identity skipped for all", Place(OPENING, "where"), _to("unverified", "standing"))
    yield content.changed("identity never asked", Place(OPENING, "request"), _to("*", "titles.list"))
    for place in some(rng, 4, before_identity):
        yield content.changed("a paper before identity", place, lambda s: s.update(attach="agreement_pdf"))


def _closing(content: Content, rng: random.Random) -> Iterator[Mutation]:
    for step in ("lump", "plan", "sure_lump", "hold"):
        yield content.changed("no certainty", Place(CLOSING, step), lambda s: s.update(sure=[]))
    for name in BEFORE_THE_YES:
        yield content.changed(f"{{{name}}} unsaid", Place(CLOSING, "plan"), partial(_unsay, name=name))
    yield content.changed("{lump_total} unsaid", Place(CLOSING, "lump"), lambda s: _unsay(s, "lump_total"))
    for step, after in (("slip", "more"), ("pix", "pix_code")):
        yield content.changed("no statement", Place(CLOSING, step), partial(_set, next=after))
        yield content.changed("a joined statement", Place(CLOSING, f"{step}_statement"), lambda s: s.pop("alone"))
        words = {"whatsapp": "{statement}", "sms": "Obrigada."}
        yield content.changed("half a statement", Place(CLOSING, f"{step}_statement"), partial(_set, say=words))
    offers = [place for place in content.places(waits) if place.file.endswith("/offer.yml")]
    for place in some(rng, 8, offers):
        yield content.changed("closed at once", place, lambda s: s["wait"].update(affirm="closing.close"))


def _settings(content: Content, rng: random.Random) -> Iterator[Mutation]:
    changes = [
        ("threshold: 0.35", "threshold: 0.95"),
        ("threshold: 0.35", "threshold: 3"),
        ("sure_threshold: 0.8", "sure_threshold: 0.3"),
    ]
    changes += [("  - dívida\n  - dívidas\n  - divida\n  - dividas\n", ""), ("  - Serasa\n  - R$", "  - R$")]
    changes += [
        ("  - sob pena\n", ""),
        ("fillers: [greet,", "fillers: [deny,"),
        ("  - opt_out\n", ""),
        ("  - self_harm\n", ""),
    ]
    changes += [("  - penhora\n", ""), ("  - cobrança\n  - cobranças\n", "")]
    yield from (content.replaced("settings.yml", old, new) for old, new in changes)


def _policies(content: Content, rng: random.Random) -> Iterator[Mutation]:
    changes = [
        ("principal: 20}", "principal: 120}"),
        ("principal: 20}", "principal: 100}"),
        ("from_day: 91", "from_day: 95"),
        ("to_day: 360", "to_day: 300"),
        ("installments: {interest_and_fine: 0, principal: 0}", "installments: {interest_and_fine: 50, principal: 0}"),
        ("lump_sum_steps: [0.5, 1]", "lump_sum_steps: [1, 0.5]"),
        ("installment_fractions: [1/3, 2/3, 1]", "installment_fractions: [1/3, 4/3]"),
        ("minimum_installment: 75.00", "minimum_installment: 0"),
        ("minimum_down_payment: 100.00", "minimum_down_payment: -100.00"),
        ("slip_fee: 2.50", "slip_fee: -2.50"),
        ("fee_disclosure: on_request", "fee_disclosure: hidden"),
        ("first_due_within_days: 7", "first_due_within_days: 45"),
        ("fine_percent: 2", "fine_percent: 12"),
        ("interest_percent_per_month: 1", "interest_percent_per_month: 9"),
        ("min_facts: 2", "min_facts: 1"),
        ("known_phone: 3", "known_phone: 30"),
        ("issue_by_day: 50", "issue_by_day: 80"),
        ("answer_within_days: 10", "answer_within_days: 5"),
        ("full_text_first: false", "full_text_first: true"),
        ("prescription_years: 5", "prescription_years: 15"),
        ("closing_statement:", "old_statement:"),
        ("slug: cassems", "slug: assefaz"),
    ]
    yield from (content.replaced(POLICY, old, new) for old, new in changes)


def _documents(content: Content, rng: random.Random) -> Iterator[Mutation]:
    notice = content.files["cassems/notice.yml"]
    yield content.written("no term", "cassems/notice.yml", notice.replace("{term_days}", "dez"))
    yield content.replaced("cassems/notice.yml", "poderá", "vai")
    yield content.replaced("cassems/notice.yml", "{ans_number}", "1")
    yield content.replaced("common/phrases.yml", "scope_all: Tudo junto", "scope_tudo: Tudo junto")
    yield content.replaced("common/phrases.yml", "{value}", "{valor}")
    yield content.replaced("common/phrases.yml", "scope_all: Tudo junto", "scope_all: Tudo junto, última chance")
    yield content.written("no titles", "cassems/titles.csv", content.files["cassems/titles.csv"].splitlines()[0])
    yield content.replaced("cassems/profile.yml", "includes: [common]", "includes: []")


def _without_an_outcome(step: Document) -> None:
    step["outcomes"].pop(next(iter(step["outcomes"])))


def _astray(key: str):  # type: ignore[no-untyped-def]
    return lambda step: step[key].update({next(iter(step[key])): "closing.lost"})


def _unknown_argument(step: Document) -> None:
    step["with"] = dict.fromkeys(step["with"], "bored")


def _circle(step: Document, name: str) -> None:
    step["outcomes"][next(iter(step["outcomes"]))] = name


def _lose(flow: Document, step: str) -> None:
    del flow["steps"][step]


def _set(step: Document, **values: object) -> None:
    step.update(values)


def _led_to(content: Content) -> list[Place]:
    """Steps that others of their flow lead to by name."""
    found = []
    for place in content.places(lambda step: True):
        steps = content.flows[place.file]["steps"]
        others = [step for name, step in steps.items() if name != place.step]
        if any(place.step in (step.get("next"), *step.get("outcomes", {}).values()) for step in others):
            found.append(place)
    return found


def _rename(flow: Document, step: str) -> None:
    flow["steps"] = {f"{name}_x" if name == step else name: each for name, each in flow["steps"].items()}


def _rename_variable(step: Document) -> None:
    name = named_in(step)[0]
    for channel in ("whatsapp", "sms"):
        say(step, channel, said(step, channel).replace(f"{{{name}}}", f"{{{name}_x}}"))


def _unsay(step: Document, name: str) -> None:
    for channel in ("whatsapp", "sms"):
        text = said(step, channel).replace(f"{{{name}}}", "")
        say(step, channel, text.replace("{first_due}", "") if name == "first_due_long" else text)


def _add(step: Document, words: str) -> None:
    for channel in ("whatsapp", "sms"):
        say(step, channel, said(step, channel) + words)


def _crowd(step: Document) -> None:
    more = ("Mais um", "Mais dois", "Mais três", "Mais quatro")
    step["buttons"] = [*step["buttons"], *({"label": label, "intent": "ask_human"} for label in more)][:4]


def _to(outcome: str, target: str, *, act: bool = False):  # type: ignore[no-untyped-def]
    def change(step: Document) -> None:
        if act:
            step.update({"act": "book_contact", "outcomes": {"*": target}})
            step.pop("with", None)
        else:
            step["outcomes"][outcome] = target

    return change
