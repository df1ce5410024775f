"""Publications and rollbacks while debtors talk: every message is of its conversation's release (F2).

A sample of it by default; `make faults` publishes and rolls back fifty times, two of them after training anew.
"""

import asyncio
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from time import monotonic

import httpx
import pytest
from pydantic import SecretStr

from bot.adapters.release_store import ReleaseFolder
from bot.application.publish import Move
from bot.config import Settings
from bot.publishing import NLU
from bot.supervisor.embedded import free_port
from tests.conftest import TEST_KEY
from tests.conversations.conftest import NLU_STARTS_WITHIN_S, release_folder, release_id
from tests.faults.editions import alike, marks_in, without_protocol
from tests.faults.many_talks import Recorded, Talk, Town
from tests.faults.press import Press, opened_press
from tests.service.kept import Kept
from tests.service.people import as_csv
from tests.service.running import Service, environment
from tests.service.waiting import wait_until
from tests.twilio_server.server import TwilioServer

__all__ = ["release_folder", "release_id"]

PUBLICATIONS = int(os.environ.get("CONCILIA_FAULTS_PUBLICATIONS", "4"))  # noqa: TID251
TRAININGS = int(os.environ.get("CONCILIA_FAULTS_TRAININGS", "0"))  # noqa: TID251
IS_WHOLE = PUBLICATIONS > 6
PEOPLE, TALKING_AT_ONCE = 50 * PUBLICATIONS, 4 if IS_WHOLE else 2
NLU_SERVERS, NLU_TOKEN = 2 if IS_WHOLE else 1, "a token between the service and its nlu servers"
ELDERS_EVERY = max(PUBLICATIONS // 5, 2)
WITNESSED = ("oi", "201", "muito obrigada")
BROKEN = "SELECT count(*) FROM outbox WHERE state <> 'sent'"
UNHANDLED = "SELECT count(*) FROM inbox WHERE handled_at IS NULL"


@pytest.fixture
def nlu_urls(tmp_path: Path) -> Iterator[list[str]]:
    """Servers with nothing in their folders: every release has to be sent to them."""
    servers, urls = [], []
    for number in range(NLU_SERVERS):
        port, folder = free_port(), tmp_path / f"nlu-{number}"
        folder.mkdir()
        command = [str(NLU / ".venv" / "bin" / "python"), "server.py", "--releases", str(folder), "--port", str(port)]
        knows = {**os.environ, "CONCILIA_NLU_TOKEN": NLU_TOKEN}  # noqa: TID251
        silent = subprocess.DEVNULL
        servers.append(subprocess.Popen(command, cwd=NLU, env=knows, stdout=silent, stderr=silent))
        urls.append(f"http://127.0.0.1:{port}")
    try:
        for url in urls:
            wait_until(partial(_answers, url), "an nlu server", NLU_STARTS_WITHIN_S)
        yield urls
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=NLU_STARTS_WITHIN_S)


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioServer]:
    server = TwilioServer()
    await server.start()
    yield server
    await server.close()


@pytest.fixture
async def service(
    twilio: TwilioServer, nlu_urls: list[str], postgres_url: str, release_id: str, tmp_path: Path
) -> AsyncIterator[Service]:
    """As `concilia run` starts it, with two workers, on PostgreSQL and nlu servers of their own."""
    settings = {
        "CONCILIA_DATABASE_URL": postgres_url,
        "CONCILIA_NLU_URL": ",".join(nlu_urls),
        "CONCILIA_NLU_TOKEN": NLU_TOKEN,
        "CONCILIA_KEYS": TEST_KEY,
        "CONCILIA_WORKERS": "2",
        "CONCILIA_TURN_WINDOW_MS": "150",
        "CONCILIA_TURNS_A_MINUTE": "0",  # they talk faster than people
    }
    home = tmp_path / "home"
    with tempfile.NamedTemporaryFile(suffix=".txt") as output:
        given = environment(home, free_port(), twilio.url, **settings)
        service = Service(home, given, Path(output.name), Kept(postgres_url))
        try:
            await asyncio.to_thread(_begin, service, tmp_path / "carteira.csv")
            yield service
        finally:
            await asyncio.to_thread(service.end)


@pytest.fixture
async def press(
    service: Service, nlu_urls: list[str], release_folder: ReleaseFolder, release_id: str, postgres_url: str
) -> AsyncIterator[Press]:
    settings = Settings(
        _env_file=None,
        home=service.home,
        keys=SecretStr(TEST_KEY),
        database_url=postgres_url,
        nlu_url=tuple(nlu_urls),
        nlu_token=SecretStr(NLU_TOKEN),
    )
    async with opened_press(settings, release_folder, release_id) as press:
        yield press


@pytest.fixture
async def town(service: Service, twilio: TwilioServer, postgres_url: str) -> AsyncIterator[Town]:
    town = Town(service.url, postgres_url, twilio, islice(alike(), PEOPLE))
    yield town
    await town.close()


