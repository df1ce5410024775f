"""The deal panel of a conversation: its facts, a quote, and what the agent does with them (P14)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Response

from bot.application.agents import deal_closing, deal_offers, deal_papers, exception_closing, exceptions
from bot.application.agents.deal_models import Quote, QuoteRefused
from bot.application.agents.roles import Right, may
from bot.domain.policy_exceptions import TermsRefused
from console.auth.refusals import NothingHere
from console.auth.session import console_router, needs
from console.deal.forms import DealFields
from console.deal.panel_page import Page, Told

ANSWER = [Depends(needs(Right.ANSWER))]

Fields = Annotated[DealFields, Form()]
InQuery = Annotated[DealFields, Query()]


def deal_router() -> APIRouter:
    router = console_router("/inbox/{conversation_id}/deal", Right.READ_CONVERSATIONS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/facts", show_facts, methods=["GET"])
    for path, act in (
        ("offer", send_offer),
        ("statement", state),
        ("agreement", close),
        ("papers", send_paper),
        ("exceptions", ask),
        ("exceptions/{exception_id}/statement", state_exception),
        ("exceptions/{exception_id}/agreement", close_exception),
    ):
        router.add_api_route(f"/{path}", act, methods=["POST"], dependencies=ANSWER)
    return router


async def show(page: Page, given: InQuery) -> Response:
    """The panel, with a quote where one is asked for."""
    told = Told(given.told, is_done=True) if given.told else None
    if given.wish is None or not may(page.member.role, Right.ANSWER):
        return await page.looked_at(told, given)
    quoted = await deal_offers.quote_for_conversation(page.conversation_id, given.wish, page.member, page.tools)
    return await page.shown(told, given, quoted)


async def show_facts(page: Page) -> Response:
    return await page.facts()


async def send_offer(page: Page, given: Fields) -> Response:
    if given.wish is None:
        raise NothingHere
    seen = (given.mark, given.screen)
    answered = await deal_offers.send_offer(page.conversation_id, given.wish, seen, page.member, page.tools)
    if isinstance(answered, Quote | QuoteRefused):
        return await page.shown(Told("quoted_again"), given, answered)
    return await page.answered(answered, "offer_sent", given)


async def state(page: Page, given: Fields) -> Response:
    answered = await deal_closing.state_deal(page.conversation_id, given.screen, page.member, page.tools)
    return await page.answered(answered, "stated")


async def close(page: Page, given: Fields) -> Response:
    answered = await deal_closing.close_deal(page.conversation_id, given.yes, page.member, page.tools)
    return await page.answered(answered, "closed")


async def send_paper(page: Page, given: Fields) -> Response:
    wanted = given.wanted_paper
    if wanted is None:
        raise NothingHere
    answered = await deal_papers.send_paper(page.conversation_id, wanted, given.screen, page.member, page.tools)
    return await page.answered(answered, f"sent_{wanted.kind.value}")


async def ask(page: Page, given: Fields) -> Response:
    if given.terms is None:
        return await page.answered(TermsRefused.NOT_AN_OFFER, "")
    on = (page.tools.tools, page.tools.exceptions)
    asked = await exceptions.ask(page.conversation_id, given.terms, given.why, page.member, on)
    return await page.answered(asked, "asked")


async def state_exception(page: Page, exception_id: int, given: Fields) -> Response:
    await page.must_hold(exception_id)
    answered = await exception_closing.state_exception(exception_id, given.screen, page.member, page.tools)
    return await page.answered(answered, "stated")


async def close_exception(page: Page, exception_id: int, given: Fields) -> Response:
    await page.must_hold(exception_id)
    answered = await exception_closing.close_exception(exception_id, given.yes, page.member, page.tools)
    return await page.answered(answered, "closed")
