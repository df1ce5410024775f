"""The back office's work list, and taking a task from it or giving it back."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Response, status

from bot.application.agents.roles import Right
from bot.application.office.work import TakenTask, TakeRefused, take, work_list
from console.auth.pages import go, render
from console.auth.session import console_router, needs
from console.office.deps import AtOffice, Here
from console.office.forms import ListQuery, TakeForm

OFFICE = "/console/office"
WORK = [Depends(needs(Right.WORK_CASES))]


def office_router() -> APIRouter:
    router = console_router("/office", Right.READ_DEBTS)
    router.add_api_route("", show_list, methods=["GET"])
    router.add_api_route("/list", show_rows, methods=["GET"])
    router.add_api_route("/cases/{number}/take", take_case, methods=["POST"], dependencies=WORK)
    router.add_api_route("/cases/{number}/release", release_case, methods=["POST"], dependencies=WORK)
    router.add_api_route("/slips/{number}/take", take_slip, methods=["POST"], dependencies=WORK)
    router.add_api_route("/slips/{number}/release", release_slip, methods=["POST"], dependencies=WORK)
    return router


async def show_list(here: AtOffice, query: Annotated[ListQuery, Query()]) -> Response:
    return await _shown(here, query, "office/list.html")


async def show_rows(here: AtOffice, query: Annotated[ListQuery, Query()]) -> Response:
    """The part that is fetched anew when something changed."""
    return await _shown(here, query, "office/_work.html")


async def take_case(here: AtOffice, number: str, form: Annotated[TakeForm, Form()]) -> Response:
    return await _taken(here, False, number, form)


async def take_slip(here: AtOffice, number: str, form: Annotated[TakeForm, Form()]) -> Response:
    return await _taken(here, True, number, form)


async def release_case(here: AtOffice, number: str) -> Response:
    return await _let_go(here, False, number)


async def release_slip(here: AtOffice, number: str) -> Response:
    return await _let_go(here, True, number)


async def _shown(here: Here, query: ListQuery, page: str) -> Response:
    found = await work_list(query.wanted(), here.member, here.office.tasks, here.office.clock)
    return render(here.request, page, work=found, query=query, address=_address(query), me=here.member.email)


def _address(query: ListQuery) -> str:
    """The filters alone, for addresses of the same list."""
    kept = {"kind": query.kind, "creditor": query.creditor, "late": query.late, "mine": query.mine}
    return urlencode({name: value for name, value in kept.items() if value})


async def _taken(here: Here, is_slip: bool, number: str, form: TakeForm) -> Response:
    wanted = TakenTask(is_slip, number, here.member.email, here.office.clock.now(), form.seen_owner)
    refused = await take(wanted, here.member, here.office.tasks, here.office.clock)
    if refused is not None:
        code = status.HTTP_404_NOT_FOUND if refused is TakeRefused.OVER else status.HTTP_409_CONFLICT
        task = await here.office.tasks.one(is_slip, number)
        return render(here.request, "office/not_taken.html", status=code, refused=refused, task=task)
    return go(here.request, f"{OFFICE}/{'slips' if is_slip else 'cases'}/{number}")


async def _let_go(here: Here, is_slip: bool, number: str) -> Response:
    await here.office.tasks.let_go(is_slip, number, here.member.email, here.office.clock.now())
    return go(here.request, OFFICE)
