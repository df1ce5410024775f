"""The supervisor's page and its two parts, which renew themselves; and taking a conversation back to the queue."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status

from bot.application.agents.floor import (
    FloorTools,
    NotHeldByAgent,
    creditors_of,
    send_back_to_queue,
    show_figures,
    show_floor,
)
from bot.application.agents.keys import Member
from bot.application.agents.ports import ConversationMissing
from bot.application.agents.roles import Right
from bot.domain.attendance.figures import Period
from console.auth.cookies import HOME
from console.auth.pages import TEMPLATES, go, render
from console.auth.session import SignedIn, console_router, needs
from console.floor import charts, words
from console.floor.deps import Floors

LONG = frozenset({Period.WEEK, Period.MONTH})  # their figures come after the page
FLOOR = f"{HOME}/floor"
TEMPLATES.filters["lasted"] = words.lasted
TEMPLATES.filters["reason"] = words.reason
TEMPLATES.globals["since"] = words.since

Number = Annotated[int, Path(ge=1, lt=2**63)]
Creditor = Annotated[str, Query(max_length=60)]
Done = Annotated[str, Query(max_length=20)]


def floor_router() -> APIRouter:
    router = console_router("/floor", Right.READ_FIGURES)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/now", show_now, methods=["GET"])
    router.add_api_route("/figures", show_numbers, methods=["GET"])
    router.add_api_route(
        "/conversations/{number}/queue", take_back, methods=["POST"], dependencies=[Depends(needs(Right.OVERRULE))]
    )
    return router


async def show(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request,
    session: SignedIn,
    tools: Floors,
    period: str = Period.TODAY,
    creditor: Creditor = "",
    done: Done = "",
) -> Response:
    member, chosen = session.member, _period(period)
    known = await creditors_of(member, tools)
    is_long = chosen in LONG
    whose = creditor if creditor in known else ""
    return render(
        request,
        "floor/page.html",
        **await _now(whose, member, tools),
        **({} if is_long else await _numbers(chosen, whose, member, tools)),
        period=chosen,
        is_long=is_long,
        creditors=known,
        periods=words.PERIODS,
        done=done,
    )


async def show_now(request: Request, session: SignedIn, tools: Floors, creditor: Creditor = "") -> Response:
    return render(request, "floor/_now.html", **await _now(creditor, session.member, tools))


async def show_numbers(
    request: Request, session: SignedIn, tools: Floors, period: str = Period.TODAY, creditor: Creditor = ""
) -> Response:
    chosen = _period(period)
    found = await _numbers(chosen, creditor, session.member, tools)
    return render(request, "floor/_figures.html", period=chosen, creditor=creditor, **found)


async def take_back(request: Request, number: Number, session: SignedIn, tools: Floors) -> Response:
    try:
        await send_back_to_queue(number, session.member, tools)
    except (NotHeldByAgent, ConversationMissing):
        page = await show(request, session, tools, done="not_held")
        page.status_code = status.HTTP_409_CONFLICT
        return page
    return go(request, f"{FLOOR}?done=queue")


async def _now(creditor: str, member: Member, tools: FloorTools) -> dict[str, Any]:
    floor = await show_floor(creditor or None, member, tools)
    return {
        "floor": floor,
        "creditor": creditor,
        "by_reason": charts.by_name({words.reason(code): count for code, count in floor.queue.by_reason.items()}),
        "by_creditor": charts.by_name(
            {code.capitalize() or "Sem credor": n for code, n in floor.queue.by_creditor.items()}
        ),
    }


async def _numbers(period: Period, creditor: str, member: Member, tools: FloorTools) -> dict[str, Any]:
    days, found = await show_figures(period, creditor or None, member, tools)
    return {
        "days": words.days(days),
        "figures": found,
        "hours": charts.by_hour(found.by_hour),
        "reasons": charts.by_name({words.reason(code): count for code, count in found.by_reason.items()}),
    }


def _period(told: str) -> Period:
    """What nobody knows is today."""
    return Period(told) if told in set(Period) else Period.TODAY
