"""One round of what keeps conversations from lying with nobody: offers, going back, a word at night (H2, H5)."""

from collections.abc import Mapping

from bot.application.agents.offering import offer_waiting
from bot.application.agents.rota import PresenceAway, RotaTools
from bot.application.agents.waiting_words import back_in_queue, nobody_here
from bot.domain.ownership import Seen, reason_to_go_back


async def keep_rota(rota: RotaTools) -> None:
    """Any number of workers may do it at once: each step is taken once."""
    seen = await _seen(rota)
    await send_back(seen or {}, rota)
    if seen is not None:
        await offer_waiting(seen, rota)
    await answer_at_night(rota)


async def send_back(seen: Mapping[str, Seen], rota: RotaTools) -> int:
    """Conversations of agents who went away or fell silent, to their old place; how many."""
    now, sent = rota.tools.clock.now(), 0
    for held in await rota.rota.held():
        reason = reason_to_go_back(seen.get(held.agent), held.waited_since, now, rota.patience)
        if reason is not None:
            words = await back_in_queue(held.place, held.last_word, rota.tools)
            sent += await rota.rota.send_back(held, reason, words)
    return sent


async def answer_at_night(rota: RotaTools) -> int:
    """Who writes while nobody answers hears once when somebody will; how many did."""
    wrote = await rota.rota.wrote_while_waiting()
    found = [(one.place, await nobody_here(one.place, one.wrote_at, rota.tools)) for one in wrote]
    due = [(place, words) for place, words in found if words is not None]
    said = await rota.rota.said([words.key for _, words in due]) if due else ()
    told = [await rota.rota.tell(place, words) for place, words in due if words.key not in said]
    return sum(told)


async def _seen(rota: RotaTools) -> Mapping[str, Seen] | None:
    """None: nobody can tell, so nobody is offered anything, and only silence sends a conversation back."""
    try:
        return await rota.presence.seen()
    except PresenceAway:
        return None
