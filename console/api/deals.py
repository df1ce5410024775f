"""Deals over the API: the panel, quotes, offers and closing, by the same use cases as the pages (P14)."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request, status
from pydantic import BaseModel, Field

from bot.application.agents import deal_closing, deal_offers, deal_papers, exception_closing, shown
from bot.application.agents.answer import WindowClosed
from bot.application.agents.deal_models import DealTools, Quote, QuoteRefused, Screen, Wish, WishKind
from bot.application.agents.deal_shown import show_panel
from bot.application.agents.exception_models import NotPossible
from bot.application.agents.keys import Member
from bot.application.agents.ports import Taken, Unseen
from bot.application.agents.roles import Right
from bot.domain.money import Money, NotMoney
from bot.domain.plans import Plan
from console.api.auth import Caller, needs
from console.api.errors import ApiError, ApiRoute

READ, ANSWER = [Depends(needs(Right.READ_CONVERSATIONS))], [Depends(needs(Right.ANSWER))]
CONFLICT, UNPROCESSABLE = status.HTTP_409_CONFLICT, status.HTTP_422_UNPROCESSABLE_CONTENT
NOW_DIFFERENT = {NotPossible.NOT_YOURS, NotPossible.DECIDED, NotPossible.MOVED, NotPossible.CHANGED}


def _deals(request: Request) -> DealTools:
    return cast(DealTools, request.app.state.deal)


Deals = Annotated[DealTools, Depends(_deals)]


class WishBody(BaseModel):
    """Terms looked for, fee included; no code means everything that is open."""

    kind: WishKind
    codes: list[str] = []
    amount: str | None = None
    count: int | None = Field(default=None, ge=1, le=600)
    first_due: date | None = None
    is_asked: bool = False

    def wish(self) -> Wish:
        try:
            amount = Money.from_decimal_text(self.amount) if self.amount is not None else None
        except NotMoney as error:
            raise ApiError(UNPROCESSABLE, str(error), reason="not_money") from error
        return Wish(self.kind, tuple(self.codes), amount, self.count, self.first_due, self.is_asked)


class SaidBody(BaseModel):
    """The number of the newest message seen, and a line of one's own before the words."""

    last_seen: int = Field(ge=0)
    intro: str = ""

    @property
    def screen(self) -> Screen:
        return Screen(self.last_seen, self.intro)


class OfferBody(SaidBody, WishBody):
    """What was quoted, with the mark of that quote."""

    mark: str


class YesBody(BaseModel):
    """The number of the debtor's message that accepts, and of the newest message seen."""

    accepted_seq: int
    last_seen: int | None = None

    @property
    def yes(self) -> deal_closing.Yes:
        return deal_closing.Yes(self.accepted_seq, self.last_seen or self.accepted_seq)


class PaperBody(SaidBody):
    kind: deal_papers.PaperWish
    due: date | None = None


def deals_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["deals"])
    one = "/conversations/{conversation_id}"
    sent: dict[str, Any] = {"methods": ["POST"], "dependencies": ANSWER, "status_code": status.HTTP_201_CREATED}
    router.add_api_route(f"{one}/deal", panel, methods=["GET"], dependencies=READ)
    router.add_api_route(f"{one}/quotes", quote, methods=["POST"], dependencies=ANSWER)
    router.add_api_route(f"{one}/offers", offer, **sent)
    router.add_api_route(f"{one}/statements", state, **sent)
    router.add_api_route(f"{one}/agreements", close, **sent)
    router.add_api_route(f"{one}/papers", paper, **sent)
    router.add_api_route("/exceptions/{exception_id}/statement", state_exception, **sent)
    return router


async def panel(conversation_id: int, member: Caller, tools: Deals) -> dict[str, Any]:
    """Debts by negotiation, offers, agreements, notices and exceptions of who is talking."""
    shown_panel = await show_panel(conversation_id, member, tools)
    return cast(dict[str, Any], plain(shown_panel))


async def quote(conversation_id: int, body: WishBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """What the policy answers to a wish, with the text it would go out in and a mark of these very terms."""
    found = await deal_offers.quote_for_conversation(conversation_id, body.wish(), member, tools)
    return quoted(done(found, member))


async def offer(conversation_id: int, body: OfferBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """Send the quote shown; another one than that is given back with 409, and nothing is sent."""
    answered = await deal_offers.send_offer(conversation_id, body.wish(), (body.mark, body.screen), member, tools)
    if isinstance(answered, Quote):
        raise ApiError(CONFLICT, "the terms are not those shown any more", reason="quoted_again", **quoted(answered))
    return {"seq": done(answered, member).seq}


async def state(conversation_id: int, body: SaidBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """State the whole deal in one message, and ask for one clear yes."""
    return {"seq": done(await deal_closing.state_deal(conversation_id, body.screen, member, tools), member).seq}


async def close(conversation_id: int, body: YesBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """The agreement, on the debtor's own words."""
    closed = done(await deal_closing.close_deal(conversation_id, body.yes, member, tools), member)
    return {"agreements": [agreement.number for agreement in closed.agreements]}


async def paper(conversation_id: int, body: PaperBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """Pix code, slip or clearance letter again."""
    wanted = deal_papers.WantedPaper(body.kind, body.due)
    return {"seq": done(await deal_papers.send_paper(conversation_id, wanted, body.screen, member, tools), member).seq}


async def state_exception(exception_id: int, body: SaidBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """State approved terms in one message, and ask for one clear yes."""
    return {"seq": done(await exception_closing.state_exception(exception_id, body.screen, member, tools), member).seq}


def done[T](answered: T | Unseen | Taken | NotPossible | WindowClosed | QuoteRefused | None, member: Member) -> T:
    """What was done, or the refusal in the API's form."""
    match answered:
        case Unseen(lines):
            unseen = [shown.show_line(line, member.role) for line in lines]
            raise ApiError(CONFLICT, "messages came meanwhile: nothing was done", reason="unseen", messages=unseen)
        case Taken(agent):
            raise ApiError(CONFLICT, "the conversation is not yours", reason="not_yours", agent=agent)
        case None:
            raise ApiError(CONFLICT, "something changed at the same moment: nothing was done", reason="moved")
        case WindowClosed(last):
            since = last.isoformat() if last else None
            raise ApiError(UNPROCESSABLE, "the window is closed", reason="window_closed", last_inbound_at=since)
        case QuoteRefused(why, latest):
            raise ApiError(UNPROCESSABLE, "nothing to offer", reason=why.value, latest=plain(latest))
        case NotPossible():
            code = CONFLICT if answered in NOW_DIFFERENT else UNPROCESSABLE
            raise ApiError(code, f"nothing was done: {answered.replace('_', ' ')}", reason=answered.value)
    return answered


def quoted(found: Quote) -> dict[str, Any]:
    offers = [{"code": offer.code, "kind": offer.kind.value, **_terms(offer.terms)} for _, offer in found.pairs]
    return {
        "offers": offers,
        "total": found.total.decimal_text(),
        "fee": found.fee.decimal_text(),
        "parts": [{"number": part.number, "due": plain(part.due), "total": plain(part.total)} for part in found.parts],
        "why": found.why,
        "text": found.text,
        "mark": found.mark,
    }


def plain(value: object) -> object:
    """Values as JSON writes them: money as decimal text, days in ISO."""
    if isinstance(value, Money):
        return value.decimal_text()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _terms(terms: object) -> dict[str, Any]:
    if isinstance(terms, Plan):
        down, each = terms.down_payment_with_fee, terms.installment_with_fee
        return {"down_payment": plain(down), "count": terms.count, "installment": plain(each)}
    return {}
