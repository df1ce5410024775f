"""Sends what turns left in the outbox through Twilio, and looks up what it may already have taken."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.adapters.tapped_templates import TappedTemplates
from bot.adapters.twilio_errors import REFUSALS, UNREADABLE, failure_of
from bot.adapters.twilio_http import Credentials, TwilioHttp, client_of
from bot.application.delivery_reasons import DeliveryReason
from bot.application.ports import Sending
from bot.application.registered_templates import Approval, RegisteredTemplates
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown
from bot.application.templates import templates_for
from bot.application.wording import with_numbered_options
from bot.domain.conversation import Channel

PAGE_SIZE, LOOKED_UP = 50, 1_000
CLOCKS_MAY_DIFFER = timedelta(minutes=6)

_NOT_APPROVED = {
    Approval.PENDING: DeliveryReason.TEMPLATE_PENDING,
    Approval.REJECTED: DeliveryReason.TEMPLATE_REJECTED,
}

type Content = Mapping[str, Any]


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

    def __init__(
        self, http: TwilioHttp, account: Credentials, addresses: Addresses, templates: RegisteredTemplates
    ) -> None:
        self._http = http
        self._messages = client_of(http, account).messages
        self._addresses = addresses
        self._templates = templates
        self._tapped = TappedTemplates(templates)
        self._takes_line_breaks = True  # in a variable, until the provider refuses one

    async def send(self, sending: Sending) -> str:
        """Create the message, as plain text when its template is refused; raises DeliveryFailed or DeliveryUnknown."""
        if sending.outside_window:
            return await self._create(sending, await self._beginning(sending))
        async for content in self._templated(sending):
            try:
                return await self._create(sending, content)
            except DeliveryFailed as failure:
                if failure.reason != DeliveryReason.TEMPLATE:
                    raise
                self._tapped.forget()
                if "\\n" in content["content_variables"]:
                    self._takes_line_breaks = False
        return await self._create(sending, self._plain(sending))

    async def find(self, sending: Sending) -> Sequence[str]:
        """SIDs of messages like this one that Twilio already has, oldest first."""
        wanted = {_squeezed(sending.message.body), _squeezed(_with_options(sending))}
        since = sending.created_at - CLOCKS_MAY_DIFFER
        found: list[str] = []
        try:
            listed = await self._messages.stream_async(
                to=address_of(sending.channel, sending.contact),
                from_=address_of(sending.channel, sending.sender),
                page_size=PAGE_SIZE,
                limit=LOOKED_UP,
            )
            async for message in listed:
                if message.date_created is not None and message.date_created < since:
                    break
                if _squeezed(message.body or "") in wanted:
                    found.insert(0, str(message.sid))
        except REFUSALS as error:
            raise failure_of(error) from error
        except UNREADABLE as error:
            raise DeliveryUnknown("an answer nobody can read") from error
        return found

    async def close(self) -> None:
        await self._http.close()

    async def _create(self, sending: Sending, content: Content) -> str:
        try:
            created = await self._messages.create_async(
                to=address_of(sending.channel, sending.contact),
                from_=address_of(sending.channel, sending.sender),
                status_callback=self._addresses.status_callback,
                **content,
            )
        except REFUSALS as error:
            raise failure_of(error) from error
        except UNREADABLE as error:
            raise DeliveryUnknown("an answer nobody can read") from error
        if not created.sid:
            raise DeliveryUnknown("an answer without a SID")
        return str(created.sid)

    async def _beginning(self, sending: Sending) -> Content:
        """Outside the window only an approved template is taken; what has none registered goes as it is (R3)."""
        message = sending.message
        registered = await self._templates.find(message.template) if message.template else None
        if registered is None:
            return self._plain(sending)
        if registered.approval in _NOT_APPROVED:
            raise DeliveryFailed(_NOT_APPROVED[registered.approval], permanent=True)
        variables = json.dumps(dict(message.template_variables), ensure_ascii=False)
        return {"content_sid": registered.sid, "content_variables": variables}

    async def _templated(self, sending: Sending) -> AsyncIterator[Content]:
        """Buttons and lists as registered; none of it on SMS, nor beside a document."""
        message = sending.message
        if sending.channel is not Channel.WHATSAPP or not message.options or sending.attachment_token is not None:
            return
        for template in templates_for(message.body, message.options):
            variables = json.dumps(template.variables(message.body, message.options), ensure_ascii=False)
            if "\\n" in variables and not self._takes_line_breaks:
                continue
            sid = await self._tapped.sid_of(template.name)
            if sid is not None:
                yield {"content_sid": sid, "content_variables": variables}

    def _plain(self, sending: Sending) -> Content:
        """No document on SMS: Brazil's networks take no MMS from a provider, and a paper has a link in its text."""
        body = {"body": _with_options(sending)}
        if sending.attachment_token is None or sending.channel is Channel.SMS:
            return body
        return {**body, "media_url": [self._addresses.file(sending.attachment_token)]}


def address_of(channel: Channel, number: str) -> str:
    return f"whatsapp:{number}" if channel is Channel.WHATSAPP else number


def _with_options(sending: Sending) -> str:
    """Numbered, where there is nothing to tap; SMS bodies carry their numbers already."""
    message = sending.message
    if sending.channel is Channel.SMS:
        return message.body
    return with_numbered_options(message.body, tuple((option.label, option.payload) for option in message.options))


def _squeezed(body: str) -> str:
    """The provider may trim spaces at the borders."""
    return " ".join(body.split())
