"""What debtors sent, as Twilio's list of messages tells it; a tap is there as the words that were tapped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.adapters.twilio_errors import REFUSALS, UNREADABLE, failure_of
from bot.adapters.twilio_http import API_HOST, Credentials, TwilioHttp, client_of
from bot.adapters.twilio_sender import address_of
from bot.application.file_kinds import kind_of_file
from bot.application.healing import Line
from bot.application.messages import InboundMessage, Media, MessageKind
from bot.application.send_outbox import DeliveryUnknown
from bot.domain.conversation import Channel

PAGE_SIZE = 1_000
INBOUND = "inbound"
FILES = "NumMedia"


class TwilioArrivals:
    """The `Arrivals` port on Twilio's Messages resource; raises DeliveryFailed or DeliveryUnknown."""

    def __init__(self, http: TwilioHttp, account: Credentials) -> None:
        self._http = http
        self._messages = client_of(http, account).messages

    async def since(self, line: Line, at: datetime) -> Sequence[InboundMessage]:
        ours = address_of(line.channel, line.number)
        try:
            listed = await self._messages.stream_async(to=ours, date_sent_after=at, page_size=PAGE_SIZE)
            found = [_message(line, told) async for told in listed if told.direction == INBOUND]
        except REFUSALS as error:
            raise failure_of(error) from error
        except UNREADABLE as error:
            raise DeliveryUnknown("a list nobody can read") from error
        return found[::-1]

    async def with_files(self, message: InboundMessage) -> InboundMessage:
        if message.raw[FILES] == "0":
            return message
        try:
            files = await self._messages(message.external_id).media.list_async()
        except REFUSALS as error:
            raise failure_of(error) from error
        except UNREADABLE as error:
            raise DeliveryUnknown("a list nobody can read") from error
        media = tuple(Media(_address(file), file.content_type) for file in files)
        return replace(message, media=media, kind=kind_of_file(media[0].content_type)) if media else message

    async def close(self) -> None:
        await self._http.close()


def _message(line: Line, told: Any) -> InboundMessage:
    return InboundMessage(
        external_id=told.sid,
        channel=line.channel,
        contact=told.from_.removeprefix(address_of(Channel.WHATSAPP, "")),
        sender=line.number,
        kind=MessageKind.TEXT,
        body=told.body or "",
        received_at=told.date_sent or told.date_created,
        raw={"MessageSid": told.sid, "From": told.from_, "To": told.to, "Body": told.body or "", FILES: told.num_media},
    )


def _address(file: Any) -> str:
    """As a webhook tells it."""
    return f"https://{API_HOST}{file.uri.removesuffix('.json')}"
