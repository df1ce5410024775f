"""Golden conversations held with a release in a scratch database: the steps it goes through, not its words (F2, F3)."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.engine import Database
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
from bot.application.messages import InboundMessage, MessageKind
from bot.application.portfolio.ports import PortfolioFile
from bot.application.ports import Dialogue, Meaning, Prediction, Utterance
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Option
from bot.golden_debtors import NOON, PHONE, TODAY, rows_of
from bot.golden_script import Golden, Said

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
SENDER = "+556733140000"
A_LOOK = timedelta(seconds=20)

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
    for number, script in enumerate(scripts):
        progress(number, len(scripts), script.name)
        watched = _Watched(dialogue, _steps_of(release, script.profile))
        failures += await _hold(script, release, watched)
        visited.setdefault(script.profile, set()).update(watched.visited)
    progress(len(scripts), len(scripts), "")
    steps = {name: len(profile["steps"]) for name, profile in release.graph["profiles"].items()}
    return GoldenReport(len(scripts), tuple(failures), {name: frozenset(seen) for name, seen in visited.items()}, steps)


def _steps_of(release: LoadedRelease, profile: str) -> dict[str, str]:
    """The step that says each line."""
    steps = release.graph["profiles"][profile]["steps"]
    return {step[key]: name for name, step in steps.items() for key in ("say", "again") if step.get(key)}


async def _hold(script: Golden, release: LoadedRelease, watched: _Watched) -> list[Failure]:
    async with _phone(script, release, watched) as phone:
        for said in script.said:
            await phone.send(said.text)
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

    async def send(self, text: str) -> None:
        self.clock.instant += A_LOOK
        conversation = await self.tools.inbox.store(self._message(text))
        self.clock.instant += timedelta(seconds=10)
        if conversation is not None:
            await handle_turn(conversation, self.tools)
        while claimed := await self.outbox.claim(10, 60):
            for sending in claimed:
                sid = f"SM{next(self.numbers):032x}"
                await self.outbox.sent(sending, sid, self.clock.now())
                self.offered += [(sid, option) for option in sending.message.options]

    def _message(self, text: str) -> InboundMessage:
        values = {"body": text, "kind": MessageKind.TEXT}
        if text.startswith("[") and text.endswith("]"):
            label = text[1:-1]
            offered = ((sid, option) for sid, option in reversed(self.offered) if option.label == label)
            sid, chosen = next(offered, ("", None))
            payload = chosen.payload if chosen else ""
            values = {"body": label, "kind": MessageKind.BUTTON, "payload": payload, "reply_to": sid}
        return InboundMessage(
            external_id=f"SM{next(self.numbers):032x}",
            channel=self.script.channel,
            contact=self.script.phone or PHONE,
            sender=SENDER,
            received_at=self.clock.now(),
            **values,  # type: ignore[arg-type]
        )


@asynccontextmanager
async def _phone(script: Golden, release: LoadedRelease, dialogue: Dialogue) -> AsyncIterator[_Phone]:
    """A database of its own for each conversation, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="concilia-golden-") as folder:
        url, clock = f"sqlite+aiosqlite:///{Path(folder) / 'golden.sqlite3'}", _Clock()
        await migrate(url)
        database = Database(url, Vault.from_text(Fernet.generate_key().decode()))
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
