"""Conversations put into the database as people have them, for the list to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, HandoffRow, MessageRow
from bot.domain.conversation import Owner
from bot.domain.people import Person
from tests.builders import NOON, PHONE, a_row, a_title
from tests.integration.db.debtors import put


@dataclass(frozen=True)
class Talk:
    """What matters to the list; the rest is invented."""

    owner: Owner = Owner.QUEUE
    agent: str | None = None
    reason: str = "asked"
    urgent: bool = False
    since: datetime = NOON
    said: tuple[str, ...] = ("quero falar com alguém",)
    person: Person | None = None
    creditor: str = "cassems"
    channel: str = "whatsapp"
    protocol: str | None = None


@dataclass
class Talks:
    storage: SqlStorage
    number: int = 0

    async def put(self, talk: Talk) -> int:
        self.number += 1
        vault, contact = self.storage.database.vault, f"+55679{88_000_000 + self.number:08d}"
        row = ConversationRow(
            channel=talk.channel,
            contact_hash=vault.phone_index(contact),
            contact=vault.seal(contact),
            sender="+556733140000",
            creditor=talk.creditor,
            owner=talk.owner.value,
            agent=talk.agent,
            protocol=talk.protocol,
            last_inbound_at=talk.since,
            last_seq=len(talk.said),
            person_id=talk.person.id if talk.person else None,
            created_at=talk.since,
        )
        async with self.storage.database.writing() as session:
            session.add(row)
            await session.flush()
            session.add(
                HandoffRow(
                    conversation_id=row.id,
                    reason=talk.reason,
                    urgent=talk.urgent,
                    packet=vault.seal_json({}),
                    since=talk.since,
                    accepted_by=talk.agent,
                    accepted_at=talk.since if talk.agent else None,
                )
            )
            for seq, text in enumerate(talk.said, 1):
                session.add(self._line(row.id, seq, text, talk.since + timedelta(seconds=seq)))
            return row.id

    async def ends(self, talk: int, person: Person, protocol: str) -> None:
        ended = {"closed_at": NOON, "outcome": "promise", "person_id": person.id, "protocol": protocol}
        async with self.storage.database.writing() as session:
            await session.execute(update(HandoffRow).where(col(HandoffRow.conversation_id) == talk).values(**ended))

    async def hears(self, talk: int, text: str, at: datetime, *, speaker: str = "debtor") -> int:
        async with self.storage.database.writing() as session:
            row = await session.get_one(ConversationRow, talk)
            row.last_seq += 1
            session.add(self._line(talk, row.last_seq, text, at, speaker=speaker))
            return row.last_seq

    async def knows(self, name: str, document: str, number: int, *phones: str) -> Person:
        [person] = await put(
            self.storage,
            a_row(a_title(f"{number}"), *(phones or (PHONE,)), name=name, document=document, registration=f"{number}"),
        )
        return person

    def _line(self, talk: int, seq: int, text: str, at: datetime, *, speaker: str = "debtor") -> MessageRow:
        return MessageRow(
            conversation_id=talk,
            seq=seq,
            direction="in" if speaker == "debtor" else "out",
            speaker=speaker,
            body=self.storage.database.vault.seal(text),
            at=at,
        )
