"""What an ordinary debtor's account answers an act with: the way told to a place goes through these where it can.

A person can follow such a way alone, on any phone of the portfolio; other outcomes take a debtor of a special kind.
"""

from collections.abc import Mapping

# Of an act that is not named here any outcome is as usual as another: it depends on the words.
USUAL_OUTCOMES: Mapping[str, frozenset[str]] = {
    act: frozenset(outcomes.split())
    for act, outcomes in {
        "open_contact": "known unknown",
        "check_identity": "verified wrong",
        "tell_news": "nothing",
        "record_reply": "nothing",
        "issue_notice": "in_passing",
        "explain_notice": "other",
        "asked_before_identity": "other",
        "list_titles": "one",
        "choose_scope": "unclear",
        "next_negotiation": "none",
        "current_offer": "none",
        "offer_lump_sum": "no_interest",
        "concede": "plan",
        "offer_plan": "plan",
        "answer_counter_offer": "plan plan_with_down lump_accepted closest_plan closest_lump unclear handoff",
        "leave_word_for_holder": "left",
        "asked_charges": "lump other",
        "longest_plan": "plan",
        "choose_due_date": "accepted accepted_with_terms which_day too_late past asked_due unclear",
        "prepare_closing": "lump",
        "close_agreement": "slip pix",
        "open_case": "opened opened_month",
        "tapped_to_close": "other",
        "ask_for_pix": "not_offered no_agreement",
        "second_copy": "no_agreement",
        "agreement_status": "no_agreement",
        "asked_due_day": "other",
        "next_payment": "none",
        "explain_composition": "told",
        "plan_blocking": "blocks",
        "apologise_for_charge": "none",
        "case_status": "none",
        "count": "first",
        "hardship_told": "plain",
    }.items()
}

# Of outcomes that lead the same way, and none of which is usual, the one that takes the least.
_LEAST: Mapping[str, str] = {"current_offer": "lump"}


def is_next_best(act: str, outcome: str) -> bool:
    return _LEAST.get(act) == outcome


def is_usual_outcome(act: str, outcome: str, unanswered: frozenset[str] = frozenset()) -> bool:
    """Where nothing that is usual elsewhere is ever answered, all that is answered is usual."""
    usual = USUAL_OUTCOMES.get(act, frozenset()) - unanswered
    return outcome not in unanswered and (not usual or outcome in usual)
