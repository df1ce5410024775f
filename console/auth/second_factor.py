"""The second factor: asked on the way in, and set up with a QR code."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request, Response, status

from bot.application.staff.records import Session, Stage
from bot.application.staff.second_factor import enrol, prove_code, prove_recovery_code
from bot.application.staff.sessions import Opened
from bot.application.staff.sign_in import NotLetIn, confirm_password
from console.auth.answers import code_of, minutes_to, onward
from console.auth.cookies import session_token, take_session
from console.auth.deps import Behind, ConsoleParts, From
from console.auth.forms import CodeForm, ConfirmedForm
from console.auth.pages import render
from console.auth.refusals import NotSignedIn, wanted_page
from console.auth.session import Anybody, open_router

ASK, ASK_RECOVERY = "auth/second_factor.html", "auth/recovery_code.html"
_IN_GROUPS_OF = 4


async def half_in(session: Anybody) -> Session:
    if session is None or session.stage is not Stage.SECOND_FACTOR:
        raise NotSignedIn(session.stage if session is not None else None)
    return session


async def may_enrol(session: Anybody) -> Session:
    """Somebody in altogether, or kept out until they enrol: never who still owes the code of an older app."""
    if session is None or session.stage is Stage.SECOND_FACTOR:
        raise NotSignedIn(session.stage if session is not None else None)
    return session


HalfIn = Annotated[Session, Depends(half_in)]
MayEnrol = Annotated[Session, Depends(may_enrol)]


def second_factor_router() -> APIRouter:
    router = open_router()
    router.add_api_route("/second-factor", ask, methods=["GET"])
    router.add_api_route("/second-factor", prove, methods=["POST"])
    router.add_api_route("/recovery-code", ask_recovery, methods=["GET"])
    router.add_api_route("/recovery-code", prove_recovery, methods=["POST"])
    router.add_api_route("/enrolment", show_app, methods=["GET"])
    router.add_api_route("/enrolment", take_app, methods=["POST"])
    return router


async def ask(request: Request, _session: HalfIn, next: str = "") -> Response:
    return render(request, ASK, next=wanted_page(next))


async def ask_recovery(request: Request, _session: HalfIn, next: str = "") -> Response:
    return render(request, ASK_RECOVERY, next=wanted_page(next))


async def prove(
    request: Request, form: Annotated[CodeForm, Form()], session: HalfIn, behind: Behind, visit: From
) -> Response:
    return _answered(request, form, behind, ASK, await prove_code(form.code, session, visit, behind.staff))


async def prove_recovery(
    request: Request, form: Annotated[CodeForm, Form()], session: HalfIn, behind: Behind, visit: From
) -> Response:
    answer = await prove_recovery_code(form.code, session, visit, behind.staff)
    return _answered(request, form, behind, ASK_RECOVERY, answer)


async def show_app(request: Request, session: MayEnrol, behind: Behind) -> Response:
    return _app_page(request, session, behind)


async def take_app(
    request: Request, form: Annotated[ConfirmedForm, Form()], session: MayEnrol, behind: Behind, visit: From
) -> Response:
    if session.stage is Stage.SIGNED_IN:
        refused = await confirm_password(form.current, session, visit, behind.staff)
        if refused is not None:
            return _app_page(request, session, behind, refused=refused)
    secret = behind.staff.codes.secret_for(session_token(request))
    enrolled = await enrol(secret, form.code, session, visit, behind.staff)
    if enrolled is None:
        return _app_page(request, session, behind, is_wrong=True)
    take_session(request, enrolled[0].token)
    request.state.member = session.member
    return render(request, "auth/recovery_codes.html", codes=enrolled[1])


def _answered(request: Request, form: CodeForm, behind: ConsoleParts, page: str, answer: Opened | NotLetIn) -> Response:
    if isinstance(answer, Opened):
        return onward(request, answer, form.next)
    wait = minutes_to(answer.until, behind.staff.clock.now())
    return render(request, page, status=code_of(answer), next=wanted_page(form.next), refused=True, wait=wait)


def _app_page(
    request: Request,
    session: Session,
    behind: ConsoleParts,
    *,
    refused: NotLetIn | None = None,
    is_wrong: bool = False,
) -> Response:
    staff = behind.staff
    secret = staff.codes.secret_for(session_token(request))
    address = staff.codes.address(secret, session.member.email)
    groups = [secret[start : start + _IN_GROUPS_OF] for start in range(0, len(secret), _IN_GROUPS_OF)]
    code = status.HTTP_422_UNPROCESSABLE_CONTENT if is_wrong else status.HTTP_200_OK
    return render(
        request,
        "auth/enrolment.html",
        status=code_of(refused) if refused is not None else code,
        address=address,
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        secret=" ".join(groups),
        is_confirmed=session.stage is Stage.ENROLMENT,
        password_refused=refused is not None,
        wait=minutes_to(refused.until, staff.clock.now()) if refused is not None else None,
        is_wrong=is_wrong,
    )
