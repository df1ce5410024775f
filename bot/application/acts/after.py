"""After an agreement, and questions on values: means, slips again, status, composition (P8, P11, G0-G2, C8, C10)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.application.acts.agreements_shown import running, state_of, summary_of
from bot.application.acts.dates import date_named, due_note
from bot.application.acts.offers import show_standing
from bot.application.acts.titles import label_of
from bot.application.changes import SlipRequested
from bot.application.deal import Deal, deal_of, standing
from bot.application.desk import Desk
from bot.application.moments import in_words
from bot.application.wording import brl, day
from bot.domain.agreements import Agreement, AgreementState, Installment, ReissueRefusal, reissue, reissue_refusal
from bot.domain.due_dates import DateRefused, latest_first_due
from bot.domain.ladder import Offer
from bot.domain.money import Money
from bot.domain.negotiations import Negotiation
from bot.domain.plans import Plan
from bot.domain.policy import Means
from bot.domain.reading.due_words import asks_when_due
from bot.domain.reading.payment_words import asks_how_to_pay, asks_if_unpaid, asks_what_if_late

WANTED_MEANS = "wanted_means"
SLIP_WITHIN = timedelta(hours=24)
USUAL_DELAY_WORKING_DAYS = "2"
_LATE = frozenset({AgreementState.OVERDUE, AgreementState.BAD_PAYER})


async def payment_means(desk: Desk) -> str:
    """The means the policy lists; a card is none of them (G0)."""
    means = desk.policy.payment.means
    if desk.intent == "ask_boleto" and not asks_how_to_pay(desk.text):
        desk.memory[WANTED_MEANS] = Means.BOLETO.value
    count = desk.first("count")
    if count is not None:
        desk.fill(asked_count=count.value)
    if len(means) > 1:
        return "both"
    return "pix" if Means.PIX in means else "boleto"


async def ask_for_pix(desk: Desk) -> str:
    """The code of the next part of an agreement, where the policy offers Pix."""
    if Means.PIX not in desk.policy.payment.means:
        return "not_offered"
    found = _next_part(desk)
    if found is None:
        return "no_agreement"
    desk.memory.pop(WANTED_MEANS, None)
    code = desk.services.documents.pix_code(desk.policy, *found)
    desk.fill(pix_code=code, agreement_summary=summary_of(desk, [found[0]]))
    desk.attachments["pix_qr"] = await desk.services.documents.pix_qr(code)
    return "sent"


async def second_copy(desk: Desk) -> str:
    """The slip again; near its due date with a new one, once and at the same value (P11)."""
    found = _next_part(desk)
    if found is None:
        return "no_agreement"
    if Means.PIX in desk.policy.payment.means and "pix" in desk.text.lower():
        return "pix"
    agreement, part = found
    deadline = desk.at.business + SLIP_WITHIN
    desk.fill(agreement_summary=summary_of(desk, [agreement]), slip_deadline=in_words(desk, deadline.replace(minute=0)))
    refusal = reissue_refusal(part, desk.today, desk.policy.payment)
    if refusal is ReissueRefusal.TOO_EARLY or (refusal is None and _only_where(desk, part)):
        desk.record(SlipRequested(agreement.number, part.number, deadline, "second_copy"))
        return "requested"
    if refusal is not None:
        return "used_up" if refusal is ReissueRefusal.ALREADY_REISSUED else "out_of_range"
    return _reissue(desk, agreement, part)


async def agreement_status(desk: Desk) -> str:
    """Where an agreement stands, in dates and parts; the names of states are for staff only (G5)."""
    agreements = desk.debtor.agreements
    if not agreements:
        return "no_agreement"
    latest = agreements[-1]
    desk.fill(agreement_summary=summary_of(desk, agreements), usual_delay=USUAL_DELAY_WORKING_DAYS)
    state = state_of(desk, latest)
    if state is AgreementState.SETTLED:
        desk.attachments["clearance_pdf"] = await desk.services.documents.clearance(
            desk.policy, desk.debtor.person, latest, desk.today
        )
        return "letter"
    upcoming = latest.next_unpaid
    assert upcoming is not None  # an agreement that is not settled has a part to pay
    desk.fill(next_due=day(upcoming.due))
    if state in _LATE:
        return "late"
    is_fresh = (desk.today - latest.closed_on) <= SLIP_WITHIN and not any(p.paid_on for p in latest.installments)
    return "waiting_slip" if is_fresh else "running"


async def asked_due_day(desk: Desk) -> str:
    """ "Quando vence mesmo?" of what is agreed: the day and the value of the next part; "e se eu atrasar?"."""
    if asks_what_if_late(desk.text) or asks_if_unpaid(desk.text):
        return _what_if_late(desk)
    return "asked_due" if asks_when_due(desk.text) and _fill_next_part(desk) else "other"


def _what_if_late(desk: Desk) -> str:
    """What the policy does when a part of a deal is late, and until when a new date is possible (P11, G5)."""
    if asks_if_unpaid(desk.text) and not running(desk):
        return "if_unpaid"
    limits = desk.policy.limits
    desk.fill(
        late_days=str(desk.policy.payment.reissue.days_after), broken_days=str(limits.agreement_broken_after_days)
    )
    return "if_late"


async def next_payment(desk: Desk) -> str:
    """The part to be paid next of what is agreed."""
    return "upcoming" if _fill_next_part(desk) else "none"


def _fill_next_part(desk: Desk) -> bool:
    found = _next_part(desk)
    if found is None:
        return False
    desk.fill(next_due=day(found[1].due), next_value=brl(found[1].total))
    return True


async def explain_composition(desk: Desk) -> str:
    """How a value is made up, fee included: told in full to whoever asks (P8)."""
    deal = deal_of(desk)
    if not deal.negotiations:
        return "nothing"
    offers = dict(_offer_by_code(desk, deal))
    blocks = ["\n".join(_composition(desk, n, offers.get(n.code))) for n in deal.negotiations]
    desk.fill(composition="\n\n".join(blocks))
    if offers:
        show_standing(desk, deal)
    return "told"


def _only_where(desk: Desk, part: Installment) -> bool:
    """ "Cadê o boleto?" before it is due asks for the slip, and spends no new date (P11)."""
    return asks_how_to_pay(desk.text) and part.due >= desk.today


def _reissue(desk: Desk, agreement: Agreement, part: Installment) -> str:
    wished = date_named(desk) or latest_first_due(desk.today, desk.policy.payment.first_due_within_days)
    renewed = reissue(agreement, part, wished, desk.today, desk.policy.payment)
    if isinstance(renewed, ReissueRefusal | DateRefused):
        return "out_of_range"
    _keep(desk, agreement, renewed)
    new_due: date = renewed.installments[part.number].due
    deadline = desk.at.business + SLIP_WITHIN
    desk.record(SlipRequested(agreement.number, part.number, deadline, "reissue", new_due))
    desk.fill(new_due=day(new_due), due_note=due_note(desk, new_due), agreement_summary=summary_of(desk, [renewed]))
    return "reissued"


def _keep(desk: Desk, old: Agreement, new: Agreement) -> None:
    desk.debtor.agreements = [new if agreement is old else agreement for agreement in desk.debtor.agreements]


def _next_part(desk: Desk) -> tuple[Agreement, Installment] | None:
    """The part to be paid next, of the running agreement it belongs to."""
    parts = [(agreement, agreement.next_unpaid) for agreement in running(desk)]
    due = [(agreement, part) for agreement, part in parts if part is not None]
    return min(due, key=lambda pair: pair[1].due, default=None)


def _offer_by_code(desk: Desk, deal: Deal) -> Iterable[tuple[str, Offer]]:
    return ((negotiation.code, offer) for negotiation, offer in standing(desk, deal))


def _composition(desk: Desk, negotiation: Negotiation, offer: Offer | None) -> Iterable[str]:
    say, balance = desk.phrases.say, negotiation.balance
    yield say("composition_heading", label=label_of(desk, negotiation), code=negotiation.code)
    yield say("composition_principal", value=brl(balance.principal))
    yield say("composition_fine", value=brl(balance.fine))
    yield say("composition_interest", value=brl(balance.interest))
    if offer is None:
        yield say("composition_total", value=brl(balance.updated))
        return
    discount = balance.updated - offer.value
    if discount:
        yield say("composition_discount", value=brl(discount))
    yield from _fee_line(desk, offer)
    yield say("composition_total", value=brl(offer.total))


def _fee_line(desk: Desk, offer: Offer) -> Iterable[str]:
    slips = offer.terms.slips if isinstance(offer.terms, Plan) else 1
    if offer.terms.fee == Money(0):
        return
    key = "composition_fee_one" if slips == 1 else "composition_fee_many"
    yield desk.phrases.say(key, value=brl(offer.terms.fee), count=slips)
