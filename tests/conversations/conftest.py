"""The whole dialogue for real: a trained release, the Rasa process, a database; only the channel is played."""

import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.news import SqlNews
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.adapters.nlu_client import NluClient
from bot.adapters.release_shelf import ReleaseShelf, StoredReleases
from bot.adapters.release_store import ReleaseFolder
from bot.adapters.trainer import SubprocessTrainer
from bot.application.changes import TurnRecord
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow
from bot.application.releases import ensure_release
from bot.domain.agreements import Agreement
from bot.domain.conversation import Channel, Conversation
from bot.supervisor.embedded import free_port
from tests.builders import a_closing, a_message
from tests.checkout import checkout_build
from tests.conftest import TEST_KEY, one_at_a_time
from tests.conversations.phone import Phone, SetClock
from tests.fake_publications import FakePublications
from tests.kept_engine import engine_at

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
NLU = ROOT / "nlu"
START = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
TODAY = date(2026, 11, 21)
WHATSAPP, SMS = "+556733140000", "+556733140001"
NLU_STARTS_WITHIN_S = 900  # 15 s when the machine is quiet; 270 were seen when it was not
PATIENCE_S = 120.0  # a busy machine answers late

type Dial = Callable[..., Phone]
type LoadPortfolio = Callable[..., Awaitable[None]]
type RememberAgreements = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
def release_folder() -> ReleaseFolder:
    return ReleaseFolder(CACHE / "releases", CACHE / "models")


@pytest.fixture(scope="session")
def release_id(release_folder: ReleaseFolder) -> str:
    """The checkout's own content, trained once whatever number of test processes ask."""
    trainer = SubprocessTrainer(NLU / ".venv" / "bin" / "python", NLU / "train.py", CACHE / "models" / "parts")
    with one_at_a_time(CACHE / "training.lock"):
        return ensure_release(checkout_build(), release_folder, trainer)


@pytest.fixture(scope="session")
def nlu_url(release_folder: ReleaseFolder, release_id: str) -> Iterator[str]:
    """The nlu server, started and ended here."""
    port = free_port()
    place = ["--host", "127.0.0.1", "--port", str(port), "--preload", release_id]
    command = [str(NLU / ".venv" / "bin" / "python"), "server.py", "--releases", str(release_folder.releases), *place]
    with subprocess.Popen(command, cwd=NLU, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _until_it_answers(f"{url}/health", server)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=NLU_STARTS_WITHIN_S)


@pytest.fixture(scope="session")
def releases(release_folder: ReleaseFolder, release_id: str) -> StoredReleases:
    """Read once: nothing in a release ever changes."""
    return StoredReleases(ReleaseShelf(release_folder), FakePublications.of(release_id))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START, START.astimezone(SAO_PAULO))


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database(sqlite_url, Vault.from_text(TEST_KEY), engine=engine_at(sqlite_url))
    yield opened
    await opened.close()


@pytest.fixture
async def tools(
    database: Database, clock: SetClock, nlu_url: str, releases: StoredReleases
) -> AsyncIterator[TurnTools]:
    dialogue = NluClient([nlu_url], timeout_s=PATIENCE_S)
    codes = count(1)  # a paper's address is the same in every run
    numbers = SqlNumbers(database, lambda: f"papel{next(codes):017d}")
    services = Services(
        SqlRecords(database),
        numbers,
        HolidayCalendar(),
        PaperDocuments(),
        notices=SqlNotices(database),
        news=SqlNews(database),
    )
    yield TurnTools(
        inbox=SqlInbox(database, clock),
        dialogue=dialogue,
        releases=releases,
        services=services,
        clock=clock,
        default_creditor="cassems",
        quiet=timedelta(seconds=1),
        lease_s=60,
    )
    await dialogue.close()


@pytest.fixture
def dial(tools: TurnTools, database: Database, clock: SetClock) -> Dial:
    """A phone: `dial()` is the debtor's own on WhatsApp."""

    def _dial(contact: str = "+5567900000001", channel: Channel = Channel.WHATSAPP) -> Phone:
        sender = WHATSAPP if channel is Channel.WHATSAPP else SMS
        return Phone(tools, SqlOutbox(database, clock), clock, contact, sender, channel)

    return _dial


@pytest.fixture
def portfolio(database: Database, clock: SetClock) -> LoadPortfolio:
    """Put rows in as an import of today would."""

    async def _load(*rows: PortfolioRow, creditor: str = "cassems", base_date: date = TODAY) -> None:
        file = PortfolioFile(creditor, "carteira.xlsx", base_date)
        loading = await SqlPortfolios(database, clock).begin(file)
        await loading.apply(rows)
        await loading.finish(rows=len(rows), rejected=0)

    return _load


@pytest.fixture
def closed_before(database: Database, clock: SetClock) -> RememberAgreements:
    """Agreements of the first person loaded, closed in an earlier conversation."""

    async def _remember(*agreements: Agreement) -> None:
        await close_before(database, clock, agreements)

    return _remember


async def close_before(database: Database, clock: SetClock, agreements: Sequence[Agreement]) -> None:
    if not agreements:
        return
    message = a_message("SM-before", "fechado", contact="+5567900000099", received_at=clock.now())
    conversation = await SqlInbox(database, clock).store(message)
    assert conversation is not None
    async with database.writing() as session:
        earlier = Conversation(conversation, Channel.WHATSAPP, message.contact, message.sender)
        writer = ChangeWriter(session, database, TurnRecord(earlier, ()), clock.now())
        for agreement in agreements:
            await writer.write(a_closing(1, agreement))


def _until_it_answers(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + NLU_STARTS_WITHIN_S
    with httpx.Client(timeout=PATIENCE_S, trust_env=False) as asking:  # one, as each reads all certificates there are
        while time.monotonic() < deadline:
            assert server.poll() is None, "the nlu server ended"
            try:
                if asking.get(url).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
    raise TimeoutError(url)
