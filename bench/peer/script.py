"""The negotiation both sides hold: who writes what, in Twilio's forms, and who is written to."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bench.http_client import post_request
from bench.negotiation import CPF_START, FIRST_OPTION, SENDER, TURNS, Debtor

ACCOUNT, TOKEN = f"AC{1:032x}", "a-token-of-the-benchmark"
YES = "sim"  # what is typed where the first option could be tapped: stock Rasa's channel reads no taps
CLOSED_AT, CLOSED = TURNS.index("não") - 1, "fechado"  # the turn that closes the agreement, and what it says


@dataclass(frozen=True)
class Door:
    """Where deliveries are posted."""

    port: int
    path: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"


def said(debtor: Debtor, turn: int) -> str:
    """What the debtor writes in a turn: the same on both sides."""
    return {CPF_START: debtor.document[:3], FIRST_OPTION: YES}.get(TURNS[turn], TURNS[turn])


def form_of(debtor: Debtor, turn: int) -> Mapping[str, str]:
    """As Twilio posts it."""
    return {
        "MessageSid": f"SM{debtor.number * len(TURNS) + turn:032x}",
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "NumMedia": "0",
        "From": f"whatsapp:{debtor.phone}",
        "To": f"whatsapp:{SENDER}",
        "WaId": debtor.phone.removeprefix("+"),
        "ProfileName": "Fábio",
        "MessageType": "text",
        "Body": said(debtor, turn),
    }


def delivery(door: Door, debtor: Debtor, turn: int) -> bytes:
    """The whole signed request; stock Rasa does not look at the signature."""
    form = form_of(debtor, turn)
    signature = RequestValidator(TOKEN).compute_signature(door.url, dict(form))
    return post_request(door.path, urlencode(form).encode(), X_Twilio_Signature=signature, Connection="close")
