"""The door for Twilio: authenticate, translate, accept, answer; no thinking happens here."""

from datetime import datetime

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from bot.application.accept_message import AcceptMessage, AcceptStatus
from bot.application.messages import DeliveryState, InboundMessage, Media, MessageKind, StatusCallback
from bot.domain.conversation import Channel
from webhooks.signature import require_signature

WHATSAPP_PREFIX = "whatsapp:"
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

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    sid: str = Field("", alias="MessageSid")
    from_: str = Field("", alias="From")
    to: str = Field("", alias="To")
    body: str = Field("", alias="Body")
    type_: str = Field("", alias="MessageType")
    button_payload: str = Field("", alias="ButtonPayload")
    list_id: str = Field("", alias="ListId")
    replied_to: str = Field("", alias="OriginalRepliedMessageSid")
    num_media: str = Field("0", alias="NumMedia")
    latitude: str = Field("", alias="Latitude")

    def to_message(self, raw: dict[str, str], received_at: datetime) -> InboundMessage:
        media = _media(raw, self.num_media)
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
        family = media[0].content_type.partition("/")[0]
        return _KIND_OF_TYPE.get(family, MessageKind.DOCUMENT)


class EmptyTwiml(Response):
    """Says nothing to the debtor: replies go out through the API."""

    media_type = "text/xml"


def twilio_router() -> APIRouter:
    """The two doors; the signature is a dependency of both."""
    router = APIRouter(prefix="/webhooks/twilio", dependencies=[Depends(require_signature)])
    router.add_api_route("/messages", receive_message, methods=["POST"], response_class=EmptyTwiml)
    router.add_api_route("/status", receive_status, methods=["POST"], status_code=status.HTTP_204_NO_CONTENT)
    return router


async def receive_message(request: Request) -> Response:
    """Store the message once and answer at once: Twilio waits 15 s and does not redeliver later (section 9)."""
    accept: AcceptMessage = request.app.state.accept_message
    raw = await _raw_form(request)
    message = MessageForm.model_validate(raw).to_message(raw, request.app.state.clock.now())
    if message.external_id and message.contact:
        await accept(message)
    return EmptyTwiml(EMPTY_TWIML)


async def receive_status(request: Request) -> Response:
    """Keep a delivery state, known or not; one we cannot read is answered all the same: a retry would not help."""
    accept: AcceptStatus = request.app.state.accept_status
    raw = await _raw_form(request)
    callback = _status(raw, request.app.state.clock.now())
    if callback is not None:
        await accept(callback)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


def _status(raw: dict[str, str], at: datetime) -> StatusCallback | None:
    sid = raw.get("MessageSid") or raw.get("SmsSid", "")
    told = raw.get("MessageStatus") or raw.get("SmsStatus", "")
    if not sid or told not in set(DeliveryState):
        return None
    return StatusCallback(sid, DeliveryState(told), raw.get("ErrorCode") or None, at, raw)


async def _raw_form(request: Request) -> dict[str, str]:
    form = await request.form()
    return {key: str(value) for key, value in form.items()}


def _media(raw: dict[str, str], count: str) -> tuple[Media, ...]:
    total = min(int(count), 10) if count.isdigit() else 0
    urls = ((raw.get(f"MediaUrl{n}", ""), raw.get(f"MediaContentType{n}", "")) for n in range(total))
    return tuple(Media(url, content_type) for url, content_type in urls if url)
