"""Notes, passing on, approved words and starting a conversation over the API (H2, H5, R3)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, status
from pydantic import BaseModel, Field

from bot.application.agents.answer import Moved, NotTheirs
from bot.application.agents.debts import DebtorMissing
from bot.application.agents.keys import Member
from bot.application.agents.masking import phone, text
from bot.application.agents.notes import MAX_NOTE, Note, NoteRefused, add_note
from bot.application.agents.opening_talk import Approach, Begun, NotBegun, begin_talk, contacts_of
from bot.application.agents.ports import AgentLine, AtCapacity, Spoken, Taken, Unseen
from bot.application.agents.resuming_talk import NotNow, send_words, words_offered
from bot.application.agents.roles import Right
from bot.application.agents.shown import show_line
from bot.application.agents.talk_tools import TalkTools
from bot.application.agents.tools import held_or_missing
from bot.application.agents.transferring import NotThere, Passed, online_colleagues, transfer
from bot.domain.conversation import Channel
from console.api.auth import Caller, needs
from console.api.errors import ApiError, ApiRoute

READ, ANSWER = [Depends(needs(Right.READ_CONVERSATIONS))], [Depends(needs(Right.ANSWER))]
CONFLICT, UNPROCESSABLE = status.HTTP_409_CONFLICT, status.HTTP_422_UNPROCESSABLE_CONTENT
ONE = "/conversations/{conversation_id}"


class WriteNote(BaseModel):
    text: str


class PassOn(BaseModel):
    """To an agent's e-mail; to nobody: back to the queue."""

    to: str | None = None
    note: str = Field(default="", max_length=MAX_NOTE)


class SendWords(BaseModel):
    """The step whose approved words are sent, and the newest message the sender had seen."""

    step: str
    last_seen: int = Field(ge=0)


class Begin(BaseModel):
    """A debtor, a channel, and which of the debtor's numbers on it, from 0."""

    debtor: int
    channel: Channel = Channel.WHATSAPP
    number: int = Field(default=0, ge=0)


def _talk(request: Request) -> TalkTools:
    talk: TalkTools = request.app.state.talk
    return talk


Talk = Annotated[TalkTools, Depends(_talk)]


def talk_api_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["conversations"])
    router.add_api_route(f"{ONE}/notes", notes, methods=["GET"], dependencies=READ)
    router.add_api_route(
        f"{ONE}/notes", write_note, methods=["POST"], dependencies=ANSWER, status_code=status.HTTP_201_CREATED
    )
    router.add_api_route(f"{ONE}/transfer", pass_on, methods=["POST"], dependencies=ANSWER)
    router.add_api_route("/colleagues", colleagues, methods=["GET"], dependencies=ANSWER)
    router.add_api_route(f"{ONE}/templates", templates, methods=["GET"], dependencies=ANSWER)
    router.add_api_route(
        f"{ONE}/templates", send, methods=["POST"], dependencies=ANSWER, status_code=status.HTTP_201_CREATED
    )
    router.add_api_route(
        "/conversations", begin, methods=["POST"], dependencies=ANSWER, status_code=status.HTTP_201_CREATED
    )
    return router


async def notes(conversation_id: int, member: Caller, talk: Talk) -> list[dict[str, Any]]:
    """Private notes, oldest first."""
    await held_or_missing(conversation_id, talk.tools)
    return [_note(one, member) for one in await talk.notes.notes(conversation_id)]


async def write_note(conversation_id: int, body: WriteNote, member: Caller, talk: Talk) -> dict[str, Any]:
    """A note only staff reads."""
    kept = await add_note(conversation_id, body.text, member, (talk.tools, talk.notes))
    if isinstance(kept, NoteRefused):
        raise ApiError(UNPROCESSABLE, "the note is empty or too long", reason=kept.value)
    return _note(kept, member)


async def colleagues(member: Caller, talk: Talk) -> list[dict[str, Any]]:
    """Who is online with room for one more, the least busy first."""
    return [
        {"agent": one.email, "held": one.held} for one in await online_colleagues(member, talk.transfers, talk.rota)
    ]


async def pass_on(conversation_id: int, body: PassOn, member: Caller, talk: Talk) -> dict[str, Any]:
    """To an agent who is online and has room, or back to the queue."""
    on = (talk.tools, talk.transfers, talk.rota)
    match await transfer(conversation_id, body.to, body.note, member, on):
        case Passed(to):
            return {"id": conversation_id, "owner": "agent" if to else "queue", "agent": to}
        case NotThere(agent):
            raise ApiError(CONFLICT, "this agent is not online or has no room", reason="not_online", agent=agent)
        case AtCapacity(capacity):
            raise ApiError(CONFLICT, "this agent holds as many as one may", reason="at_capacity", capacity=capacity)
        case NotTheirs(owner, agent):
            raise ApiError(CONFLICT, "the conversation is not yours", owner=owner, agent=agent)
        case Moved():
            raise ApiError(CONFLICT, "the conversation changed owner at the same moment: nothing was done")


async def templates(conversation_id: int, talk: Talk) -> list[dict[str, Any]]:
    """Words approved beforehand, as the debtor would read them now."""
    return [
        {"step": one.step, "text": one.body, "state": one.standing.value}
        for one in await words_offered(conversation_id, talk)
    ]


async def send(conversation_id: int, body: SendWords, member: Caller, talk: Talk) -> dict[str, Any]:
    """Approved words, where free text is not taken; everything is checked now."""
    line = AgentLine(conversation_id, member.email, "", body.last_seen)
    match await send_words(line, body.step, talk):
        case Spoken(seq):
            return {"seq": seq}
        case Unseen(lines):
            unseen = [show_line(one, member.role) for one in lines]
            raise ApiError(CONFLICT, "messages came meanwhile: nothing was sent", reason="unseen", messages=unseen)
        case Taken(agent):
            raise ApiError(CONFLICT, "somebody else has this conversation", reason="taken", agent=agent)
        case AtCapacity(capacity):
            raise ApiError(CONFLICT, "you hold as many conversations as one may", capacity=capacity)
        case NotNow(why, not_before):
            raise ApiError(UNPROCESSABLE, "not sent", reason=why.value, not_before=_iso(not_before))


async def begin(body: Begin, member: Caller, talk: Talk) -> dict[str, Any]:
    """A conversation with a debtor, begun in neutral words, and the caller's."""
    if not await talk.opening.openings.has_person(body.debtor):
        raise DebtorMissing(body.debtor)
    person = await talk.tools.services.records.person(body.debtor)
    known = [contact for channel, contact in await contacts_of(person, talk.opening) if channel is body.channel]
    if body.number >= len(known):
        raise ApiError(UNPROCESSABLE, "this debtor has no such number", reason="no_contact")
    begun = await begin_talk(Approach(person, body.channel, known[body.number]), member, talk.opening)
    match begun:
        case Begun(conversation_id, protocol):
            contact = phone(known[body.number], member.role)
            return {"id": conversation_id, "protocol": protocol, "contact": contact, "agent": member.email}
        case AtCapacity(capacity):
            raise ApiError(CONFLICT, "you hold as many conversations as one may", capacity=capacity)
        case NotBegun(why, there, agent, not_before):
            when = _iso(not_before)
            raise ApiError(CONFLICT, "not begun", reason=why.value, conversation=there, agent=agent, not_before=when)


def _note(note: Note, member: Member) -> dict[str, Any]:
    return {"id": note.id, "author": note.author, "text": text(note.text, member.role), "at": note.at.isoformat()}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
