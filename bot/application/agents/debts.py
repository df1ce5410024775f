"""What staff look up of debtors: the person, the titles, the agreements, and what may be offered today (P14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.application.agents import masking
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.agreement_states import state_on
from bot.application.quote import Json, quote
from bot.domain.agreements import Agreement
from bot.domain.cases import chargeable
from bot.domain.documents import document_of
from bot.domain.errors import BotError
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.domain.titles import Title, update


class DebtorMissing(BotError):
    def __init__(self, debtor: int) -> None:
        super().__init__(f"no debtor {debtor}")
        self.debtor = debtor


class AgreementMissing(BotError):
    def __init__(self, agreement_id: int) -> None:
        super().__init__(f"no agreement {agreement_id}")
        self.agreement_id = agreement_id


class DocumentUnreadable(BotError):
    """Neither a CPF nor a CNPJ."""

    def __init__(self) -> None:
        super().__init__("document is neither a CPF nor a CNPJ")


@dataclass(frozen=True)
class Page:
    """A piece of a list, after an id."""

    creditor: str | None
    after: int | None
    limit: int


@dataclass(frozen=True)
class ListedAgreement:
    id: int
    person_id: int
    agreement: Agreement
    region: str | None  # the state the person lives in


class Agreements(Protocol):
    """All agreements, for lists."""

    async def listed(self, page: Page) -> Sequence[ListedAgreement]:
        """Oldest first."""
        ...

    async def has_person(self, person_id: int) -> bool: ...


@dataclass(frozen=True)
class DebtTools:
    """What looking up needs beside the tools of conversations."""

    tools: AgentTools
    agreements: Agreements


async def find_debtors(
    document: str, creditor: str | None, member: Member, debts: DebtTools
) -> list[dict[str, object]]:
    """People with this CPF or CNPJ, in one creditor's portfolio or in all of them."""
    known = document_of(document)
    if known is None:
        raise DocumentUnreadable
    tools = debts.tools
    policies = (await tools.releases.live()).policies
    creditors = [creditor] if creditor else sorted(policies)
    found = [person for slug in creditors for person in await tools.services.records.people_by_document(slug, known)]
    return [await _shown(person, "debtor search", member, debts) for person in found]


async def show_debtor(debtor: int, member: Member, debts: DebtTools) -> dict[str, object]:
    return await _shown(await _person(debtor, debts), "debtor", member, debts)


async def quote_for(debtor: int, member: Member, debts: DebtTools) -> dict[str, Json]:
    """What may be offered today: the same engine as the bot's, and the same limits (P14)."""
    person = await _person(debtor, debts)
    account = await debts.tools.services.records.account(person)
    policy = await _policy(person, debts)
    await debts.tools.conversations.record_access(person.id, member.email, "quote")
    shown = masking.document(person.document, member.role)
    return quote(policy, shown, chargeable(account), debts.tools.clock.business_now().date())


async def list_agreements(page: Page, member: Member, debts: DebtTools) -> list[dict[str, object]]:
    return await _told(await debts.agreements.listed(page), member, debts)


async def _told(listed: Sequence[ListedAgreement], member: Member, debts: DebtTools) -> list[dict[str, object]]:
    policies = (await debts.tools.releases.live()).policies
    found = [one for one in listed if one.agreement.creditor in policies]
    await debts.tools.conversations.record_accesses([one.person_id for one in found], member.email, "agreement")
    return [
        {
            "id": one.id,
            "debtor": one.person_id,
            "state": _state(one.agreement, policies[one.agreement.creditor], one.region, debts),
            **_agreement(one.agreement, member.role),
        }
        for one in found
    ]


async def show_agreement(agreement_id: int, member: Member, debts: DebtTools) -> dict[str, object]:
    found = await debts.agreements.listed(Page(None, agreement_id - 1, 1))
    shown = await _told([one for one in found if one.id == agreement_id], member, debts)
    if not shown:
        raise AgreementMissing(agreement_id)
    return shown[0]


async def _person(debtor: int, debts: DebtTools) -> Person:
    if not await debts.agreements.has_person(debtor):
        raise DebtorMissing(debtor)
    return await debts.tools.services.records.person(debtor)


async def _policy(person: Person, debts: DebtTools) -> Policy:
    return (await debts.tools.releases.live()).policy(person.creditor)


async def _shown(person: Person, what: str, member: Member, debts: DebtTools) -> dict[str, object]:
    """A person with all that is owed and agreed; who looked is on record."""
    tools, role = debts.tools, member.role
    await tools.conversations.record_access(person.id, member.email, what)
    account = await tools.services.records.account(person)
    policy, today = await _policy(person, debts), tools.clock.business_now().date()
    return {
        "id": person.id,
        "creditor": person.creditor,
        "name": person.name,
        "document": masking.document(person.document, role),
        "role": person.role.value,
        "titles": [_title(title, policy, today, role) for title in account.titles],
        "titles_in_agreement": [title.number for title in account.titles_in_agreement],
        "agreements": [
            {"state": _state(one, policy, person.state, debts), **_agreement(one, role)} for one in account.agreements
        ],
        "cases": [case.number for case in account.cases],
    }


def _title(title: Title, policy: Policy, today: date, role: StaffRole) -> dict[str, object]:
    valued = update(title, today, policy.update_rules)
    return {
        "number": title.number,
        "code": title.code,
        "competence": f"{title.competence:%Y-%m}",
        "due_date": title.due_date.isoformat(),
        "days_overdue": max(valued.days_overdue, 0),
        "principal": masking.amount(valued.principal, role),
        "updated": masking.amount(valued.updated, role),
    }


def _state(agreement: Agreement, policy: Policy, region: str | None, debts: DebtTools) -> str:
    tools = debts.tools
    today, calendar = tools.clock.business_now().date(), tools.services.calendar
    return state_on(today, agreement, policy.limits, calendar, region).value


def _agreement(agreement: Agreement, role: StaffRole) -> dict[str, object]:
    return {
        "number": agreement.number,
        "creditor": agreement.creditor,
        "code": agreement.code,
        "titles": list(agreement.title_numbers),
        "closed_on": agreement.closed_on.isoformat(),
        "value": masking.amount(agreement.value, role),
        "total": masking.amount(agreement.total, role),
        "installments": [
            {
                "number": part.number,
                "due": part.due.isoformat(),
                "total": masking.amount(part.total, role),
                "paid_on": part.paid_on.isoformat() if part.paid_on else None,
            }
            for part in agreement.installments
        ],
    }
