"""Any number of invented debtors written straight into a database, a tenth of them having talked with the bot."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from sqlalchemy import insert

from bench.negotiation import DUE, SENDER, START
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, InboxRow, MessageRow, OutboxRow, PersonRow, PhoneRow, Row, TitleRow

AT_ONCE = 5_000
TALKED_EVERY = 10
SEALED = secrets.token_bytes(
    300
)  # nobody opens it: what is sealed is found by fingerprints, of the length real ones have
FINGERPRINT_BYTES = 32

type Values = Mapping[str, Any]


@dataclass(frozen=True)
class Invented:
    """The rows of one debtor, numbered after all that were there."""

    number: int

    @property
    def has_talked(self) -> bool:
        return self.number % TALKED_EVERY == 0

    def rows(self) -> Iterator[tuple[type[Row], Values]]:
        yield PersonRow, self._person()
        yield PhoneRow, self._phone()
        for month, due in enumerate(DUE):
            yield TitleRow, self._title(month, due)
        if self.has_talked:
            yield from self._talk()

    def _person(self) -> Values:
        return {
            "id": self.number,
            "creditor": "cassems",
            "registration": f"x{self.number}",
            "role": "holder",
            "document_hash": secrets.token_bytes(FINGERPRINT_BYTES),
            "sealed": SEALED,
            "fingerprint": secrets.token_bytes(FINGERPRINT_BYTES),
            "accepts_whatsapp": True,
            "base_date": START.date(),
        }

    def _phone(self) -> Values:
        return {
            "person_id": self.number,
            "channel": "whatsapp",
            "number": SEALED,
            "exact_hash": secrets.token_bytes(FINGERPRINT_BYTES),
            "loose_hash": secrets.token_bytes(FINGERPRINT_BYTES),
            "is_nine_digit": True,
            "origin": "file",
        }

    def _title(self, month: int, due: Any) -> Values:
        return {
            "person_id": self.number,
            "creditor": "cassems",
            "number": f"x{self.number}-{month}",
            "code": "002",
            "competence": due.replace(day=1),
            "due_date": due,
            "principal": 90_000,
            "state": "open",
            "base_date": START.date(),
        }

    def _talk(self) -> Iterator[tuple[type[Row], Values]]:
        """Handled and sent: two lines, as they lie there ever after."""
        talk = {"conversation_id": self.number}
        yield (
            ConversationRow,
            {
                "id": self.number,
                "channel": "whatsapp",
                "contact_hash": secrets.token_bytes(FINGERPRINT_BYTES),
                "contact": SEALED,
                "sender": SENDER,
                "simulated": False,
                "owner": "bot",
                "creditor": "cassems",
                "epoch": 0,
                "last_inbound_at": START,
                "last_seq": 2,
                "person_id": self.number,
                "lease_token": 1,
                "created_at": START,
            },
        )
        for seq, direction in enumerate(("in", "out"), 1):
            line = {"seq": seq, "direction": direction, "speaker": "bot", "body": SEALED, "at": START}
            yield MessageRow, {**talk, **line}
        received = {"source": "twilio", "external_id": f"x{self.number}", "sealed": SEALED, "received_at": START}
        yield InboxRow, {**talk, **received, "handled_at": START}
        sent = {"key": f"x{self.number}", "epoch": 0, "state": "sent", "sid": f"x{self.number}", "sealed": SEALED}
        yield OutboxRow, {**talk, **sent, "attempts": 1, "created_at": START, "next_at": START, "sent_at": START}


async def write_debtors(database: Database, first: int, count: int) -> None:
    """In transactions of some thousands."""
    for numbers in batched(range(first, first + count), AT_ONCE):
        async with database.writing() as session:
            for table, rows in by_table(Invented(number) for number in numbers).items():
                await session.execute(insert(table), rows)


def by_table(debtors: Iterable[Invented]) -> dict[type[Row], list[Values]]:
    """In the order in which rows point at each other."""
    found: dict[type[Row], list[Values]] = {}
    for debtor in debtors:
        for table, values in debtor.rows():
            found.setdefault(table, []).append(values)
    return found
