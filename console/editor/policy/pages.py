"""The policy of a draft: a form by section with the rule beside each field, and what the change would mean."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.editor.drafts.drafts import DraftMissing
from bot.application.editor.policy.desk import NotSaved, OpenPolicy, PolicyTools, open_policy, policies_of, save_section
from bot.application.editor.policy.fields import Section
from bot.application.editor.policy.form import section_of, sections_of, seen_mark, values_of
from console.auth.cookies import HOME
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router, needs
from console.editor.policy.deps import Policies
from console.editor.policy.view import Filling, every, view_of
from console.editor.policy.what_if import show_what_if, try_everybody
from console.editor.sent import code_of, kept, typed_in

FIRST = "negotiation"
# What a quote is made of; the rest of a policy changes no offer.
MOVES_OFFERS = {"negotiation", "discounts", "small_debt", "campaigns", "updating", "payment", "limits", "titles"}
Number = Annotated[int, Path(ge=1, lt=2**63)]
Word = Annotated[str, Path(max_length=60)]
Asked = Annotated[str, Query(max_length=40)]


def policy_router() -> APIRouter:
    """Before the router that draws flows: there a creditor is any word in an address."""
    router = console_router("/flows/drafts/{draft_id:int}/policy", Right.READ_FLOWS)
    one = "/{profile}"
    router.add_api_route("", show_first, methods=["GET"])
    router.add_api_route(one, show, methods=["GET"])
    router.add_api_route(one, save, methods=["POST"], dependencies=[Depends(needs(Right.EDIT_FLOWS))])
    amounts = [Depends(needs(Right.SEE_AMOUNTS))]
    router.add_api_route(f"{one}/what-if", show_what_if, methods=["GET"], dependencies=amounts)
    router.add_api_route(f"{one}/what-if", try_everybody, methods=["POST"], dependencies=amounts)
    return router


async def show_first(
    request: Request, draft_id: Number, session: SignedIn, tools: Policies, creditor: Asked = ""
) -> Response:
    """The creditor asked for, else the first that the draft has."""
    profiles = await policies_of(draft_id, session.member, tools)
    if not profiles:
        raise NothingHere
    chosen = creditor if creditor in profiles else profiles[0]
    return go(request, f"{HOME}/flows/drafts/{draft_id}/policy/{chosen}")


async def show(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request,
    draft_id: Number,
    profile: Word,
    session: SignedIn,
    tools: Policies,
    section: Asked = FIRST,
    saved: Asked = "",
) -> Response:
    opened = await opened_policy(draft_id, profile, session.member, tools)
    chosen = section_of(opened.files, section)
    if chosen is None:
        raise NothingHere
    filling = Filling(values_of(chosen, opened.files), can_edit=_can_edit(session.member, opened))
    return page(request, opened, chosen, filling, saved=saved)


async def save(request: Request, draft_id: Number, profile: Word, session: SignedIn, tools: Policies) -> Response:
    opened = await opened_policy(draft_id, profile, session.member, tools)
    data = await request.form()
    section = section_of(opened.files, str(data.get("section", "")))
    if section is None or opened.is_closed:
        raise NothingHere
    typed = typed_in(data)
    answer = await save_section(opened, section, (typed, str(data.get("seen", ""))), session.member, tools)
    if not isinstance(answer, NotSaved):
        done = "yes" if answer.changes else "same"
        return go(request, f"{HOME}/flows/drafts/{draft_id}/policy/{profile}?section={section.id}&saved={done}")
    if answer.stale:
        opened = await opened_policy(draft_id, profile, session.member, tools)
    filling = Filling(kept(typed), answer.wrong, can_edit=True)
    return page(request, opened, section, filling, stale=answer.stale)


async def opened_policy(draft_id: int, profile: str, member: Member, tools: PolicyTools) -> OpenPolicy:
    try:
        opened = await open_policy(draft_id, profile, member, tools)
    except DraftMissing as missing:
        raise NothingHere from missing
    if opened is None:
        raise NothingHere
    return opened


def page(  # noqa: PLR0913 - by their names
    request: Request, opened: OpenPolicy, section: Section, filling: Filling, *, saved: str = "", stale: bool = False
) -> Response:
    now = values_of(section, opened.files)
    return render(
        request,
        "editor/policy.html",
        status=code_of(refused=bool(filling.wrong), stale=stale),
        opened=opened,
        place=f"{HOME}/flows/drafts/{opened.draft.id}",
        sections=sections_of(opened.files),
        section=section,
        view=view_of(section, filling),
        seen=seen_mark(section, opened.files),
        can_edit=filling.can_edit,
        moves_offers=section.id in MOVES_OFFERS,
        is_roomy=section.id == "titles" or section.id not in MOVES_OFFERS,
        saved=saved,
        stale=stale,
        moved=_moved(now, filling.values, section) if stale else (),
        wrong=len(filling.wrong),
    )


def _moved(now: Mapping[str, str], typed: Mapping[str, str], section: Section) -> list[tuple[str, str]]:
    """Where the draft says something else than the page that was sent: the name and what it says."""
    shown = {one.name: one for one in every(view_of(section, Filling(now)))}
    return [(one.label, one.words) for name, one in shown.items() if typed.get(name, "").strip() != one.value.strip()]


def _can_edit(member: Member, opened: OpenPolicy) -> bool:
    return may(member.role, Right.EDIT_FLOWS) and not opened.is_closed
