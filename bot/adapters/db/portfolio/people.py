"""People and phones of a batch: new ones in, changed ones written over, phones no longer told taken off."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.people import person_fingerprint, person_values
from bot.adapters.db.tables import PersonRow, PhoneRow
from bot.adapters.db.vault import plain_phone
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow
from bot.domain.conversation import Channel
from bot.domain.people import Person
from bot.domain.phones import is_nine_digit_mobile

type PersonKey = tuple[str, str]  # document and registration
type PhoneKey = tuple[int, str, bytes]  # person, channel and index


class PeopleWriter:
    """The people of one batch, in the transaction given."""

    def __init__(
        self, session: AsyncSession, database: Database, file: PortfolioFile, import_id: int, at: datetime
    ) -> None:
        self._session = session
        self._database = database
        self._vault = database.vault
        self._file = file
        self._import_id = import_id
        self._at = at

    async def write(self, rows: Sequence[PortfolioRow]) -> dict[PersonKey, int]:
        """The ids of the people told of, by document and registration; of whom newer is known nothing changes (R1)."""
        told = {(row.person.document, row.person.registration): row.person for row in rows}
        hashes = {key: self._vault.document_index(key[0]) for key in told}
        known = await self._known(hashes)
        await self._insert([person for key, person in told.items() if key not in known])
        newer = {key for key, row in known.items() if row.base_date and row.base_date > self._file.base_date}
        await self._update([(known[key], person) for key, person in told.items() if key in known.keys() - newer])
        ids = {key: row.id for key, row in (await self._known(hashes)).items()}
        written = {key: person_id for key, person_id in ids.items() if key not in newer}
        await self._stamp_people(written.values())
        await self._write_phones(rows, written)
        return ids

    async def _stamp_people(self, people: Iterable[int]) -> None:
        told = update(PersonRow).where(col(PersonRow.id).in_(list(people)))
        told = told.values(import_id=self._import_id, base_date=self._file.base_date)
        await self._session.execute(told.execution_options(synchronize_session=False))

    async def _known(self, hashes: dict[PersonKey, bytes]) -> dict[PersonKey, Any]:
        names = (PersonRow.id, PersonRow.document_hash, PersonRow.registration)
        columns = select(*map(col, names), col(PersonRow.fingerprint), col(PersonRow.base_date))
        theirs = (
            col(PersonRow.document_hash).in_(set(hashes.values())),
            col(PersonRow.creditor) == self._file.creditor,
        )
        found = {
            (row.document_hash, row.registration): row for row in await self._session.execute(columns.where(*theirs))
        }
        return {key: found[index, key[1]] for key, index in hashes.items() if (index, key[1]) in found}

    async def _insert(self, people: Sequence[Person]) -> None:
        if people:
            values = [person_values(self._vault, person) for person in people]
            await self._session.execute(self._database.insert(PersonRow).on_conflict_do_nothing(), values)

    async def _update(self, pairs: Sequence[tuple[Any, Person]]) -> None:
        changed = [
            {"id": row.id, **person_values(self._vault, person)}
            for row, person in pairs
            if row.fingerprint != person_fingerprint(self._vault, person)
        ]
        if changed:
            await self._session.execute(update(PersonRow), changed)

    async def _write_phones(self, rows: Sequence[PortfolioRow], ids: dict[PersonKey, int]) -> None:
        told: dict[PhoneKey, str] = {}
        for row in rows:
            if (person_id := ids.get((row.person.document, row.person.registration))) is None:
                continue
            for channel, number in row.phones:
                told[person_id, channel.value, self._vault.phone_index(number)] = number
        known = await self._known_phones(ids.values())
        new = [self._phone_values(key, number) for key, number in told.items() if key not in known]
        if new:
            await self._session.execute(self._database.insert(PhoneRow).on_conflict_do_nothing(), new)
        await self._stamp([row_id for key, row_id in known.items() if key in told])
        await self._take_off([row_id for key, row_id in known.items() if key not in told])

    async def _known_phones(self, people: Any) -> dict[PhoneKey, int]:
        columns = select(col(PhoneRow.id), col(PhoneRow.person_id), col(PhoneRow.channel), col(PhoneRow.exact_hash))
        found = await self._session.execute(columns.where(col(PhoneRow.person_id).in_(list(people))))
        return {(row.person_id, row.channel, row.exact_hash): row.id for row in found}

    def _phone_values(self, key: PhoneKey, number: str) -> dict[str, Any]:
        person_id, channel, exact_hash = key
        return {
            "person_id": person_id,
            "channel": Channel(channel).value,
            "number": self._vault.seal(number),
            "exact_hash": exact_hash,
            "loose_hash": self._vault.loose_phone_index(number),
            "is_nine_digit": is_nine_digit_mobile(plain_phone(number)),
            "import_id": self._import_id,
        }

    async def _stamp(self, told_again: Sequence[int]) -> None:
        """Told again; back, when a file took it off. One the contact took off stays off (I5)."""
        these = col(PhoneRow.id).in_(told_again)
        stamp = update(PhoneRow).where(these).values(import_id=self._import_id)
        await self._session.execute(stamp.execution_options(synchronize_session=False))
        back = update(PhoneRow).where(these, col(PhoneRow.unlinked_by) == "file")
        back = back.values(unlinked_at=None, unlinked_by=None)
        await self._session.execute(back.execution_options(synchronize_session=False))

    async def _take_off(self, not_told: Sequence[int]) -> None:
        """Numbers an earlier file gave and this one does not; another batch of this file may have told them."""
        gone = update(PhoneRow).where(
            col(PhoneRow.id).in_(not_told),
            col(PhoneRow.origin) == "file",
            col(PhoneRow.import_id) != self._import_id,
            col(PhoneRow.unlinked_at).is_(None),
        )
        gone = gone.values(unlinked_at=self._at, unlinked_by="file")
        await self._session.execute(gone.execution_options(synchronize_session=False))
