"""The intents a conversation may turn on: those the model is trained for and those the service sets by itself."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TRAINED_INTENTS = _words("""
    greet affirm deny inform_identity refuse_identity ask_titles pay_lump_sum ask_installments counter_offer
    ask_discount choose_due_date ask_pix ask_boleto ask_second_copy ask_status ask_human not_me third_party
    contest_debt already_paid acknowledge_notice hardship later opt_out ask_who ask_is_it_real ask_composition
    ask_plan_return cancel_plan ask_bureau other_debts deceased lawyer hospitalised complaint update_contact
    repeat thank goodbye out_of_scope self_harm data_request choose_option
""")

# Set from the kind of message, never from its words.
SERVICE_INTENTS = _words("unreadable_media sent_document sent_location sent_sticker empty_message")

INTENTS = TRAINED_INTENTS | SERVICE_INTENTS

# "plan:6" on a button means the intent here, with the rest as its argument.
PAYLOAD_INTENTS = {
    "plan": "ask_installments",
    "creditor": "choose_option",
    "scope": "choose_option",
    "option": "choose_option",
}


def payload_intent(payload: str) -> str:
    """The intent a button or list payload stands for; "intent:argument" keeps its intent."""
    head, colon, _ = payload.partition(":")
    return PAYLOAD_INTENTS.get(head, head) if colon else payload
