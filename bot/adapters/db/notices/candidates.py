"""Who may have to be notified, read some hundreds at a time with all that decides it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import listed, open_notice
from bot.adapters.db.notices.excuses import excuses_of
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import (
    CaseRow,
    ConversationRow,
    HandoffRow,
    NoticeAttemptRow,
    NoticeRow,
    OptOutRow,
    PersonRow,
    PhoneRow,
    TitleRow,
)
from bot.adapters.db.titles import open_title
from bot.adapters.db.vault import Vault
from bot.application.giving_way import Way
from bot.application.notices.ledger import LETTER, Candidate, Scope
from bot.domain.conversation import Channel
from bot.domain.identity import Access, access_of
from bot.domain.notices.excuses import Excuse
from bot.domain.notices.means import AttemptState
from bot.domain.people import OpenCase, Role

AT_ONCE = 100
COVERED_WITH_THE_HOLDER = (Role.DEPENDANT.value, Role.AGGREGATE.value)


async def candidates_of(database: Database, scope: Scope, way: Way) -> AsyncIterator[Sequence[Candidate]]:
    """Each chunk is read by itself, so that a long plan holds nobody up."""
    last = b""
    while True:
        async with database.reading() as session:
            documents = await _documents(session, database.vault, scope, last)
            people = await _people(session, scope.creditor, documents)
            known = await _known(session, database.vault, scope.creditor, people)
        if found := await _opened(people, known, way):
            yield found
        if len(documents) < AT_ONCE:
            return
        last = documents[-1]


async def _documents(session: AsyncSession, vault: Vault, scope: Scope, last: bytes) -> Sequence[bytes]:
    """The hashes of the documents of a chunk, in order: one person may have several registrations."""
    if scope.document is not None:
        return [vault.document_index(scope.document)]
    due = (
        select(col(PersonRow.document_hash))
        .join(TitleRow, col(TitleRow.person_id) == col(PersonRow.id))
        .where(
            col(TitleRow.creditor) == scope.creditor,
            col(TitleRow.state) == "open",
            col(TitleRow.code).in_(scope.codes),
            col(TitleRow.due_date) <= scope.due_by,
            col(PersonRow.document_hash) > last,
        )
        .distinct()
        .order_by(col(PersonRow.document_hash))
        .limit(AT_ONCE)
    )
    return (await session.scalars(due)).all()


@dataclass
class _Known:
    """What is known of the people of a chunk, by person."""

    vault: Vault
    titles: Mapping[int, Sequence[TitleRow]]
    phones: Mapping[int, Sequence[PhoneRow]]
    stops: Collection[bytes]
    cases: Mapping[int, Sequence[CaseRow]]
    handoffs: Mapping[int, Collection[str]]
    notices: Mapping[int, Sequence[NoticeRow]]
    letters: Mapping[int, Sequence[str]]
    covered: Mapping[bytes, Sequence[str]]
    holders: Mapping[bytes, Sequence[PersonRow]]  # whose titles somebody else pays
    excuses: Mapping[int, Sequence[Excuse]]

    def candidate(self, rows: Sequence[PersonRow]) -> Candidate:
        """Of all registrations of one document that open something."""
        mine = [row for row in rows if access_of(Role(row.role)) is not Access.NONE] or list(rows)
        paid_for = [holder for row in mine if _is_payer(row) for holder in self.holders[row.holder_hash or b""]]
        titles = sorted(
            (title for row in [*mine, *paid_for] for title in self.titles[row.id]),
            key=lambda title: (title.due_date, title.number),
        )
        still = [title for title in titles if title.state == "open"]
        phones = [phone for row in mine for phone in self.phones[row.id]]
        owner = next((row for row in mine if still and row.id == still[0].person_id), mine[0])
        holder = next(iter(self.holders[owner.holder_hash or b""]), None) if _is_payer(owner) else None
        return Candidate(
            person=open_person(self.vault, owner),
            titles=tuple(open_title(title) for title in still),
            agreed=tuple(open_title(title) for title in titles if title.state == "agreed"),
            contacts=tuple((Channel(phone.channel), self.vault.open(phone.number)) for phone in phones),
            opted_out=any(phone.loose_hash in self.stops for phone in phones),
            cases=tuple(_open_case(case) for row in [*rows, *paid_for] for case in self.cases[row.id]),
            with_people_for=frozenset(why for row in rows for why in self.handoffs[row.id]),
            notices=tuple(open_notice(self.vault, notice) for row in rows for notice in self.notices[row.id]),
            letters=frozenset(about for row in rows for about in self.letters[row.id]),
            covered=tuple(dict.fromkeys(self.covered[(holder or owner).document_hash])),
            plan_of=open_person(self.vault, holder) if holder is not None else None,
            excuses=tuple(self.excuses[owner.id]),
        )


async def _people(session: AsyncSession, creditor: str, documents: Sequence[bytes]) -> Sequence[PersonRow]:
    here = (col(PersonRow.creditor) == creditor, col(PersonRow.document_hash).in_(documents))
    return (await session.scalars(select(PersonRow).where(*here).order_by(col(PersonRow.id)))).all()


async def _opened(people: Sequence[PersonRow], known: _Known, way: Way) -> Sequence[Candidate]:
    by_document: dict[bytes, list[PersonRow]] = defaultdict(list)
    for person in people:
        by_document[person.document_hash].append(person)
    found: list[Candidate] = []
    for rows in by_document.values():
        await way.step()
        found.append(known.candidate(rows))
    return found


async def _known(session: AsyncSession, vault: Vault, creditor: str, people: Sequence[PersonRow]) -> _Known:
    ids, holders = [person.id for person in people], await _holders(session, creditor, people)
    paid_for = [row.id for rows in holders.values() for row in rows]
    documents = {person.document_hash for person in people} | holders.keys()
    phones = await _phones(session, ids)
    return _Known(
        vault=vault,
        titles=await _titles(session, [*ids, *paid_for]),
        phones=_grouped((phone.person_id, phone) for phone in phones),
        stops=await _stops(session, {phone.loose_hash for phone in phones}),
        cases=await _cases(session, [*ids, *paid_for]),
        handoffs=await _handoffs(session, ids),
        notices=await _notices(session, ids),
        letters=await _letters(session, ids),
        covered=await _covered(session, vault, creditor, documents),
        holders=holders,
        excuses=await excuses_of(session, people),
    )


def _is_payer(row: PersonRow) -> bool:
    return row.role == Role.PAYER.value and row.holder_hash is not None


async def _holders(
    session: AsyncSession, creditor: str, people: Iterable[PersonRow]
) -> Mapping[bytes, Sequence[PersonRow]]:
    """By document: those whose plan somebody else of these pays (I1)."""
    hashes = {person.holder_hash for person in people if _is_payer(person)}
    theirs = (
        col(PersonRow.creditor) == creditor,
        col(PersonRow.document_hash).in_(hashes),
        col(PersonRow.role) == Role.HOLDER.value,
    )
    rows = await session.scalars(select(PersonRow).where(*theirs).order_by(col(PersonRow.id)))
    return _grouped((row.document_hash, row) for row in rows)


def _grouped[K, T](pairs: Iterable[tuple[K, T]]) -> Mapping[K, Sequence[T]]:
    found: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


async def _titles(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[TitleRow]]:
    theirs = (col(TitleRow.person_id).in_(ids), col(TitleRow.state).in_(("open", "agreed")))
    return _grouped((row.person_id, row) for row in await session.scalars(select(TitleRow).where(*theirs)))


async def _phones(session: AsyncSession, ids: Sequence[int]) -> Sequence[PhoneRow]:
    """Those the operator was given and nobody took off (N2)."""
    theirs = (col(PhoneRow.person_id).in_(ids), col(PhoneRow.origin) == "file", col(PhoneRow.unlinked_at).is_(None))
    return (await session.scalars(select(PhoneRow).where(*theirs).order_by(col(PhoneRow.id)))).all()


async def _stops(session: AsyncSession, hashes: Collection[bytes]) -> Collection[bytes]:
    stopped = select(col(OptOutRow.contact_hash)).where(col(OptOutRow.contact_hash).in_(hashes))
    return set(await session.scalars(stopped))


async def _cases(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[CaseRow]]:
    theirs = (col(CaseRow.person_id).in_(ids), col(CaseRow.closed_at).is_(None))
    return _grouped((row.person_id or 0, row) for row in await session.scalars(select(CaseRow).where(*theirs)))


async def _handoffs(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Why people hold conversations with them now."""
    held = (
        select(col(ConversationRow.person_id), col(HandoffRow.reason))
        .join(HandoffRow, col(HandoffRow.conversation_id) == col(ConversationRow.id))
        .where(col(ConversationRow.person_id).in_(ids), col(HandoffRow.closed_at).is_(None))
    )
    return _grouped((person_id or 0, reason) for person_id, reason in await session.execute(held))


