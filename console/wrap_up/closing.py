"""Closing a conversation with a form of its creditor, and taking that back a moment after (H4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status

from bot.application.agents import answer
from bot.application.agents.contact_log import next_number
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.agents.tools import AgentDesk
from bot.application.agents.wrap_up_forms import FormMissing, form_named, forms_for, known_answers
from bot.domain.conversation import Owner
from bot.domain.ownership import REOPENED_WITHIN
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.wrap_up.answering import CONFLICT, UNPROCESSABLE, conversation_page, heading, onward, opened, show
from console.wrap_up.deps import Behind, WrapUpPages
from console.wrap_up.form_data import Sent, sent_form
from flows.forms import Form, FormField, Kind, Source

_DOCUMENTS = frozenset({Source.CPF, Source.CNPJ})


@dataclass(frozen=True)
class Shown:
    """A form on the page: what is written in it, what is wrong with it, and what it asks."""

    form: Form
    forms: Sequence[Form]
    values: Mapping[str, Any]
    flaws: Mapping[str, str] = field(default_factory=dict)
    asks: Sequence[str] = ()
    adds: str = ""
    hidden: frozenset[str] = frozenset()  # filled in from the file, where the reader may not see it

    def rows(self, group: FormField) -> list[Mapping[str, str]]:
        """Those filled in, and an empty one to write the first, or one more asked for, into."""
        filled = [row for row in self.values.get(group.id, ()) if any(value.strip() for value in row.values())]
        wants_more = not filled or self.adds == group.id
        return [*filled, *([{}] if wants_more and len(filled) < (group.most or 1) else [])]

    @property
    def ticks(self) -> frozenset[str]:
        """Choices the page asks about are shown unticked."""
        return frozenset(self.asks)


def closing_router() -> APIRouter:
    router = console_router("/inbox", Right.ANSWER)
    router.add_api_route("/{conversation_id}/close", show_form, methods=["GET"])
    router.add_api_route("/{conversation_id}/close", close, methods=["POST"])
    router.add_api_route("/{conversation_id}/closed", show_closed, methods=["GET"])
    router.add_api_route("/{conversation_id}/reopen", reopen, methods=["POST"])
    return router


async def show_form(
    request: Request,
    conversation_id: int,
    behind: Behind,
    session: SignedIn,
    wanted: Annotated[str, Query(alias="form")] = "",
) -> Response:
    desk = await opened(conversation_id, behind.tools)
    if answer.owner_refusal(desk.held.conversation, session.member) is not None:
        return _not_theirs(request, desk)
    forms = await forms_for(desk, behind.tools)
    form = _named(forms, wanted)
    shown = Shown(form, forms, {}, hidden=_hidden(form, desk, session.member))
    return await _page(request, desk, shown, behind, session.member)


async def close(request: Request, conversation_id: int, behind: Behind, session: SignedIn) -> Response:
    desk = await opened(conversation_id, behind.tools)
    forms = await forms_for(desk, behind.tools)
    data = await request.form()
    form = _named(forms, str(data.get("form", "")))
    sent = sent_form(data, form)
    shown = Shown(form, forms, sent.answers, adds=sent.adds, hidden=_hidden(form, desk, session.member))
    if sent.adds:
        return await _page(request, desk, shown, behind, session.member)
    return await _closed(request, desk, sent, shown, session.member, behind)


async def _closed(  # noqa: PLR0913, PLR0917 - what came and who sent it
    request: Request, desk: AgentDesk, sent: Sent, shown: Shown, member: Member, behind: WrapUpPages
) -> Response:
    number = desk.held.conversation.id
    match await answer.close(number, sent.given(shown.form), member, behind.tools):
        case answer.Closed():
            return onward(request, f"{conversation_page(number)}/closed")
        case answer.FormIncomplete(lacks, _):
            again = Shown(shown.form, shown.forms, sent.answers, lacks.flaws, lacks.asks, hidden=shown.hidden)
            return await _page(request, desk, again, behind, member, UNPROCESSABLE)
        case _:
            return _not_theirs(request, desk)


async def show_closed(request: Request, conversation_id: int, behind: Behind) -> Response:
    desk = await opened(conversation_id, behind.tools)
    if desk.held.conversation.owner is not Owner.BOT:
        return onward(request, conversation_page(conversation_id))
    return show(request, "closed", status.HTTP_200_OK, **heading(desk), seconds=int(REOPENED_WITHIN.total_seconds()))


async def reopen(request: Request, conversation_id: int, behind: Behind, session: SignedIn) -> Response:
    desk = await opened(conversation_id, behind.tools)
    if await answer.reopen(conversation_id, session.member, behind.tools):
        return onward(request, conversation_page(conversation_id))
    return show(request, "closed", CONFLICT, **heading(desk), too_late=True)


async def _page(  # noqa: PLR0913, PLR0917 - a page and what it shows
    request: Request,
    desk: AgentDesk,
    shown: Shown,
    behind: WrapUpPages,
    member: Member,
    code: int = status.HTTP_200_OK,
) -> Response:
    if not shown.values:
        values = known_answers(shown.form, desk, member)
        known = {name: value for name, value in values.items() if name not in shown.hidden}
        counted = shown.form.counts_as.get("attempt", "")
        attempt = {counted: str(await _attempt(desk, behind))} if counted else {}
        shown = Shown(shown.form, shown.forms, {**known, **attempt}, hidden=shown.hidden)
    return show(request, "close", code, **heading(desk), shown=shown, kinds=Kind)


async def _attempt(desk: AgentDesk, behind: WrapUpPages) -> int:
    account = desk.desk.account
    return next_number(await behind.contacts.log.of_person(account.person.id)) if account is not None else 1


def _named(forms: Sequence[Form], name: str) -> Form:
    try:
        return form_named(forms, name)
    except FormMissing:
        raise NothingHere from None


def _hidden(form: Form, desk: AgentDesk, member: Member) -> frozenset[str]:
    """A document on file is filled in when the form is kept, and is on no page; an unknown one may be typed."""
    if may(member.role, Right.SEE_DOCUMENTS) and desk.desk.account is None:
        return frozenset()
    return frozenset(one.id for one in form.fields if one.source in _DOCUMENTS)


def _not_theirs(request: Request, desk: AgentDesk) -> Response:
    kept = desk.held.conversation
    return show(request, "not_yours", CONFLICT, **heading(desk), owner=kept.owner.value, agent=kept.agent)
