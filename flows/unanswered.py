"""What acts never answer under a creditor's policy to who writes from their own phone: no plan where nobody negotiates.

Read from the document as it is, half written too: what it does not say rules nothing out.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flows.catalogue import ACTS
from flows.reading import Notes, read_document

type Unanswered = Mapping[str, frozenset[str]]  # by act

POLICY_FILE = "policy.yml"
_KNOWN_PHONE = ("active", "receptive")
_OTHER_FACTORS = frozenset({"full_name", "surname", "birth_date", "mother_name", "cpf_last2"})
_CHARGES = "interest_and_fine"
_NEGOTIATING = {
    "offer_lump_sum": "no_discount no_interest with_discount only_lump handoff",
    "concede": "no_interest with_discount plan longer_plan exhausted no_plan one_by_one",
    "asked_charges": "lump plan no_discount asked",
    "offer_plan": "plan closest_plan how_many lightest card fewer_than_asked no_plan one_by_one",
    "longest_plan": "plan no_plan one_by_one",
    "answer_counter_offer": "plan plan_with_down lump_accepted closest_plan closest_lump no_plan one_by_one repeated "
    "unclear",
    "current_offer": "plan",
    "prepare_closing": "plan requoted_plan",
}
_CHARGING = {  # the full value, and a person for anything else (P17)
    "offer_lump_sum": "full_value handoff",
    "concede": "handoff declined",
    "offer_plan": "handoff",
    "longest_plan": "handoff",
    "answer_counter_offer": "handoff",
}


@lru_cache(maxsize=64)
def unanswered_under(policy: str) -> Unanswered:
    """By act, from the text of the policy."""
    document = read_document(policy, Notes(POLICY_FILE))
    found: dict[str, frozenset[str]] = {}
    for act, outcomes in _ruled_out(document):
        found[act] = found.get(act, frozenset()) | outcomes
    return found


def _ruled_out(document: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    negotiates = _section(document, "negotiation").get("negotiates")
    if isinstance(negotiates, bool):
        table = _CHARGING if negotiates else _NEGOTIATING
        yield from ((act, frozenset(outcomes.split())) for act, outcomes in table.items())
    yield from _by_table(_section(document, "negotiation"))
    means = _section(document, "payment").get("means")
    if isinstance(means, list):
        yield from _by_means("pix" in means, "boleto" in means)
    yield from _by_identity(_section(document, "identity"))
    if _section(document, "notice").get("full_text_first") is False:
        yield "open_notice", frozenset({"full_text", "full_text_link"})


def _by_table(negotiation: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """A later step takes off just the charges only where plans keep some of them, and no principal is taken off."""
    table = negotiation.get("discount_table")
    if not isinstance(table, list) or {"small_debt", "campaigns"} & negotiation.keys():
        return
    rows = [(_section(row, "lump_sum"), _section(row, "installments")) for row in table if isinstance(row, Mapping)]
    charges = [plan.get(_CHARGES) != lump.get(_CHARGES) for lump, plan in rows if lump.get("principal") == 0]
    if not any(charges):
        yield "concede", frozenset({"no_interest"})


def _by_means(has_pix: bool, has_slips: bool) -> Iterator[tuple[str, frozenset[str]]]:
    told = "both" if has_pix and has_slips else "pix" if has_pix else "boleto"
    yield "payment_means", ACTS["payment_means"].outcomes - {told}
    yield "ask_for_pix", frozenset({"not_offered"} if has_pix else {"sent", "no_agreement"})
    if not has_pix:
        yield from ((act, frozenset({"pix"})) for act in ("close_agreement", "second_copy"))


def _by_identity(identity: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """A fact is asked for when the policy names it, and in place of another when the policy accepts it."""
    known = [_section(identity, situation) for situation in _KNOWN_PHONE]
    if not all(known):
        return
    asked = {factor for each in identity.values() if isinstance(each, Mapping) for factor in _words(each.get("asks"))}
    accepted = {factor for each in known for factor in _accepted(each)} & _OTHER_FACTORS
    yield "check_identity", _not_asked("check_identity", asked | accepted | {"full_name"})
    yield "another_factor", _not_asked("another_factor", accepted)


def _not_asked(act: str, factors: set[str]) -> frozenset[str]:
    return frozenset(
        each for each in ACTS[act].outcomes if each.startswith("ask_") and each.removeprefix("ask_") not in factors
    )


def _accepted(requirement: Mapping[str, Any]) -> set[str]:
    of_several = _section(requirement, "n_of").get("factors")
    named = {*_words(requirement.get("all")), *_words(requirement.get("any")), *_words(of_several)}
    return named | ({"cpf_last2"} if "cpf" in named else set())


def _section(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    return found if isinstance(found, Mapping) else {}


def _words(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
