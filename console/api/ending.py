"""The end of a contact over the API: its forms, taking a closing back, contacts made elsewhere, and sheets (H4, N7)."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response, status
from pydantic import BaseModel

from bot.application.agents import answer, masking
from bot.application.agents.contact_log import About, ContactAttempt, NotNoted, note_contact
from bot.application.agents.debts import DebtorMissing
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.agents.tools import desk_of, held_or_missing
from bot.application.agents.wrap_up_forms import forms_for
from bot.application.exports import ExportKind, ExportOrder
from console.api.auth import Caller, needs
from console.api.deps import Parts
from console.api.errors import ApiError, ApiRoute
from console.wrap_up.deps import Behind
from console.wrap_up.exports import sheet

ANSWER, READ = [Depends(needs(Right.ANSWER))], [Depends(needs(Right.READ_DEBTS))]
SHEETS = [*READ, Depends(needs(Right.SEE_DOCUMENTS))]


class Contact(BaseModel):
    """A contact made outside the conversations: direction active or receptive; channel phone, letter, email or visit.

    Outcome: answered, no_answer, busy, message_left, wrong_person, delivered or returned. Day and hour: now unless
    given. `notified`: it counted as the notification.
    """

    direction: str = ""
    channel: str = ""
    outcome: str = ""
    number: int | None = None
    date: str = ""
    time: str = ""
    phone: str = ""
    protocol: str = ""
    case_number: str = ""
    notified: bool = False
    note: str = ""

    def given(self) -> dict[str, object]:
        return {**self.model_dump(), "notified": "sim" if self.notified else ""}


def ending_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute)
    one = "/conversations/{conversation_id}"
    router.add_api_route(f"{one}/forms", forms, methods=["GET"], dependencies=ANSWER, tags=["conversations"])
    router.add_api_route(f"{one}/reopen", reopen, methods=["POST"], dependencies=ANSWER, tags=["conversations"])
    contacts = "/debtors/{debtor}/contacts"
    router.add_api_route(contacts, contacts_of, methods=["GET"], dependencies=READ, tags=["debts"])
    router.add_api_route(
        contacts,
        note,
        methods=["POST"],
        dependencies=ANSWER,
        status_code=status.HTTP_201_CREATED,
        tags=["debts"],
    )
    router.add_api_route(
        "/exports/{kind}.xlsx",
        export,
        methods=["GET"],
        dependencies=SHEETS,
        response_class=Response,
        tags=["exports"],
    )
    return router


async def forms(conversation_id: int, parts: Parts) -> list[dict[str, Any]]:
    """The forms a conversation may be closed with, the usual one first."""
    opened = await desk_of(await held_or_missing(conversation_id, parts.tools), parts.tools)
    return [
        {
            "form": form.id,
            "title": form.title,
            "version": form.version,
            "fields": [
                {
                    "id": one.id,
                    "label": one.label,
                    "kind": one.kind.value,
                    "required": one.required,
                    "required_when": {name: list(answers) for name, answers in one.required_when.items()},
                    "choices": list(one.choices),
                }
                for one in form.fields
            ],
        }
        for form in await forms_for(opened, parts.tools)
    ]


async def reopen(conversation_id: int, member: Caller, parts: Parts) -> dict[str, Any]:
    """Take back one's own closing within a minute, while the debtor has not written."""
    if not await answer.reopen(conversation_id, member, parts.tools):
        raise ApiError(status.HTTP_409_CONFLICT, "the closing cannot be taken back any more")
    return {"id": conversation_id, "owner": "agent", "agent": member.email}


async def note(debtor: int, body: Contact, member: Caller, parts: Parts, pages: Behind) -> dict[str, Any]:
    """Write a contact down for a debtor, with a conversation or without."""
    await _must_exist(debtor, parts)
    noted = await note_contact(About(debtor), body.given(), member, pages.contacts)
    if isinstance(noted, NotNoted):
        code = status.HTTP_422_UNPROCESSABLE_CONTENT
        raise ApiError(code, "the contact is not complete", missing=list(noted.flaws), flaws=dict(noted.flaws))
    return _shown(noted, member)


async def contacts_of(debtor: int, member: Caller, parts: Parts, pages: Behind) -> list[dict[str, Any]]:
    """Contacts noted of a debtor, newest first; who looked is on record."""
    await _must_exist(debtor, parts)
    await parts.tools.conversations.record_access(debtor, member.email, "contact")
    return [_shown(one, member) for one in await pages.contacts.log.of_person(debtor)]


async def export(  # noqa: PLR0913, PLR0917 - what the address says
    kind: ExportKind,
    member: Caller,
    pages: Behind,
    creditor: str | None = None,
    since: Annotated[date | None, Query(description="The first day, itself included.")] = None,
    until: Annotated[date | None, Query(description="The last day, itself included.")] = None,
) -> Response:
    """A sheet as finance keeps it."""
    return await sheet(ExportOrder(kind, creditor, since, until, member.role), member, pages)


async def _must_exist(debtor: int, parts: Parts) -> None:
    if not await parts.debts.agreements.has_person(debtor):
        raise DebtorMissing(debtor)


def _shown(one: ContactAttempt, member: Member) -> dict[str, Any]:
    return {
        "debtor": one.person_id,
        "conversation": one.conversation_id,
        "number": one.number,
        "direction": one.direction.value,
        "channel": one.channel.value,
        "outcome": one.outcome.value,
        "at": one.at.isoformat(),
        "noted_at": one.noted_at.isoformat(),
        "protocol": one.protocol,
        "case_number": one.case_number,
        "notified_on": one.notified_on.isoformat() if one.notified_on else None,
        "phone": masking.phone(one.contact, member.role) if one.contact else None,
        "note": masking.text(one.note, member.role),
        "agent": one.agent,
    }
