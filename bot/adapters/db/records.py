"""What acts look up: people by phone or document, and all that is known of the one served."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.deals import open_agreement, open_offer
from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.quick.account import account_quickly
from bot.adapters.db.quick.found_rows import found_row
from bot.adapters.db.quick.one_value import one_value
from bot.adapters.db.quick.people import linked_quickly, wrong_tries_quickly
from bot.adapters.db.quick.questions import holding_quickly
from bot.adapters.db.tables import (
    AgreementRow,
    CaseRow,
    IdentityTryRow,
    InstallmentRow,
    OfferRow,
    PersonRow,
    PhoneRow,
    TitleRow,
)
from bot.adapters.db.titles import open_title
from bot.adapters.db.vault import Vault
from bot.application.changes import WrongTries
from bot.domain.agreements import Agreement
from bot.domain.conversation import Channel
from bot.domain.identity import Access, access_of
from bot.domain.ladder import Offer
from bot.domain.people import Account, OpenCase, Person, Role

OPTED_OUT = "SELECT id FROM opt_out WHERE contact_hash = $1"


class SqlRecords:
    """The `Records` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def creditors_at(self, contact: str) -> Sequence[str]:
        people = await self._reached_at(contact)
        if self._database.is_quick:
            return await holding_quickly(self._database, people)
        async with self._database.reading() as session:
            creditors = [row.creditor for row in people if await _holds_open_titles(session, row)]
        return sorted(set(creditors))

    async def people_at(self, creditor: str, contact: str) -> Sequence[Person]:
        return [open_person(self._vault, row) for row in await self._reached_at(contact, creditor)]

    async def people_by_document(self, creditor: str, document: str) -> Sequence[Person]:
        is_theirs = (
            col(PersonRow.document_hash) == self._vault.document_index(document),
            col(PersonRow.creditor) == creditor,
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(select(PersonRow).where(*is_theirs).order_by(col(PersonRow.id)))).all()
        return [open_person(self._vault, row) for row in rows]

    async def person(self, person_id: int) -> Person:
        async with self._database.reading() as session:
            row = (await session.scalars(select(PersonRow).where(col(PersonRow.id) == person_id))).one()
        return open_person(self._vault, row)

    async def contacts_of(self, person_id: int) -> Sequence[tuple[Channel, str]]:
        theirs = (col(PhoneRow.person_id) == person_id, col(PhoneRow.origin) == "file")
        linked = select(PhoneRow).where(*theirs, col(PhoneRow.unlinked_at).is_(None)).order_by(col(PhoneRow.id))
        async with self._database.reading() as session:
            rows = (await session.scalars(linked)).all()
        return [(Channel(row.channel), self._vault.open(row.number)) for row in rows]

    async def account_of(self, person_id: int) -> Account:
        """Of somebody known by number only, as a verification knows them."""
        if self._database.is_quick and (found := await account_quickly(self._database, person_id)):
            return found
        return await self.account(await self.person(person_id))

    async def account(self, person: Person) -> Account:
        if self._database.is_quick and (found := await account_quickly(self._database, person.id)):
            return replace(found, person=person)
        async with self._database.reading() as session:
            owners = await self._owners(session, person)
            titles = await _titles_of(session, owners)
            return Account(
                person=person,
                titles=[open_title(row) for row in titles if row.state == "open"],
                titles_in_agreement=[open_title(row) for row in titles if row.state == "agreed"],
                offers=await _offers_of(session, owners),
                agreements=await _agreements_of(session, owners),
                cases=await _cases_of(session, owners),
            )

    async def wrong_tries(self, wrong: WrongTries, since: datetime) -> int:
        if self._database.is_quick:
            return await wrong_tries_quickly(self._database, wrong, since)
        async with self._database.reading() as session:
            return (await session.execute(wrong_tries_query(self._vault, wrong, since))).scalar_one()

    async def is_opted_out(self, contact: str) -> bool:
        """Whoever asks: it is of the number, and of no creditor."""
        return await one_value(self._database, OPTED_OUT, self._vault.loose_phone_index(contact)) is not None

    async def _reached_at(self, contact: str, creditor: str | None = None) -> list[PersonRow]:
        """Creditor by creditor: an exact match wins, else the one person at the nine-digit form (section 9)."""
        by_creditor: dict[str, list[tuple[PhoneRow, PersonRow]]] = defaultdict(list)
        for phone, person in await self._linked(self._vault.loose_phone_index(contact), creditor):
            by_creditor[person.creditor].append((phone, person))
        exact_hash = self._vault.phone_index(contact)
        return [person for found in by_creditor.values() for person in _matched(found, exact_hash)]

    async def _linked(self, loose_hash: bytes, creditor: str | None) -> Sequence[tuple[PhoneRow, PersonRow]]:
        if self._database.is_quick:
            return await linked_quickly(self._database, loose_hash, creditor)
        query = (
            select(PhoneRow, PersonRow)
            .join(PersonRow, col(PersonRow.id) == col(PhoneRow.person_id))
            .where(col(PhoneRow.loose_hash) == loose_hash, col(PhoneRow.unlinked_at).is_(None))
            .order_by(col(PersonRow.id))
        )
        if creditor is not None:
            query = query.where(col(PersonRow.creditor) == creditor)
        async with self._database.reading() as session:
            return [(phone, person) for phone, person in await session.execute(query)]

    async def _owners(self, session: AsyncSession, person: Person) -> list[int]:
        """The person under every registration that opens something, and the holders whose titles they pay."""
        here = col(PersonRow.creditor) == person.creditor
        is_self = col(PersonRow.document_hash) == self._vault.document_index(person.document)
        mine = (await session.scalars(select(PersonRow).where(here, is_self))).all()
        paid_for = [row.holder_hash for row in mine if row.role == Role.PAYER and row.holder_hash is not None]
        theirs = select(col(PersonRow.id)).where(here, col(PersonRow.document_hash).in_(paid_for))
        holders = await session.scalars(theirs) if paid_for else ()
        open_to_me = {row.id for row in mine if access_of(Role(row.role)) is not Access.NONE}
        return sorted({person.id, *open_to_me, *holders})


