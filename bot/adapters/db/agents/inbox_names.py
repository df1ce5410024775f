"""Finds people by name where names are sealed: those of people who wrote are opened once, and kept in memory only.

An index of name words at rest would tell, by how often each is there, which names they are. What is kept here goes with
the process, follows the rows (a person changed or erased is opened again), and costs a look at their fingerprints.
"""

import asyncio
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, HandoffRow, PersonRow
from bot.adapters.db.vault import Vault
from bot.application.agents.reach import EVERYTHING, reach, reaching

MOST_FOUND = 300
LOOKS_AGAIN_AFTER_S = 10.0  # or at once when nothing is found: whoever types asks several times
_AT_ONCE = 500


def folded(text: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


@dataclass(frozen=True)
class _Known:
    """A name with the fingerprint of the row it was opened from, and whose creditor's it is."""

    print: bytes
    name: str
    creditor: str


class NameBook:
    """One for a process, and each reader is told of people within reach; a word asked for begins one of the name."""

    def __init__(self, database: Database) -> None:
        self._vault = database.vault
        self._known: dict[int, _Known] = {}
        self._looked_at = float("-inf")

    async def people(self, session: AsyncSession, search: str) -> list[int]:
        words = folded(search).split()
        now = asyncio.get_running_loop().time()
        found = self._found(words) if now - self._looked_at < LOOKS_AGAIN_AFTER_S else []
        if not found:
            with reaching(EVERYTHING):  # kept for whoever asks next, and told to nobody as it is
                prints = await self._prints(session)
                await self._open_missing(session, prints)
            self._known = {person: self._known[person] for person in prints}
            self._looked_at, found = now, self._found(words)
        return found[:MOST_FOUND]

    def _found(self, words: Sequence[str]) -> list[int]:
        within = reach()
        return [
            person
            for person, known in self._known.items()
            if within.has_creditor(known.creditor) and all(f" {word}" in known.name for word in words)
        ]

    async def _prints(self, session: AsyncSession) -> dict[int, bytes]:
        talked = union(
            select(col(ConversationRow.person_id)).where(col(ConversationRow.person_id).is_not(None)),
            select(col(HandoffRow.person_id)).where(col(HandoffRow.person_id).is_not(None)),
        )
        ids = select(talked.subquery().c.person_id)
        rows = await session.execute(
            select(col(PersonRow.id), col(PersonRow.fingerprint)).where(col(PersonRow.id).in_(ids))
        )
        return dict(list(rows.all()))

    async def _open_missing(self, session: AsyncSession, prints: Mapping[int, bytes]) -> None:
        known = {person: one.print for person, one in self._known.items()}
        missing = [person for person, told in prints.items() if known.get(person) != told]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            columns = select(col(PersonRow.id), col(PersonRow.sealed), col(PersonRow.creditor))
            wanted = columns.where(col(PersonRow.id).in_(some))
            rows = [(person, sealed, creditor) for person, sealed, creditor in await session.execute(wanted)]
            names = await asyncio.to_thread(_names, self._vault, rows)  # the loop serves others meanwhile
            self._known.update({person: _Known(prints[person], *name) for person, *name in names})


def _names(vault: Vault, rows: Sequence[tuple[int, bytes, str]]) -> list[tuple[int, str, str]]:
    return [
        (person, f" {folded(vault.open_json(sealed).get('name') or '')}", creditor) for person, sealed, creditor in rows
    ]
