"""The worker: hears the bell, works turns one conversation at a time, and sends what they left in the outbox."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta

import uvloop

from bot.adapters.db.editor.trying import SqlTrialPhones
from bot.adapters.db.media import SqlMedia
from bot.adapters.db.personal.retention import forget_old
from bot.adapters.db.set_aside import take_back
from bot.adapters.db.sizes import tell_sizes
from bot.adapters.redis_allowance import Rate, RedisAllowance
from bot.adapters.redis_pace import ANSWERS_TOLD_EVERY_S, AnswersFirst
from bot.application.agents.keep_rota import keep_rota
from bot.application.handle_turn import TurnTools
from bot.application.ports import Bell, Claim
from bot.application.send_outbox import SendTools
from bot.application.turn_limits import TurnLimits, always
from bot.assembly import Assembly, assemble
from bot.config import load_settings
from bot.lanes.approvals import ASKED_EVERY_S, ask_for_approvals
from bot.lanes.healing import HEALING_LOOKED_AT_EVERY_S, HealLane
from bot.lanes.lines import SendLine, TurnLine, attempt
from bot.lanes.media import FETCHED_EVERY_S, MediaLane
from bot.lanes.news import NEWS_EVERY_S, tell_what_is_new
from bot.lanes.sweep import SWEEP_EVERY_S, Sweep
from bot.lanes.way import BehindTurns
from bot.logs import configure_logs, note_deaths
from bot.observing.depths import watch_disk
from bot.observing.figures import count_line
from bot.observing.port import serve_figures
from bot.parts.evidence import SEQUENCED_EVERY_S, STAMPED_EVERY_S, have_stamped, put_in_order
from bot.parts.notices import DAY_LOOKED_AT_EVERY_S, DISPATCH_EVERY_S, NEXT_MEANS_EVERY_S, NoticeLane
from bot.parts.staffing import rota_tools
from bot.standing import leave_be_what_stands

ROTA_EVERY_S = 3.0
LEASE_S = 30.0  # longer than a call to the nlu; a debtor whose worker was killed waits so long
HOUSEKEEPING_EVERY_S = 3600.0
SIZES_EVERY_S = 5.0
STOP_WITHIN_S = 6.0  # before whoever stops us loses patience


async def work(assembly: Assembly, stop: asyncio.Event | None = None) -> None:
    """All loops of a worker until it is told to stop; the turns and messages in hand are finished."""
    answers = AnswersFirst(assembly.provider, assembly.redis, assembly.settings.per_second)
    post = SendLine(SendTools(assembly.outbox, answers, assembly.clock))
    tools, rota = turn_tools(assembly), rota_tools(assembly)
    line = TurnLine(tools, post.hand)
    way = BehindTurns(line)
    notices = NoticeLane(assembly, tools, way)
    media, healing, sweep = MediaLane(assembly), HealLane(assembly), Sweep(assembly.inbox, line, assembly.clock)
    async with asyncio.TaskGroup() as loops:
        turning, sending = loops.create_task(line.run()), loops.create_task(post.run())
        feeding = [
            loops.create_task(listen(assembly.bell, line)),
            loops.create_task(_every(SWEEP_EVERY_S, sweep.look, "sweep failed")),
            loops.create_task(_every(HOUSEKEEPING_EVERY_S, lambda: housekeeping(assembly), "housekeeping failed")),
            loops.create_task(_every(SIZES_EVERY_S, lambda: tell_sizes(assembly.database), "sizes not told")),
            loops.create_task(_every(ROTA_EVERY_S, lambda: keep_rota(rota), "rota failed")),
            loops.create_task(_every(SEQUENCED_EVERY_S, lambda: put_in_order(assembly), "sequencer failed")),
            loops.create_task(_every(STAMPED_EVERY_S, lambda: have_stamped(assembly), "no time stamp")),
            loops.create_task(_every(ASKED_EVERY_S, lambda: ask_for_approvals(assembly), "approvals not asked")),
            loops.create_task(_every(NEWS_EVERY_S, lambda: tell_what_is_new(assembly, tools, way), "news not told")),
            loops.create_task(_every(FETCHED_EVERY_S, media.fetch, "files not fetched")),
            loops.create_task(_every(HEALING_LOOKED_AT_EVERY_S, healing.heal, "not healed")),
            loops.create_task(_every(ANSWERS_TOLD_EVERY_S, answers.tell, "answers not counted")),
            loops.create_task(_every(DISPATCH_EVERY_S, notices.dispatch, "notices not sent")),
            loops.create_task(_every(NEXT_MEANS_EVERY_S, notices.next_means, "next means not planned")),
            loops.create_task(_every(DAY_LOOKED_AT_EVERY_S, notices.run_clock_daily, "clock of notices stopped")),
        ]
        await (stop or asyncio.Event()).wait()
        for task in feeding:
            task.cancel()
        line.stop()
        await turning
        post.stop()
        await sending
    await media.close()
    await healing.close()


def turn_tools(assembly: Assembly) -> TurnTools:
    return TurnTools(
        inbox=assembly.inbox,
        dialogue=assembly.dialogue,
        releases=assembly.releases,
        services=assembly.services,
        clock=assembly.clock,
        default_creditor=assembly.settings.default_creditor,
        quiet=timedelta(milliseconds=assembly.settings.turn_window_ms),
        lease_s=LEASE_S,
        is_stopped=assembly.releases.is_stopped,
        trial_at=SqlTrialPhones(assembly.database, assembly.clock).release_at,
        is_allowed=turn_limits(assembly),
    )


def turn_limits(assembly: Assembly) -> Callable[[Claim], Awaitable[bool]]:
    """A minute's turns at once, and then as they come by; a debtor has several phones, and twice as many."""
    most, redis = assembly.settings.turns_a_minute, assembly.redis
    if not most:
        return always
    of_phone = Rate("turns", per_second=most / 60, at_once=most)
    of_debtor = Rate("turns-of-debtor", per_second=most / 30, at_once=2 * most)
    return TurnLimits(RedisAllowance(redis, of_phone, of_debtor)).allow