async def _notices(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[NoticeRow]]:
    theirs = select(NoticeRow).where(col(NoticeRow.person_id).in_(ids)).order_by(col(NoticeRow.id).desc())
    return _grouped((row.person_id, row) for row in await session.scalars(theirs))


async def _letters(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """What letters of theirs are about, written or still to be."""
    theirs = (col(NoticeAttemptRow.person_id).in_(ids), col(NoticeAttemptRow.channel) == LETTER)
    about = select(col(NoticeAttemptRow.person_id), col(NoticeAttemptRow.first_title)).where(
        *theirs, col(NoticeAttemptRow.state) != AttemptState.SKIPPED.value
    )
    return _grouped((person_id, title or "") for person_id, title in await session.execute(about))


async def _covered(
    session: AsyncSession, vault: Vault, creditor: str, holders: Collection[bytes]
) -> Mapping[bytes, Sequence[str]]:
    under_it = (
        select(PersonRow)
        .where(
            col(PersonRow.creditor) == creditor,
            col(PersonRow.holder_hash).in_(holders),
            col(PersonRow.role).in_(COVERED_WITH_THE_HOLDER),
        )
        .order_by(col(PersonRow.id))
    )
    rows = await session.scalars(under_it)
    return _grouped((row.holder_hash or b"", open_person(vault, row).name) for row in rows)


def _open_case(row: CaseRow) -> OpenCase:
    return OpenCase(row.number, row.kind, row.opened_at, row.deadline, listed(row.title_numbers))
