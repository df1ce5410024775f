"""Closing: one message states all of it, one clear yes makes the agreement (P5, P7, P8, P12, P16)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.application.acts.after import WANTED_MEANS
from bot.application.acts.agreements_shown import label_of_code, summary_of
from bot.application.acts.dates import due_note
from bot.application.acts.offers import one_where_a_plan_stands, show_standing
from bot.application.changes import AgreementClosed, CaseOpened, SlipRequested
from bot.application.deal import Deal, choose, deal_of, first_due_of, make, standing
from bot.application.desk import Desk
from bot.application.moments import in_words
from bot.application.wording import brl, day, long_day
from bot.domain.agreements import Agreement, installments_of
from bot.domain.documents import digits_of, formatted
from bot.domain.ladder import Offer, quote_again
from bot.domain.money import Money
from bot.domain.negotiations import Negotiation
from bot.domain.policy import Means
from bot.domain.reading.contact_words import asks_to_send, names_email
from bot.domain.reading.corrections import names_only_what_to_correct
from bot.domain.reading.text import fold

SLIP_WITHIN = timedelta(hours=24)
CLOSE = "affirm:close"  # what the button of a closing sends
_CLOSES = re.compile(r"\b(?:fech(?:ar|a|ado|ou|amos|o)|confirm(?:o|ado|a)|aceito|combinado)\b")
_ASKED_EMAIL = "asked_email"
_STATED, _CLOSED = "stated_terms", "closed_terms"
_EMAIL, _PHONE, _ADDRESS = "delivery_email", "delivery_phone", "delivery_address"

type Pair = tuple[Negotiation, Offer]


async def prepare_closing(desk: Desk) -> str:
    """State the whole deal; an offer of another day is quoted again and the difference said (P5)."""
    deal = one_where_a_plan_stands(desk, deal_of(desk))
    pairs = standing(desk, deal)
    if not pairs or len(pairs) < len(deal.negotiations):
        return "nothing"
    before = Money.total(offer.total for _, offer in pairs)
    difference = _quote_again(desk, pairs)
    if difference is None:
        return "nothing"
    kind = show_standing(desk, deal)
    fill_closing(desk, deal)
    desk.memory[_STATED] = _terms(desk, deal)
    if not difference:
        return kind
    desk.fill(value_difference=brl(difference), old_total=brl(before), new_total=brl(before + difference))
    return f"requoted_{kind}"


async def wished_delivery(desk: Desk) -> str:
    """Whether only a place to send to is told before anything is closed; a contact that changed is a case (P12, R5)."""
    was_asked = desk.memory.pop(_ASKED_EMAIL, "")
    if desk.memory.get(_CLOSED) or not (was_asked or asks_to_send(desk.text)):
        return "other"
    if desk.first("email") is not None or desk.first("phone") is not None:
        return await note_delivery(desk)
    if not names_email(desk.text):
        return "other"
    desk.memory[_ASKED_EMAIL] = "yes"
    return "ask"


async def note_delivery(desk: Desk) -> str:
    """Where the slips go: an e-mail echoed back, another number, or a corrected address for the back office."""
    email, phone = desk.first("email"), desk.first("phone")
    if email is not None:
        desk.memory[_EMAIL] = email.value
        desk.fill(delivery_email=email.value, delivery_phone="")
        return "email"
    if phone is not None:
        desk.memory[_PHONE] = phone.value
        desk.memory.pop(_EMAIL, None)  # the last wish counts, and only one place is used
        desk.fill(delivery_phone=_shown_phone(phone.value), delivery_email="")
        return "phone"
    if len(desk.text.split()) < 3 or names_only_what_to_correct(desk.text):
        return "invalid"
    desk.memory[_ADDRESS] = desk.text
    return "address"


async def close_agreement(desk: Desk) -> str:
    """Make the agreement stated a moment ago, and nothing else; a tap under an older question has it stated again."""
    deal = deal_of(desk)
    pairs = standing(desk, deal)
    if desk.memory.get(_CLOSED) and not pairs:
        return _already(desk)
    if any(message.answers_older for message in desk.messages):
        return "changed"
    if not pairs or not desk.memory.get(_STATED):
        return "nothing"
    if desk.memory[_STATED] != _terms(desk, deal) or not all(offer.holds_on(desk.today) for _, offer in pairs):
        return "changed"
    return await close_pairs(desk, deal, pairs)


async def tapped_to_close(desk: Desk) -> str:
    """A closing tapped, or told to close, once more when it was closed already: impatience, and no new yes."""
    is_it = any(reading.payload == CLOSE for reading in desk.readings) or bool(_CLOSES.search(fold(desk.text)))
    return _already(desk) if is_it and desk.memory.get(_CLOSED) else "other"


def _already(desk: Desk) -> str:
    desk.fill(agreement_summary=summary_of(desk, desk.debtor.agreements))
    return "already"


async def close_pairs(desk: Desk, deal: Deal, pairs: Sequence[Pair]) -> str:
    """The agreements of what was stated and accepted in the words on the desk, whoever stated it."""
    agreements = [await _close(desk, deal, pair) for pair in pairs]
    await _note_address(desk)
    return await _finish(desk, agreements)


def fill_closing(desk: Desk, deal: Deal) -> None:
    """What is stated beside the terms: the day, where it goes, the address on file and who is owed (P12)."""
    first = first_due_of(desk, deal)
    creditor = desk.policy.parties.creditor
    phone, email = desk.memory.get(_PHONE) or desk.conversation.contact, desk.memory.get(_EMAIL, "")
    desk.fill(
        first_due=day(first),
        first_due_long=long_day(first),
        due_note=due_note(desk, first),
        creditor_block=desk.phrases.say(
            "creditor_block", creditor=creditor.name, cnpj=formatted(digits_of(creditor.cnpj)), address=creditor.address
        ),
        delivery_phone="" if email else _shown_phone(phone),
        delivery_email=email,
        address_masked=_shown_address(desk),
    )


def stated_terms(desk: Desk) -> str | None:
    """What was last stated to the debtor in full and not closed yet."""
    return desk.memory.get(_STATED)


def forget_stated(desk: Desk) -> None:
    """A yes said from now on is to something else."""
    desk.memory.pop(_STATED, None)


def _quote_again(desk: Desk, pairs: list[Pair]) -> Money | None:
    """Renew offers of another day, or of titles that changed since; the sum of what changed, None when impossible."""
    difference = Money(0)
    for negotiation, offer in pairs:
        renewed = quote_again(offer, negotiation, desk.today)
        if renewed is None:
            return None
        if offer.holds_on(desk.today) and renewed.offer.terms == offer.terms:
            continue
        make(desk, renewed.offer)
        difference += renewed.difference
    return difference


def _terms(desk: Desk, deal: Deal) -> str:
    """What was stated, title by title, to the centavo and the day: a yes to anything else closes nothing."""
    first = first_due_of(desk, deal).isoformat()
    return " ".join([first, *(_terms_of(pair) for pair in standing(desk, deal))])


def _terms_of(pair: Pair) -> str:
    negotiation, offer = pair
    titles = ",".join(title.title.number for title in negotiation.titles)
    slips = ",".join(str(part.total.cents) for part in installments_of(offer, offer.made_on))
    return f"{negotiation.code}:{titles}:{negotiation.balance.updated.cents}:{offer.kind.value}:{slips}"


async def _close(desk: Desk, deal: Deal, pair: Pair) -> Agreement:
    negotiation, offer = pair
    titles = tuple(title.title.number for title in negotiation.titles)
    agreement = Agreement(
        number=await desk.services.numbers.agreement(desk.today),
        creditor=desk.policy.slug,
        code=negotiation.code,
        title_numbers=titles,
        closed_on=desk.today,
        installments=installments_of(offer, first_due_of(desk, deal)),
    )
    statement = "\n".join(desk.policy.closing_statement)
    desk.record(
        AgreementClosed(desk.debtor.person.id, agreement, titles, desk.text, statement, _delivery(desk)),
    )
    deadline = desk.at.business + SLIP_WITHIN
    desk.record(SlipRequested(agreement.number, None, deadline, "agreement"))
    desk.fill(slip_deadline=in_words(desk, deadline.replace(minute=0)))  # a full hour reads better, and is no later
    return agreement


async def _finish(desk: Desk, agreements: list[Agreement]) -> str:
    account = desk.debtor
    numbers = {number for agreement in agreements for number in agreement.title_numbers}
    account.titles_in_agreement += [title for title in account.titles if title.number in numbers]
    account.titles = [title for title in account.titles if title.number not in numbers]
    codes = {agreement.code for agreement in agreements}
    account.offers = [offer for offer in account.offers if offer.code not in codes]
    account.agreements += agreements
    desk.memory[_CLOSED] = desk.memory.pop(_STATED, " ".join(each.number for each in agreements))
    choose(desk, (), deal_of(desk).waiting)
    desk.fill(
        agreement_summary=summary_of(desk, agreements),
        agreement_number=_numbers(desk, agreements),
        slips_coming=desk.phrases.counted("slips_coming", sum(len(a.installments) for a in agreements)),
        first_due=day(agreements[0].installments[0].due),
        statement="\n\n".join(desk.policy.closing_statement),
    )
    await _attach(desk, agreements)
    return "pix" if _pays_by_pix(desk) else "slip"


def _pays_by_pix(desk: Desk) -> bool:
    """Where Pix is offered it is given at once, unless the slip was asked for."""
    wants_slip = desk.memory.get(WANTED_MEANS) == Means.BOLETO.value
    return Means.PIX in desk.policy.payment.means and not wants_slip


def _summed_up(desk: Desk, agreement: Agreement) -> str:
    label, total = label_of_code(desk, agreement.code), brl(agreement.installments[0].total)
    return desk.phrases.say("offer_line_lump", label=label, code=agreement.code, total=total)


def _numbers(desk: Desk, agreements: list[Agreement]) -> str:
    joined = desk.phrases.joined([agreement.number for agreement in agreements])
    return desk.phrases.say("agreements_one" if len(agreements) == 1 else "agreements_many", numbers=joined)


async def _attach(desk: Desk, agreements: list[Agreement]) -> None:
    """The written agreement, and the Pix code of each agreement's first part where the policy offers Pix."""
    documents = desk.services.documents
    desk.attachments["agreement_pdf"] = await documents.agreement(
        desk.policy, desk.debtor.person, agreements, desk.at.business
    )
    if _pays_by_pix(desk):
        codes = [documents.pix_code(desk.policy, each, each.installments[0]) for each in agreements]
        headings = [_summed_up(desk, each) for each in agreements]
        labelled = [f"{heading}\n{code}" for heading, code in zip(headings, codes, strict=True)]
        desk.fill(pix_code=codes[0] if len(codes) == 1 else "\n\n".join(labelled))
        if len(codes) == 1:  # two images in one message could not be told apart: the codes are there to copy
            desk.attachments["pix_qr"] = await documents.pix_qr(codes[0])


