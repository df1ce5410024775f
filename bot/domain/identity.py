"""Identity: whether what a person gave is right, what is still asked, and when no more may be tried."""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.documents import CNPJ_DIGITS, CPF_DIGITS, digits_of
from bot.domain.identity_policy import Factor, IdentityPolicy, Requirement, Tries, with_contained
from bot.domain.people import Person, Role

_PARTICLES = frozenset({"da", "das", "de", "do", "dos", "e"})
_STREET_KINDS = frozenset({"rua", "r", "avenida", "av", "travessa", "alameda", "praca", "rodovia", "numero", "n", "no"})


class IdentityOutcome(StrEnum):
    """How an identification stands. Nothing is told of right or wrong before every fact asked is in."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    FAILED = "failed"


class Access(StrEnum):
    """Whose titles a person may deal with."""

    OWN = "own"
    HOLDERS = "holders"
    NONE = "none"  # only hears that the holder should make contact


_BY_ACCESS = (Access.OWN, Access.HOLDERS, Access.NONE)


@dataclass(frozen=True)
class Situation:
    """How the contact came about, as far as identity cares."""

    known_phone: bool
    we_started: bool = False
    is_company: bool = False
    shared_phone: bool = False  # the file gives this phone to more than one person


@dataclass(frozen=True)
class Given:
    """Facts given so far, by name only: right, wrong, or right in part (a full name with names left out)."""

    right: frozenset[Factor] = frozenset()
    wrong: frozenset[Factor] = frozenset()
    partial: frozenset[Factor] = frozenset()

    @property
    def all(self) -> frozenset[Factor]:
        return self.right | self.wrong | self.partial

    def plus(self, other: "Given") -> "Given":
        """A fact given again, or given whole after a piece of it, replaces what it was before."""
        again = with_contained(other.all)
        return Given(
            right=(self.right - again) | other.right,
            wrong=(self.wrong - again) | other.wrong,
            partial=(self.partial - again) | other.partial,
        )


def access_of(role: Role) -> Access:
    """Who may proceed, and with whose titles."""
    match role:
        case Role.HOLDER | Role.SPLIT_AGGREGATE:
            return Access.OWN
        case Role.PAYER:
            return Access.HOLDERS
        case Role.DEPENDANT | Role.AGGREGATE:
            return Access.NONE


def each_once(people: Sequence[Person]) -> list[Person]:
    """Nobody twice: of several registrations under one document, the one that opens most stands for them all."""
    best: dict[str, Person] = {}
    for person in sorted(people, key=lambda one: _BY_ACCESS.index(access_of(one.role))):
        best.setdefault(person.document, person)
    return [person for person in people if best[person.document] is person]


def requirement_for(situation: Situation, policy: IdentityPolicy) -> Requirement:
    if situation.is_company:
        return policy.company
    if not situation.known_phone:
        return policy.unknown_phone
    return policy.active if situation.we_started else policy.receptive


def compare(person: Person | None, facts: Mapping[Factor, str], shown: Set[Factor] = frozenset()) -> Given:
    """Check facts against a person, or against nobody; what the bot itself has shown counts for nothing."""
    given = Given()
    for factor, value in facts.items():
        if factor not in with_contained(shown):
            given = given.plus(_compared(person, factor, value))
    return given


def judge(given: Given, requirement: Requirement, situation: Situation) -> IdentityOutcome:
    """Pending until everything asked is in, right or wrong; then confirmed only when nothing given is wrong."""
    if not _is_enough(given.all, requirement, situation):
        return IdentityOutcome.PENDING
    is_right = not given.wrong and _is_enough(given.right, requirement, situation)
    return IdentityOutcome.CONFIRMED if is_right else IdentityOutcome.FAILED


def is_locked(failures: Sequence[datetime], now: datetime, tries: Tries, *, known_phone: bool) -> bool:
    """Whether the failures of this kind of phone, inside the period, used up its tries."""
    recent = [failure for failure in failures if now - failure < tries.per]
    return tries_left(len(recent), tries, known_phone=known_phone) == 0


def tries_left(wrong_tries: int, tries: Tries, *, known_phone: bool) -> int:
    allowed = tries.known_phone if known_phone else tries.unknown_phones
    return max(allowed - wrong_tries, 0)


def has_expired(last_message_at: datetime, now: datetime, policy: IdentityPolicy) -> bool:
    """A verification ends after so long without a message."""
    return now - last_message_at >= policy.lasts


def _is_enough(factors: Set[Factor], requirement: Requirement, situation: Situation) -> bool:
    if situation.shared_phone and factors <= {Factor.SURNAME}:
        return False
    return requirement.is_met(factors)


def _compared(person: Person | None, factor: Factor, value: str) -> Given:
    """First and last name prove the surname, not the full name; so do several family names alone.

    Either way the name was given: asked for again, it would tell that the CPF beside it is held (I3).
    """
    fact, names = frozenset({factor}), _words(value)
    if person is None:
        return Given(wrong=fact)
    if _is_right(person, factor, value):
        return Given(right=fact)
    family = names[1:] if names[:1] == _words(person.name)[:1] else names
    if factor is Factor.FULL_NAME and _is_surname(person, family):
        return Given(right=frozenset({Factor.SURNAME}), partial=fact)
    return Given(wrong=fact)


def _is_right(person: Person, factor: Factor, value: str) -> bool:
    match factor:
        case Factor.FULL_NAME | Factor.MOTHER_NAME:
            on_file = person.name if factor is Factor.FULL_NAME else person.mother_name or ""
            return bool(_words(value)) and _words(value) == _words(on_file)
        case Factor.SURNAME:
            return _is_surname(person, _words(value))
        case Factor.BIRTH_DATE:
            return person.birth_date is not None and value == person.birth_date.isoformat()
        case Factor.ADDRESS:
            return _is_address(person.address or "", value)
        case _:
            return _is_number_on_file(person, factor, digits_of(value))


def _is_number_on_file(person: Person, factor: Factor, digits: str) -> bool:
    """A representative's name is in no file: a person has to check it."""
    if factor is Factor.REGISTRATION_NUMBER:
        return bool(digits) and digits.lstrip("0") == digits_of(person.registration).lstrip("0")
    if factor is Factor.REPRESENTATIVE_NAME:
        return False
    return _is_document_part(person.document, factor, digits)


def _is_document_part(document: str, factor: Factor, digits: str) -> bool:
    is_company = factor in {Factor.CNPJ_FIRST3, Factor.CNPJ_FULL}
    if len(document) != (CNPJ_DIGITS if is_company else CPF_DIGITS):
        return False
    if factor in {Factor.CPF_FIRST3, Factor.CNPJ_FIRST3}:
        return digits == document[:3]
    return digits == (document[-2:] if factor is Factor.CPF_LAST2 else document)


def _is_surname(person: Person, names: list[str]) -> bool:
    """One or more of the names after the first."""
    family = _words(person.name)[1:]
    return bool(names) and all(name in family for name in names)


def _is_address(on_file: str, value: str) -> bool:
    """Street and number as on file, however the kind of street is written."""
    wanted = [word for word in _words(on_file) if word not in _STREET_KINDS]
    told = [word for word in _words(value) if word not in _STREET_KINDS]
    return bool(wanted) and told[: len(wanted)] == wanted


def _words(text: str) -> list[str]:
    """Words in lower case, without accents and without the particles people leave out."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _PARTICLES]
