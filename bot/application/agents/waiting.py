"""What waits for somebody of the staff, as a few counts: the first thing a page tells who comes in."""

from dataclasses import dataclass

from bot.application.agents.exception_models import Exceptions
from bot.application.agents.inbox import InboxTools, at_hand
from bot.application.agents.inbox_models import Counts
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.notices.waiting_list import NoticeCounts, NoticeWork, may_read_notices
from bot.application.office.work import Tasks, WorkCounts, count_work
from bot.application.ports import Clock
from bot.application.refused import RefusedCounts, RefusedRequests, refused_lately


@dataclass(frozen=True)
class WaitingTools:
    inbox: InboxTools
    tasks: Tasks
    exceptions: Exceptions
    notices: NoticeWork
    clock: Clock
    refused: RefusedRequests | None = None


@dataclass(frozen=True)
class Waiting:
    """None where the role has nothing to do with it."""

    talks: Counts | None
    work: WorkCounts | None
    exceptions: int | None
    notices: NoticeCounts | None
    refused: RefusedCounts | None = None


async def what_waits(member: Member, tools: WaitingTools) -> Waiting:
    """Nobody's data is opened for it, so there is nothing to put on record."""
    reads, works, overrules = (
        may(member.role, right) for right in (Right.READ_CONVERSATIONS, Right.READ_DEBTS, Right.OVERRULE)
    )
    return Waiting(
        talks=await at_hand(member, tools.inbox) if reads else None,
        work=await count_work(member, tools.tasks, tools.clock) if works else None,
        exceptions=len(await tools.exceptions.asked()) if overrules else None,
        notices=await tools.notices.counts() if may_read_notices(member.role) else None,
        refused=await _refused(member, tools),
    )


async def _refused(member: Member, tools: WaitingTools) -> RefusedCounts | None:
    """What the doors refused in the last day, for whoever can set right what made them."""
    if tools.refused is None or not may(member.role, Right.MANAGE_USERS):
        return None
    return await refused_lately(tools.refused, tools.clock)
