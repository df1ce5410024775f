"""A batch of notices on its way through processes that die and a provider that misbehaves; all people are invented."""

import asyncio
import os
import random
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
from sqlalchemy import text

from bot.adapters.db.engine import open_engine
from bot.application.notices.ledger import LETTER
from tests.faults.machines.processes import run_machine_api
from tests.faults.matrix.house import forks
from tests.faults.matrix.processes import Part
from tests.faults.notice_worker import run_notice_worker
from tests.twilio_server.ledger import Taken
from tests.twilio_server.server import ACCOUNT, TOKEN, Day, TwilioServer

SENDER = "+556733141010"
WORKERS = ("worker-1", "worker-2")
PROCESSES = {"api": run_machine_api, **dict.fromkeys(WORKERS, run_notice_worker)}
BAD_DAYS = (Day.BUSY, Day.BROKEN, Day.BROKEN_AFTER, Day.HANGS_UP)
ORDER = ("planned", "sent", "failed", "delivered", "read", "replied", "acknowledged")
LOOK_EVERY_S = 0.5
STOPPED_WITHIN_S = 60.0
DEADLINE_S = 420.0
LEDGER = f"SELECT id, state FROM notice_attempt WHERE channel <> '{LETTER}'"
PENDING = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'unknown')"


@dataclass
class Processes:
    """The api and the workers, as real processes that can be killed; forked, as to import everything takes seconds."""

    settings: dict[str, str]
    output: Path
    running: dict[str, BaseProcess] = field(default_factory=dict)

    def start(self, name: str) -> None:
        part = Part(name, self.settings, self.output.with_name("orders"), self.output)
        self.running[name] = forks.Process(target=PROCESSES[name], args=(part,))
        self.running[name].start()

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        process.join()

    def tell(self, name: str, number: signal.Signals) -> None:
        """And wait until it went by itself."""
        process = self.running.pop(name)
        assert process.pid is not None
        os.kill(process.pid, number)
        process.join(STOPPED_WITHIN_S)
        assert process.exitcode == 0, self.output.read_text(encoding="utf-8")[-2000:]

    def assert_running(self) -> None:
        """Whoever went by itself has told why in the output."""
        gone = [name for name, process in self.running.items() if process.exitcode is not None]
        assert not gone, f"{gone} went:\n{self.output.read_text(encoding='utf-8')[-2000:]}"

    async def until_at_home(self) -> None:
        """Wait until the api takes what is told."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.settings['CONCILIA_PORT']}") as asking:
            while True:
                self.assert_running()
                with suppress(httpx.HTTPError):
                    if (await asking.get("/health")).is_success:
                        return
                await asyncio.sleep(LOOK_EVERY_S)

    def kill_all(self) -> None:
        for name in list(self.running):
            self.kill(name)


@dataclass
class Chaos:
    """Tells of deliveries late, twice, out of order, wrongly or not at all; some requests have a bad day."""

    server: TwilioServer
    dice: random.Random
    told: int = 0
    _going: set[asyncio.Task[None]] = field(default_factory=set)
    _seen: int = 0

    def spoil(self, requests: int) -> None:
        for _ in range(requests):
            self.server.days.append(self.dice.choice(BAD_DAYS) if self.dice.random() < 0.12 else Day.GOOD)

    def look(self) -> None:
        """Begin to tell of what was taken since."""
        for taken in self.server.ledger.messages[self._seen :]:
            for state in self._fate():
                task = asyncio.ensure_future(self._tell(taken, state, self.dice.uniform(0, 3)))
                self._going.add(task)
                task.add_done_callback(self._going.discard)
        self._seen = len(self.server.ledger.messages)

    async def rest(self) -> None:
        while self._going:
            await asyncio.gather(*self._going)

    async def tell_late(self) -> None:
        """Of every message once more, whatever was told of it before."""
        for taken in self.server.ledger.messages:
            await self._tell(taken, "delivered", 0)

    def _fate(self) -> list[str]:
        fate = self.dice.choices((["sent", "delivered", "read"], ["sent", "undelivered"], []), (75, 15, 10))[0]
        states = [state for state in fate for _ in range(self.dice.choice((1, 1, 2)))]
        self.dice.shuffle(states)
        return states

    async def _tell(self, taken: Taken, state: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        code = 63024 if state == "undelivered" else None
        try:
            await self.server.tell(taken.sid, state, code=code)
            self.told += 1
        except httpx.HTTPError:
            return  # nobody was at home: Twilio does not come back


@dataclass
class Audit:
    """What must hold at any moment: everybody is accounted for, and nothing moves backwards."""

    url: str
    planned: int
    last: dict[int, str] = field(default_factory=dict)
    looks: int = 0

    def __post_init__(self) -> None:
        self._engine = open_engine(self.url, pool_size=1)

    async def close(self) -> None:
        await self._engine.dispose()

    async def look(self) -> Counter[str]:
        rows = await self.rows(LEDGER)
        now = {int(number): str(state) for number, state in rows}
        for number, state in self.last.items():
            is_back = ORDER.index(now[number]) < ORDER.index(state)
            assert not is_back, f"attempt {number} went back from {state} to {now[number]}"
        assert len(now) == self.planned
        self.last, self.looks = now, self.looks + 1
        return Counter(now.values())

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        async with self._engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(query))]

    async def is_settled(self) -> bool:
        counts = await self.look()
        [[waiting]] = await self.rows(PENDING)
        return not waiting and not counts["planned"]


def settings_of(database_url: str, redis_url: str, twilio_url: str, home: Path, keys: str) -> dict[str, str]:
    ours = ("CONCILIA_", "TWILIO_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}  # noqa: TID251
    return inherited | {
        "CONCILIA_HOME": str(home),
        "CONCILIA_DATABASE_URL": database_url,
        "CONCILIA_REDIS_URL": redis_url,
        "CONCILIA_KEYS": keys,
        "CONCILIA_NLU_URL": "http://127.0.0.1:9",  # nobody is there, and nobody asks
        "CONCILIA_NOW": "2026-11-23T10:00",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": twilio_url,
        "TWILIO_CONTENT_BASE_URL": twilio_url,
        "TWILIO_WHATSAPP_FROM": f"whatsapp:{SENDER}",
    }
