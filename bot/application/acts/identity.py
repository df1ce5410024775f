"""Who is talking: facts compared, asked for one by one, and never told right or wrong too early (I1-I6)."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.application.changes import DisclosureRecorded, IdentityTried, WrongTries
from bot.application.desk import Desk
from bot.domain.conversation import Verification
from bot.domain.documents import CNPJ_DIGITS
from bot.domain.identity import (
    Access,
    Given,
    IdentityOutcome,
    Situation,
    access_of,
    compare,
    each_once,
    judge,
    requirement_for,
    tries_left,
)
from bot.domain.identity_policy import Factor, Requirement, with_contained
from bot.domain.people import Person
from bot.domain.reading.identity import forgets
from bot.domain.reading.text import fold

_SENT_TWICE_WITHIN = timedelta(minutes=3)
NOBODY = 0  # stands for a person the file does not hold: treated alike until all facts are in (I3)
WE_STARTED = "we_started"  # in the memory of a contact of ours, until the next one
_GIVEN, _ASKED = "identity_given", "identity_asked"
_DOCUMENT, _REFUSED = "identity_document", "identity_refused"
_OTHER_FACTORS = (Factor.FULL_NAME, Factor.SURNAME, Factor.BIRTH_DATE, Factor.MOTHER_NAME, Factor.CPF_LAST2)
_IN_WORDS = {Factor.FULL_NAME, Factor.SURNAME, Factor.MOTHER_NAME, Factor.REPRESENTATIVE_NAME, Factor.ADDRESS}
_FACTOR_OF_KIND = {
    "cpf": Factor.CPF_FULL,
    "cpf_first3": Factor.CPF_FIRST3,
    "cpf_last2": Factor.CPF_LAST2,
    "birth_date": Factor.BIRTH_DATE,
    "mother_name": Factor.MOTHER_NAME,
    "cnpj": Factor.CNPJ_FULL,
}


@dataclass(frozen=True)
class Candidates:
    """The people this contact may be, and whether the file gives them this phone."""

    people: tuple[Person, ...]
    known_phone: bool
    document: str | None = None  # typed in full on an unknown phone
    we_started: bool = False  # an active contact: other factors are asked (I2)

    def situation(self) -> Situation:
        return Situation(
            known_phone=self.known_phone,
            we_started=self.we_started,
            is_company=any(len(document) == CNPJ_DIGITS for document in self._documents()),
            shared_phone=self.known_phone and len(self.people) > 1,
        )

    def _documents(self) -> list[str]:
        """One typed counts whether or not the file holds it, so that both are asked the same (I3)."""
        return [self.document] if self.document else [person.document for person in self.people]


async def check_identity(desk: Desk) -> str:
    """Compare what was given; confirm, ask for the next fact, or count a wrong try."""
    facts = facts_given(desk)
    candidates = await _candidates(desk, facts.get(Factor.CPF_FULL) or facts.get(Factor.CNPJ_FULL))
    if await is_locked(desk, candidates):
        return "locked"
    requirement = requirement_for(candidates.situation(), desk.policy.identity)
    given = _given_so_far(desk, candidates, facts)
    judged = {pid: judge(one, requirement, candidates.situation()) for pid, one in given.items()}
    confirmed = [pid for pid, outcome in judged.items() if outcome is IdentityOutcome.CONFIRMED]
    if len(confirmed) == 1 and not await _is_document_locked(desk, candidates):
        return await _confirm(desk, candidates, confirmed[0], given[confirmed[0]])
    if len(confirmed) > 1 or IdentityOutcome.PENDING in judged.values():
        return _ask_next(desk, requirement, given.values())
    return await _count_wrong(desk, candidates, requirement)


async def identity_level(desk: Desk) -> str:
    """Whether what follows may speak of the debt (I1)."""
    if not desk.verification.is_confirmed:
        return "unverified"
    desk.fill(first_name=desk.debtor.person.first_name)
    return "verified"


async def why_refused(desk: Desk) -> str:
    """Who does not know a number by heart is asked for something else at once (C1)."""
    return "forgot" if any(forgets(fold(message.body)) for message in desk.messages) else "other"


async def facts_told(desk: Desk) -> str:
    """Who asks and tells the numbers in one breath has told them: "123, quanto que eu devo?" (I4)."""
    return "came" if facts_given(desk).keys() - _IN_WORDS else "missing"


async def another_factor(desk: Desk) -> str:
    """A fact the policy accepts in place of the one refused (C1); refusing is not a try."""
    candidates = await _candidates(desk, None)
    requirement = requirement_for(candidates.situation(), desk.policy.identity)
    refused = set(desk.memory.get(_REFUSED, "").split(",")) | {desk.memory.get(_ASKED, "")}
    kept: dict[str, list[list[str]]] = json.loads(desk.memory.get(_GIVEN, "{}"))
    told = {Factor(name) for groups in kept.values() for names in groups for name in names}
    desk.memory[_REFUSED] = ",".join(sorted(refused))
    other = _other_than(requirement, told, refused)
    if other is None:
        return "none"
    desk.memory[_REFUSED] = ",".join(sorted(refused))
    desk.memory[_ASKED] = other.value
    return f"ask_{other.value}"


async def is_locked(desk: Desk, candidates: Candidates) -> bool:
    """Three wrong tries in a period: at one of the known phone's people, or from one unknown phone (I3)."""
    if not candidates.known_phone:
        return await _is_used_up(desk, WrongTries(known_phone=False, contact=desk.conversation.contact))
    for person in candidates.people:
        if await _is_used_up(desk, WrongTries(known_phone=True, person_id=person.id)):
            return True
    return False