def wrong_tries_query(vault: Vault, wrong: WrongTries, since: datetime) -> Select[int]:
    """Contacts and documents are found by their hashes, whether or not a person is held under them (I3)."""
    counted = select(func.count()).where(
        col(IdentityTryRow.known_phone) == wrong.known_phone,
        col(IdentityTryRow.succeeded).is_(False),
        col(IdentityTryRow.at) >= since,
    )
    if wrong.person_id is not None:
        counted = counted.where(col(IdentityTryRow.person_id) == wrong.person_id)
    if wrong.contact is not None:
        counted = counted.where(col(IdentityTryRow.contact_hash) == vault.phone_index(wrong.contact))
    if wrong.document is not None:
        counted = counted.where(col(IdentityTryRow.document_hash) == vault.document_index(wrong.document))
    return counted


def _matched(found: Sequence[tuple[PhoneRow, PersonRow]], exact_hash: bytes) -> list[PersonRow]:
    exact = {person.id: person for phone, person in found if phone.exact_hash == exact_hash}
    if exact:
        return list(exact.values())
    is_one_person = len({person.document_hash for _, person in found}) == 1
    has_ninth = all(phone.is_nine_digit for phone, _ in found)
    return list({person.id: person for _, person in found}.values()) if is_one_person and has_ninth else []


async def _holds_open_titles(session: AsyncSession, person: PersonRow) -> bool:
    """Own titles, or for a payer the holder's."""
    owner = col(PersonRow.document_hash) == person.holder_hash if person.role == Role.PAYER else None
    theirs = col(PersonRow.id) == person.id
    held = (
        select(col(TitleRow.id))
        .join(PersonRow, col(PersonRow.id) == col(TitleRow.person_id))
        .where(
            theirs if owner is None else or_(theirs, owner),
            col(TitleRow.creditor) == person.creditor,
            col(TitleRow.state) == "open",
        )
        .limit(1)
    )
    return await session.scalar(held) is not None


async def _titles_of(session: AsyncSession, people: Sequence[int]) -> Sequence[TitleRow]:
    theirs = (col(TitleRow.person_id).in_(people), col(TitleRow.state).in_(("open", "agreed")))
    query = select(TitleRow).where(*theirs).order_by(col(TitleRow.due_date), col(TitleRow.number))
    return (await session.scalars(query)).all()


async def _offers_of(session: AsyncSession, people: Sequence[int]) -> list[Offer]:
    """One made again and again is one, where it was made last: nobody's turns cost more for having had many."""
    theirs = (col(OfferRow.person_id).in_(people), col(OfferRow.voided_at).is_(None))
    same = [col(one) for one in (OfferRow.code, OfferRow.kind, OfferRow.terms, OfferRow.trigger, OfferRow.step)]
    made_on = func.max(col(OfferRow.made_on)).label("made_on")
    made = select(*same, made_on).where(*theirs).group_by(*same).order_by(func.max(col(OfferRow.id)))
    return [open_offer(found_row(OfferRow, row._asdict())) for row in await session.execute(made)]


async def _agreements_of(session: AsyncSession, people: Sequence[int]) -> list[Agreement]:
    """Those they accepted, and those a payer accepted over their titles."""
    over_titles = select(col(TitleRow.agreement_id)).where(col(TitleRow.person_id).in_(people))
    theirs = or_(col(AgreementRow.person_id).in_(people), col(AgreementRow.id).in_(over_titles))
    rows = (await session.scalars(select(AgreementRow).where(theirs).order_by(col(AgreementRow.id)))).all()
    if not rows:
        return []
    parts: dict[int, list[InstallmentRow]] = defaultdict(list)
    of_them = select(InstallmentRow).where(col(InstallmentRow.agreement_id).in_([row.id for row in rows]))
    for part in await session.scalars(of_them.order_by(col(InstallmentRow.number))):
        parts[part.agreement_id].append(part)
    return [open_agreement(row, parts[row.id]) for row in rows]


async def _cases_of(session: AsyncSession, people: Sequence[int]) -> list[OpenCase]:
    theirs = (col(CaseRow.person_id).in_(people), col(CaseRow.closed_at).is_(None))
    rows = await session.scalars(select(CaseRow).where(*theirs).order_by(col(CaseRow.id)))
    return [
        OpenCase(row.number, row.kind, row.opened_at, row.deadline, tuple(filter(None, row.title_numbers.split(","))))
        for row in rows
    ]
