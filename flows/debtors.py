"""Whom a way takes: the kind of debtor an act answers so to; anybody else has two months of one plan to pay."""

from collections.abc import Mapping, Sequence

from flows.graph import Graph
from flows.problems import Path, places_of

type Outcome = tuple[str, str]  # of an act

ORDINARY = "two_months"
# By the names of the invented debtors of golden conversations.
KIND_OF: Mapping[Outcome, str] = {
    ("check_identity", "holder_only"): "dependant",
    ("check_identity", "ask_cnpj_first3"): "company",
    ("check_identity", "ask_cnpj_full"): "company",
    ("list_titles", "several"): "several_codes",
    ("list_titles", "none"): "nothing_open",
    ("list_titles", "unknown_code"): "unknown_code",
    ("list_titles", "prescribed"): "prescribed",
    ("list_titles", "broken"): "agreement_broken",
    ("list_titles", "agreement"): "agreement_due",
    ("apologise_for_charge", "agreement"): "agreement_due",
    ("agreement_status", "running"): "agreement_due",
    ("agreement_status", "late"): "agreement_late",
    ("agreement_status", "letter"): "agreement_settled",
    ("agreement_status", "settled"): "agreement_settled",
    ("second_copy", "reissued"): "agreement_due",
    ("second_copy", "requested"): "agreement_due",
    ("second_copy", "used_up"): "agreement_due",
    ("asked_due_day", "asked_due"): "agreement_due",
    ("next_payment", "upcoming"): "agreement_due",
    ("second_copy", "out_of_range"): "agreement_late",
    ("ask_for_pix", "sent"): "agreement_due",
    ("offer_lump_sum", "with_discount"): "old",
    ("offer_lump_sum", "no_discount"): "recent",
    ("offer_lump_sum", "only_lump"): "small",
    ("asked_charges", "no_discount"): "recent",
    ("answer_counter_offer", "no_plan"): "small",
    ("answer_counter_offer", "closest_plan"): "old",
    ("answer_counter_offer", "one_by_one"): "several_codes",
    ("offer_plan", "no_plan"): "small",
    ("offer_plan", "one_by_one"): "several_codes",
    ("longest_plan", "no_plan"): "small",
    ("longest_plan", "one_by_one"): "several_codes",
    ("concede", "no_plan"): "small",
    ("concede", "one_by_one"): "several_codes",
    ("concede", "with_discount"): "old",
    ("plan_blocking", "partly"): "several_codes",
    ("plan_blocking", "does_not_block"): "other_fee",
    ("plan_blocking", "nothing"): "nothing_open",
    ("explain_composition", "nothing"): "nothing_open",
    ("prepare_closing", "requoted_lump"): "recent",
    ("prepare_closing", "requoted_plan"): "recent",
    ("next_negotiation", "one"): "several_codes",
    ("issue_notice", "none"): "other_fee",
    ("explain_notice", "nothing_changes"): "other_fee",
    ("record_reply", "other_number"): ORDINARY,
    ("record_reply", "registered_plain"): "plan_cancelled",
    ("record_reply", "already_plain"): "plan_cancelled",
    ("explain_notice", "if_silent_plain"): "plan_cancelled",
    ("explain_notice", "if_silent_valid_plain"): "plan_cancelled",
}

# What acts answer to debtors of a kind wherever they are asked: a way that has them answer otherwise is nobody's.
ANSWERS_TO: Mapping[str, Mapping[str, str]] = {
    "several_codes": {"list_titles": "several"},
    "nothing_open": {"list_titles": "none"},
    "unknown_code": {"list_titles": "unknown_code"},
    "prescribed": {"list_titles": "prescribed"},
    "other_fee": {"issue_notice": "none"},
    "recent": {"offer_lump_sum": "no_discount"},
    "old": {"offer_lump_sum": "with_discount"},
    "small": {"offer_lump_sum": "only_lump"},
    "agreement_due": {"list_titles": "agreement"},
    "agreement_late": {"list_titles": "agreement"},
    "agreement_broken": {"list_titles": "broken"},
    "agreement_settled": {"list_titles": "none"},
}


def answers_on(path: Path, graph: Graph) -> list[Outcome]:
    """What acts have to answer on a way."""
    steps = [(graph.nodes[node].step, label) for node, label in places_of(path) if node in graph.nodes]
    return [(step.act, label) for step, label in steps if step.act and label]


def kind_needed(answers: Sequence[Outcome]) -> str:
    """By the answer nearest to the end: that somebody has an agreement says less than how late they are with it."""
    return next((KIND_OF[one] for one in reversed(answers) if one in KIND_OF), ORDINARY)
