"""Users, for whoever administers them: invited, given a role and limits, shut out and let in again."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from bot.application.agents.keys import EmailUnusable
from bot.application.agents.roles import Right, StaffRole
from bot.application.staff.accounts import (
    LARGEST_CAPACITY,
    OwnAccount,
    TermsUnusable,
    disable,
    enable,
    reset_second_factor,
    set_terms,
    terms_of,
)
from bot.application.staff.hiring import EmailTaken, hire
from bot.application.staff.invitations import invite
from bot.application.staff.records import ListedAccount
from bot.domain.ownership import CAPACITY
from console.auth.cookies import HOME
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import console_router
from console.users.deps import Administration, Office
from console.users.forms import UserForm

USERS = f"{HOME}/users"
UNPROCESSABLE, CONFLICT = 422, 409
_WRONG = {EmailUnusable: "email", TermsUnusable: "capacity", EmailTaken: "taken", OwnAccount: "own"}

Number = Annotated[int, Path(ge=1, lt=2**63)]
type Sent = Annotated[UserForm, Form()]


def users_router() -> APIRouter:
    router = console_router("/users", Right.MANAGE_USERS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("", add, methods=["POST"])
    router.add_api_route("/{number}", show_one, methods=["GET"])
    router.add_api_route("/{number}/terms", change, methods=["POST"])
    router.add_api_route("/{number}/invitation", invite_again, methods=["POST"])
    router.add_api_route("/{number}/second-factor/removal", take_factor_off, methods=["POST"])
    router.add_api_route("/{number}/shut-out", shut_out, methods=["POST"])
    router.add_api_route("/{number}/let-in", let_in, methods=["POST"])
    return router


async def show(request: Request, office: Office, done: str = "") -> Response:
    return await _page(request, office, done=done)


async def add(request: Request, form: Sent, office: Office) -> Response:
    """A user with an invitation; one there is already is not changed from here."""
    try:
        known, on = await office.creditors(), (office.staff, office.tools)
        hired = await hire(form.email, form.terms(), known, on, office.by)
    except (EmailUnusable, TermsUnusable, EmailTaken) as error:
        code = CONFLICT if isinstance(error, EmailTaken) else UNPROCESSABLE
        return await _page(request, office, status=code, form=form, wrong=_WRONG[type(error)])
    return _link(request, hired.email, hired.invitation, office)


async def show_one(request: Request, number: Number, office: Office) -> Response:
    return await _one(request, await _found(number, office), office)


async def change(request: Request, number: Number, form: Sent, office: Office) -> Response:
    one, known = await _found(number, office), await office.creditors()
    if one.account.member.creditors and not known:  # none could be ticked, and none is all
        return await _one(request, one, office, status=UNPROCESSABLE, wrong=_WRONG[TermsUnusable])
    try:
        await set_terms(one.account.member.email, form.terms(), known, office.tools, office.by)
    except (TermsUnusable, OwnAccount) as error:
        return await _one(request, one, office, status=UNPROCESSABLE, wrong=_WRONG[type(error)])
    return go(request, f"{USERS}?done=terms")


async def invite_again(request: Request, number: Number, office: Office) -> Response:
    """A new link; the one before leads nowhere."""
    email = (await _found(number, office)).account.member.email
    return _link(request, email, await invite(email, office.tools, office.by), office)


async def take_factor_off(request: Request, number: Number, office: Office) -> Response:
    one = await _found(number, office)
    try:
        await reset_second_factor(one.account.member.email, office.tools, office.by)
    except OwnAccount:
        return await _one(request, one, office, status=CONFLICT, wrong="own")
    return go(request, f"{USERS}?done=factor")


async def shut_out(request: Request, number: Number, office: Office) -> Response:
    one = await _found(number, office)
    try:
        await disable(one.account.member.email, office.tools, office.by)
    except OwnAccount:
        return await _one(request, one, office, status=CONFLICT, wrong="own")
    return go(request, f"{USERS}?done=out")


async def let_in(request: Request, number: Number, office: Office) -> Response:
    one = await _found(number, office)
    await enable(one.account.member.email, office.tools, office.by)
    return go(request, f"{USERS}?done=in")


async def _found(number: int, office: Administration) -> ListedAccount:
    for one in await office.users():
        if one.account.member.id == number:
            return one
    raise NothingHere


def _link(request: Request, email: str, token: str, office: Administration) -> Response:
    """Shown this once: it is kept nowhere."""
    link = f"{office.public_url}{HOME}/invitations/{token}"
    return render(request, "users/invited.html", email=email, link=link)


async def _page(request: Request, office: Administration, *, status: int = 200, **values: object) -> Response:
    values = {"form": UserForm(), "wrong": "", "done": "", **values}
    listed = await office.users()
    return render(request, "users/page.html", status=status, users=listed, **await _choices(office), **values)


async def _one(
    request: Request, one: ListedAccount, office: Administration, *, status: int = 200, wrong: str = ""
) -> Response:
    terms = terms_of(one.account)
    form = UserForm(
        email=one.account.member.email,
        role=terms.role,
        capacity=str(terms.capacity or ""),
        creditors=sorted(terms.creditors),
    )
    return render(request, "users/one.html", status=status, one=one, form=form, wrong=wrong, **await _choices(office))


async def _choices(office: Administration) -> dict[str, object]:
    return {
        "roles": list(StaffRole),
        "creditors": await office.creditors(),
        "usual": CAPACITY,
        "largest": LARGEST_CAPACITY,
        "now": office.tools.clock.now(),
        "own": office.by.actor,
    }
