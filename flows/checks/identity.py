"""Identity comes before disclosure (I1): on every way, whatever speaks of a debt waits for the proof."""

from collections.abc import Iterator

from flows.catalogue import ACTS, FULL_TEXT, FULL_TEXT_LINK, NOTICE_PAPER, PROFILE_PLACEHOLDERS
from flows.checks.case import Case, words_in_content
from flows.graph import Node, placeholders_of
from flows.names import names

_OPEN = frozenset(name for spec in ACTS.values() if not spec.discloses for name in spec.fills) | PROFILE_PLACEHOLDERS
DISCLOSING = frozenset(name for spec in ACTS.values() if spec.discloses for name in spec.fills) - _OPEN
MONEY_SIGN = "R$"


def check_identity(case: Case) -> None:
    seen: set[str] = set()
    approved = _approved(case)
    for state in case.ways.firsts:
        if state.verified or state.node in seen:
            continue
        seen.add(state.node)
        for code, message in _disclosed(case, case.graph.nodes[state.node], approved):
            case.note_state(code, state, message)


def _approved(case: Case) -> frozenset[str]:
    """Where the full notice may go before identity: the profile's policy names who approved it (N0)."""
    ways = (FULL_TEXT, FULL_TEXT_LINK)
    return frozenset(node.outcomes[way] for node in case.graph.nodes.values() for way in ways if way in node.outcomes)


def _disclosed(case: Case, node: Node, approved: frozenset[str]) -> Iterator[tuple[str, str]]:
    step = node.step
    if step.act in ACTS and ACTS[step.act].discloses:
        yield (
            "disclosure_before_identity",
            f"«{names().act(step.act)}» trata da dívida de quem ainda não confirmou quem é",
        )
    for name in sorted(placeholders_of(step) & DISCLOSING):
        yield "disclosure_before_identity", f"{{{name}}} fala da dívida a quem ainda não confirmou quem é"
    if step.attach and not (step.attach == NOTICE_PAPER and node.id in approved):
        yield "disclosure_before_identity", f"o anexo «{step.attach}» vai a quem ainda não confirmou quem é"
    said = case.said(step)
    for word in words_in_content(said, case.settings.banned_before_identity):
        yield "banned_word_before_identity", f"«{word}» é dito a quem ainda não confirmou quem é"
    if MONEY_SIGN in said:
        yield "banned_word_before_identity", "um valor em reais é dito a quem ainda não confirmou quem é"
