"""The business acts by the names flows call them."""

from collections.abc import Awaitable, Callable

from bot.application.acts import (
    after,
    cases,
    closing,
    counter,
    dates,
    identity,
    news,
    notices,
    offers,
    opening,
    people,
    rights,
    titles,
)
from bot.application.desk import Desk

type Act = Callable[[Desk], Awaitable[str]]

REGISTRY: dict[str, Act] = {
    "open_contact": opening.open_contact,
    "choose_creditor": opening.choose_creditor,
    "first_request": opening.first_request,
    "check_identity": identity.check_identity,
    "identity_level": identity.identity_level,
    "another_factor": identity.another_factor,
    "why_refused": identity.why_refused,
    "facts_told": identity.facts_told,
    "unlink_phone": people.unlink_phone,
    "leave_word_for_holder": people.leave_word_for_holder,
    "list_titles": titles.list_titles,
    "choose_scope": titles.choose_scope,
    "next_negotiation": titles.next_negotiation,
    "plan_blocking": titles.plan_blocking,
    "apologise_for_charge": titles.apologise_for_charge,
    "offer_lump_sum": offers.offer_lump_sum,
    "concede": offers.concede,
    "asked_charges": offers.asked_charges,
    "offer_plan": offers.offer_plan,
    "longest_plan": offers.longest_plan_once,
    "current_offer": offers.current_offer,
    "answer_counter_offer": counter.answer_counter_offer,
    "choose_due_date": dates.choose_due_date,
    "prepare_closing": closing.prepare_closing,
    "note_delivery": closing.note_delivery,
    "wished_delivery": closing.wished_delivery,
    "close_agreement": closing.close_agreement,
    "tapped_to_close": closing.tapped_to_close,
    "payment_means": after.payment_means,
    "ask_for_pix": after.ask_for_pix,
    "second_copy": after.second_copy,
    "agreement_status": after.agreement_status,
    "asked_due_day": after.asked_due_day,
    "next_payment": after.next_payment,
    "explain_composition": after.explain_composition,
    "open_notice": notices.open_notice,
    "issue_notice": notices.issue_notice,
    "record_reply": notices.record_reply,
    "explain_notice": notices.explain_notice,
    "asked_before_identity": notices.asked_before_identity,
    "tell_news": news.tell_news,
    "record_opt_out": rights.record_opt_out,
    "book_contact": rights.book_contact,
    "open_case": cases.open_case,
    "case_status": cases.case_status,
    "hand_off": people.hand_off,
    "receive_document": cases.receive_document,
    "count": people.count,
    "payment_claim": cases.payment_claim,
    "cancellation_claim": people.cancellation_claim,
    "wrong_number_claim": people.wrong_number_claim,
    "hardship_told": counter.hardship_told,
}


async def perform(name: str, desk: Desk) -> str:
    """Perform an act and give its outcome back; the dialogue decides what follows."""
    return await REGISTRY[name](desk)
