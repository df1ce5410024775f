"""The back office over the API: the work list, taking a task, ending a case, issuing slips (G1, G3, H1)."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, status
from pydantic import BaseModel, Field

from bot.application.agents.roles import Right
from bot.application.office.ending import Ending, EndRefused, end_case
from bot.application.office.issuing import Given, Order, issue_slips
from bot.application.office.tools import OfficeTools
from bot.application.office.work import TakenTask, TakeRefused, Task, Wanted, take, work_list
from console.api.auth import Caller, needs
from console.api.errors import ApiError, ApiRoute

READ, WORK = [Depends(needs(Right.READ_DEBTS))], [Depends(needs(Right.WORK_CASES))]
CONFLICT, UNPROCESSABLE = status.HTTP_409_CONFLICT, status.HTTP_422_UNPROCESSABLE_CONTENT
_MOVED = {"over", "not_yours"}


class TakeTask(BaseModel):
    """Who had the task when it was looked at; a supervisor takes it over from them only."""

    owner: str | None = None


class EndCase(BaseModel):
    """An outcome of the case's kind, the words the debtor hears, and the titles an ending in part is about."""

    code: str
    text: str
    titles: list[str] = []


class SlipOfPart(BaseModel):
    """How one part is paid: digits or a Pix code, a PDF in base64, or both."""

    number: int = Field(ge=0)
    code: str = ""
    pdf: str = ""


class IssueSlips(BaseModel):
    slips: list[SlipOfPart]
    insist: bool = False
    why: str = ""


def _office(request: Request) -> OfficeTools:
    office: OfficeTools = request.app.state.office
    return office


Office = Annotated[OfficeTools, Depends(_office)]


def office_api_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["office"])
    router.add_api_route("/office", tasks, methods=["GET"], dependencies=READ)
    router.add_api_route("/office/cases/{number}/take", take_case, methods=["POST"], dependencies=WORK)
    router.add_api_route("/office/slips/{number}/take", take_slip, methods=["POST"], dependencies=WORK)
    router.add_api_route("/office/cases/{number}/end", end, methods=["POST"], dependencies=WORK)
    router.add_api_route("/office/slips/{number}/issue", issue, methods=["POST"], dependencies=WORK)
    return router


async def tasks(  # noqa: PLR0913, PLR0917 - the filters of the list
    member: Caller, office: Office, kind: str = "", creditor: str = "", late: bool = False, mine: bool = False
) -> dict[str, Any]:
    """What waits, late ones first, up to fifty; and how much there is of each kind."""
    found = await work_list(Wanted(kind, creditor, late, mine), member, office.tasks, office.clock)
    shown = [{**_shown(task), "late": task.is_late(found.now)} for task in found.tasks]
    return {"found": found.found, "late": found.late, "mine": found.mine, "kinds": found.by_kind, "tasks": shown}


async def take_case(number: str, body: TakeTask, member: Caller, office: Office) -> dict[str, Any]:
    """Of any number who ask at once, one gets it."""
    return await _taken(TakenTask(False, number, member.email, office.clock.now(), body.owner), member, office)


async def take_slip(number: int, body: TakeTask, member: Caller, office: Office) -> dict[str, Any]:
    """Of any number who ask at once, one gets it."""
    return await _taken(TakenTask(True, str(number), member.email, office.clock.now(), body.owner), member, office)


async def end(number: str, body: EndCase, member: Caller, office: Office) -> dict[str, Any]:
    """Once; whoever opened the case hears the text two minutes later."""
    ending = Ending(number, body.code, body.text, tuple(body.titles))
    refused = await end_case(ending, member, office.cases, office.tasks, office.clock)
    if refused is not None:
        code = CONFLICT if refused in {EndRefused.OVER, EndRefused.NOT_YOURS} else UNPROCESSABLE
        raise ApiError(code, "the case was not ended", reason=refused.value)
    return {"number": number, "state": "closed"}


async def issue(number: int, body: IssueSlips, member: Caller, office: Office) -> dict[str, Any]:
    """All parts of the request at once, each checked against its value and date, or nothing."""
    given = {one.number: Given(one.code, _bytes(one.pdf)) for one in body.slips}
    refused = await issue_slips(Order(number, given, body.insist, body.why), member, office.issuing)
    if refused is not None:
        problems = {str(part): [str(one) for one in found] for part, found in refused.problems.items()}
        code = CONFLICT if refused.whole in _MOVED else UNPROCESSABLE
        raise ApiError(code, "nothing was issued", reason=refused.whole or "problems", problems=problems)
    return {"id": number, "state": "issued"}


async def _taken(wanted: TakenTask, member: Caller, office: OfficeTools) -> dict[str, Any]:
    refused = await take(wanted, member, office.tasks, office.clock)
    if refused is not None:
        code = status.HTTP_404_NOT_FOUND if refused is TakeRefused.OVER else CONFLICT
        raise ApiError(code, "the task was not taken", reason=refused.value)
    return {"number": wanted.number, "owner": member.email}


def _shown(task: Task) -> dict[str, Any]:
    return {
        "kind": task.kind,
        "number": task.number,
        "creditor": task.creditor,
        "person": task.person,
        "document": task.document,
        "conversation": task.conversation_id,
        "opened_at": task.opened_at.isoformat(),
        "due": task.due.isoformat(),
        "owner": task.owner,
    }


def _bytes(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ApiError(UNPROCESSABLE, "a PDF is given in base64", reason="not_base64") from error
