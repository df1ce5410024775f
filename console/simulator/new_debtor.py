"""A debtor invented by the tester, written as a line of the creditor's file would be."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel
from validate_docbr import CPF

from bot.application.portfolio.ports import PortfolioFile, PortfolioRow, Portfolios
from bot.domain.conversation import Channel
from bot.domain.documents import document_of
from bot.domain.errors import BotError
from bot.domain.money import Money, NotMoney
from bot.domain.people import Person, Role
from bot.domain.phones import normalised
from bot.domain.policy import Policy
from bot.domain.titles import Title

FILE = "simulador"
OLDEST_DAYS = 3650


class DebtorRefused(BotError):
    """A form that makes no debtor; `field` is the one to correct."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing or wrong")
        self.field = field


class DebtorForm(BaseModel):
    """As the form posts it; what is left blank is made up."""

    name: str = ""
    creditor: str = ""
    document: str = ""
    phone: str = ""
    mother_name: str = ""
    birth_date: str = ""
    code_1: str = ""
    value_1: str = ""
    days_1: str = ""
    code_2: str = ""
    value_2: str = ""
    days_2: str = ""


@dataclass(frozen=True)
class Invented:
    """A debtor ready to be stored."""

    person: Person
    phone: str
    titles: tuple[Title, ...]


def invent(form: DebtorForm, policies: Mapping[str, Policy], today: date) -> Invented:
    """Read the form; raises DebtorRefused with the first field to correct."""
    policy = policies.get(form.creditor)
    if policy is None:
        raise DebtorRefused("creditor")
    if not form.name.strip():
        raise DebtorRefused("name")
    person = Person(
        id=0,  # given when stored
        creditor=policy.slug,
        registration=f"9{secrets.randbelow(10**7):07d}",
        role=Role.HOLDER,
        name=" ".join(form.name.split()),
        document=_document(form.document),
        mother_name=form.mother_name.strip() or None,
        birth_date=_birth_date(form.birth_date),
        email=f"pessoa{secrets.randbelow(10**6):06d}@exemplo.invalid",
        address="Rua das Acácias, 100",
        city="Campo Grande",
        state="MS",
        postal_code="79000100",
    )
    return Invented(person, _phone(form.phone), tuple(_titles(form, policy, today)))


async def keep(invented: Invented, portfolios: Portfolios, today: date) -> None:
    """Store the debtor through the import, beside what the creditor's files told."""
    person = invented.person
    rows = [PortfolioRow(person, _reached_at(invented.phone), title) for title in invented.titles]
    taken_in = await portfolios.begin(PortfolioFile(person.creditor, FILE, today))
    await taken_in.apply(rows)
    await taken_in.finish(rows=len(rows), rejected=0)


def _reached_at(phone: str) -> tuple[tuple[Channel, str], ...]:
    return (Channel.WHATSAPP, phone), (Channel.SMS, phone)


def _document(text: str) -> str:
    if not text.strip():
        return str(CPF().generate())
    document = document_of(text)
    if document is None:
        raise DebtorRefused("document")
    return document


def _phone(text: str) -> str:
    phone = normalised(text) if text.strip() else f"+556799{secrets.randbelow(10**7):07d}"
    if phone is None:
        raise DebtorRefused("phone")
    return phone


def _birth_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError as error:
        raise DebtorRefused("birth_date") from error


def _titles(form: DebtorForm, policy: Policy, today: date) -> Iterator[Title]:
    yield _title(form.code_1, form.value_1, form.days_1, policy, today)
    if form.value_2.strip():
        yield _title(form.code_2, form.value_2, form.days_2, policy, today)


def _title(code: str, value: str, days: str, policy: Policy, today: date) -> Title:
    if code not in policy.title_kinds:
        raise DebtorRefused("code")
    if not days.strip().isdigit() or int(days) > OLDEST_DAYS:
        raise DebtorRefused("days")
    due = today - timedelta(days=int(days))
    return Title(f"9{secrets.randbelow(10**8):08d}", code, due.replace(day=1), due, _amount(value))


def _amount(text: str) -> Money:
    """1.234,56, with or without R$."""
    plain = text.upper().removeprefix("R$").strip().replace(".", "").replace(",", ".")
    try:
        amount = Money.from_decimal_text(plain)
    except NotMoney as error:
        raise DebtorRefused("value") from error
    if amount.cents <= 0:
        raise DebtorRefused("value")
    return amount
