"""What the page of a conversation says of it beside the thread: the packet of H3, as things are now."""

from dataclasses import dataclass
from datetime import datetime

from bot.application.acts.identity import people_here
from bot.application.agents import masking
from bot.application.agents.tools import AgentDesk
from bot.application.agents.window import window_ends
from bot.application.desk import Desk
from bot.domain.conversation import Conversation
from bot.domain.documents import is_cnpj, masked
from bot.domain.people import OpenCase, Person


@dataclass(frozen=True)
class Who:
    """Who writes, as far as it is known; document and phone come in full when they are asked for."""

    name: str
    document: str
    contact: str
    is_confirmed: bool
    factors: tuple[str, ...]
    person_id: int | None
    is_company: bool = False
    is_sought: bool = False  # whom an agent wrote to, and nobody proved to be yet


@dataclass(frozen=True)
class Packet:
    who: Who
    reason: str
    since: datetime | None
    urgent: bool
    step: str
    creditor: str
    window_ends_at: datetime | None
    cases: tuple[OpenCase, ...]


async def packet_at(opened: AgentDesk) -> Packet:
    """Looked up now, not as it was at the hand-off."""
    desk, held = opened.desk, opened.held
    kept = held.handoff
    return Packet(
        who=_who(desk, held.conversation, await person_of(opened)),
        reason=kept.reason if kept is not None else "",
        since=kept.since if kept is not None else None,
        urgent=kept.urgent if kept is not None else False,
        step=opened.release.step_names.shown(held.conversation.slots.get("step", "")),
        creditor=desk.policy.parties.creditor.name,
        window_ends_at=window_ends(held.conversation.channel, held.last_inbound_at),
        cases=tuple(desk.debtor.cases) if desk.account is not None else (),
    )


async def person_of(opened: AgentDesk) -> Person | None:
    """Who is named here: by what they said, or as whom an agent meant to reach."""
    if opened.desk.account is not None:
        return opened.desk.account.person
    sought = opened.held.handoff.person_id if opened.held.handoff is not None else None
    return await opened.desk.services.records.person(sought) if sought is not None else None


async def at_this_number(opened: AgentDesk) -> tuple[int, ...]:
    """Whose number it is, as far as anybody knows: on their record it goes that somebody saw it."""
    named = await person_of(opened)
    if named is not None:
        return (named.id,)
    return tuple(person.id for person in (await people_here(opened.desk)).people)


def _who(desk: Desk, conversation: Conversation, person: Person | None) -> Who:
    proved = desk.verification
    return Who(
        name=person.name if person is not None else "",
        document=masked(person.document) if person is not None else "",
        contact=masking.hidden_phone(conversation.contact),
        is_confirmed=proved.is_confirmed,
        factors=tuple(sorted(proved.factors)),
        person_id=person.id if person is not None else None,
        is_company=person is not None and is_cnpj(person.document),
        is_sought=person is not None and desk.account is None,
    )
