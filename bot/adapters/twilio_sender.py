"""Sends what turns left in the outbox through Twilio, and looks up what it may already have taken."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.adapters.twilio_errors import failure_of
from bot.adapters.twilio_http import TwilioHttp
from bot.application.ports import Sending
from bot.application.templates import Template, template_for
from bot.application.wording import with_numbered_options
from bot.domain.conversation import Channel

LOOKED_UP = 50
CLOCKS_MAY_DIFFER = timedelta(minutes=6)


class Templates(Protocol):
    """The buttons and lists registered at the provider, by name."""

    async def sid_of(self, name: str) -> str | None: ...


@dataclass(frozen=True)
class Credentials:
    """Of an account at the provider, or of the one development makes up."""

    account_sid: str
    auth_token: str


@dataclass(frozen=True)
class Addresses:
    """Where statuses come back to and documents are fetched from."""

    public_url: str

    @property
    def status_callback(self) -> str:
        return f"{self.public_url}/webhooks/twilio/status"

    def file(self, token: str) -> str:
        return f"{self.public_url}/files/{token}"


class TwilioSender:
    """The Provider port on Twilio's Messages resource."""

    def __init__(self, http: TwilioHttp, account: Credentials, addresses: Addresses, templates: Templates) -> None:
        self._http = http
        self._client = Client(account.account_sid, account.auth_token, http_client=http)
        self._addresses = addresses
        self._templates = templates

    async def send(self, sending: Sending) -> str:
        """Create the message; raises DeliveryFailed or DeliveryUnknown."""
        content = await self._content(sending)
        try:
            created = await self._client.messages.create_async(
                to=address_of(sending.channel, sending.contact),
                from_=address_of(sending.channel, sending.sender),
                status_callback=self._addresses.status_callback,
                **content,
            )
        except TwilioRestException as error:
            raise failure_of(error) from error
        return str(created.sid)

    async def close(self) -> None:
        await self._http.close()

    async def find(self, sending: Sending) -> Sequence[str]:
        """SIDs of messages like this one that Twilio already has, oldest first."""
        try:
            listed = await self._client.messages.list_async(
                to=address_of(sending.channel, sending.contact),
                from_=address_of(sending.channel, sending.sender),
                limit=LOOKED_UP,
            )
        except TwilioRestException as error:
            raise failure_of(error) from error
        texts = {sending.message.body, with_numbered_options(sending.message.body, _pairs(sending))}
        since = sending.created_at - CLOCKS_MAY_DIFFER
        alike = (message for message in reversed(listed) if message.body in texts)
        return [str(message.sid) for message in alike if message.date_created is None or message.date_created >= since]

    async def _content(self, sending: Sending) -> Mapping[str, Any]:
        """Buttons and lists as a registered template; with none registered, the text with numbered options."""
        message = sending.message
        template = template_for(message.options) if sending.channel is Channel.WHATSAPP else None
        sid = await self._templates.sid_of(template.name) if template else None
        if template is not None and sid is not None:
            return {"content_sid": sid, "content_variables": _variables(template, sending)}
        body = {"body": _plain(sending)}
        if sending.attachment_token is None:
            return body
        return {**body, "media_url": [self._addresses.file(sending.attachment_token)]}


def address_of(channel: Channel, number: str) -> str:
    return f"whatsapp:{number}" if channel is Channel.WHATSAPP else number


def _plain(sending: Sending) -> str:
    """SMS bodies carry their numbered options already."""
    if sending.channel is Channel.SMS:
        return sending.message.body
    return with_numbered_options(sending.message.body, _pairs(sending))


def _pairs(sending: Sending) -> tuple[tuple[str, str], ...]:
    return tuple((option.label, option.payload) for option in sending.message.options)


def _variables(template: Template, sending: Sending) -> str:
    return json.dumps(template.variables(sending.message.body, sending.message.options), ensure_ascii=False)
