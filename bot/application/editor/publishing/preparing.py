"""Preparing what is asked to be published: checked, built, trained, talked with and measured before anybody says go."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.application.editor.drafts.drafts import DraftMissing
from bot.application.editor.publishing.ports import Busy, Reviews
from bot.application.editor.publishing.reviews import Outcome, Request, Stage, Wish, Work
from bot.application.learning import measuring
from bot.application.learning.measuring import MeasureTools
from bot.application.ports import Clock
from bot.domain.errors import BotError

BEAT_EVERY_S = 5.0
LOOK_EVERY_S = 2.0

type Say = Callable[[Stage, str], Awaitable[None]]


class PreparingFailed(BotError):
    """It could not be checked, built or trained; says why, for whoever looks after the service."""


class Superseded(BotError):
    """Somebody withdrew the wish, or began anew: what is done here counts no more."""


class Preparer(Protocol):
    async def prepare(self, wish: Wish, say: Say) -> Outcome:
        """All but measuring, beside the service; raises PreparingFailed."""
        ...


@dataclass
class PrepareTools:
    reviews: Reviews
    preparer: Preparer
    measuring: MeasureTools
    clock: Clock
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def stop(self) -> None:
        """When the service stops."""
        for task in tuple(self.under_way):
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)


async def start(request_id: int, tools: PrepareTools) -> bool:
    """False where it is under way already, or another one is: that one begins this one when it ends."""
    try:
        attempt = await tools.reviews.begin_work(request_id)
    except Busy:
        return False
    if attempt is None:
        return False
    task = asyncio.create_task(_work(request_id, attempt, tools), context=Context())  # it is nobody's request
    tools.under_way.add(task)
    task.add_done_callback(tools.under_way.discard)
    return True


async def _work(request_id: int, attempt: int, tools: PrepareTools) -> None:
    request = await tools.reviews.request(request_id)
    assert request is not None
    work, outcome, told = Work.FAILED, Outcome(), ""
    beating = asyncio.create_task(_beat(request_id, attempt, tools))
    try:
        outcome = await _prepared(request, attempt, tools)
        work = Work.READY if outcome.release else Work.REFUSED
    except Superseded:
        return
    except PreparingFailed as error:
        told = str(error)
    finally:
        beating.cancel()
        await tools.reviews.end_work(request_id, attempt, work, outcome, told)
    await _start_next(tools)


async def _prepared(request: Request, attempt: int, tools: PrepareTools) -> Outcome:
    async def say(stage: Stage, told: str) -> None:
        if not await tools.reviews.note(request.id, attempt, stage, told):
            raise Superseded

    outcome = await tools.preparer.prepare(request.wish, say)
    if not (outcome.release and outcome.is_trained):
        return outcome
    await say(Stage.MEASURING, "")
    return await _measured(request.wish, outcome, tools)


async def _measured(wish: Wish, outcome: Outcome, tools: PrepareTools) -> Outcome:
    """By what was measured of this very draft beside this very release, else anew."""
    found = await tools.measuring.measurements.last(wish.draft_id)
    wanted = (wish.over, wish.version)
    if found is None or found.measured is None or (found.measured.release, found.draft_version) != wanted:
        with suppress(DraftMissing):
            await measuring.start(wish.draft_id, wish.by, tools.measuring)
        while (found := await tools.measuring.measurements.last(wish.draft_id)) and found.is_running(tools.clock.now()):
            await _a_while(tools)
    measured = found.measured if found is not None else None
    if measured is None or (measured.release, measured.draft_version) != wanted:
        return outcome
    return replace(outcome, is_measured=True, is_worse=measured.is_worse)


async def _a_while(tools: PrepareTools) -> None:
    """Until a measurement of this process ends; one of another machine is asked after now and then."""
    working = tuple(tools.measuring.under_way)
    if working:
        await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
    else:
        await asyncio.sleep(LOOK_EVERY_S)


async def _beat(request_id: int, attempt: int, tools: PrepareTools) -> None:
    while await tools.reviews.note(request_id, attempt):
        await asyncio.sleep(BEAT_EVERY_S)


async def _start_next(tools: PrepareTools) -> None:
    for request in await tools.reviews.open_requests():
        if request.work is Work.WAITING and await start(request.id, tools):
            return
