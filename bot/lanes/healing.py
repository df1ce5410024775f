"""The worker's lane that compares our numbers with the provider's list, and accepts what no webhook brought."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.adapters.db.healing import SqlComparisons
from bot.adapters.twilio_arrivals import TwilioArrivals
from bot.adapters.twilio_http import Credentials
from bot.application.accept_message import accept_message
from bot.application.healing import EVERY, SETTLED_AFTER, HealTools, Line, heal
from bot.assembly import Assembly, twilio_http
from bot.domain.our_senders import OurSenders
from bot.lanes.lines import attempt

HEALING_LOOKED_AT_EVERY_S = 10.0  # due or not is written in the database: one of the workers compares

log = structlog.get_logger()


class HealLane:
    """Does nothing where there is no account at the provider."""

    def __init__(self, assembly: Assembly, *, every: timedelta = EVERY, settled: timedelta = SETTLED_AFTER) -> None:
        settings = assembly.settings
        account = Credentials(settings.twilio_account_sid, settings.twilio_tokens[0])
        self._arrivals = TwilioArrivals(twilio_http(settings), account)
        self._lines = lines_of(settings.our_senders) if settings.has_provider else ()
        accept = partial(accept_message, inbox=assembly.inbox, bell=assembly.bell)
        comparisons = SqlComparisons(assembly.database)
        self._tools = HealTools(self._arrivals, comparisons, accept, assembly.clock, every, settled)

    async def heal(self) -> None:
        """Line by line: one that fails is told of, and leaves the others alone."""
        for line in self._lines:
            healed = await attempt(partial(heal, line, self._tools), "line not compared")
            if isinstance(healed, int) and healed:
                log.warning("messages healed", channel=line.channel, count=healed)

    async def close(self) -> None:
        await self._arrivals.close()


def lines_of(senders: OurSenders) -> Sequence[Line]:
    """Every number of ours that can be written to."""
    own = [(channel, number) for (_, channel), number in senders.own.items()]
    all_of_them = dict.fromkeys([*senders.default.items(), *own])
    return [Line(channel, number) for channel, number in all_of_them if number and senders.is_two_way(number)]
