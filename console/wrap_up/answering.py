"""How these pages answer: a whole page or the part of one that a script asked for, and the way onward."""

from fastapi import Request, Response, status

from bot.application.agents.ports import ConversationMissing
from bot.application.agents.tools import AgentDesk, AgentTools, desk_of, held_or_missing
from console.auth.pages import GUARDED, go, render
from console.auth.refusals import NothingHere

CONFLICT, UNPROCESSABLE = status.HTTP_409_CONFLICT, status.HTTP_422_UNPROCESSABLE_CONTENT


def is_part(request: Request) -> bool:
    return "hx-request" in request.headers


def show(request: Request, name: str, code: int = status.HTTP_200_OK, **values: object) -> Response:
    """`name` is a page of these; its part is the template of the same name that begins with `_`."""
    part = is_part(request)
    return render(request, f"wrap_up/{'_' if part else ''}{name}.html", status=code, is_part=part, **values)


def onward(request: Request, path: str) -> Response:
    if is_part(request):
        return Response(status_code=status.HTTP_204_NO_CONTENT, headers={**GUARDED, "HX-Redirect": path})
    return go(request, path)


def conversation_page(conversation_id: int) -> str:
    return f"/console/inbox/{conversation_id}"


async def opened(conversation_id: int, tools: AgentTools) -> AgentDesk:
    """The conversation's desk, or no such page."""
    try:
        return await desk_of(await held_or_missing(conversation_id, tools), tools)
    except ConversationMissing:
        raise NothingHere from None


def heading(desk: AgentDesk) -> dict[str, object]:
    """Of whom and of which contact the page speaks."""
    account, kept = desk.desk.account, desk.held.conversation
    return {
        "conversation_id": kept.id,
        "of_whom": account.person.name if account is not None else "",
        "protocol": kept.protocol or "",
    }
