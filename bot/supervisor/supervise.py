"""Starts services in stages, keeps them running until told to stop, and stops them the other way round."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import BotError
from bot.supervisor.children import Child, Pace, Say, Service
from bot.supervisor.processes import Process, stop
from bot.supervisor.run_folder import SUPERVISOR, RunFolder

PATIENCE_S = 25.0  # a supervisor on its way out is gone before that
REAP_GRACE_S = 3.0  # the kernel asked them long ago


class PreparationFailed(BotError):
    """A command that must succeed before the services start did not."""


@dataclass(frozen=True)
class Programme:
    """What to run: foundations first, then the preparations one after the other, then the services on top."""

    foundations: Sequence[Service]
    preparations: Sequence[Service]
    services: Sequence[Service]
    addresses: Mapping[str, str]


class Supervisor:
    """Holds a home from `run` until all that it started is gone."""

    def __init__(self, home: Path, say: Say, pace: Pace | None = None) -> None:
        self._home = home
        self._say = say
        self._pace = pace or Pace()
        self._folder = RunFolder(home)
        self._stopping = asyncio.Event()
        self._failure: PreparationFailed | None = None

    def stop(self) -> None:
        self._stopping.set()

    async def run(self, programme: Programme, when_started: Callable[[], Awaitable[None]]) -> None:
        """Run it all until `stop`; `when_started` is called once, beside the running services.

        Raise `AlreadyRunning` or `PreparationFailed`, with nothing left running.
        """
        self._folder.hold(patience_s=PATIENCE_S)
        try:
            await self._reap()
            self._folder.write(SUPERVISOR, Process.of(os.getpid()) or Process(os.getpid(), ""), programme.addresses)
            await self._through(programme, when_started)
            if self._failure:
                raise self._failure
        finally:
            self._folder.remove(SUPERVISOR)
            self._folder.let_go()

    async def _reap(self) -> None:
        """End what a supervisor that was killed has left."""
        left = self._folder.services()
        if left:
            self._say(f"ending what an earlier run left: {', '.join(record.name for record in left)}")
            await stop([record.process for record in left], REAP_GRACE_S)
        self._folder.sweep()

    async def _through(self, programme: Programme, when_started: Callable[[], Awaitable[None]]) -> None:
        async with asyncio.TaskGroup() as group:
            foundations = self._start(programme.foundations, group)
            services: list[Child] = []
            greeting: asyncio.Task[None] | None = None
            try:
                if await self._prepare(programme.preparations):
                    services = self._start(programme.services, group)
                    greeting = group.create_task(_politely(when_started))
                    await self._stopping.wait()
            finally:
                self._folder.remove(SUPERVISOR)  # whoever wants to start next may wait for us now
                if greeting:
                    greeting.cancel()
                for stage in (services, foundations):
                    await asyncio.gather(*(child.leave() for child in stage))

    def _start(self, services: Sequence[Service], group: asyncio.TaskGroup) -> list[Child]:
        children = [Child(service, self._home, self._folder, self._say) for service in services]
        for child in children:
            group.create_task(child.keep(self._pace))
        return children

    async def _prepare(self, preparations: Sequence[Service]) -> bool:
        """Run each to its end; False when one failed, or when told to stop meanwhile."""
        for service in preparations:
            child = Child(service, self._home, self._folder, self._say)
            running = asyncio.create_task(child.finish())
            stopping = asyncio.create_task(self._stopping.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stopping.done():
                await child.leave()
                await running
                return False
            stopping.cancel()
            if running.result() != 0:
                self._failure = PreparationFailed(f"{service.name} ended with {running.result()}, see above")
                return False
        return True


async def _politely(call: Callable[[], Awaitable[None]]) -> None:
    await call()