async def _is_document_locked(desk: Desk, candidates: Candidates) -> bool:
    """Tried too often from all unknown phones together; told only once all facts are in, held or not (I3)."""
    if candidates.document is None:
        return False
    return await _is_used_up(desk, WrongTries(known_phone=False, document=candidates.document))


async def _is_used_up(desk: Desk, wrong: WrongTries) -> bool:
    tries = desk.policy.identity.tries
    before = await desk.services.records.wrong_tries(wrong, desk.at.real - tries.per)
    now = sum(isinstance(change, IdentityTried) and wrong.count(change) for change in desk.changes)
    return tries_left(before + now, tries, known_phone=wrong.known_phone) == 0


async def people_here(desk: Desk) -> Candidates:
    """The people the file gives this phone to; none makes it an unknown phone."""
    people = await desk.services.records.people_at(desk.policy.slug, desk.conversation.contact)
    return Candidates(tuple(each_once(people)), known_phone=bool(people), we_started=WE_STARTED in desk.memory)


def facts_given(desk: Desk) -> dict[Factor, str]:
    """The facts in the messages of the turn, a name read by what was asked."""
    facts = {_FACTOR_OF_KIND[e.kind]: e.value for e in desk.entities(*_FACTOR_OF_KIND)}
    asked = desk.memory.get(_ASKED, "")
    for entity in desk.entities("name"):
        facts[_name_factor(entity.value, asked)] = entity.value
    if asked == Factor.ADDRESS and desk.text and not facts:
        facts[Factor.ADDRESS] = desk.text
    if asked in (Factor.CNPJ_FIRST3, Factor.REGISTRATION_NUMBER):
        digits = {Factor(asked): e.value for e in desk.entities("cpf_first3", "digits")}
        if digits:
            facts.pop(Factor.CPF_FIRST3, None)  # a company has none: three digits are those that were asked for
        facts |= digits
    return facts


def _name_factor(name: str, asked: str) -> Factor:
    if asked in (Factor.MOTHER_NAME, Factor.REPRESENTATIVE_NAME):
        return Factor(asked)
    return Factor.FULL_NAME if len(name.split()) > 1 else Factor.SURNAME


async def _candidates(desk: Desk, document: str | None) -> Candidates:
    """The phone's people; a full document not of theirs, held or not, makes it an unknown phone (I3)."""
    here = await people_here(desk)
    located = document or desk.memory.get(_DOCUMENT)
    if located is None or any(person.document == located for person in here.people):
        desk.memory.pop(_DOCUMENT, None)
        return here
    desk.memory[_DOCUMENT] = located
    found = await desk.services.records.people_by_document(desk.policy.slug, located)
    return Candidates(tuple(each_once(found)), known_phone=False, document=located)


