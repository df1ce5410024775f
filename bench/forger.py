"""Posts forged deliveries to a port as fast as it answers them, until ended: `python -m bench.forger PORT AT_ONCE`."""

import asyncio
import sys
from itertools import count
from urllib.parse import urlencode

from bench.http_client import Connection, post_request

DOOR = "/webhooks/twilio/messages"
FORBIDDEN = 403
LOOKS_SIGNED = "A" * 27 + "="  # as long as a signature, so that the form has to be read and reckoned with


async def forge(port: int, at_once: int) -> None:
    opened = [await Connection.open(port) for _ in range(at_once)]
    await asyncio.gather(*(_without_end(connection) for connection in opened))


async def _without_end(connection: Connection) -> None:
    for number in count():
        await connection.post(_forged(number), FORBIDDEN)


def _forged(number: int) -> bytes:
    form = {"MessageSid": f"SM{number:032x}", "AccountSid": f"AC{2:032x}", "ApiVersion": "2010-04-01", "NumMedia": "0"}
    form |= {"From": "whatsapp:+5567900000009", "To": "whatsapp:+556733140000", "MessageType": "text"}
    form |= {"ProfileName": "Alguém", "Body": "quero falar sobre a minha dívida, por favor"}
    return post_request(DOOR, urlencode(form).encode(), X_Twilio_Signature=LOOKS_SIGNED)


if __name__ == "__main__":
    asyncio.run(forge(int(sys.argv[1]), int(sys.argv[2])))
