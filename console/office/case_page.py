"""The page of a case: what was said and sent, its titles, and how it ends."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response, status

from bot.application.agents.roles import Right
from bot.application.erasure import NothingHeld, Wanted
from bot.application.office.case_shown import Asked, CaseShown, asked_of_case, preview, show_case
from bot.application.office.ending import EndRefused, end_case, refusal_of, take_back
from bot.application.office.media_shown import may_see_files
from bot.application.office.outcomes import frees_some, outcomes_of
from console.auth.pages import GUARDED, go, render
from console.auth.refusals import NothingHere
from console.auth.session import console_router, needs
from console.office.deps import AtOffice, Here
from console.office.forms import EndForm

CASES = "/console/office/cases"
WORK, TELL = [Depends(needs(Right.WORK_CASES))], [Depends(needs(Right.TELL_PERSON))]
DOCUMENTS = [Depends(needs(Right.SEE_DOCUMENTS))]
DATA_PROTECTION = "data_protection"


def cases_router() -> APIRouter:
    router = console_router("/office/cases", Right.READ_DEBTS)
    router.add_api_route("/{number}", show, methods=["GET"])
    router.add_api_route("/{number}/document", show_document, methods=["POST"], dependencies=DOCUMENTS)
    router.add_api_route("/{number}/note", show_note, methods=["POST"])
    router.add_api_route("/{number}/end", end, methods=["POST"], dependencies=WORK)
    router.add_api_route("/{number}/undo", undo, methods=["POST"], dependencies=WORK)
    router.add_api_route("/{number}/export", export, methods=["POST"], dependencies=TELL)
    return router


async def show(here: AtOffice, number: str, done: str = "") -> Response:
    return await _page(here, number, EndForm(), done=done)


async def show_document(here: AtOffice, number: str) -> Response:
    """The CPF or CNPJ in full, asked for and on record (section 10)."""
    return await _asked(here, number, Asked.DOCUMENT)


async def show_note(here: AtOffice, number: str) -> Response:
    return await _asked(here, number, Asked.NOTE)


async def _asked(here: Here, number: str, what: Asked) -> Response:
    shown = await asked_of_case(number, what, here.member, here.office)
    if shown is None:
        raise NothingHere
    return render(here.request, "office/_asked.html", asked=shown)


async def end(here: AtOffice, number: str, form: Annotated[EndForm, Form()]) -> Response:
    """First the very words are shown; pressed again under them, they are said."""
    shown = await _found(here, number)
    refused = refusal_of(form.ending(number), shown.file.kind)
    if refused is None and not form.is_preview:
        office = here.office
        refused = await end_case(form.ending(number), here.member, office.cases, office.tasks, office.clock)
        if refused is None:
            return go(here.request, f"{CASES}/{number}?done=ended")
    if refused is not None:
        code = status.HTTP_422_UNPROCESSABLE_CONTENT
        is_moved = refused in {EndRefused.OVER, EndRefused.NOT_YOURS}
        return await _page(here, number, form, status=status.HTTP_409_CONFLICT if is_moved else code, refused=refused)
    return await _page(here, number, form, previewed=await preview(shown.file, form.text, here.office))


async def undo(here: AtOffice, number: str) -> Response:
    is_open = await take_back(number, here.member, here.office.cases, here.office.clock)
    return go(here.request, f"{CASES}/{number}?done={'undone' if is_open else 'too_late'}")


async def export(here: AtOffice, number: str) -> Response:
    """Everything held about the person of a data-protection request; that it was downloaded is on record."""
    shown = await _found(here, number)
    if shown.file.kind != DATA_PROTECTION or not shown.file.document:
        raise NothingHere
    wanted = Wanted(shown.file.document, shown.file.creditor)
    try:
        held = await here.office.personal_data.everything(wanted, here.member.email, here.office.clock.now())
    except NothingHeld as error:
        raise NothingHere from error
    document = json.dumps(held, ensure_ascii=False, indent=2) + "\n"
    name = {"Content-Disposition": f'attachment; filename="dados-{shown.file.number}.json"'}
    return Response(document, media_type="application/json", headers={**GUARDED, **name})


async def _found(here: Here, number: str) -> CaseShown:
    shown = await show_case(number, here.member, here.office)
    if shown is None:
        raise NothingHere
    return shown


async def _page(
    here: Here, number: str, form: EndForm, *, status: int = status.HTTP_200_OK, **values: object
) -> Response:
    shown = await _found(here, number)
    kind = shown.file.kind
    return render(
        here.request,
        "office/case.html",
        status=status,
        case=shown,
        file=shown.file,
        form=form,
        outcomes=outcomes_of(kind),
        in_part=[code for code in outcomes_of(kind) if frees_some(kind, code)],
        sees_files=may_see_files(here.member.role, in_a_case=True),
        me=here.member.email,
        **{"refused": None, "previewed": "", "done": "", **values},
    )
