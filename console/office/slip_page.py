"""The page of a slip request: the digits or the PDF of every part, checked before anything is said."""

from fastapi import APIRouter, Depends, Response, status

from bot.application.agents import masking
from bot.application.agents.roles import Right, may
from bot.application.office.issuing import Given, Order, Refused, SlipFile, issue_slips, read_part
from bot.application.office.slip_preview import preview_slips
from bot.application.office.work import may_work_on, works_for
from console.auth.pages import ZONE, go, render
from console.auth.refusals import NothingHere
from console.auth.session import console_router, needs
from console.office.deps import AtOffice, Here
from console.office.forms import order_of

SLIPS = "/console/office/slips"
WORK = [Depends(needs(Right.WORK_CASES))]
_MOVED = {"over", "not_yours"}


def slips_router() -> APIRouter:
    router = console_router("/office/slips", Right.READ_DEBTS)
    router.add_api_route("/{number}", show, methods=["GET"])
    router.add_api_route("/{number}/issue", issue, methods=["POST"], dependencies=WORK)
    router.add_api_route("/{number}/parts/{part}/read", read, methods=["POST"], dependencies=WORK)
    return router


async def show(here: AtOffice, number: int, done: str = "") -> Response:
    return await _page(here, number, Order(number, {}), done=done)


async def issue(here: AtOffice, number: int) -> Response:
    """All parts of the request at once, or nothing."""
    try:
        order = await order_of(number, await here.request.form())
    finally:
        await here.request.close()  # of the form: its files
    refused = await issue_slips(order, here.member, here.office.issuing)
    if refused is None:
        return go(here.request, f"{SLIPS}/{number}?done=issued")
    code = status.HTTP_409_CONFLICT if refused.whole in _MOVED else status.HTTP_422_UNPROCESSABLE_CONTENT
    return await _page(here, number, order, status=code, refused=refused)


async def read(here: AtOffice, number: int, part: int) -> Response:
    """The field of a part again, filled with the line its PDF prints, for the clerk to confirm (P12)."""
    try:
        order = await order_of(number, await here.request.form())
    finally:
        await here.request.close()
    found = await here.office.slips.file(number)
    if found is None or not works_for(here.member, found.request.creditor):
        raise NothingHere
    shown = await read_part(found, part, order.given.get(part, Given()), here.office.issuing)
    if shown is None:
        raise NothingHere
    return render(
        here.request,
        "office/_line.html",
        number=part,
        code=shown.code,
        wrong=shown.problems,
        is_from_pdf=shown.is_from_pdf,
    )


async def _page(
    here: Here, number: int, order: Order, *, status: int = status.HTTP_200_OK, **values: object
) -> Response:
    office, member = here.office, here.member
    found = await office.slips.file(number)
    if found is None or not works_for(member, found.request.creditor):
        raise NothingHere
    now, task = office.clock.business_now(), await office.tasks.one(True, str(number))
    await office.tasks.record_accesses([found.person_id], member.email, f"slip request {number}", office.clock.now())
    return render(
        here.request,
        "office/slip.html",
        status=status,
        file=found,
        slip=found.request,
        due=found.request.deadline.astimezone(ZONE),
        deliver_to=_deliver_to(found.request.deliver_to),
        order=order,
        told=await _told(found, order, here),
        is_late=task is not None and task.is_late(now),
        may_work=task is not None and may_work_on(task, member, now),
        sees_amounts=may(member.role, Right.SEE_AMOUNTS),
        may_overrule=may(member.role, Right.OVERRULE),
        me=member.email,
        **{"refused": Refused(), "done": "", **values},
    )


async def _told(found: SlipFile, order: Order, here: Here) -> list[str]:
    """Amounts are in the words: for who may see them, and while it can still be changed."""
    if found.closed or not may(here.member.role, Right.SEE_AMOUNTS):
        return []
    return await preview_slips(found, order.given, here.office.releases)


def _deliver_to(contact: str) -> str:
    """An e-mail is shown whole to who has to send something there."""
    return contact if "@" in contact else masking.hidden_phone(contact)
