"""What the page of a conversation says of it beside the thread: the packet of H3, as things are now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.application.agents import masking
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, StaffRole, may
from bot.application.agents.tools import AgentDesk
from bot.application.agents.window import window_ends
from bot.application.deal import negotiations_of
from bot.application.desk import Desk
from bot.application.wording import brl
from bot.domain.cases import chargeable
from bot.domain.conversation import Conversation
from bot.domain.ladder import Offer, has_better
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation, open_titles
from bot.domain.notices.notice import Notice
from bot.domain.people import OpenCase
from bot.domain.titles import UpdatedTitle


@dataclass(frozen=True)
class Who:
    """Who writes, as far as it is known; masked for who reads."""

    name: str
    document: str
    contact: str
    is_confirmed: bool
    factors: tuple[str, ...]
    person_id: int | None


@dataclass(frozen=True)
class ShownTitle:
    label: str
    competence: date
    due: date
    days: int
    value: str | None


@dataclass(frozen=True)
class ShownOffer:
    label: str
    kind: str
    terms: str | None  # amounts in words; None where the role sees none
    trigger: str
    made_on: date
    is_last: bool


@dataclass(frozen=True)
class Allowed:
    """What the policy still lets be offered for one negotiation today."""

    label: str
    lowest: str | None
    count: int
    has_better: bool
    is_unknown: bool


@dataclass(frozen=True)
class ShownAgreement:
    number: str
    total: str | None
    paid: int
    parts: int
    next_due: date | None


@dataclass(frozen=True)
class Debt:
    """What is open, offered, allowed and agreed, of a person who is known."""

    titles: tuple[ShownTitle, ...]
    total: str | None
    offers: tuple[ShownOffer, ...]
    allowed: tuple[Allowed, ...]
    notice: Notice | None
    cases: tuple[OpenCase, ...]
    agreements: tuple[ShownAgreement, ...]


@dataclass(frozen=True)
class Packet:
    who: Who
    reason: str
    since: datetime | None
    urgent: bool
    step: str
    creditor: str
    window_ends_at: datetime | None
    debt: Debt | None


async def packet_at(opened: AgentDesk, member: Member) -> Packet:
    """Looked up now, not as it was at the hand-off; money and documents as the role may see them."""
    desk, held, role = opened.desk, opened.held, member.role
    kept = held.handoff
    return Packet(
        who=_who(desk, held.conversation, role),
        reason=kept.reason if kept is not None else "",
        since=kept.since if kept is not None else None,
        urgent=kept.urgent if kept is not None else False,
        step=opened.release.step_names.shown(held.conversation.slots.get("step", "")),
        creditor=desk.policy.parties.creditor.name,
        window_ends_at=window_ends(held.conversation.channel, held.last_inbound_at),
        debt=await _debt(desk, role) if desk.account is not None else None,
    )


async def _debt(desk: Desk, role: StaffRole) -> Debt:
    titles = open_titles(chargeable(desk.debtor), desk.policy, desk.today)
    total = sum((title.updated for title in titles), Money(0))
    return Debt(
        titles=tuple(_title(title, desk, role) for title in titles),
        total=_amount(total, role) if titles else None,
        offers=tuple(_offers(desk, role)),
        allowed=tuple(_allowed(one, desk, role) for one in negotiations_of(desk)),
        notice=await _last_notice(desk),
        cases=tuple(desk.debtor.cases),
        agreements=tuple(_agreements(desk, role)),
    )


def _who(desk: Desk, conversation: Conversation, role: StaffRole) -> Who:
    proved, person = desk.verification, desk.account.person if desk.account is not None else None
    return Who(
        name=person.name if person is not None else "",
        document=masking.document(person.document, role) if person is not None else "",
        contact=masking.phone(conversation.contact, role),
        is_confirmed=proved.is_confirmed,
        factors=tuple(sorted(proved.factors)),
        person_id=person.id if person is not None else None,
    )


def _title(title: UpdatedTitle, desk: Desk, role: StaffRole) -> ShownTitle:
    days = max(title.days_overdue, 0)
    return ShownTitle(
        _label(desk, title.title.code), title.title.competence, title.title.due_date, days, _amount(title.updated, role)
    )


def _label(desk: Desk, code: str) -> str:
    kind = desk.policy.title_kinds.get(code)
    return kind.label if kind is not None else f"código {code}"


def _offers(desk: Desk, role: StaffRole) -> list[ShownOffer]:
    offers: Sequence[Offer] = desk.debtor.offers
    last = {offer.code: offer for offer in offers}
    return [
        ShownOffer(
            _label(desk, offer.code),
            offer.kind.value,
            _terms(offer) if may(role, Right.SEE_AMOUNTS) else None,
            offer.trigger.value,
            offer.made_on,
            last[offer.code] is offer,
        )
        for offer in offers
    ]


def _terms(offer: Offer) -> str:
    terms = offer.terms
    if isinstance(terms, LumpSum):
        return brl(terms.total)
    return f"{brl(terms.down_payment + terms.fee)} + {terms.count} × {brl(terms.installment + terms.fee)}"


def _allowed(negotiation: Negotiation, desk: Desk, role: StaffRole) -> Allowed:
    history = [offer for offer in desk.debtor.offers if offer.code == negotiation.code]
    return Allowed(
        label=_label(desk, negotiation.code),
        lowest=_amount(negotiation.lump_sums[-1].total, role) if negotiation.lump_sums else None,
        count=negotiation.max_count,
        has_better=not negotiation.is_unknown and has_better(negotiation, history),
        is_unknown=negotiation.is_unknown,
    )


async def _last_notice(desk: Desk) -> Notice | None:
    found = await desk.services.notices.of_person(desk.debtor.person.id)
    return max(found, key=lambda notice: notice.id, default=None)


def _agreements(desk: Desk, role: StaffRole) -> list[ShownAgreement]:
    return [
        ShownAgreement(
            one.number,
            _amount(one.total, role),
            sum(part.paid_on is not None for part in one.installments),
            len(one.installments),
            next((part.due for part in one.installments if part.paid_on is None), None),
        )
        for one in desk.debtor.agreements
    ]


def _amount(value: Money, role: StaffRole) -> str | None:
    return brl(value) if may(role, Right.SEE_AMOUNTS) else None
