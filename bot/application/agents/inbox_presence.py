"""Who has a page open is here: a page beats by being open, and says whether it takes what is offered (H2)."""

from dataclasses import replace

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.agents.rota import PresenceAway, RotaTools
from bot.domain.ownership import Seen


async def stay_here(member: Member, rota: RotaTools) -> None:
    """A heartbeat that keeps what was chosen; without anybody to tell it to, pages go on."""
    if not may(member.role, Right.ANSWER):
        return
    try:
        await _beat(member, None, rota)
    except PresenceAway:
        return


async def choose(member: Member, takes: bool, rota: RotaTools) -> None:
    """Available, or on a break: offers stop at once and what is held stays. Raises PresenceAway."""
    await _beat(member, takes, rota)


async def takes_offers(member: Member, rota: RotaTools) -> bool | None:
    """What they chose last; None: nobody can tell."""
    try:
        known = (await rota.presence.seen()).get(member.email)
    except PresenceAway:
        return None
    return known.takes if known is not None else True


async def _beat(member: Member, takes: bool | None, rota: RotaTools) -> None:
    now = rota.tools.clock.now()
    known = (await rota.presence.seen()).get(member.email, Seen(now))
    chosen = known.takes if takes is None else takes
    await rota.presence.beat(member.email, replace(known, at=now, takes=chosen))
