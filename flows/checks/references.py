"""Names that must exist: acts, their outcomes and arguments, intents, placeholders and buttons' intents."""

from flows.catalogue import ACTS, ANY_INTENT, PAPER_LINK, PAPERS, PROFILE_PLACEHOLDERS, ActSpec
from flows.checks.case import Case
from flows.graph import Node, placeholders, placeholders_of
from flows.intents import INTENTS, payload_intent
from flows.model import OTHERWISE, Step
from flows.moves import DOUBT
from flows.names import names

FILLED_BY_ACTS = frozenset(name for spec in ACTS.values() for name in spec.fills)
KNOWN_PLACEHOLDERS = FILLED_BY_ACTS | PROFILE_PLACEHOLDERS | {PAPER_LINK}


def check_references(case: Case) -> None:
    for node in case.graph.nodes.values():
        if node.step.act:
            _check_act(case, node)
        _check_intents(case, node)
        _check_buttons(case, node)
        _check_placeholders(case, node)
        _check_paper_link(case, node)
    _check_flow_intents(case)


def _check_act(case: Case, node: Node) -> None:
    spec = ACTS.get(node.step.act)
    if spec is None:
        case.note("unknown_act", node, f"o ato «{node.step.act}» não existe")
        return
    _check_outcomes(case, node, spec)
    for word in node.step.args.values():
        if word not in spec.arguments:
            case.note("unknown_argument", node, f"«{names().act(spec.name)}» não conhece «{word}»")
    if len(spec.arguments) > 1 and not node.step.args:  # a single word may be left out
        known = ", ".join(sorted(names().argument(one) for one in spec.arguments))
        case.note("argument_missing", node, f"«{names().act(spec.name)}» precisa dizer de que se trata: {known}")


def _check_outcomes(case: Case, node: Node, spec: ActSpec) -> None:
    routed = set(node.step.outcomes)
    known = INTENTS if ANY_INTENT in spec.outcomes else spec.outcomes
    for outcome in sorted(routed - known - {OTHERWISE}):
        case.note(
            "unknown_outcome",
            node,
            f"«{names().act(spec.name)}» nunca responde «{names().outcome(spec.name, outcome)}»",
        )
    if OTHERWISE not in routed:
        for outcome in sorted(spec.outcomes - routed):
            told = f"o resultado «{names().outcome(spec.name, outcome)}» não leva a lugar nenhum"
            case.note("outcome_unrouted", node, f"«{names().act(spec.name)}»: {told}")


def _check_intents(case: Case, node: Node) -> None:
    waited = set(node.step.wait or {})
    for intent in sorted(waited - INTENTS - {OTHERWISE, DOUBT}):
        case.note("unknown_intent", node, f"a intenção «{intent}» não existe")
    for intent in node.step.sure:
        if intent not in waited:
            case.note("sure_not_waited", node, f"pede certeza de «{names().intent(intent)}», que a etapa não espera")


def _check_buttons(case: Case, node: Node) -> None:
    for button in node.step.buttons:
        intent = payload_intent(button.payload)
        if intent not in INTENTS:
            case.note("unknown_intent", node, f"o botão «{button.label}» envia «{button.payload}», que não existe")
        elif node.step.waits and not _is_heard(case, node.step, intent):
            told = f"ninguém espera a resposta do botão «{button.label}» ({names().intent(intent)})"
            case.note("button_leads_nowhere", node, told)


def _is_heard(case: Case, step: Step, intent: str) -> bool:
    return bool({intent, OTHERWISE} & set(step.wait or {})) or intent in case.graph.interrupts


def _check_placeholders(case: Case, node: Node) -> None:
    for name in sorted(placeholders_of(node.step) - KNOWN_PLACEHOLDERS - case.profile.globals.keys()):
        case.note("unknown_placeholder", node, f"não existe o valor {{{name}}}")
    for text in node.step.texts():
        rest = text.everywhere()
        for name in placeholders(text.everywhere()):
            rest = rest.replace(f"{{{name}}}", "")
        if "{" in rest or "}" in rest:
            case.note("unknown_placeholder", node, "há uma chave { ou } fora de um nome de campo")


def _check_paper_link(case: Case, node: Node) -> None:
    """WhatsApp carries the paper itself, but in a template; and a step without one has nothing to link."""
    has_paper = node.step.attach in PAPERS
    for text in node.step.texts():
        by_sms, by_template = PAPER_LINK in placeholders(text.sms), PAPER_LINK in placeholders(text.whatsapp)
        if (by_sms and not has_paper) or (by_template and not (has_paper and node.step.template)):
            message = f"{{{PAPER_LINK}}} só vale no SMS ou no modelo de uma etapa que leva um documento"
            case.note("paper_link_misplaced", node, message)


def _check_flow_intents(case: Case) -> None:
    for flow in case.profile.flows.values():
        for intent in flow.interrupts:
            if intent not in INTENTS:
                case.note_flow("unknown_intent", flow.id, f"a intenção «{intent}», que leva a este fluxo, não existe")
