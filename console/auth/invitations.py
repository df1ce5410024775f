"""The page behind an invitation: a user sets the password, once."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, status

from bot.application.staff.invitations import accept_invitation, invited
from bot.application.staff.sessions import Opened
from console.auth.answers import onward
from console.auth.deps import Behind, From
from console.auth.forms import NewPasswordForm
from console.auth.pages import render
from console.auth.session import open_router

PAGE, OVER = "auth/invitation.html", "auth/invitation_over.html"


def invitations_router() -> APIRouter:
    router = open_router()
    router.add_api_route("/invitations/{token}", show, methods=["GET"])
    router.add_api_route("/invitations/{token}", accept, methods=["POST"])
    return router


async def show(request: Request, token: str, behind: Behind) -> Response:
    account = await invited(token, behind.staff)
    if account is None:
        return render(request, OVER, status=status.HTTP_404_NOT_FOUND, member=None)
    return render(request, PAGE, email=account.member.email, member=None)


async def accept(
    request: Request, token: str, form: Annotated[NewPasswordForm, Form()], behind: Behind, visit: From
) -> Response:
    answer = await accept_invitation(token, form.chosen(), visit, behind.staff)
    if isinstance(answer, Opened):
        return onward(request, answer)
    account = await invited(token, behind.staff)
    if answer is None or account is None:
        return render(request, OVER, status=status.HTTP_404_NOT_FOUND, member=None)
    refused = status.HTTP_422_UNPROCESSABLE_CONTENT
    return render(request, PAGE, status=refused, email=account.member.email, weakness=answer, member=None)
