"""Starting a conversation: found by CPF or from a debtor, shown as it will be sent, checked when it is (R3, I1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response, status

from bot.application.agents import masking
from bot.application.agents.approved_words import OfferedWords
from bot.application.agents.keys import Member
from bot.application.agents.opening_talk import (
    Approach,
    Begun,
    NotBegun,
    begin_talk,
    contacts_of,
    hindrance_now,
    words_for,
)
from bot.application.agents.ports import AtCapacity
from bot.application.agents.roles import Right
from bot.application.agents.talk_tools import TalkTools
from bot.domain.conversation import Channel
from bot.domain.documents import document_of, masked
from bot.domain.people import Person
from console.auth.cookies import HOME
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.talk import words
from console.talk.deps import Talk
from console.talk.forms import BeginForm, SearchForm
from console.talk.refused import not_begun

PAGE = "talk/new.html"


@dataclass(frozen=True)
class Way:
    """One number of a person: what it is called in the form, and why it may not be used now."""

    value: str
    channel: Channel
    shown: str
    words: OfferedWords | None
    hindered: str = ""


@dataclass(frozen=True)
class Found:
    person: Person
    document: str
    creditor: str
    ways: tuple[Way, ...]


def opening_router() -> APIRouter:
    router = console_router("/inbox", Right.ANSWER)
    router.add_api_route("/new", show, methods=["GET"])
    router.add_api_route("/new/search", search, methods=["POST"])
    router.add_api_route("/new", begin, methods=["POST"])
    return router


async def show(request: Request, session: SignedIn, talk: Talk, debtor: int | None = None) -> Response:
    if debtor is None:
        return render(request, PAGE, found=None, words=words)
    person = await _person(debtor, talk)
    return render(request, PAGE, found=[await _found(person, session.member, talk)], words=words)


async def search(request: Request, form: Annotated[SearchForm, Form()], session: SignedIn, talk: Talk) -> Response:
    """The CPF comes in the form, for addresses end up in logs; it is shown to nobody again."""
    known = document_of(form.document)
    if known is None:
        told = "Digite os 11 números do CPF, ou os 14 do CNPJ."
        return render(request, PAGE, status=status.HTTP_422_UNPROCESSABLE_CONTENT, found=None, told=told, words=words)
    policies = (await talk.tools.releases.live()).policies
    records = talk.tools.services.records
    people = [one for slug in sorted(policies) for one in await records.people_by_document(slug, known)]
    found = [await _found(person, session.member, talk) for person in people]
    return render(request, PAGE, found=found, words=words)


async def begin(request: Request, form: Annotated[BeginForm, Form()], session: SignedIn, talk: Talk) -> Response:
    person = await _person(form.debtor, talk)
    chosen = _chosen(form.contact, await contacts_of(person, talk.opening))
    told: dict[str, Any] = {"status": status.HTTP_422_UNPROCESSABLE_CONTENT, "told": "Escolha o número para escrever."}
    if chosen is not None:
        begun = await begin_talk(Approach(person, *chosen), session.member, talk.opening)
        if isinstance(begun, Begun):
            return go(request, f"{HOME}/inbox/{begun.conversation_id}")
        told = _why(begun)
    return render(request, PAGE, found=[await _found(person, session.member, talk)], words=words, **told)


def _why(why: NotBegun | AtCapacity) -> dict[str, Any]:
    there = why.conversation_id if isinstance(why, NotBegun) else None
    return {"status": status.HTTP_409_CONFLICT, "told": not_begun(why), "there": there}


async def _person(debtor: int, talk: TalkTools) -> Person:
    if not await talk.opening.openings.has_person(debtor):
        raise NothingHere
    return await talk.tools.services.records.person(debtor)


async def _found(person: Person, member: Member, talk: TalkTools) -> Found:
    await talk.tools.conversations.record_access(person.id, member.email, "debtor search")
    policies = (await talk.tools.releases.live()).policies
    known = await contacts_of(person, talk.opening)
    ways = [await _way(place, Approach(person, *one), talk) for place, one in enumerate(known)]
    creditor = policies[person.creditor].parties.creditor.name
    return Found(person, masked(person.document), creditor, tuple(ways))


async def _way(place: int, approach: Approach, talk: TalkTools) -> Way:
    hindered = await hindrance_now(approach, talk.opening)
    return Way(
        _value(place, approach.contact),
        approach.channel,
        masking.hidden_phone(approach.contact),
        await words_for(approach.person, approach.channel, talk.opening),
        not_begun(hindered) if hindered is not None else "",
    )


def _value(place: int, contact: str) -> str:
    return f"{place}-{contact[-4:]}"


def _chosen(value: str, known: Sequence[tuple[Channel, str]]) -> tuple[Channel, str] | None:
    return next((one for place, one in enumerate(known) if _value(place, one[1]) == value), None)
