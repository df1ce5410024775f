"""Nothing closes without all of it said and a certain yes (P12, P16), and no closing goes without the statement."""

import re
from collections.abc import Iterator

from flows.checks.case import Case
from flows.graph import Node, placeholders
from flows.model import CHANNELS, OTHERWISE, Step
from flows.moves import CLOSES, PREPARES, Deal

STATEMENT = "statement"
# What one message says before the yes, whatever is closed (P12); a plan, or a lump sum, says its own figures too.
_ALWAYS = (
    ("o vencimento por extenso ({first_due_long}; no SMS, {first_due})", ("first_due_long",)),
    ("o telefone de envio ({delivery_phone})", ("delivery_phone",)),
    ("o e-mail de envio ({delivery_email})", ("delivery_email",)),
    ("o endereço do cadastro ({address_masked})", ("address_masked",)),
    ("o credor, com CNPJ e endereço ({creditor_block})", ("creditor_block",)),
)
_LUMP = (("o valor negociado ({lump_total})", ("lump_total",)),)
_PLAN = (
    ("o valor negociado ({plan_total})", ("plan_total",)),
    ("a entrada ({plan_down})", ("plan_down",)),
    ("o número de parcelas ({plan_parts})", ("plan_parts", "plan_count")),
    ("o valor de cada parcela ({plan_installment})", ("plan_installment",)),
)
_STATED = {"lump": _LUMP, "requoted_lump": _LUMP, "plan": _PLAN, "requoted_plan": _PLAN}
_WITHIN_A_DAY = re.compile(r"24\s*h", re.IGNORECASE)
_SHORT_ON_SMS = {"first_due_long": "first_due"}
CLOSED = ("slip", "pix")


def check_closing(case: Case) -> None:
    _check_acceptance(case)
    for node in case.graph.nodes.values():
        if node.step.act == PREPARES:
            _check_all_stated(case, node)
    for node in case.graph.nodes.values():
        if node.step.act == CLOSES:
            for outcome in CLOSED:
                _check_statement(case, node, outcome)


def _check_all_stated(case: Case, node: Node) -> None:
    """What was prepared is said whole in the message that waits for the yes, on each channel."""
    told: set[tuple[str, str]] = set()
    for outcome, figures in _STATED.items():
        first = node.outcomes.get(outcome) or node.outcomes.get(OTHERWISE)
        for path, last in _silent_ways(case, first) if first else ():
            way = (*case.ways.path_to_node(node.id)[:-1], f"{node.id} [{outcome}]", *path)
            for missing in _unstated(last.step, figures):
                if (last.id, missing) not in told:
                    told.add((last.id, missing))
                    case.note("closing_incomplete", last, f"antes do sim, falta dizer {missing}", way)


def _unstated(step: Step, figures: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[str]:
    if not step.waits or step.say is None:
        yield "tudo o que será fechado, em uma mensagem que espere a resposta"
        return
    for channel in CHANNELS:
        text = step.say.on(channel)
        said = set(placeholders(text))
        named = " no SMS" if channel == "sms" else ""
        for what, names in (*figures, *_ALWAYS):
            short = {_SHORT_ON_SMS[name] for name in names if name in _SHORT_ON_SMS and channel == "sms"}
            if not said & {*names, *short}:
                yield f"{what}{named}"
        if not _WITHIN_A_DAY.search(text):
            yield f"que os pagamentos são enviados em até 24 horas{named}"


def _check_acceptance(case: Case) -> None:
    told: set[str] = set()
    for state in case.ways.firsts:
        if case.graph.nodes[state.node].step.act != CLOSES or state.deal is Deal.ACCEPTED or state.node in told:
            continue
        told.add(state.node)
        if state.deal is Deal.NONE:
            message = "fecha sem antes ter dito tudo o que será fechado"
            case.note_state("closing_unprepared", state, message)
        else:
            message = "fecha sem ter esperado um sim, e com certeza"
            case.note_state("closing_without_yes", state, message)


def _check_statement(case: Case, node: Node, outcome: str) -> None:
    """From a closing, the statement is met on every way before the debtor is listened to again."""
    first = node.outcomes.get(outcome) or node.outcomes.get("*")
    if not first:
        return
    way = (*case.ways.path_to_node(node.id)[:-1], f"{node.id} [{outcome}]")
    for path, last in _silent_ways(case, first):
        if not _says_statement(last.step):
            message = "depois de fechar, a conversa segue sem a declaração obrigatória {statement}"
            case.note("statement_missing", last, message, (*way, *path))
            return
        if not last.step.alone:
            message = "a declaração {statement} deve ir sozinha em sua mensagem"
            case.note("statement_not_alone", last, message, (*way, *path))
            return


def _silent_ways(case: Case, first: str) -> Iterator[tuple[tuple[str, ...], Node]]:
    """From a step, every way up to the statement or to where the conversation rests."""
    seen = {first}
    waiting: list[tuple[tuple[str, ...], Node]] = [((first,), case.graph.nodes[first])]
    while waiting:
        path, node = waiting.pop(0)
        onward = [] if _rests(node.step) or _says_statement(node.step) else _onward(node)
        if not onward:
            yield path, node
        for target, label in onward:
            if target not in seen:
                seen.add(target)
                here = f"{path[-1]} [{label}]" if label else path[-1]
                waiting.append(((*path[:-1], here, target), case.graph.nodes[target]))


def _rests(step: Step) -> bool:
    return step.waits or step.end or step.returns


def _onward(node: Node) -> list[tuple[str, str]]:
    """Where it leads, each with the outcome that does."""
    ways = [(target, outcome) for outcome, target in node.outcomes.items()]
    return sorted((target, label) for target, label in (*ways, (node.next, "")) if target)


def _says_statement(step: Step) -> bool:
    """On each channel, for a text said on one only leaves the other without it."""
    if step.say is None:
        return False
    return all(STATEMENT in placeholders(text) for text in (step.say.whatsapp, step.say.sms))
