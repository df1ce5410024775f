"""Identity comes before disclosure (I1): on every way, whatever speaks of a debt waits for the proof."""

from collections.abc import Iterator

from flows.catalogue import ACTS, PROFILE_PLACEHOLDERS
from flows.checks.case import Case, words_in
from flows.graph import placeholders_of
from flows.model import Step

_OPEN = frozenset(name for spec in ACTS.values() if not spec.discloses for name in spec.fills) | PROFILE_PLACEHOLDERS
DISCLOSING = frozenset(name for spec in ACTS.values() if spec.discloses for name in spec.fills) - _OPEN
MONEY_SIGN = "R$"


def check_identity(case: Case) -> None:
    seen: set[str] = set()
    for state in case.ways.origin:
        if state.verified or state.node in seen:
            continue
        seen.add(state.node)
        for code, message in _disclosed(case, case.graph.nodes[state.node].step):
            case.note_state(code, state, message)


def _disclosed(case: Case, step: Step) -> Iterator[tuple[str, str]]:
    for name in sorted(placeholders_of(step) & DISCLOSING):
        yield "disclosure_before_identity", f"{{{name}}} fala da dívida a quem ainda não confirmou quem é"
    if step.attach:
        yield "disclosure_before_identity", f"o anexo «{step.attach}» vai a quem ainda não confirmou quem é"
    said = case.said(step)
    for word in words_in(said, case.settings.banned_before_identity):
        yield "banned_word_before_identity", f"«{word}» é dito a quem ainda não confirmou quem é"
    if MONEY_SIGN in said:
        yield "banned_word_before_identity", "um valor em reais é dito a quem ainda não confirmou quem é"
