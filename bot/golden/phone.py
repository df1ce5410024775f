"""A phone, a portfolio and an hour of their own for conversations held to try a release; nothing of it is kept."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.engine import Database, open_engine
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.migrate import migrate
from bot.adapters.db.news import SqlNews
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.application.changes import AgreementClosed, TurnRecord
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools, handle_turn
from bot.application.messages import InboundMessage, Media, MessageKind, OutgoingMessage
from bot.application.portfolio.ports import PortfolioFile
from bot.application.ports import Dialogue
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel, Conversation, Option
from bot.golden.debtors import NOON, PHONE, TODAY, agreement_of, rows_of
from bot.golden.script import FILES, Said

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
SENDER, ELSEWHERE = "+556733140000", "+5567922223333"
A_LOOK, A_PAUSE = timedelta(seconds=20), timedelta(seconds=10)
EMPTY, USED = "empty.sqlite3", "used.sqlite3"


@dataclass
class HeldClock:
    """Goes on only as the conversation says."""

    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    def business_now(self) -> datetime:
        return self.instant.astimezone(SAO_PAULO)


@dataclass(frozen=True)
class OnlyOne:
    """The `Releases` port: there is no other release."""

    release: LoadedRelease

    async def live(self) -> LoadedRelease:
        return self.release

    async def get(self, release_id: str) -> LoadedRelease:
        return self.release


@dataclass(frozen=True)
class Scratch:
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
async def scratch_place() -> AsyncIterator[Scratch]:
    with tempfile.TemporaryDirectory(prefix="concilia-golden-") as folder:
        await migrate(_url(Path(folder) / EMPTY))
        engine = open_engine(_url(Path(folder) / USED))
        try:
            yield Scratch(Path(folder), engine)
        finally:
            await engine.dispose()


def _url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@dataclass(frozen=True)
class Line:
    """Who writes, from where, to which creditor."""

    profile: str
    debtor: str
    channel: Channel
    contact: str = PHONE
    simulated: bool = False
    more_phones: tuple[str, ...] = ()  # of the debtor, besides the usual one
    at_every_creditor: bool = False  # the same titles


@dataclass
class HeldPhone:
    line: Line
    tools: TurnTools
    database: Database
    clock: HeldClock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    read: list[tuple[str, OutgoingMessage]] = field(default_factory=list)  # by the provider's id, oldest first

    def tapped(self, label: str) -> tuple[str, Option] | None:
        """The option of that label that was offered last, and the message it stood under."""
        offered = ((sid, option) for sid, message in reversed(self.read) for option in message.options)
        return next(((sid, option) for sid, option in offered if option.label == label), None)

    async def send(self, said: Said) -> Sequence[OutgoingMessage]:
        """What is read next."""
        self.clock.instant += A_LOOK
        conversation = await self.tools.inbox.store(self._message(said))
        self.clock.instant += A_PAUSE
        if conversation is not None:
            await handle_turn(conversation, self.tools)
        return await self.reads()

    async def reads(self) -> Sequence[OutgoingMessage]:
        """What has come since, whoever began."""
        outbox, found = SqlOutbox(self.database, self.clock), list[OutgoingMessage]()
        while claimed := await outbox.claim(10, 60):
            for sending in claimed:
                sid = f"SM{next(self.numbers):032x}"
                await outbox.sent(sending, sid, self.clock.now())
                self.read.append((sid, sending.message))
                found.append(sending.message)
        return found

    def _message(self, said: Said) -> InboundMessage:
        return InboundMessage(
            external_id=f"SM{next(self.numbers):032x}",
            channel=self.line.channel,
            contact=self.line.contact,
            sender=SENDER,
            received_at=self.clock.now(),
            simulated=self.line.simulated,
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
async def held_phone(
    line: Line, release: LoadedRelease, dialogue: Dialogue, scratch: Scratch
) -> AsyncIterator[HeldPhone]:
    """A database of its own for each conversation, gone afterwards."""
    clock = HeldClock()
    scratch.emptied()
    database = Database(scratch.url, Vault.from_text(Fernet.generate_key().decode()), engine=scratch.engine)
    try:
        for creditor in sorted(release.policies) if line.at_every_creditor else [line.profile]:
            await _load(line, creditor, SqlPortfolios(database, clock))
        phone = HeldPhone(line, _tools(line, release, dialogue, database, clock), database, clock)
        await _agreed_before(phone)
        yield phone
    finally:
        await database.close()


async def _load(line: Line, creditor: str, portfolios: SqlPortfolios) -> None:
    more = tuple((channel, number) for number in line.more_phones for channel in Channel)
    rows = [replace(row, phones=row.phones + more) for row in rows_of(line.debtor, creditor)]
    loading = await portfolios.begin(PortfolioFile(creditor, "golden", TODAY))
    await loading.apply(rows)
    await loading.finish(rows=len(rows), rejected=0)


async def _agreed_before(phone: HeldPhone) -> None:
    """In an earlier conversation, from another number."""
    agreement = agreement_of(phone.line.debtor, phone.line.profile)
    if agreement is None:
        return
    line, channel = phone.line, Channel.WHATSAPP
    [person, *_] = await phone.tools.services.records.people_at(line.profile, PHONE)
    conversation = Conversation(await phone.tools.inbox.open(channel, ELSEWHERE, SENDER), channel, ELSEWHERE, SENDER)
    closed = AgreementClosed(person.id, agreement, agreement.title_numbers, "sim", "", {"channel": channel.value})
    async with phone.database.writing() as session:
        writer = ChangeWriter(session, phone.database, TurnRecord(conversation, ()), phone.clock.now())
        await writer.write(closed)


def _tools(line: Line, release: LoadedRelease, dialogue: Dialogue, database: Database, clock: HeldClock) -> TurnTools:
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
        releases=OnlyOne(release),
        services=services,
        clock=clock,
        default_creditor=line.profile,
        quiet=timedelta(seconds=1),
        lease_s=60,
    )
