"""The door for Twilio: authenticate, translate, accept, answer; no thinking happens here."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Request, Response, status
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from bot.application.accept_message import AcceptMessage, AcceptStatus
from bot.application.file_kinds import kind_of_file
from bot.application.messages import DeliveryState, InboundMessage, Media, MessageKind, StatusCallback
from bot.application.simulator_view import SIMULATOR_MARK
from bot.domain.conversation import Channel
from webhooks.crowd import Crowd
from webhooks.signature import signed_form

PREFIX, MESSAGES, STATUS = "/webhooks/twilio", "/messages", "/status"
WHATSAPP_PREFIX = "whatsapp:"
MAX_MEDIA = 10
ANSWER_WITHIN_S = 12.0  # Twilio waits 15 s; later than that nobody hears that it was not stored
EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
# Parameters are documented at https://www.twilio.com/docs/messaging/guides/webhook-request
_KIND_OF_TYPE = {
    "text": MessageKind.TEXT,
    "button": MessageKind.BUTTON,
    "interactive": MessageKind.BUTTON,
    "audio": MessageKind.AUDIO,
    "image": MessageKind.IMAGE,
    "video": MessageKind.VIDEO,
    "document": MessageKind.DOCUMENT,
    "sticker": MessageKind.STICKER,
    "location": MessageKind.LOCATION,
    "contacts": MessageKind.CONTACTS,
}


class MessageForm(BaseModel):
    """An inbound message as Twilio posts it; everything has a default, unknown parameters are normal."""

    model_config = ConfigDict(extra="ignore")

    sid: str = Field("", validation_alias=AliasChoices("MessageSid", "SmsMessageSid", "SmsSid"))
    from_: str = Field("", alias="From")
    to: str = Field("", alias="To")
    body: str = Field("", alias="Body")
    type_: str = Field("", alias="MessageType")
    button_payload: str = Field("", alias="ButtonPayload")
    list_id: str = Field("", alias="ListId")
    replied_to: str = Field("", alias="OriginalRepliedMessageSid")
    latitude: str = Field("", alias="Latitude")

    def to_message(self, raw: dict[str, str], received_at: datetime) -> InboundMessage:
        media = _media(raw)
        return InboundMessage(
            external_id=self.sid,
            channel=Channel.WHATSAPP if self.from_.startswith(WHATSAPP_PREFIX) else Channel.SMS,
            contact=self.from_.removeprefix(WHATSAPP_PREFIX),
            sender=self.to.removeprefix(WHATSAPP_PREFIX),
            kind=self._kind(media),
            body=self.body,
            payload=self.button_payload or self.list_id,
            reply_to=self.replied_to or None,
            media=media,
            received_at=received_at,
            raw=raw,
        )

    def _kind(self, media: tuple[Media, ...]) -> MessageKind:
        """Twilio's own type; for SMS, which has none, what the media and the parameters tell."""
        if self.type_ in _KIND_OF_TYPE:
            return _KIND_OF_TYPE[self.type_]
        if self.latitude:
            return MessageKind.LOCATION
        if not media:
            return MessageKind.OTHER if self.type_ else MessageKind.TEXT
        return kind_of_file(media[0].content_type)


class EmptyTwiml(Response):
    """Says nothing to the debtor: replies go out through the API."""

    media_type = "text/xml"


def twilio_router() -> APIRouter:
    """The two doors, as plain routes: what a forgery costs is what reading it and its signature costs."""
    router = APIRouter()
    router.add_route(f"{PREFIX}{MESSAGES}", receive_message, methods=["POST"])
    router.add_route(f"{PREFIX}{STATUS}", receive_status, methods=["POST"])
    return router


async def receive_message(request: Request) -> Response:
    """Store the message once and answer at once: Twilio waits 15 s and does not redeliver later (section 9)."""
    form = await signed_form(request)
    if form is None:
        return bad_signature()
    accept: AcceptMessage = request.app.state.accept_message
    raw = form.flat()
    message = MessageForm.model_validate(raw).to_message(raw, request.app.state.clock.now())
    if _is_simulated(request, raw):
        message = replace(message, simulated=True)
    if message.external_id and message.contact:
        await _in_time(request, accept, message)
    return EmptyTwiml(EMPTY_TWIML)


async def receive_status(request: Request) -> Response:
    """Keep a delivery state, known or not; one we cannot read is answered all the same: a retry would not help."""
    form = await signed_form(request)
    if form is None:
        return bad_signature()
    accept: AcceptStatus = request.app.state.accept_status
    callback = status_of(form.flat(), request.app.state.clock.now())
    if callback is not None:
        await _in_time(request, accept, callback)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


def bad_signature() -> Response:
    return Response("bad signature", status.HTTP_403_FORBIDDEN, media_type="text/plain")


def _is_simulated(request: Request, raw: Mapping[str, str]) -> bool:
    """Only where there is a simulator: in production its mark is one more unknown parameter."""
    return raw.get(SIMULATOR_MARK) == "1" and getattr(request.app.state, "has_simulator", False)


async def _in_time[T](request: Request, accept: Callable[[T], Awaitable[None]], what: T) -> None:
    """A storage that hangs is a storage that is away, and so is one with more waiting for it than it takes in time."""
    crowd: Crowd = request.app.state.crowd
    with crowd.entered():
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await accept(what)


def status_of(raw: dict[str, str], at: datetime) -> StatusCallback | None:
    sid = raw.get("MessageSid") or raw.get("SmsSid", "")
    told = raw.get("MessageStatus") or raw.get("SmsStatus", "")
    if not sid or told not in set(DeliveryState):
        return None
    return StatusCallback(sid, DeliveryState(told), raw.get("ErrorCode") or None, at, raw)


def _media(raw: Mapping[str, str]) -> tuple[Media, ...]:
    """By their addresses: the number of media is told in words of the provider's."""
    found = ((raw.get(f"MediaUrl{n}", ""), raw.get(f"MediaContentType{n}", "")) for n in range(MAX_MEDIA))
    return tuple(Media(url, content_type) for url, content_type in found if url)
