"""The deal panel as the answer to a request: a part of the conversation's page, or a page of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response, status

from bot.application.agents.answer import WindowClosed
from bot.application.agents.deal_closing import DealClosed
from bot.application.agents.deal_models import DealTools, Quote, QuoteRefused
from bot.application.agents.deal_offers import quote_for_conversation
from bot.application.agents.deal_panel import Panel
from bot.application.agents.deal_shown import refresh_panel, show_panel
from bot.application.agents.exception_models import NotPossible
from bot.application.agents.exception_models import Request as Asked
from bot.application.agents.keys import Member
from bot.application.agents.masking import text as masked_text
from bot.application.agents.ports import ConversationMissing, Spoken, Taken, Unseen
from bot.application.staff.records import Session
from bot.application.wording import brl
from bot.domain.policy_exceptions import TermsRefused
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn
from console.deal.deps import Deals
from console.deal.forms import DealFields
from console.talk.words import name_of

type Reading = Callable[[int, Member, DealTools], Awaitable[Panel]]


@dataclass(frozen=True)
class Told:
    """What became of an act: a word the template knows, and what goes with it."""

    word: str
    is_done: bool = False
    lines: tuple[str, ...] = ()  # what the debtor wrote meanwhile
    by: str | None = None


@dataclass(frozen=True)
class PanelPage:
    request: Request
    conversation_id: int
    session: Session
    tools: DealTools

    @property
    def member(self) -> Member:
        return self.session.member

    @property
    def is_part(self) -> bool:
        return "hx-request" in self.request.headers

    async def answered(self, answered: object, word: str, given: DealFields | None = None) -> Response:
        """What was done, or why not, above the panel as it is now; the quote stays where nothing was sent."""
        told = self._told(answered, word)
        if told.is_done and not self.is_part:
            return go(self.request, f"/console/inbox/{self.conversation_id}/deal?told={word}")
        if told.is_done or given is None or given.wish is None:
            return await self.shown(told, None, None)
        quoted = await quote_for_conversation(self.conversation_id, given.wish, self.member, self.tools)
        return await self.shown(told, given, quoted)

    async def looked_at(self, told: Told | None, given: DealFields) -> Response:
        """Opened, which is on record; what a page fetches again of what it shows is not."""
        return self._rendered(await self._values(show_panel), told, given, None)

    async def shown(
        self, told: Told | None, given: DealFields | None, quoted: Quote | QuoteRefused | NotPossible | None
    ) -> Response:
        return self._rendered(await self._values(self._again), told, given, quoted)

    def _rendered(
        self,
        values: dict[str, Any],
        told: Told | None,
        given: DealFields | None,
        quoted: Quote | QuoteRefused | NotPossible | None,
    ) -> Response:
        name = "deal/_panel.html" if self.is_part else "deal/page.html"
        is_well = told is None or told.is_done or self.is_part
        code = status.HTTP_200_OK if is_well else status.HTTP_409_CONFLICT
        is_quote = isinstance(quoted, Quote)
        found = {"quote": quoted if is_quote else None, "refused": None if is_quote else quoted}
        return render(self.request, name, status=code, told=told, given=given or DealFields(), **found, **values)

    async def facts(self) -> Response:
        return render(self.request, "deal/_facts_now.html", **await self._values(self._again))

    async def must_hold(self, exception_id: int) -> None:
        """The exception named in an address is of the conversation named there."""
        found = await self.tools.exceptions.find(exception_id)
        if found is None or found.conversation_id != self.conversation_id:
            raise NothingHere

    @property
    def _again(self) -> Reading:
        """A page of its own, or an address typed, is a look; what a script puts into a page is none."""
        return refresh_panel if self.is_part else show_panel

    async def _values(self, reading: Reading) -> dict[str, Any]:
        try:
            panel = await reading(self.conversation_id, self.member, self.tools)
        except ConversationMissing:
            raise NothingHere from None
        return {"panel": panel, "brl": brl, "name_of": name_of, "home": f"/console/inbox/{self.conversation_id}"}

    def _told(self, answered: object, word: str) -> Told:
        match answered:
            case Unseen(lines):
                role = self.member.role
                return Told("unseen", lines=tuple(masked_text(line.text, role) for line in lines))
            case Taken(agent):
                return Told("not_yours", by=agent)
            case None:
                return Told("moved")
            case WindowClosed():
                return Told("window_closed")
            case NotPossible() | TermsRefused():
                return Told(answered.value)
        assert isinstance(answered, Spoken | DealClosed | Asked)
        return Told(word, is_done=True)


def page_of(request: Request, conversation_id: int, session: SignedIn, tools: Deals) -> PanelPage:
    return PanelPage(request, conversation_id, session, tools)


Page = Annotated[PanelPage, Depends(page_of)]
