"""The identity section of the policy document: factors by any, all and n_of."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.domain.identity_policy import (
    CPF_ON_KNOWN_PHONE,
    Factor,
    Forms,
    IdentityPolicy,
    Need,
    Requirement,
    Tries,
    with_contained,
)

CPF = "cpf"  # in full, or its first three and last two digits on a known phone


def _known(name: str) -> str:
    if name != CPF and name not in set(Factor):
        raise ValueError(f"{name!r} is not an identity factor")
    return name


type FactorName = Annotated[str, AfterValidator(_known)]
type Factors = Annotated[tuple[FactorName, ...], Field(min_length=1)]


class IdentitySection(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SomeOfModel(IdentitySection):
    at_least: Annotated[int, Field(ge=1)]
    factors: Factors

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        if self.at_least > len(self.factors):
            raise ValueError("at_least is more than the factors listed")
        return self


class RequirementModel(IdentitySection):
    asks: Annotated[tuple[Factor, ...], Field(min_length=1)]
    any: Factors | None = None
    all: Factors | None = None
    n_of: SomeOfModel | None = None
    min_facts: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _answering_what_is_asked_is_enough(self) -> Self:
        if not self._needs():
            raise ValueError("needs any, all or n_of")
        if not self.to_domain().is_met(frozenset(self.asks)):
            raise ValueError("someone who answers all of asks would still not be identified")
        return self

    def to_domain(self) -> Requirement:
        return Requirement(self.asks, self._needs(), self.min_facts)

    def _needs(self) -> tuple[Need, ...]:
        needs = []
        if self.all:
            needs.append(_need(len(self.all), self.all))
        if self.any:
            needs.append(_need(1, self.any))
        if self.n_of:
            needs.append(_need(self.n_of.at_least, self.n_of.factors))
        return tuple(needs)


def _need(at_least: int, names: tuple[str, ...]) -> Need:
    return Need(at_least, tuple(_forms(name) for name in names))


def _forms(name: str) -> Forms:
    return CPF_ON_KNOWN_PHONE if name == CPF else (frozenset({Factor(name)}),)


class TriesModel(IdentitySection):
    known_phone: Annotated[int, Field(ge=1)]
    unknown_phones: Annotated[int, Field(ge=1)]
    per_hours: Annotated[int, Field(ge=1)]


class IdentityModel(IdentitySection):
    active: RequirementModel
    receptive: RequirementModel
    unknown_phone: RequirementModel
    company: RequirementModel
    tries: TriesModel
    lasts_hours: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _unknown_phones_give_cpf_and_more(self) -> Self:
        """CPF to locate the person, and never fewer than two facts."""
        unknown = self.unknown_phone
        without_cpf = frozenset(set(Factor) - with_contained({Factor.CPF_FULL}) - {Factor.CPF_FULL})
        if unknown.min_facts < 2 or unknown.to_domain().is_met(without_cpf):
            raise ValueError("unknown_phone must ask cpf_full and have min_facts of 2 or more")
        return self

    def to_domain(self) -> IdentityPolicy:
        tries = self.tries
        return IdentityPolicy(
            active=self.active.to_domain(),
            receptive=self.receptive.to_domain(),
            unknown_phone=self.unknown_phone.to_domain(),
            company=self.company.to_domain(),
            tries=Tries(tries.known_phone, tries.unknown_phones, timedelta(hours=tries.per_hours)),
            lasts=timedelta(hours=self.lasts_hours),
        )
