"""What the page of a conversation says of it beside the thread: the packet of H3, as things are now."""

from dataclasses import dataclass
from datetime import datetime

from bot.application.agents import masking
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentDesk
from bot.application.agents.window import window_ends
from bot.application.desk import Desk
from bot.domain.conversation import Conversation
from bot.domain.people import OpenCase


@dataclass(frozen=True)
class Who:
    """Who writes, as far as it is known; masked for who reads."""

    name: str
    document: str
    contact: str
    is_confirmed: bool
    factors: tuple[str, ...]
    person_id: int | None


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


async def packet_at(opened: AgentDesk, member: Member) -> Packet:
    """Looked up now, not as it was at the hand-off; money and documents as the role may see them."""
    desk, held, role = opened.desk, opened.held, member.role
    kept = held.handoff
    return Packet(
        who=_who(desk, held.conversation, role),
        reason=kept.reason if kept is not None else "",
        since=kept.since if kept is not None else None,
        urgent=kept.urgent if kept is not None else False,
        step=opened.release.step_names.shown(held.conversation.slots.get("step", "")),
        creditor=desk.policy.parties.creditor.name,
        window_ends_at=window_ends(held.conversation.channel, held.last_inbound_at),
        cases=tuple(desk.debtor.cases) if desk.account is not None else (),
    )


def _who(desk: Desk, conversation: Conversation, role: StaffRole) -> Who:
    proved, person = desk.verification, desk.account.person if desk.account is not None else None
    return Who(
        name=person.name if person is not None else "",
        document=masking.document(person.document, role) if person is not None else "",
        contact=masking.phone(conversation.contact, role),
        is_confirmed=proved.is_confirmed,
        factors=tuple(sorted(proved.factors)),
        person_id=person.id if person is not None else None,
    )
