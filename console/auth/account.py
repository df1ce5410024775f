"""My account: the password, the second factor, the recovery codes and the sessions of whoever is signed in."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response, status

from bot.application.staff.accounts import change_password
from bot.application.staff.records import Session
from bot.application.staff.second_factor import remove, renew_codes
from bot.application.staff.second_factor_policy import is_required
from bot.application.staff.sessions import end_session, is_over, sign_out_everywhere
from bot.application.staff.sign_in import NotLetIn, confirm_password
from console.auth.answers import code_of, minutes_to, onward
from console.auth.cookies import HOME, take_session
from console.auth.deps import Behind, ConsoleParts, From
from console.auth.forms import ConfirmedForm
from console.auth.pages import go, render
from console.auth.refusals import SIGN_IN
from console.auth.session import SignedIn, console_router

ACCOUNT = f"{HOME}/account"

SessionNumber = Annotated[int, Path(ge=1, lt=2**63)]
type Confirmed = Annotated[ConfirmedForm, Form()]


def account_router() -> APIRouter:
    router = console_router("/account")
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/password", set_password, methods=["POST"])
    router.add_api_route("/recovery-codes", new_codes, methods=["POST"])
    router.add_api_route("/second-factor/removal", take_off, methods=["POST"])
    router.add_api_route("/sessions/end", end_all, methods=["POST"])
    router.add_api_route("/sessions/{number}/end", end_one, methods=["POST"])
    return router


async def show(request: Request, session: SignedIn, behind: Behind, done: str = "") -> Response:
    return await _page(request, session, behind, done=done)


async def set_password(request: Request, form: Confirmed, session: SignedIn, behind: Behind, visit: From) -> Response:
    refused = await confirm_password(form.current, session, visit, behind.staff)
    if refused is not None:
        return await _refused(request, session, behind, "password", refused)
    weak = await change_password(form.chosen(), session, visit, behind.staff)
    if weak is not None:
        code = status.HTTP_422_UNPROCESSABLE_CONTENT
        return await _page(request, session, behind, status=code, weakness=weak)
    return go(request, f"{ACCOUNT}?done=password")


async def new_codes(request: Request, form: Confirmed, session: SignedIn, behind: Behind, visit: From) -> Response:
    refused = await confirm_password(form.current, session, visit, behind.staff)
    if refused is not None:
        return await _refused(request, session, behind, "codes", refused)
    return render(request, "auth/recovery_codes.html", codes=await renew_codes(session, visit, behind.staff))


async def take_off(request: Request, form: Confirmed, session: SignedIn, behind: Behind, visit: From) -> Response:
    refused = await confirm_password(form.current, session, visit, behind.staff)
    if refused is not None:
        return await _refused(request, session, behind, "removal", refused)
    opened = await remove(session, visit, behind.staff)
    return onward(request, opened, f"{ACCOUNT}?done=removal")


async def end_one(request: Request, number: SessionNumber, session: SignedIn, behind: Behind, visit: From) -> Response:
    await end_session(number, session, visit, behind.staff)
    return go(request, f"{ACCOUNT}?done=session")


async def end_all(request: Request, session: SignedIn, behind: Behind, visit: From) -> Response:
    await sign_out_everywhere(session, visit, behind.staff)
    take_session(request, "")
    return go(request, f"{SIGN_IN}?out=true")


async def _refused(request: Request, session: Session, behind: ConsoleParts, at: str, refused: NotLetIn) -> Response:
    wait = minutes_to(refused.until, behind.staff.clock.now())
    return await _page(request, session, behind, status=code_of(refused), refused_at=at, wait=wait)


async def _page(
    request: Request, session: Session, behind: ConsoleParts, *, status: int = 200, **values: object
) -> Response:
    staff, at = behind.staff, behind.staff.clock.now()
    return render(
        request,
        "auth/account.html",
        status=status,
        session=session,
        sessions=[one for one in await staff.sessions.of(session.member.id) if not is_over(one, at)],
        codes_left=await staff.factors.codes_left(session.member.id),
        is_required=is_required(session.member.role, staff.is_production),
        **values,
    )
