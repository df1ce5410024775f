"""Records and numbers in memory, held to the same contract tests as the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.application.changes import (
    AgreementClosed,
    CaseNoted,
    CaseOpened,
    Change,
    IdentityTried,
    OfferMade,
    WrongTries,
)
from bot.domain.conversation import Channel
from bot.domain.identity import Access, access_of
from bot.domain.ladder import Offer
from bot.domain.people import Account, OpenCase, Person, Role
from bot.domain.phones import match, same_person_key
from bot.domain.protocol import protocol_number
from tests.fake_state import FakeState


@dataclass
class FakeRecords:
    kept: FakeState

    async def creditors_at(self, contact: str) -> Sequence[str]:
        creditors = sorted({person.creditor for person in self.kept.people.values()})
        at = {creditor: await self.people_at(creditor, contact) for creditor in creditors}
        return [creditor for creditor, people in at.items() if any(map(self._open, people))]

    async def people_at(self, creditor: str, contact: str) -> Sequence[Person]:
        theirs = [(n, phone) for n, phone in self.kept.phones if self.kept.people[n].creditor == creditor]
        known = match(contact, [phone for _, phone in theirs])
        found = {n: self.kept.people[n] for n, phone in theirs if phone == known}
        is_one = len({person.document for person in found.values()}) == 1
        return list(found.values()) if known == contact or is_one else []

    async def people_by_document(self, creditor: str, document: str) -> Sequence[Person]:
        return [p for p in self.kept.people.values() if (p.creditor, p.document) == (creditor, document)]

    async def person(self, person_id: int) -> Person:
        return self.kept.people[person_id]

    async def contacts_of(self, person_id: int) -> Sequence[tuple[Channel, str]]:
        return [(self.kept.channel_of(n, phone), phone) for n, phone in self.kept.phones if n == person_id]

    async def account_of(self, person_id: int) -> Account:
        return await self.account(await self.person(person_id))

    async def account(self, person: Person) -> Account:
        owners, taken = self._owners(person), {n for c in self.kept.closed for n in c.title_numbers}
        titles = [title for owner in owners for title in self.kept.titles[owner]]
        changes = [change for turn in self.kept.turns for change in turn.changes]
        return Account(
            person=person,
            titles=[t for t in titles if t.number not in taken],
            titles_in_agreement=[t for t in titles if t.number in taken],
            offers=_standing(changes, owners),
            agreements=[
                c.agreement
                for c in self.kept.closed
                if c.person_id in owners or {t.number for t in titles} & set(c.title_numbers)
            ],
            cases=[
                OpenCase(c.number, c.kind, self.kept.clock.now(), c.deadline, _about(c, changes))
                for c in changes
                if isinstance(c, CaseOpened) and c.person_id in owners
            ],
        )

    async def wrong_tries(self, wrong: WrongTries, since: datetime) -> int:
        tries = [c for turn in self.kept.turns for c in turn.changes if isinstance(c, IdentityTried)]
        return sum(wrong.count(tried) and tried.at >= since for tried in [*tries, *self.kept.tried_by_link])

    async def is_opted_out(self, contact: str) -> bool:
        return same_person_key(contact) in self.kept.opted_out

    def _owners(self, person: Person) -> list[int]:
        here = [p for p in self.kept.people.values() if p.creditor == person.creditor]
        mine = [p for p in here if p.document == person.document and access_of(p.role) is not Access.NONE]
        paid_for = {p.holder_document for p in mine if p.role is Role.PAYER}
        holders = [p.id for p in here if p.document in paid_for]
        return sorted({person.id, *[p.id for p in mine], *holders})

    def _open(self, person: Person) -> bool:
        return any(self.kept.titles[owner] for owner in self._owners(person))


def _about(case: CaseOpened, changes: Sequence[Change]) -> tuple[str, ...]:
    """The titles of a case, as the last note that named any says."""
    notes = [c.title_numbers for c in changes if isinstance(c, CaseNoted) and c.number == case.number]
    return next((numbers for numbers in reversed(notes) if numbers is not None), case.title_numbers)


def _standing(changes: Sequence[Change], owners: Sequence[int]) -> list[Offer]:
    """Offers until an agreement over their code used them up."""
    offers: list[Offer] = []
    for change in changes:
        if isinstance(change, OfferMade) and change.person_id in owners:
            offers.append(change.offer)
        elif isinstance(change, AgreementClosed) and change.person_id in owners:
            offers = [offer for offer in offers if offer.code != change.agreement.code]
    return _once(offers)


def _once(offers: Sequence[Offer]) -> list[Offer]:
    """One made again stands where it was made last."""
    same = {(one.code, one.terms, one.trigger, one.step): place for place, one in enumerate(offers)}
    return [offers[place] for place in sorted(same.values())]


@dataclass
class FakeNumbers:
    kept: FakeState

    async def protocol(self, prefix: str, day: date) -> str:
        return protocol_number(prefix, day, self._next(f"protocol {prefix}", day))

    async def case(self, day: date) -> str:
        return f"{day:%Y%m%d}{self._next('case', day):05d}"

    async def agreement(self, day: date) -> str:
        return f"AC{day:%Y%m%d}{self._next('agreement', day):05d}"

    def code(self) -> str:
        return f"papel{self._next('code', date.min):017d}"

    def _next(self, kind: str, day: date) -> int:
        self.kept.sequences[kind, day] += 1
        return self.kept.sequences[kind, day]
