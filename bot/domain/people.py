"""People and what the creditor's file says of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.agreements import Agreement
from bot.domain.ladder import Offer
from bot.domain.titles import Title


class Role(StrEnum):
    HOLDER = "titular"
    DEPENDANT = "dependente"
    AGGREGATE = "agregado"
    SPLIT_AGGREGATE = "agregado_desmembrado"
    PAYER = "responsavel_financeiro"


@dataclass(frozen=True)
class Person:
    """A person of a creditor's portfolio, in clear: kept only in memory."""

    id: int
    creditor: str
    registration: str
    role: Role
    name: str
    document: str  # CPF or CNPJ, digits only
    holder_document: str | None = None
    mother_name: str | None = None
    birth_date: date | None = None
    email: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    plan_name: str | None = None
    plan_registration: str | None = None
    plan_cancelled: bool = False  # already, by the creditor's word (N11)
    accepts_whatsapp: bool = True
    base_date: date | None = None  # of the file that last told of this person

    @property
    def first_name(self) -> str:
        return self.name.split()[0].capitalize() if self.name.split() else ""


@dataclass(frozen=True)
class OpenCase:
    """A task for a person while the bot stays (H1)."""

    number: str
    kind: str
    opened_at: datetime
    deadline: date
    title_numbers: tuple[str, ...] = ()


@dataclass
class Account:
    """What is known of the debtor being served: loaded for a turn, changed by its acts, written with it."""

    person: Person
    titles: list[Title]
    titles_in_agreement: list[Title] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)  # oldest first; one made again stands where it was made last
    agreements: list[Agreement] = field(default_factory=list)
    cases: list[OpenCase] = field(default_factory=list)
