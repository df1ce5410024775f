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


@dataclass(frozen=True)
class Need:
    """At least `at_least` of these; a factor counts when any of its accepted forms is given whole."""

    at_least: int
    of: tuple[tuple[frozenset[Factor], ...], ...]  # each item: the sets of facts of which one, complete, satisfies it

    def met_by(self, right: Set[Factor]) -> int:
        return sum(any(form <= right for form in item) for item in self.of)

    def is_met(self, right: Set[Factor]) -> bool:
        return self.met_by(right) >= self.at_least


@dataclass(frozen=True)
class Requirement:
    """What one situation asks: every need met, by at least so many different factors."""

    asks: tuple[Factor, ...]  # in the order the bot asks
    needs: tuple[Need, ...]
    min_factors: int = 1


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
    tries: Tries
    lasts: timedelta
