"""Starting a contact because there is something to tell: lawful, in nobody's way, once (G3, R3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.application.changes import NewsAnnounced
from bot.application.handle_turn import TurnTools
from bot.application.news import Untold
from bot.application.reach_out import Outcome, Reach, Reached, reach_out

OPENER, TELL = "news.opener", "news.tell"
TRIED_AGAIN_AFTER = timedelta(minutes=5)  # somebody else speaks now


class NewsToTell(Protocol):
    """News nobody was asked to hear yet."""

    async def untold(self, now: datetime, limit: int) -> Sequence[Untold]: ...

    async def put_off(self, untold: Untold, until: datetime) -> None: ...

    async def leave(self, untold: Untold, at: datetime) -> None:
        """No contact is started for these: they are told when the debtor writes."""
        ...


async def announce(untold: Untold, news: NewsToTell, tools: TurnTools) -> Outcome:
    """Tell it at once to whoever is confirmed here, else ask who reads; what cannot be said now is put off."""
    if untold.was_unlinked:
        await news.leave(untold, tools.clock.now())
        return Outcome.OPTED_OUT
    reached = await reach_out(await _reach(untold, tools), tools)
    if reached.outcome is Outcome.OPTED_OUT:
        await news.leave(untold, tools.clock.now())
    elif reached.outcome is not Outcome.SAID:
        await news.put_off(untold, _again_at(reached, tools))
    return reached.outcome


async def _reach(untold: Untold, tools: TurnTools) -> Reach:
    person = await tools.services.records.person(untold.person_id)
    return Reach(
        person=person,
        channel=untold.channel,
        contact=untold.contact,
        sender=untold.sender,
        key=f"news:{min(untold.news_ids)}",
        step=OPENER,
        verified_step=TELL,
        changes=(NewsAnnounced(untold.news_ids),),
        simulated=untold.simulated,
        comes_back=True,
    )


def _again_at(reached: Reached, tools: TurnTools) -> datetime:
    """The lawful hour is a business one: it is as far away from the real instant."""
    now = tools.clock.now()
    if reached.not_before is None:
        return now + TRIED_AGAIN_AFTER
    return now + (reached.not_before - tools.clock.business_now())
