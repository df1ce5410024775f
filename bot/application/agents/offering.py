"""A waiting conversation is offered to one online agent at a time; nobody there: it stays in the queue (H2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.application.agents.keys import Member
from bot.application.agents.rota import OfferedToAgent, RotaTools
from bot.domain.ownership import AtHand, Seen, next_agent


async def offer_waiting(seen: Mapping[str, Seen], rota: RotaTools) -> int:
    """One round: each waiting conversation to the least loaded who is online; how many were offered."""
    now = rota.tools.clock.now()
    waiting = await rota.rota.waiting(now - rota.patience.asked_again_after)
    at_hand = await _at_hand(seen, rota, now) if waiting else {}
    offered = 0
    for one in waiting:
        agent = next_agent(one.place.creditor, at_hand.values(), one.passed, rota.capacity)
        if agent is not None and await rota.rota.offer(one.place, agent, now + rota.patience.offered_for):
            at_hand[agent] = replace(at_hand[agent], load=at_hand[agent].load + 1)
            offered += 1
    return offered


async def come_online(member: Member, seen: Seen, rota: RotaTools) -> list[OfferedToAgent]:
    """A heartbeat; answered with what is offered to this agent now."""
    await rota.presence.beat(member.email, seen)
    return await offered_to(member, rota)


async def offered_to(member: Member, rota: RotaTools) -> list[OfferedToAgent]:
    now = rota.tools.clock.now()
    return [offer for offer in await rota.rota.offered_to(member.email) if offer.until > now]


async def go_offline(member: Member, rota: RotaTools) -> None:
    await rota.presence.leave(member.email)


async def refuse(conversation_id: int, member: Member, rota: RotaTools) -> bool:
    """The next one is asked; False when it was not offered to this agent any more."""
    return await rota.rota.refuse(conversation_id, member.email)


async def _at_hand(seen: Mapping[str, Seen], rota: RotaTools, now: datetime) -> dict[str, AtHand]:
    loads = await rota.rota.agents()
    online = {agent: one for agent, one in seen.items() if one.is_online(now, rota.patience)}
    return {
        agent: AtHand(agent, loads[agent].count, one, loads[agent].limits)
        for agent, one in online.items()
        if agent in loads
    }
