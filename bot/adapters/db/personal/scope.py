"""Which rows are a person's: found once, for telling them and for erasing them alike (docs/personal-data.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adapters.db.media_rows import url_hash
from bot.adapters.db.people import open_person
from bot.adapters.db.personal.columns import PARTS, Part, Whose
from bot.adapters.db.personal.names import Names
from bot.adapters.db.tables import PersonRow, Row
from bot.adapters.db.vault import Vault
from bot.application.erasure import Wanted
from bot.domain.people import Person
from bot.domain.phones import is_nine_digit_mobile

ERASED = "erased "  # a registration beginning so is what is left of somebody
AT_ONCE = 500
TELLING = (
    *("agreement", "notice", "offer", "offer_exception", "work_case", "access_record", "paper_link", "contact_booking"),
    *("wrap_up", "contact_attempt", "news"),
)


@dataclass(frozen=True)
class Scope:
    """The ids that make rows theirs, and the talks in which somebody else was served too."""

    people: Sequence[Person]
    ids: Mapping[Whose, frozenset[Any]]
    shared: frozenset[int]
    names: Names


class ScopeFinder:
    """Looks for a person within one transaction."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def find(self, wanted: Wanted) -> Scope:
        people = [open_person(self._vault, row) for row in await self._people(wanted)]
        mine = frozenset(person.id for person in people)
        own, shared = await self._talks(wanted, mine)
        numbers = await self._numbers(mine, own)
        loose = {self._vault.loose_phone_index(number) for number in numbers}
        document = set() if wanted.creditor else {self._vault.document_index(wanted.document)}
        ids: dict[Whose, Iterable[Any]] = {
            Whose.PERSON: mine,
            Whose.CONVERSATION: own,
            Whose.NUMBER: loose if mine else (),
            Whose.DOCUMENT: document if mine else (),
            Whose.AGREEMENT: await self._column("agreement", "id", person_id=mine),
            Whose.NOTICE: await self._column("notice", "id", person_id=mine),
            Whose.TITLE: await self._column("title", "id", person_id=mine),
        }
        names = Names(people, numbers)
        found = Scope(people, {whose: frozenset(some) for whose, some in ids.items()}, shared, names)
        return await self._with_messages(found)

    async def rows(self, part: Part, scope: Scope) -> list[Mapping[str, Any]]:
        """Theirs; of a talk shared with somebody else, and of what nobody proved to be from, those that name them."""
        table = part.table
        found: dict[int, Mapping[str, Any]] = {}
        for column, whose in part.by.items():
            for some in batched(sorted(scope.ids.get(whose, ())), AT_ONCE):
                rows = await self._all(select(table).where(table.c[column].in_(some)))
                found |= {row["id"]: row for row in rows}
        for row in await self._others_too(part, scope):
            if scope.names.are_in(part.opened(row, self._vault)):
                found[row["id"]] = row
        return [found[key] for key in sorted(found)]

    async def under(self, wanted: Wanted) -> Sequence[PersonRow]:
        """Others whose registration names them as the holder."""
        table = Row.metadata.tables["person"]
        is_under = [table.c.holder_hash == self._vault.document_index(wanted.document)]
        if wanted.creditor:
            is_under.append(table.c.creditor == wanted.creditor)
        return (await self._session.scalars(select(PersonRow).where(*is_under))).all()

    async def _people(self, wanted: Wanted) -> Sequence[PersonRow]:
        table = Row.metadata.tables["person"]
        are_theirs = [table.c.document_hash == self._vault.document_index(wanted.document)]
        if wanted.creditor:
            are_theirs.append(table.c.creditor == wanted.creditor)
        return (await self._session.scalars(select(PersonRow).where(*are_theirs).order_by(table.c.id))).all()

    async def _talks(self, wanted: Wanted, mine: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
        """Only theirs, and shared; one with the same person as debtor of another creditor is left to that one."""
        if not mine:
            return frozenset(), frozenset()
        same = set(await self._ids_of(wanted.document))
        talks = await self._served(mine) | await self._reached(mine)
        served = await self._served_in(talks)
        elsewhere = {talk for talk, people in served.items() if people & (same - mine)}
        erased = await self._erased({person for people in served.values() for person in people})
        others = {talk for talk, people in served.items() if people - mine - erased}
        others |= await self._of_a_shared_number(talks - await self._served(mine), mine)
        return frozenset(talks - others - elsewhere), frozenset((talks & others) - elsewhere)

    async def _served(self, people: Iterable[int]) -> set[int]:
        """Talks in which something was done for these people."""
        found = set(await self._column("conversation", "id", person_id=people))
        for name in TELLING:
            found |= set(await self._column(name, "conversation_id", person_id=people))
        proved = Row.metadata.tables["identity_try"].c.succeeded
        found |= set(await self._column("identity_try", "conversation_id", proved, person_id=people))
        return found

    async def _served_in(self, talks: Iterable[int]) -> dict[int, set[int]]:
        """The people for whom something was done in each of these talks."""
        served: dict[int, set[int]] = {}
        proved = Row.metadata.tables["identity_try"].c.succeeded
        looked = [("conversation", "id", None), ("identity_try", "conversation_id", proved)]
        for name, column, only in [*looked, *((name, "conversation_id", None) for name in TELLING)]:
            table = Row.metadata.tables[name]
            pairs = select(table.c[column].label("talk"), table.c.person_id).where(table.c.person_id.is_not(None))
            for some in batched(sorted(talks), AT_ONCE):
                here = [table.c[column].in_(some)] if only is None else [table.c[column].in_(some), only]
                for pair in await self._all(pairs.where(*here)):
                    served.setdefault(pair["talk"], set()).add(pair["person_id"])
        return served

    async def _reached(self, mine: Iterable[int]) -> set[int]:
        """Talks at their numbers, as written there or with the ninth digit more or less."""
        hashes: set[bytes] = set()
        for number in await self._phones(mine):
            hashes |= {self._vault.phone_index(form) for form in _forms(number)}
        return set(await self._column("conversation", "id", contact_hash=hashes))

    async def _of_a_shared_number(self, talks: Iterable[int], mine: frozenset[int]) -> set[int]:
        """Of talks in which nobody was served: those at a number others are reached at too."""
        phone, talk = Row.metadata.tables["phone"], Row.metadata.tables["conversation"]
        theirs = (talk.c.contact_hash == phone.c.exact_hash, phone.c.unlinked_at.is_(None))
        others = select(talk.c.id).join(phone, theirs[0]).where(theirs[1], phone.c.person_id.not_in(mine))
        found: set[int] = set()
        for some in batched(sorted(talks), AT_ONCE):
            found |= set((await self._session.scalars(others.where(talk.c.id.in_(some)))).all())
        return found

    async def _numbers(self, mine: Iterable[int], own: Iterable[int]) -> set[str]:
        contacts = await self._column("conversation", "contact", id=own)
        return {number for number in [*map(self._vault.open, contacts), *await self._phones(mine)] if number}

    async def _phones(self, people: Iterable[int]) -> list[str]:
        return [self._vault.open(sealed) for sealed in await self._column("phone", "number", person_id=people)]

    async def _ids_of(self, document: str) -> list[int]:
        return list(await self._column("person", "id", document_hash=[self._vault.document_index(document)]))

    async def _erased(self, people: Iterable[int]) -> set[int]:
        is_erased = Row.metadata.tables["person"].c.registration.startswith(ERASED)
        return set(await self._column("person", "id", is_erased, id=people))

    async def _with_messages(self, scope: Scope) -> Scope:
        """The messages of those talks, and what the provider, the documents and the files have of them."""
        rows = await self.rows(_part("outbox"), scope)
        files = [url for case in await self.rows(_part("work_case"), scope) for url in self._files(case)]
        more = {
            Whose.INBOUND: frozenset(row["id"] for row in await self.rows(_part("inbox"), scope)),
            Whose.FILE: frozenset(url_hash(self._vault, url) for url in files),
            Whose.MESSAGE: frozenset(row["sid"] for row in rows if row["sid"]),
            Whose.ATTACHMENT: frozenset(row["attachment_id"] for row in rows if row["attachment_id"]),
        }
        return Scope(scope.people, {**scope.ids, **more}, scope.shared, scope.names)

    def _files(self, case: Mapping[str, Any]) -> list[str]:
        return list(self._vault.open_json(case["media"])) if case["media"] else []

    async def _others_too(self, part: Part, scope: Scope) -> list[Mapping[str, Any]]:
        table = part.table
        if not part.by:
            return await self._all(select(table)) if scope.people else []
        if part.by.get("conversation_id") is not Whose.CONVERSATION:
            return []
        of_nobody = [table.c.person_id.is_(None)] if "person_id" in part.by else []
        found: list[Mapping[str, Any]] = []
        for some in batched(sorted(scope.shared), AT_ONCE):
            found += await self._all(select(table).where(table.c.conversation_id.in_(some), *of_nobody))
        return found

    async def _column(self, name: str, column: str, *only: ColumnElement[bool], **among: Iterable[Any]) -> list[Any]:
        """A column of the rows where another is among these values, without the empty ones."""
        table, [(key, values)] = Row.metadata.tables[name], among.items()
        found: list[Any] = []
        for some in batched(sorted(values), AT_ONCE):
            query = select(table.c[column]).where(table.c[key].in_(some), table.c[column].is_not(None), *only)
            found += (await self._session.scalars(query)).all()
        return found

    async def _all(self, query: Select[Any]) -> list[Mapping[str, Any]]:
        return [dict(row) for row in (await self._session.execute(query)).mappings()]


def _part(name: str) -> Part:
    return next(part for part in PARTS if part.name == name)


def _forms(number: str) -> set[str]:
    """A number as written, and a mobile without or with its ninth digit."""
    start, rest = number[:-8], number[-8:]
    other = start[:-1] if is_nine_digit_mobile(number) else f"{start}9"
    return {number, other + rest}
