"""The sweep: rings again for messages whose ring was lost, or whose turn failed."""

from dataclasses import dataclass
from datetime import timedelta

from bot.application.ports import Clock, Inbox
from bot.lanes.lines import TurnLine

SWEEP_EVERY_S = 2.0
SWEPT_AT_ONCE = 200


@dataclass
class Sweep:
    """Goes on where its last look ended: who comes after many that are held off is rung for all the same."""

    inbox: Inbox
    line: TurnLine
    clock: Clock
    after: int = 0  # the number of the oldest message of the last conversation looked at

    async def look(self) -> None:
        before = self.clock.now() - self.line.tools.quiet - timedelta(seconds=SWEEP_EVERY_S)
        found = await self.inbox.waiting(before, SWEPT_AT_ONCE, self.after)
        self.after = found[-1].oldest if len(found) == SWEPT_AT_ONCE else 0
        for one in found:
            if one.conversation_id not in self.line.due:
                self.line.rung(one.conversation_id)
