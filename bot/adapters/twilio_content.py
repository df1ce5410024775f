"""Twilio's Content API: what the account has registered, registering more, and what WhatsApp thinks of it."""

from collections.abc import Awaitable, Mapping
from typing import Any

from twilio.rest.content.v1.content import ContentList

from bot.adapters.twilio_errors import REFUSALS, failure_of
from bot.adapters.twilio_http import Credentials, TwilioHttp, client_of
from bot.application.registered_templates import Approval
from bot.application.templates import LANGUAGE, Template

PAGE_SIZE = 500
CATEGORY = "UTILITY"
NOT_FOUND = 404  # of an account without WhatsApp
_APPROVALS = {
    "received": Approval.PENDING,
    "pending": Approval.PENDING,
    "approved": Approval.APPROVED,
    "rejected": Approval.REJECTED,
    "paused": Approval.REJECTED,
    "disabled": Approval.REJECTED,
}


class TwilioContent:
    """The `TemplateProvider` port."""

    def __init__(self, http: TwilioHttp, account: Credentials) -> None:
        self._contents = client_of(http, account).content.v1.contents

    async def registered(self) -> Mapping[str, str]:
        """Of two with one name the one listed last, which is the older, counts."""
        try:
            listed = await self._contents.list_async(page_size=PAGE_SIZE)
        except REFUSALS as error:
            raise failure_of(error) from error
        return {content.friendly_name: content.sid for content in listed if content.language == LANGUAGE}

    async def register(self, template: Template) -> str:
        wanted = ContentList.ContentCreateRequest(
            {
                "friendly_name": template.name,
                "language": LANGUAGE,
                "variables": template.samples,
                "types": _AsGiven(template.types),
            }
        )
        try:
            created = await self._contents.create_async(wanted)
        except REFUSALS as error:
            raise failure_of(error) from error
        return str(created.sid)

    async def approval_of(self, sid: str) -> Approval:
        answer = await _unless_unknown(self._contents(sid).approval_fetch().fetch_async())
        told = (answer.whatsapp or {}) if answer is not None else {}
        return _APPROVALS.get(str(told.get("status", "")).lower(), Approval.NOT_ASKED)

    async def ask_approval(self, name: str, sid: str) -> Approval:
        """WhatsApp decides within a day; a change of category is its own to make."""
        asked = _AsGiven({"name": name, "category": CATEGORY, "allow_category_change": True})
        answer = await _unless_unknown(self._contents(sid).approval_create.create_async(asked))
        told = str(answer.status).lower() if answer is not None else ""
        return _APPROVALS.get(told, Approval.NOT_ASKED)


async def _unless_unknown(asking: Awaitable[Any]) -> Any:
    try:
        return await asking
    except REFUSALS as error:
        if getattr(error, "status", None) == NOT_FOUND:
            return None
        raise failure_of(error) from error


class _AsGiven:
    """The SDK's own builders send every field there is, most of them null."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def to_dict(self) -> dict[str, object]:
        return dict(self._fields)
