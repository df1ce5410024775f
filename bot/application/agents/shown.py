"""Conversations as plain values for the API and the command line, with what the role may not see masked."""

from bot.application.agents import masking
from bot.application.agents.give_back import allowed_steps
from bot.application.agents.keys import Member
from bot.application.agents.ports import Held, ListedConversation, QueueEntry, ThreadLine
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools, desk_of, held_or_missing
from bot.application.agents.window import window_ends
from bot.application.packet import packet_of

_OF_THE_MOMENT = ("last_text", "intent", "step", "reason")  # of the hand-off itself: not looked up again


async def show_queue(member: Member, tools: AgentTools) -> list[dict[str, object]]:
    return [_entry(entry, member.role) for entry in await tools.conversations.queue()]


async def show_conversations(
    member: Member, tools: AgentTools, limit: int, before: int | None
) -> list[dict[str, object]]:
    return [_listed(one, member.role) for one in await tools.conversations.listed(limit, before)]


async def show_conversation(conversation_id: int, member: Member, tools: AgentTools) -> dict[str, object]:
    """Owner, packet and all messages; who looked is on record."""
    held = await held_or_missing(conversation_id, tools, with_lines=True)
    opened = await desk_of(held, tools)
    person_id = held.conversation.verification.person_id
    if person_id is not None:
        await tools.conversations.record_access(person_id, member.email, "conversation", conversation_id)
    public = masking.public_numbers(opened.desk.policy.parties)
    packet = packet_of(opened.desk, held.handoff.reason if held.handoff else "")
    return {
        **_conversation(held, member.role),
        "packet": masking.plain({**packet, **_kept_packet(held), **_clocks(held)}, member.role),
        "messages": [show_line(line, member.role, public) for line in held.lines],
        "return_steps": list(await allowed_steps(opened)),
    }


async def show_owners(conversation_id: int, tools: AgentTools) -> list[dict[str, object]]:
    """The transition log of one conversation, from which every figure about it is computed."""
    await held_or_missing(conversation_id, tools)
    return [
        {
            "from": change.before.value,
            "from_agent": change.agent_before,
            "to": change.after.value,
            "to_agent": change.agent_after,
            "by": change.by,
            "reason": change.reason,
            "at": change.at.isoformat(),
            "epoch": change.epoch,
        }
        for change in await tools.conversations.owners(conversation_id)
    ]


def show_line(line: ThreadLine, role: StaffRole, public: frozenset[str] = frozenset()) -> dict[str, object]:
    return {
        "seq": line.seq,
        "direction": line.direction,
        "speaker": line.speaker,
        "step": line.step,
        "kind": line.kind,
        "text": masking.text(line.text, role, public=public),
        "at": line.at.isoformat(),
        "state": line.delivery,
    }


def _conversation(held: Held, role: StaffRole) -> dict[str, object]:
    kept = held.conversation
    return {
        "id": kept.id,
        "owner": kept.owner.value,
        "agent": kept.agent,
        "channel": kept.channel.value,
        "contact": masking.phone(kept.contact, role),
        "creditor": kept.creditor,
        "protocol": kept.protocol,
        "step": kept.slots.get("step", ""),
        "last_seen": held.last_seen,
    }


def _kept_packet(held: Held) -> dict[str, object]:
    if held.handoff is None:
        return {}
    kept = {name: held.handoff.packet[name] for name in _OF_THE_MOMENT if name in held.handoff.packet}
    return {**kept, "since": held.handoff.since.isoformat(), "urgent": held.handoff.urgent}


def _clocks(held: Held) -> dict[str, object]:
    ends = window_ends(held.conversation.channel, held.last_inbound_at)
    return {"window_ends_at": ends.isoformat() if ends else None}


def _entry(entry: QueueEntry, role: StaffRole) -> dict[str, object]:
    return {
        "id": entry.id,
        "reason": entry.reason,
        "since": entry.since.isoformat(),
        "channel": entry.channel.value,
        "last_seen": entry.last_seen,
        "urgent": entry.urgent,
        "creditor": entry.creditor,
        "protocol": entry.protocol,
        "contact": masking.phone(entry.contact, role),
    }


def _listed(one: ListedConversation, role: StaffRole) -> dict[str, object]:
    return {
        "id": one.id,
        "owner": one.owner.value,
        "agent": one.agent,
        "channel": one.channel.value,
        "contact": masking.phone(one.contact, role),
        "creditor": one.creditor,
        "protocol": one.protocol,
        "debtor": one.person_id,
        "last_inbound_at": one.last_inbound_at.isoformat() if one.last_inbound_at else None,
    }
