"""A debtor's phone at the far end of the provider: posts what Twilio would post, reads what Twilio was given."""

from dataclasses import dataclass
from itertools import count

import httpx

from tests.service.local_twilio import LocalTwilio
from tests.service.people import Debtor
from tests.service.running import Service
from tests.service.waiting import SOON_S, wait_until
from tests.twilio_server.ledger import Taken
from tests.twilio_server.server import ACCOUNT

MESSAGES = "/webhooks/twilio/messages"
WHATSAPP, SMS = "+556733140000", "+556733140001"
_sids = count(1)


@dataclass
class Phone:
    """One debtor's phone on one channel."""

    service: Service
    twilio: LocalTwilio
    debtor: Debtor
    prefix: str = "whatsapp:"

    def says(self, *texts: str, within_s: float = SOON_S) -> str:
        """One burst; all that the debtor reads in answer, messages parted by a line of dashes."""
        before = len(self.got)
        for text in texts:
            assert self.post(self.form(text)).status_code == httpx.codes.OK
        self.until_answered(within_s)
        return "\n---\n".join(taken.body for taken in self.got[before:])

    def post(self, form: dict[str, str], signature: str | None = None) -> httpx.Response:
        return self.service.post(MESSAGES, form, signature)

    def form(self, text: str) -> dict[str, str]:
        """A message as Twilio tells of it, with a number of its own."""
        sid = f"SM{next(_sids):032x}"
        ours = SMS if self.is_sms else WHATSAPP
        form = {
            "SmsMessageSid": sid,
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "From": self.address,
            "To": f"{self.prefix}{ours}",
            "Body": text,
        }
        whatsapp = {
            "MessageType": "text",
            "ProfileName": self.debtor.first_name,
            "WaId": self.debtor.phone.removeprefix("+"),
        }
        return form if self.is_sms else form | whatsapp

    def until_answered(self, within_s: float = SOON_S) -> None:
        wait_until(self.service.kept.is_settled, "everything answered and sent", within_s)

    @property
    def address(self) -> str:
        """As the provider calls it."""
        return f"{self.prefix}{self.debtor.phone}"

    @property
    def is_sms(self) -> bool:
        return not self.prefix

    @property
    def got(self) -> list[Taken]:
        return self.twilio.sent_to(self.debtor.phone)
