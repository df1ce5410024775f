"""Refused deliveries on the database of a test: a door with two addresses and tokens, and what it took in."""

from dataclasses import dataclass, field
from functools import partial

from twilio.request_validator import RequestValidator

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.refused import SqlRefused
from bot.application.accept_message import accept_message, accept_status
from bot.application.refused import RefusedRequest, RefusedTools
from tests.builders import PHONE, a_refused
from tests.fakes import FakeBell, FakeClock
from webhooks.again import SignatureJudge, TakenAgain
from webhooks.signature import SignatureCheck

PUBLIC_URL = "https://negocia.exemplo.invalid"
PATH, STATUS = "/webhooks/twilio/messages", "/webhooks/twilio/status"
TOKEN, RETIRED = "the-token-in-force", "a-token-of-last-year"


@dataclass
class RefusedDesk:
    tools: RefusedTools
    store: SqlRefused
    clock: FakeClock
    bell: FakeBell = field(default_factory=FakeBell)

    async def refuses(self, sid: str, *, url: str = PUBLIC_URL, token: str = TOKEN, **form: str) -> RefusedRequest:
        """Set aside as signed for an address with a token."""
        path = STATUS if "MessageStatus" in form else PATH
        told = {"MessageSid": sid, "From": f"whatsapp:{PHONE}", "To": "whatsapp:+556733141010", "Body": "oi", **form}
        signature = RequestValidator(token).compute_signature(f"{url}{path}", told)
        request = a_refused(pairs=tuple(told.items()), path=path, signature=signature, at=self.clock.now())
        await self.store.keep([request])
        return request


def refused_desk(database: Database, clock: FakeClock) -> RefusedDesk:
    inbox, store, bell = SqlInbox(database, clock), SqlRefused(database), FakeBell()
    judge = SignatureJudge(SignatureCheck(PUBLIC_URL, [TOKEN]), [RETIRED])
    again = TakenAgain(partial(accept_message, inbox=inbox, bell=bell), partial(accept_status, inbox=inbox))
    return RefusedDesk(RefusedTools(store, judge, again, clock), store, clock, bell)
