"""Everything the page of a conversation shows, gathered for its templates."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fastapi import Response

from bot.application.agents.approved_words import OfferedWords
from bot.application.agents.keys import Member
from bot.application.agents.masking import public_numbers
from bot.application.agents.ports import Held
from bot.application.agents.resuming_talk import offered_at
from bot.application.agents.roles import Right, may
from bot.application.agents.snoozing import Snoozed
from bot.application.agents.talk_page import Packet, at_this_number, packet_at
from bot.application.agents.talk_tools import TalkTools
from bot.application.agents.tools import AgentDesk, desk_of
from bot.application.agents.transferring import Colleague, online_colleagues
from bot.application.agents.window import is_open
from bot.application.wording import MAX_BODY
from bot.domain.conversation import Owner
from console.auth.pages import TEMPLATES, ZONE, render
from console.auth.refusals import NothingHere
from console.talk import words
from console.talk.deps import Here
from console.talk.refused import Refused
from console.talk.timeline import Reader, Thread, newest

TEMPLATES.filters["clock"] = lambda instant: instant.astimezone(ZONE).strftime("%H:%M")


@dataclass(frozen=True)
class Talking:
    """A conversation in front of somebody: what it is, who has it, and what the reader may do with it."""

    held: Held
    opened: AgentDesk
    packet: Packet
    member: Member
    now: datetime
    words: tuple[OfferedWords, ...] = ()  # where nothing else is taken
    colleagues: tuple[Colleague, ...] = ()
    put_off: Snoozed | None = None
    whose: tuple[int, ...] = ()  # on whose record it goes that the number was seen

    @property
    def id(self) -> int:
        return self.held.conversation.id

    @property
    def owner(self) -> str:
        """me, other, queue or bot."""
        kept = self.held.conversation
        if kept.owner is not Owner.AGENT:
            return kept.owner.value
        return "me" if kept.agent == self.member.email else "other"

    @property
    def may_answer(self) -> bool:
        return may(self.member.role, Right.ANSWER)

    @property
    def may_pass_on(self) -> bool:
        may_any = may(self.member.role, Right.OVERRULE) and self.owner in ("other", "queue")
        return self.may_answer and (self.owner == "me" or may_any)

    @property
    def may_put_off(self) -> bool:
        return self.may_pass_on or (self.may_answer and self.owner == "queue")

    @property
    def may_see_document(self) -> bool:
        return may(self.member.role, Right.SEE_DOCUMENTS) and self.packet.who.person_id is not None

    @property
    def may_see_contact(self) -> bool:
        return may(self.member.role, Right.SEE_PHONES) and bool(self.whose)

    @property
    def is_open(self) -> bool:
        return is_open(self.held.conversation.channel, self.held.last_inbound_at, self.now)

    @property
    def left(self) -> str:
        ends = self.packet.window_ends_at
        return words.left_until(ends, self.now) if ends is not None and self.is_open else ""


async def talking(conversation_id: int, member: Member, talk: TalkTools) -> Talking:
    held = await talk.threads.head(conversation_id)
    if held is None:
        raise NothingHere
    opened = await desk_of(held, talk.tools)
    seen = Talking(held, opened, await packet_at(opened), member, talk.tools.clock.now())
    offered = await offered_at(opened, talk) if seen.may_answer and not seen.is_open else []
    online = (
        await online_colleagues(member, talk.transfers, talk.rota, of=held.conversation) if seen.may_pass_on else []
    )
    put_off = await talk.snoozes.standing(conversation_id, seen.now)
    whose = await at_this_number(opened) if may(member.role, Right.SEE_PHONES) else ()
    return replace(seen, words=tuple(offered), colleagues=tuple(online), put_off=put_off, whose=whose)


def reader_of(seen: Talking) -> Reader:
    public = public_numbers(seen.opened.desk.policy.parties)
    return Reader(seen.member.role, seen.member.email, seen.opened.release.step_names, public)


def values_of(seen: Talking, *, draft: str = "", refused: Refused | None = None, last_seen: int = 0) -> dict[str, Any]:
    """For the parts of the page that need no thread."""
    return {
        "talk": seen,
        "kept": seen.held.conversation,
        "packet": seen.packet,
        "now": seen.now,
        "words": words,
        "max_body": MAX_BODY,
        "draft": draft,
        "refused": refused,
        "last_seen": last_seen,
        "snoozed_until": seen.put_off.until if seen.put_off is not None else None,
    }


async def page(here: Here, seen: Talking, *, draft: str = "", refused: Refused | None = None) -> Response:
    """The whole page; who looked is on record."""
    thread = await newest(seen.id, reader_of(seen), here.talk)
    last_seen = refused.last_seen if refused is not None and refused.last_seen is not None else thread.cursor.seq
    return render(
        here.request,
        "talk/page.html",
        status=refused.status if refused is not None else 200,
        **values_of(seen, draft=draft, refused=refused, last_seen=last_seen),
        **thread_values(thread, seen),
    )


def thread_values(thread: Thread, seen: Talking) -> dict[str, Any]:
    today = seen.now.astimezone(ZONE).date()
    return {
        "thread": thread,
        "day_of": lambda day: words.day_of(day, today),
        "first_seq": next((one.seq for one in thread.items if one.seq), 0),
    }