async def listen(bell: Bell, line: TurnLine, pause_s: float = 1.0) -> None:
    """Hear rings for ever; a bell that breaks is listened to again."""

    async def hear() -> None:
        async for conversation_id in bell.listen():
            line.rung(conversation_id)

    while True:
        await attempt(hear, "bell broke")
        await asyncio.sleep(pause_s)


async def housekeeping(assembly: Assembly) -> None:
    """Throw away what was kept for a while, take up what opens by now; every worker does, and twice is once."""
    settings, now = assembly.settings, assembly.clock.now()
    files_for = timedelta(days=settings.media_kept_days)
    await forget_old(assembly.database, now, timedelta(days=settings.rejected_kept_days), files_for)
    await SqlMedia(assembly.database).forget(now - files_for)
    await take_back(assembly.database)


async def _every(pause_s: float, job: Callable[[], Awaitable[object]], failure: str) -> None:
    while True:
        await attempt(job, failure)
        await asyncio.sleep(pause_s)


async def _main() -> None:
    settings = load_settings()
    configure_logs("worker", count_line)
    note_deaths()
    watch_disk(settings.home)
    serve_figures(settings.host, settings.metrics_port)
    async with assemble(settings, "worker") as assembly:
        leave_be_what_stands()
        await work_until_told(assembly)


async def work_until_told(assembly: Assembly) -> None:
    """Until a signal; what is in hand then has a while to end, and what has not ended is left to others."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    working = asyncio.ensure_future(work(assembly, stop))

    def end() -> None:
        stop.set()
        loop.call_later(STOP_WITHIN_S, working.cancel)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    await asyncio.wait([working])
    if not working.cancelled() and (error := working.exception()) is not None:
        raise error


if __name__ == "__main__":
    uvloop.run(_main())