@dataclass
class Figures:
    published_s: list[float] = field(default_factory=list)
    rolled_back_s: list[float] = field(default_factory=list)
    at: list[float] = field(default_factory=list)  # when each was live


async def test_each_message_is_of_its_conversations_release_and_the_same_is_answered_to_the_same(
    press: Press, town: Town
) -> None:
    enough, figures = asyncio.Event(), Figures()
    async with asyncio.TaskGroup() as going:
        for number in range(TALKING_AT_ONCE):
            going.create_task(town.chats(enough, number))
        elders = await _publish_all(press, town, figures)
        enough.set()
    records = {id(talk): await town.recorded(talk) for talk in town.talks}

    assert [await town.count(query) for query in (BROKEN, UNHANDLED)] == [0, 0]
    for talk in town.talks:
        _assert_of_its_release(talk, records[id(talk)], press)
    compared = _assert_same_to_the_same(town, records)
    crossed = sum(any(talk.times[0] < at < talk.times[-1] for at in figures.at) for talk in town.talks)
    assert crossed > len(elders)
    _tell(figures, press, town, f"{compared} answers compared, {crossed} conversations went on over a publication")


async def _publish_all(press: Press, town: Town, figures: Figures) -> list[Talk]:
    """One after the other, each awaited by a debtor who begins to talk; some talk on from before to the end."""
    elders: list[Talk] = []
    trains = {round((number + 1) * PUBLICATIONS / (TRAININGS + 1)) for number in range(TRAININGS)}
    trains = {number + 1 if number % 3 == 0 else number for number in trains}
    for number in range(1, PUBLICATIONS + 1):
        if number % ELDERS_EVERY == 1:
            elders.append(await town.plays(WITNESSED))
        began = monotonic()
        if number % 3:
            move = Move.MAP if number % 4 == 0 else Move.FINISH
            done = await press.publishes(len(press.editions), trains=number in trains, move=move)
            began += (press.trained_s if number in trains else press.made_s)[-1]
        else:
            done = await press.rolls_back()
        live = press.editions[done.publication.release]
        while marks_in(await town.says(newcomer := town.begin(), "oi")) != ({live} if live else set()):
            pass
        figures.at.append(newcomer.times[-1])
        (figures.published_s if number % 3 else figures.rolled_back_s).append(newcomer.times[-1] - began)
        await asyncio.gather(town.plays(WITNESSED), town.plays(WITNESSED))  # the same, said twice
        for elder in elders:
            await town.says(elder, "muito obrigada")
    return elders


def _assert_of_its_release(talk: Talk, record: Recorded, press: Press) -> None:
    """What was read bears the edition of the turn's release, and that is the conversation's own (F2)."""
    assert (len(record.turns), record.owner) == (len(talk.said), "bot"), talk
    assert all(talk.read), talk
    for release, read in zip(record.turns, talk.read, strict=True):
        assert marks_in(read) <= {press.editions[release]} - {0}, (release, read)
    for before, after in pairwise([*record.turns, record.release]):
        assert before == after or after in press.moved_to, talk


def _assert_same_to_the_same(town: Town, records: dict[int, Recorded]) -> int:
    """By all that was said until then, on which release; how many answers had another to be compared with."""
    answers: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for talk in town.talks:
        said = tuple(zip(records[id(talk)].turns, talk.said, strict=True))
        for number, read in enumerate(talk.read):
            answers[said[: number + 1]].append(without_protocol(read))
    differing = {key: set(read) for key, read in answers.items() if len(set(read)) > 1}
    assert differing == {}
    compared = sum(len(read) for read in answers.values() if len(read) > 1)
    assert compared > PUBLICATIONS
    return compared


def _tell(figures: Figures, press: Press, town: Town, more: str) -> None:
    """Figures, not asserted: a busy machine is slow."""
    timed = {
        "made": press.made_s,
        "trained": press.trained_s,
        "live after publishing": figures.published_s,
        "live after rolling back": figures.rolled_back_s,
    }
    told = [f"{what} {median(took):.1f} s (longest {max(took):.1f})" for what, took in timed.items() if took]
    messages = sum(len(talk.said) for talk in town.talks)
    talked = f"{len(town.talks)} conversations, {messages} messages, {len(press.editions)} releases, {more}"
    print(f"{PUBLICATIONS} publications: {talked}; {', '.join(told)}")  # noqa: T201


def _begin(service: Service, portfolio: Path) -> None:
    service.start()
    service.until_ready()
    portfolio.write_text(as_csv(list(islice(alike(), PEOPLE))), encoding="utf-8")
    report = service.document("import", str(portfolio), "--creditor", "cassems")
    assert (report["people"], report["rejected"]) == (PEOPLE, [])


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False, timeout=NLU_STARTS_WITHIN_S).is_success
    except httpx.TransportError:
        return False
