"""Twilio's Content API: what the account has registered, and registering more."""

from collections.abc import Mapping

from twilio.rest.content.v1.content import ContentList

from bot.adapters.twilio_errors import REFUSALS, failure_of
from bot.adapters.twilio_http import Credentials, TwilioHttp, client_of
from bot.application.templates import LANGUAGE, Template

PAGE_SIZE = 500


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


class _AsGiven:
    """The SDK's own builder of types sends every type there is, most of them null."""

    def __init__(self, types: Mapping[str, object]) -> None:
        self._types = types

    def to_dict(self) -> dict[str, object]:
        return dict(self._types)
