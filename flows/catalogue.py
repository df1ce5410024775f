"""The acts a flow may ask for: what each answers, which placeholders it fills, and what it proves or discloses.

Flows name acts, `bot.application.acts` performs them; a test holds the two against each other.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ActSpec:
    """One business act, as flows see it.

    `outcomes` are the answers it may give, each of which a flow must route; `ANY_INTENT` stands for any intent's name.
    `fills` are the placeholders its outcome makes available to later texts of the conversation.
    `proves_identity` are the outcomes after which the person is known at the level the policy asks (I1).
    `discloses` says that the values it fills speak of a debt: they may appear in no text before identity (I1).
    `arguments` are the fixed words a step may pass with `with:`.
    """

    name: str
    outcomes: frozenset[str]
    fills: frozenset[str] = frozenset()
    proves_identity: frozenset[str] = frozenset()
    discloses: bool = False
    arguments: frozenset[str] = field(default_factory=frozenset)


ANY_INTENT = "*"

# Placeholders every text may use: they come from the profile and the hour, not from an act.
PROFILE_PLACEHOLDERS = frozenset(
    {
        "greeting",  # Bom dia, Boa tarde, Boa noite
        "attendant",  # the virtual attendant's name, may be empty
        "house",  # who speaks: the office, or the operator itself
        "house_cnpj",
        "creditor",
        "creditor_cnpj",
        "creditor_address",
        "official_phone",
        "official_site",
        "payment_phone",
        "protocol",
        "staffed_hours",
        "means",  # "boleto", "Pix ou boleto"
        "portal",
    }
)


# The full notice before identity, approved by the profile (N0): the paper goes with a neutral text.
FULL_TEXT, NOTICE_PAPER = "full_text", "notice_pdf"
FULL_TEXT_LINK = "full_text_link"  # where only a template may be sent, which carries no document

# Papers a debtor keeps. Where a text for SMS puts the address of the one its step attaches; else it comes last.
PAPERS = frozenset({"notice_pdf", "agreement_pdf", "clearance_pdf"})
PAPER_LINK = "paper_link"


def _act(name: str, outcomes: str, fills: str = "", **more: str | bool) -> ActSpec:
    proves = frozenset(str(more.get("proves", "")).split())
    arguments = frozenset(str(more.get("arguments", "")).split())
    return ActSpec(
        name,
        frozenset(outcomes.split()),
        frozenset(fills.split()),
        proves,
        bool(more.get("discloses")),
        arguments,
    )


_OFFER = "lump_total lump_saving lump_due negotiated_label updated_total offer_valid_until offer_lines"
_PLAN = (
    "plan_down plan_down_due plan_count plan_parts plan_installment plan_total plan_last_due plan_options "
    "asked_value asked_count why minimum_installment minimum_down kept_value negotiated_label updated_total "
    "offer_valid_until offer_lines"
)
_TERM = "notice_answered_at notice_deadline notice_deadline_note notice_protocol"
_CLOSING = (
    "agreement_summary first_due first_due_long creditor_block delivery_phone delivery_email address_masked "
    "value_difference old_total new_total due_note"
)

ACTS: dict[str, ActSpec] = {
    spec.name: spec
    for spec in [
        # -- opening (I0, I6, N8, C16)
        _act(
            "open_contact",
            "known several unknown locked verified expired continue choose_creditor",
            "first_name creditor_options",
            proves="verified",
        ),
        _act("choose_creditor", "chosen unclear"),
        _act("first_request", ANY_INTENT),
        # -- identity (I1-I6)
        _act(
            "check_identity",
            "verified ask_cpf_first3 ask_cpf_last2 ask_cpf_full ask_full_name ask_surname ask_mother_name "
            "ask_birth_date ask_address "
            "ask_cnpj_first3 ask_cnpj_full ask_representative_name ask_registration_number wrong locked "
            "holder_only",
            "first_name",
            proves="verified",
        ),
        _act("identity_level", "verified unverified", "first_name", proves="verified"),
        _act("another_factor", "ask_cpf_last2 ask_full_name ask_surname ask_birth_date ask_mother_name none"),
        _act("why_refused", "forgot other"),
        _act("facts_told", "came missing"),
        _act("unlink_phone", "unlinked"),
        _act("leave_word_for_holder", "left answers_for"),
        # -- titles (T1-T7, P4, C7, C11)
        _act(
            "list_titles",
            "one several none agreement under_case broken stale unknown_code prescribed",
            "first_name titles_list titles_count titles_total scope_options agreement_summary",
            arguments="each",
            discloses=True,
        ),
        _act(
            "choose_scope",
            "all one unclear one_by_one only_one_month",
            "negotiated_label titles_list titles_total asked_month scope_options",
            arguments="each",
            discloses=True,
        ),
        _act("next_negotiation", "one none", "negotiated_label titles_list titles_total", discloses=True),
        # -- offers (P1-P6, P9, P17)
        _act(
            "offer_lump_sum",
            "no_discount no_interest with_discount only_lump full_value handoff",
            _OFFER,
            discloses=True,
        ),
        _act(
            "concede",
            "no_interest with_discount plan longer_plan exhausted no_plan one_by_one handoff declined",
            f"{_OFFER} {_PLAN}",
            discloses=True,
        ),
        _act("asked_charges", "named lump plan no_discount unused asked other", f"{_OFFER} {_PLAN}", discloses=True),
        _act(
            "offer_plan",
            "plan closest_plan how_many lightest card fewer_than_asked no_plan one_by_one handoff",
            f"{_PLAN} lump_total lump_due",
            discloses=True,
        ),
        _act(
            "answer_counter_offer",
            "plan plan_with_down lump_accepted closest_plan closest_lump no_plan one_by_one repeated unclear handoff",
            f"{_OFFER} {_PLAN}",
            discloses=True,
        ),
        _act("current_offer", "lump plan none expired", f"{_OFFER} {_PLAN}", discloses=True),
        _act("longest_plan", "plan no_plan one_by_one handoff", f"{_PLAN} lump_total lump_due", discloses=True),
        _act(
            "choose_due_date",
            "accepted accepted_with_terms which_day too_late past asked_due unclear none",
            "asked_date latest_date chosen_date chosen_weekday due_note",
            discloses=True,
            arguments="asked latest",
        ),
        # -- closing (P7, P8, P12, P16, G0, G1)
        _act(
            "prepare_closing",
            "lump plan requoted_lump requoted_plan nothing",
            f"{_CLOSING} {_OFFER} {_PLAN}",
            discloses=True,
        ),
        _act("wished_delivery", "phone email ask other", "delivery_phone delivery_email", discloses=True),
        _act("note_delivery", "phone email invalid address", "delivery_phone delivery_email", discloses=True),
        _act(
            "close_agreement",
            "slip pix changed already nothing",
            "agreement_summary agreement_number slips_coming first_due statement pix_code slip_deadline",
            discloses=True,
        ),
        _act("tapped_to_close", "already other", "agreement_summary", discloses=True),
        # -- after closing and payments (P11, G0-G5, T7, C8-C10)
        _act("payment_means", "boleto pix both", "asked_count", discloses=False),
        _act("ask_for_pix", "sent not_offered no_agreement", "pix_code agreement_summary", discloses=True),
        _act(
            "second_copy",
            "reissued requested pix used_up out_of_range no_agreement",
            "new_due due_note agreement_summary slip_deadline",
            discloses=True,
        ),
        _act(
            "agreement_status",
            "running late settled waiting_slip no_agreement letter",
            "agreement_summary next_due usual_delay",
            discloses=True,
        ),
        _act(
            "asked_due_day",
            "asked_due if_late if_unpaid other",
            "next_due next_value late_days broken_days",
            discloses=True,
        ),
        _act("next_payment", "upcoming none", "next_due next_value", discloses=True),
        _act("explain_composition", "told nothing", "composition titles_list", discloses=True),
        _act("plan_blocking", "blocks partly does_not_block nothing", "titles_list", discloses=True),
        _act("apologise_for_charge", "agreement none", "agreement_summary case_number case_deadline", discloses=True),
        # -- the ANS notice (N0-N4, N9-N11)
        _act("open_notice", f"neutral {FULL_TEXT} {FULL_TEXT_LINK}"),
        _act("issue_notice", "waiting in_passing none incomplete"),
        _act(
            "record_reply",
            "registered registered_plain already already_plain other_number not_explicit never_came never_opens "
            "nothing",
            _TERM,
            discloses=True,
        ),
        _act(
            "explain_notice",
            "never_came never_opens sent_before if_silent if_silent_plain if_silent_valid if_silent_valid_plain "
            "nothing_changes what_next other",
            discloses=True,
        ),
        _act("asked_before_identity", "if_silent other"),
        # -- rights, cases, people (H1, H3, H5, R3, C1-C17)
        _act("record_opt_out", "stopped ask", arguments="settled"),
        _act("book_contact", "booked unclear outside", "contact_when", discloses=False),
        _act(
            "open_case",
            "opened opened_month already",
            "case_number case_deadline asked_month",
            arguments="agreement already_paid contest payroll contact_update data_protection media "
            "power_of_attorney cancel_plan outside_channel",
        ),
        _act("case_status", "contested in_review none", "case_number case_deadline", discloses=True),
        _act(
            "hand_off",
            "staffed later",
            "handoff_when",
            arguments="asked identity_locked misunderstood lawyer deceased hospitalised self_harm broken_agreement "
            "policy_exception unknown_code other_debts tool_failure media anger hardship stale prescribed plan_request "
            "power_of_attorney later_date",
        ),
        _act("count", "first second", arguments="miss anger hardship media identity not_yet discount ended"),
        _act("payment_claim", "paid payroll"),
        _act("tell_news", "told told_in_passing nothing", "news_lines", discloses=True),
        _act("cancellation_claim", "cancelled other"),
        _act("wrong_number_claim", "wrong_number other"),
        _act("hardship_told", "told plain"),
        _act("receive_document", "filed unexpected", "case_number case_deadline"),
    ]
}
