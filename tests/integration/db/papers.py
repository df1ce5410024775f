"""A paper that went out behind a link, for the tests of what becomes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.db.storage import SqlStorage
from bot.application.changes import PaperShared
from bot.application.messages import Attachment
from bot.domain.conversation import Channel
from bot.domain.people import Person
from tests.builders import NOON, a_message, a_reply, a_row, a_turn
from tests.fake_storage import FakeStorage
from tests.integration.db.debtors import put

TOKEN = "papel00000000000000001"
LASTS = timedelta(days=90)
PAPER = Attachment(
    "agreement_pdf", "application/pdf", "acordo-AC1.pdf", b"%PDF-1.4", "Termo de acordo\nTotal: R$ 10,00"
)


@dataclass(frozen=True)
class Sent:
    """The person a paper went to, and the key of the message that carried its link."""

    person: Person
    key: str


async def with_a_paper(
    storage: SqlStorage | FakeStorage,
    paper: Attachment = PAPER,
    token: str = TOKEN,
    at: datetime = NOON,
    **person: object,
) -> Sent:
    """An SMS with a link, as a turn leaves it."""
    [known] = await put(storage, a_row(None, **person))
    key = f"turn:{token}:0"
    message = a_message(f"SM{token}", channel=Channel.SMS)
    conversation_id = await storage.inbox().store(message)
    assert conversation_id is not None
    claim = await storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=30)
    assert claim is not None
    shared = PaperShared(token, paper, known.id, known.creditor, key, at + LASTS)
    assert await storage.inbox().commit(claim, a_turn(claim, a_reply(key), changes=(shared,)))
    return Sent(known, key)
