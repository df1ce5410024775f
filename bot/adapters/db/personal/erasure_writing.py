"""Erases what `ScopeFinder` found: amounts, dates, states, numbers and hashes stay (docs/personal-data.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.log import erase_entries
from bot.adapters.db.notices.moves import NoticeMoves
from bot.adapters.db.people import open_person, person_values
from bot.adapters.db.personal.columns import PARTS, Part, Whose
from bot.adapters.db.personal.scope import AT_ONCE, ERASED, Scope, ScopeFinder
from bot.adapters.db.tables import AccessRecordRow, ConversationRow, PersonRow, Row, TitleRow
from bot.adapters.db.titles import history_of
from bot.application.erasure import Erasure
from bot.domain.conversation import Owner
from bot.domain.notices import moves
from bot.domain.ownership import OwnerChange
from bot.domain.people import Person

ERASURE = "erasure"
NOBODY = "Pessoa apagada"


class Eraser:
    """One person, in the transaction given."""

    def __init__(self, session: AsyncSession, database: Database, scope: Scope, erasure: Erasure) -> None:
        self._session = session
        self._vault = database.vault
        self._scope = scope
        self._erasure = erasure
        self._at = erasure.at

    async def erase(self, finder: ScopeFinder) -> None:
        found = {part.name: [row["id"] for row in await finder.rows(part, self._scope)] for part in PARTS}
        await self._end_what_is_open()
        await self._end_messages(found["inbox"], found["outbox"])
        await self._leave_talks()
        for part in PARTS:
            await self._empty(part, found[part.name])
        await erase_entries(self._session, sorted(self._ids(Whose.NOTICE)), self._at)
        for row in await finder.under(self._erasure.wanted):
            await self._bare(row.id, replace(open_person(self._vault, row), holder_document=None))
        for person in self._scope.people:
            await self._bare(person.id, _nobody(person), document_hash=self._unlike("person", person.id))
            self._session.add(
                AccessRecordRow(person_id=person.id, actor=self._erasure.by, what=self._what(), at=self._at)
            )

    async def _empty(self, part: Part, ids: Sequence[int]) -> None:
        if part.own_way:
            return
        for some in batched(ids, AT_ONCE):
            these = part.table.c.id.in_(some)
            if part.goes:
                await self._session.execute(delete(part.table).where(these))
            elif values := part.emptied(self._vault):
                await self._session.execute(update(part.table).where(these).values(**values))

    async def _end_what_is_open(self) -> None:
        """Nothing more is sent, told or worked on; a link leads nowhere."""
        mine, talks = self._ids(Whose.PERSON), self._ids(Whose.CONVERSATION)
        await self._end_notices()
        is_open = (col(TitleRow.person_id).in_(mine), col(TitleRow.state) == "open")
        await self._session.execute(history_of(*is_open, at=self._at))
        await self._set("title", "person_id", mine, {"state": "withdrawn"}, state="open")
        await self._set("work_case", "person_id", mine, {"closed_at": self._at, "closed_by": ERASURE}, closed_at=None)
        await self._set("news", "person_id", mine, {"told_at": self._at}, told_at=None)
        await self._set("paper_link", "person_id", mine, {"expires_at": self._at})
        ended = {"closed_at": self._at, "outcome": ERASURE}
        await self._set("handoff", "conversation_id", talks, ended, closed_at=None)
        withdrawn = {"answer": "withdrawn", "answered_at": self._at}
        await self._set("handoff_offer", "conversation_id", talks, withdrawn, answer=None)

    async def _end_messages(self, inbox: Iterable[int], outbox: Iterable[int]) -> None:
        await self._set("inbox", "id", inbox, {"handled_at": self._at}, handled_at=None)
        for state in ("pending", "unknown"):
            await self._set("outbox", "id", outbox, {"state": "superseded"}, state=state)

    async def _end_notices(self) -> None:
        kept = NoticeMoves(self._session, self._vault)
        for notice_id in sorted(self._ids(Whose.NOTICE)):
            before = await kept.locked(notice_id)
            if before is not None:
                await kept.end(before, moves.settle(before, self._at), self._at, {"reason": ERASURE})
        skipped = {"state": "skipped", "reason": ERASURE, "ended_at": self._at, "lease_until": None}
        await self._set("notice_attempt", "person_id", self._ids(Whose.PERSON), skipped, state="planned")

    async def _leave_talks(self) -> None:
        """A talk is nobody's: the next message of that number begins another, and a turn on its way is refused."""
        part = next(part for part in PARTS if part.name == "conversation")
        for talk in sorted(self._ids(Whose.CONVERSATION)):
            row = await self._session.get_one(ConversationRow, talk, populate_existing=True)
            if row.owner != Owner.BOT.value:
                note_owner(self._session, self._given_back(row))
            for name, value in part.emptied(self._vault).items():
                setattr(row, name, value)
            row.contact_hash = self._unlike("conversation", talk)
            row.owner, row.agent, row.person_id = Owner.BOT.value, None, None
            row.epoch, row.lease_token, row.lease_until = row.epoch + 1, row.lease_token + 1, None
        for talk in sorted(self._scope.shared):
            row = await self._session.get_one(ConversationRow, talk, populate_existing=True)
            if row.state is not None and self._scope.names.are_in(self._vault.open(row.state)):
                row.state, row.person_id, row.epoch = None, None, row.epoch + 1

    def _given_back(self, row: ConversationRow) -> OwnerChange:
        before = Owner(row.owner)
        return OwnerChange(
            row.id, before, Owner.BOT, self._erasure.by, ERASURE, self._at, row.epoch + 1, agent_before=row.agent
        )

    async def _bare(self, person_id: int, person: Person, **also: bytes) -> None:
        values: dict[str, Any] = {**person_values(self._vault, person), **also}
        await self._session.execute(update(PersonRow).where(col(PersonRow.id) == person_id).values(**values))

    async def _set(self, name: str, column: str, ids: Iterable[int], values: Mapping[str, Any], **only: object) -> None:
        table = Row.metadata.tables[name]
        for some in batched(sorted(ids), AT_ONCE):
            these = [table.c[column].in_(some), *_are(table, only)]
            await self._session.execute(update(table).where(*these).values(**values))

    def _ids(self, whose: Whose) -> frozenset[int]:
        return self._scope.ids[whose]

    def _unlike(self, kind: str, row_id: int) -> bytes:
        """An index no document and no number has."""
        return self._vault.index(f"{ERASED}{kind}", str(row_id))

    def _what(self) -> str:
        return f"erased even so: {self._erasure.even_so}" if self._erasure.even_so else "erased"


def _nobody(person: Person) -> Person:
    """What is left of somebody: which creditor's, and in which role."""
    return Person(
        id=person.id,
        creditor=person.creditor,
        registration=f"{ERASED}{person.id}",
        role=person.role,
        name=NOBODY,
        document="",
        accepts_whatsapp=person.accepts_whatsapp,
        base_date=person.base_date,
    )


def _are(table: Table, only: Mapping[str, object]) -> list[ColumnElement[bool]]:
    return [table.c[name].is_(None) if value is None else table.c[name] == value for name, value in only.items()]
