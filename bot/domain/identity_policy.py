"""Which facts prove who is talking, and how often they may be tried."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Factor(StrEnum):
    """A fact a person may give to prove who they are."""

    CPF_FIRST3 = "cpf_first3"
    CPF_LAST2 = "cpf_last2"
    CPF_FULL = "cpf_full"
    FULL_NAME = "full_name"
    SURNAME = "surname"
    MOTHER_NAME = "mother_name"
    BIRTH_DATE = "birth_date"
    ADDRESS = "address"
    CNPJ_FIRST3 = "cnpj_first3"
    CNPJ_FULL = "cnpj_full"
    REPRESENTATIVE_NAME = "representative_name"
    REGISTRATION_NUMBER = "registration_number"


# A factor proves the narrower ones it contains.
CONTAINS = {
    Factor.CPF_FULL: frozenset({Factor.CPF_FIRST3, Factor.CPF_LAST2}),
    Factor.FULL_NAME: frozenset({Factor.SURNAME}),
    Factor.CNPJ_FULL: frozenset({Factor.CNPJ_FIRST3}),
}

# Pieces of the same fact count once where "two factors" are asked.
SAME_FACT = {
    Factor.CPF_FIRST3: Factor.CPF_FULL,
    Factor.CPF_LAST2: Factor.CPF_FULL,
    Factor.SURNAME: Factor.FULL_NAME,
    Factor.CNPJ_FIRST3: Factor.CNPJ_FULL,
}

type Forms = tuple[frozenset[Factor], ...]  # one of these sets, given whole, is enough

CPF_IN_FULL: Forms = (frozenset({Factor.CPF_FULL}),)
CPF_ON_KNOWN_PHONE: Forms = (*CPF_IN_FULL, frozenset({Factor.CPF_FIRST3, Factor.CPF_LAST2}))


@dataclass(frozen=True)
class Need:
    """At least so many of the listed facts."""

    at_least: int
    of: tuple[Forms, ...]

    def is_met(self, right: Set[Factor]) -> bool:
        return sum(any(form <= right for form in forms) for forms in self.of) >= self.at_least


@dataclass(frozen=True)
class Requirement:
    """What one situation asks: every need met, by at least so many different facts."""

    asks: tuple[Factor, ...]  # in the order the bot asks
    needs: tuple[Need, ...]
    min_facts: int = 1

    def is_met(self, right: Set[Factor]) -> bool:
        proved = with_contained(right)
        return all(need.is_met(proved) for need in self.needs) and facts_in(right) >= self.min_facts

    def next_ask(self, given: Set[Factor]) -> Factor | None:
        """The first factor asked for that was not given, right or wrong."""
        told = with_contained(given)
        return next((factor for factor in self.asks if factor not in told), None)


@dataclass(frozen=True)
class Tries:
    """Wrong answers allowed in a rolling period, on the known phone and on all unknown ones together."""

    known_phone: int
    unknown_phones: int
    per: timedelta


@dataclass(frozen=True)
class IdentityPolicy:
    """The requirements per situation, the tries and how long a verification lasts."""

    active: Requirement
    receptive: Requirement
    unknown_phone: Requirement
    company: Requirement
    tries: Tries
    lasts: timedelta


def with_contained(factors: Set[Factor]) -> frozenset[Factor]:
    return frozenset(factors).union(*(CONTAINS.get(factor, frozenset()) for factor in factors))


def facts_in(factors: Set[Factor]) -> int:
    """How many different facts these are."""
    return len({SAME_FACT.get(factor, factor) for factor in factors})