def _given_so_far(desk: Desk, candidates: Candidates, facts: Mapping[Factor, str]) -> dict[int, Given]:
    """For each person it may be, the facts right and wrong until now; only their names are kept (N5)."""
    kept: dict[str, list[list[str]]] = json.loads(desk.memory.get(_GIVEN, "{}"))
    people: list[Person | None] = [*candidates.people] or [None]
    result: dict[int, Given] = {}
    for person in people:
        pid = person.id if person else NOBODY
        before = Given(*(frozenset(map(Factor, names)) for names in kept.get(str(pid), [])))
        result[pid] = before.plus(compare(person, facts))
    desk.memory[_GIVEN] = json.dumps(
        {str(pid): [sorted(given.right), sorted(given.wrong), sorted(given.partial)] for pid, given in result.items()}
    )
    return result


async def _confirm(desk: Desk, candidates: Candidates, person_id: int, given: Given) -> str:
    person = next(person for person in candidates.people if person.id == person_id)
    factors = tuple(sorted(given.right))
    desk.record(_tried(desk, candidates, person_id, factors))
    forget(desk)
    if access_of(person.role) is Access.NONE:
        desk.fill(first_name=person.first_name)
        return "holder_only"
    desk.set_verification(Verification(person_id, frozenset(factors), desk.at.real, candidates.known_phone))
    desk.record(DisclosureRecorded(person_id, "identity confirmed by " + ", ".join(factors)))
    await desk.load_account(person)
    desk.fill(first_name=person.first_name)
    return "verified"


def _ask_next(desk: Desk, requirement: Requirement, given: Iterable[Given]) -> str:
    told = frozenset[Factor]().union(*(one.all for one in given))
    asked = desk.memory.get(_ASKED)
    wanted = requirement.next_ask(told) or Factor.FULL_NAME
    refused = desk.memory.get(_REFUSED, "").split(",")
    if wanted.value in refused:  # never asked again: another fact the policy accepts, if one is left
        wanted = _other_than(requirement, told, refused) or wanted
    if asked and asked not in told and not told and asked in {factor.value for factor in _OTHER_FACTORS}:
        wanted = Factor(asked)  # another fact was offered in its place
    desk.memory[_ASKED] = wanted.value
    return f"ask_{wanted.value}"


async def _count_wrong(desk: Desk, candidates: Candidates, requirement: Requirement) -> str:
    """Same wording and same steps whether the person is known or not (I3)."""
    for person in candidates.people or (None,):
        desk.record(_tried(desk, candidates, person.id if person else None))
    locked = await is_locked(desk, candidates) or await _is_document_locked(desk, candidates)
    forget(desk)
    desk.memory[_ASKED] = requirement.asks[0].value
    return "locked" if locked else "wrong"


def _tried(desk: Desk, candidates: Candidates, person_id: int | None, right: tuple[str, ...] = ()) -> IdentityTried:
    """A try, with the facts that proved right; none when it was wrong."""
    known, contact = candidates.known_phone, desk.conversation.contact
    return IdentityTried(person_id, known, bool(right), right, desk.at.real, contact, candidates.document)


def _other_than(requirement: Requirement, told: Collection[Factor], refused: Collection[str]) -> Factor | None:
    """A fact the policy accepts that was neither told nor refused; part of a number told is told."""
    accepted = {factor for need in requirement.needs for forms in need.of for form in forms for factor in form}
    left = accepted - with_contained(frozenset(told))
    return next((factor for factor in _OTHER_FACTORS if factor in left and factor.value not in refused), None)


def repeats_factor(desk: Desk) -> bool:
    """The digits that confirmed who it is, sent once more just after: no amount is offered (P9)."""
    confirmed_at = desk.verification.confirmed_at
    if confirmed_at is None or desk.at.real - confirmed_at > _SENT_TWICE_WITHIN:
        return False
    said, document = re.sub(r"[\s.,;:/-]+", "", desk.text), desk.debtor.person.document
    return said.isdigit() and said in {document[:3], document[-2:], document[:3] + document[-2:]}


def forget(desk: Desk) -> None:
    """An identity half proved: nothing given, asked or refused stands."""
    for key in (_GIVEN, _ASKED, _DOCUMENT, _REFUSED):
        desk.memory.pop(key, None)


def unverified(desk: Desk) -> None:
    """Drop a verification, so that what follows asks again (I6)."""
    forget(desk)
    desk.conversation = replace(desk.conversation, verification=Verification())
    desk.account = None
