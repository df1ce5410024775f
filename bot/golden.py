"""Golden conversations held with a release in a scratch database: the steps it goes through, not its words (F2, F3)."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.engine import Database, open_engine
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.migrate import migrate
from bot.adapters.db.news import SqlNews
from bot.adapters.db.notices import SqlNotices
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.portfolio import SqlPortfolios
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools, handle_turn
from bot.application.messages import InboundMessage, Media, MessageKind
from bot.application.portfolio.ports import PortfolioFile
from bot.application.ports import Dialogue, Meaning, Prediction, Utterance
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Option
from bot.golden_debtors import NOON, PHONE, TODAY, rows_of
from bot.golden_script import FILES, Golden, Said, hours_in

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
SENDER = "+556733140000"
A_LOOK = timedelta(seconds=20)
EMPTY, USED = "empty.sqlite3", "used.sqlite3"

type Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Failure:
    """What an answer was not, in words."""

    file: str
    name: str
    said: str
    message: str


@dataclass(frozen=True)
class GoldenReport:
    """How the conversations went, and which steps of each profile they passed."""

    played: int
    failures: tuple[Failure, ...]
    visited: Mapping[str, frozenset[str]]
    steps: Mapping[str, int]

    def as_dict(self) -> dict[str, object]:
        coverage = {
            name: {"visited": len(self.visited.get(name, ())), "steps": all_} for name, all_ in self.steps.items()
        }
        failed = [vars(failure) for failure in self.failures]
        return {"played": self.played, "failed": failed, "coverage": coverage}


@dataclass
class _Clock:
    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    def business_now(self) -> datetime:
        return self.instant.astimezone(SAO_PAULO)


@dataclass(frozen=True)
class _OnlyOne:
    release: LoadedRelease

    async def live(self) -> LoadedRelease:
        return self.release

    async def get(self, release_id: str) -> LoadedRelease:
        return self.release


@dataclass
class _Watched:
    """The dialogue, with what it walked through remembered."""

    dialogue: Dialogue
    steps_of: Mapping[str, str]
    step: str = ""
    intent: str = ""
    visited: set[str] = field(default_factory=set)

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        return self._seen(await self.dialogue.understand(release, slots, messages, facts))

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        return self._seen(await self.dialogue.resume(release, slots, outcome))

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return self._seen(await self.dialogue.enter(release, slots, step))

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return await self.dialogue.mean(release, bursts)

    def _seen(self, prediction: Prediction) -> Prediction:
        self.step = prediction.slots.get("step", self.step)
        self.intent = prediction.intent or self.intent
        self.visited |= {self.step, *(self.steps_of[line] for line in prediction.lines if line in self.steps_of)}
        return prediction


async def run_golden(
    release: LoadedRelease, dialogue: Dialogue, scripts: Sequence[Golden], progress: Progress = lambda *_: None
) -> GoldenReport:
    """Hold every conversation; `progress` hears how many of how many are done, and the name of the next."""
    failures: list[Failure] = []
    visited: dict[str, set[str]] = {}
    async with _scratch() as scratch:
        for number, script in enumerate(scripts):
            progress(number, len(scripts), script.name)
            watched = _Watched(dialogue, _steps_of(release, script.profile))
            failures += await _hold(script, release, watched, scratch)
            visited.setdefault(script.profile, set()).update(watched.visited)
    progress(len(scripts), len(scripts), "")
    steps = {name: len(profile["steps"]) for name, profile in release.graph["profiles"].items()}
    return GoldenReport(len(scripts), tuple(failures), {name: frozenset(seen) for name, seen in visited.items()}, steps)


def _steps_of(release: LoadedRelease, profile: str) -> dict[str, str]:
    """The step that says each line."""
    steps = release.graph["profiles"][profile]["steps"]
    return {step[key]: name for name, step in steps.items() for key in ("say", "again") if step.get(key)}


@dataclass(frozen=True)
class _Scratch:
    """One database after another in one place: the tables are made once, and its statements compiled once."""

    folder: Path
    engine: AsyncEngine

    @property
    def url(self) -> str:
        return _url(self.folder / USED)

    def emptied(self) -> None:
        for left in self.folder.glob(f"{USED}*"):
            left.unlink()  # with its journal
        shutil.copyfile(self.folder / EMPTY, self.folder / USED)


@asynccontextmanager
async def _scratch() -> AsyncIterator[_Scratch]:
    with tempfile.TemporaryDirectory(prefix="concilia-golden-") as folder:
        await migrate(_url(Path(folder) / EMPTY))
        engine = open_engine(_url(Path(folder) / USED))
        try:
            yield _Scratch(Path(folder), engine)
        finally:
            await engine.dispose()


def _url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def _hold(script: Golden, release: LoadedRelease, watched: _Watched, scratch: _Scratch) -> list[Failure]:
    async with _phone(script, release, watched, scratch) as phone:
        for said in script.said:
            if hours := hours_in(said.text):
                phone.clock.instant += timedelta(hours=hours)
                continue
            if said.taps and phone.tapped(said.taps) is None:
                return [Failure(script.file, script.name, said.text, "essa opção não foi oferecida")]
            await phone.send(said)
            if wrong := _wrong(said, watched):
                return [Failure(script.file, script.name, said.text, wrong)]  # what follows would only follow from it
    return []


def _wrong(said: Said, watched: _Watched) -> str:
    if said.intent and watched.intent != said.intent:
        return f"entendeu «{watched.intent}», e se esperava «{said.intent}»"
    if said.step and watched.step != said.step:
        return f"parou em «{watched.step}», e se esperava «{said.step}»"
    return ""


@dataclass
class _Phone:
    script: Golden
    tools: TurnTools
    outbox: SqlOutbox
    clock: _Clock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    offered: list[tuple[str, Option]] = field(default_factory=list)

    def tapped(self, label: str) -> tuple[str, Option] | None:
        """The option of that label that was offered last, and the message it stood under."""
        return next(((sid, option) for sid, option in reversed(self.offered) if option.label == label), None)

    async def send(self, said: Said) -> None:
        self.clock.instant += A_LOOK
        conversation = await self.tools.inbox.store(self._message(said))
        self.clock.instant += timedelta(seconds=10)
        if conversation is not None:
            await handle_turn(conversation, self.tools)
        while claimed := await self.outbox.claim(10, 60):
            for sending in claimed:
                sid = f"SM{next(self.numbers):032x}"
                await self.outbox.sent(sending, sid, self.clock.now())
                self.offered += [(sid, option) for option in sending.message.options]

    def _message(self, said: Said) -> InboundMessage:
        return InboundMessage(
            external_id=f"SM{next(self.numbers):032x}",
            channel=self.script.channel,
            contact=self.script.phone or PHONE,
            sender=SENDER,
            received_at=self.clock.now(),
            **self._sent(said),  # type: ignore[arg-type]
        )

    def _sent(self, said: Said) -> dict[str, object]:
        """A file, a tap, or words."""
        if said.text in FILES:
            kind, content_type = FILES[said.text]
            address = f"https://media.exemplo.invalid/{next(self.numbers)}"
            return {"kind": kind, "media": (Media(address, content_type),) if content_type else ()}
        tapped = self.tapped(said.taps)
        if tapped is None:
            return {"kind": MessageKind.TEXT, "body": said.text}
        sid, option = tapped
        return {"kind": MessageKind.BUTTON, "body": option.label, "payload": option.payload, "reply_to": sid}


@asynccontextmanager
async def _phone(
    script: Golden, release: LoadedRelease, dialogue: Dialogue, scratch: _Scratch
) -> AsyncIterator[_Phone]:
    """A database of its own for each conversation, gone afterwards."""
    clock = _Clock()
    scratch.emptied()
    database = Database(scratch.url, Vault.from_text(Fernet.generate_key().decode()), engine=scratch.engine)
    try:
        loading = await SqlPortfolios(database, clock).begin(PortfolioFile(script.profile, "golden", TODAY))
        rows = rows_of(script.debtor, script.profile)
        await loading.apply(rows)
        await loading.finish(rows=len(rows), rejected=0)
        yield _Phone(script, _tools(script, release, dialogue, database, clock), SqlOutbox(database, clock), clock)
    finally:
        await database.close()


def _tools(script: Golden, release: LoadedRelease, dialogue: Dialogue, database: Database, clock: _Clock) -> TurnTools:
    services = Services(
        SqlRecords(database),
        SqlNumbers(database),
        HolidayCalendar(),
        PaperDocuments(),
        notices=SqlNotices(database),
        news=SqlNews(database),
    )
    return TurnTools(
        inbox=SqlInbox(database, clock),
        dialogue=dialogue,
        releases=_OnlyOne(release),
        services=services,
        clock=clock,
        default_creditor=script.profile,
        quiet=timedelta(seconds=1),
        lease_s=60,
    )