async def _note_address(desk: Desk) -> None:
    """A corrected address goes to the back office as a case: the bot does not change the file by itself."""
    address = desk.memory.pop(_ADDRESS, None)
    if address is None:
        return
    number = await desk.services.numbers.case(desk.today)
    deadline = desk.at.today + timedelta(days=3)
    desk.record(CaseOpened(number, "contact_update", desk.debtor.person.id, deadline, address))


def _delivery(desk: Desk) -> dict[str, str]:
    if desk.memory.get(_EMAIL):
        return {"by": "email", "to": desk.memory[_EMAIL]}
    return {"by": desk.conversation.channel.value, "to": desk.memory.get(_PHONE) or desk.conversation.contact}


def _shown_phone(phone: str) -> str:
    """DDD and number, as people read them: (67) 90000-0001."""
    national = phone.removeprefix("whatsapp:").removeprefix("+55")
    return f"({national[:2]}) {national[2:-4]}-{national[-4:]}"


def _shown_address(desk: Desk) -> str:
    """The address on file, and that a correction of it was noted."""
    on_file = _masked_address(desk.debtor.person.address, desk.debtor.person.city)
    return desk.phrases.say("address_noted", address=on_file) if desk.memory.get(_ADDRESS) else on_file


def _masked_address(address: str | None, city: str | None) -> str:
    """Enough to recognise one's own address: the street's first letters, no number."""
    if not address:
        return city or "-"
    street = address.split(",", maxsplit=1)[0]
    words = [word if len(word) <= 3 else f"{word[:3]}***" for word in street.split()]
    return ", ".join(part for part in (" ".join(words), city) if part)
