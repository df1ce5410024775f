"""Which fees a notice is about, and its contents: complete, or the list of what is missing (N1)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.notices.contents import NoticeContents, NotifiedOperator, NotifiedPlan, OpenFee
from bot.domain.people import OpenCase, Person, Role
from bot.domain.policy import Policy
from bot.domain.titles import ChargeKind, Title, UpdatedTitle, is_prescribed, update

HOLDING_CASES = frozenset({"contest", "already_paid", "payroll"})
MAY_BE_NOTIFIED = frozenset({Role.HOLDER, Role.SPLIT_AGGREGATE, Role.PAYER})  # I1


class Lack(StrEnum):
    """What a notice may not go without; the reason listed when it is not issued."""

    OPERATOR_NAME = "operator_name"
    OPERATOR_CNPJ = "operator_cnpj"
    OPERATOR_ADDRESS = "operator_address"
    ANS_NUMBER = "ans_number"
    RECIPIENT = "recipient"  # a dependant or an aggregate not split off is never notified
    PERSON_NAME = "person_name"
    BENEFICIARIES = "beneficiaries"
    PLAN_NAME = "plan_name"
    PLAN_NUMBER = "plan_number"
    REGISTRATION = "registration"
    FEES = "fees"  # no open mensalidade that may be charged
    PAY_HOW = "pay_how"
    CONTACT_CHANNELS = "contact_channels"
    PROTOCOL = "protocol"


@dataclass(frozen=True)
class Draft:
    """What a notice is made from, before it is known whether it is enough."""

    person: Person  # notified
    beneficiaries: tuple[str, ...]  # full names of those affected, the holder first
    fees: tuple[UpdatedTitle, ...]  # as `fees_to_notify` gives them
    pay_how: str
    contact_channels: tuple[str, ...]
    plan_cancelled: bool = False  # N11
    is_in_hospital: bool = False  # somebody of the plan: not notified now
    plan_of: Person | None = None  # the holder, where somebody else pays and is notified


def fees_to_notify(
    titles: Iterable[Title], policy: Policy, day: date, untouchable: Collection[str] = ()
) -> tuple[UpdatedTitle, ...]:
    """Mensalidades overdue on the day, oldest first, that are neither prescribed nor untouchable (T6, T7).

    `untouchable` are the numbers inside a running agreement, and those `under_case`.
    """
    overdue = [title for title in titles if _is_overdue_fee(title, policy, day) and title.number not in untouchable]
    return tuple(update(title, day, policy.update_rules) for title in sorted(overdue, key=_age))


def under_case(cases: Iterable[OpenCase], titles: Sequence[Title]) -> frozenset[str]:
    """Numbers somebody is looking into: contested, said to be paid; a case that names no title holds them all."""
    holding = [case for case in cases if case.kind in HOLDING_CASES]
    if any(not case.title_numbers for case in holding):
        return frozenset(title.number for title in titles)
    return frozenset(number for case in holding for number in case.title_numbers)


def missing(policy: Policy, draft: Draft) -> tuple[Lack, ...]:
    """All that is missing, in the order of the list; the protocol is allotted later, when the contact opens."""
    operator, person, plan = policy.parties.creditor, draft.person, draft.plan_of or draft.person
    present = {
        Lack.OPERATOR_NAME: operator.name,
        Lack.OPERATOR_CNPJ: operator.cnpj,
        Lack.OPERATOR_ADDRESS: operator.address,
        Lack.ANS_NUMBER: operator.ans_number,
        Lack.RECIPIENT: "yes" if person.role in MAY_BE_NOTIFIED else None,
        Lack.PERSON_NAME: person.name,
        Lack.BENEFICIARIES: "".join(draft.beneficiaries),
        Lack.PLAN_NAME: plan.plan_name,
        Lack.PLAN_NUMBER: plan.plan_registration,
        Lack.REGISTRATION: plan.registration,
        Lack.FEES: "yes" if draft.fees else None,
        Lack.PAY_HOW: draft.pay_how,
        Lack.CONTACT_CHANNELS: "".join(draft.contact_channels),
    }
    return tuple(lack for lack, value in present.items() if not (value or "").strip())


def build_contents(policy: Policy, draft: Draft, protocol: str, day: date) -> NoticeContents | tuple[Lack, ...]:
    """The contents as they stand on a day, or everything that is missing."""
    lacking = missing(policy, draft) + (() if protocol.strip() else (Lack.PROTOCOL,))
    if lacking:
        return lacking
    return NoticeContents(
        protocol=protocol,
        operator=_operator(policy),
        notified=draft.person.name,
        beneficiaries=draft.beneficiaries,
        plan=_plan(draft.plan_of or draft.person),
        fees=tuple(_open_fee(fee) for fee in draft.fees),
        issued_on=day,
        pay_how=draft.pay_how,
        contact_channels=draft.contact_channels,
        term_days=policy.notice.answer_within_days,
        plan_cancelled=draft.plan_cancelled,
    )


def _is_overdue_fee(title: Title, policy: Policy, day: date) -> bool:
    kind = policy.title_kinds.get(title.code)
    is_fee = kind is not None and kind.kind is ChargeKind.MONTHLY_FEE
    return is_fee and title.due_date < day and not is_prescribed(title, day, policy.limits.prescription_years)


def _age(title: Title) -> tuple[date, str]:
    return title.due_date, title.number


def _operator(policy: Policy) -> NotifiedOperator:
    """The plan's operator, whoever speaks for it; `missing` has made sure of its ANS number."""
    operator = policy.parties.creditor
    return NotifiedOperator(operator.name, operator.cnpj, operator.address, operator.ans_number or "")


def _plan(holder: Person) -> NotifiedPlan:
    return NotifiedPlan(holder.plan_name or "", holder.plan_registration or "", holder.registration)


def _open_fee(fee: UpdatedTitle) -> OpenFee:
    title = fee.title
    return OpenFee(title.number, title.competence, title.due_date, title.principal, fee.updated, fee.days_overdue)
