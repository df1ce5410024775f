"""The way to the nlu server."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.adapters.nlu_client import DialogueRefused, DialogueUnavailable, NluClient
from bot.adapters.nlu_push import ReleasePush
from bot.application.ports import Utterance
from bot.application.releases import PackedRelease, ReleaseMissing
from tests.twilio_server.http import Answer, Handler, HangUp, HttpServer, Request

RELEASE = "0123456789ab"


async def _holds_the_release(_request: Request) -> Answer:
    return Answer(200, json.dumps({"loaded": [RELEASE], "releases": [RELEASE]}))


async def test_the_nlu_is_ours_and_never_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server = HttpServer(_holds_the_release)
    await server.start()
    client = NluClient([server.url])

    assert await client.is_ready(RELEASE)

    await client.close()
    await server.close()


@dataclass
class Elsewhere:
    """An nlu server on another machine: it knows the releases it was sent."""

    token: str = "segredo"
    sent: dict[str, set[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: Request) -> Answer:
        if request.method == "PUT":
            return self._keep(request)
        if request.method == "GET":
            return Answer(200, json.dumps({"loaded": list(self.sent), "releases": list(self.sent)}))
        release = json.loads(request.body)["release"]
        self.asked.append(release)
        if release not in self.sent:
            return Answer(404, json.dumps({"error": f"no release {release!r}"}))
        return Answer(200, json.dumps({"results": [{"intent": "greet", "confidence": 1.0, "conditional": False}]}))

    def _keep(self, request: Request) -> Answer:
        if request.headers["authorization"] != f"Bearer {self.token}":
            return Answer(403, "{}")
        with zipfile.ZipFile(io.BytesIO(request.body)) as archive:
            self.sent[request.path.rpartition("/")[2]] = set(archive.namelist())
        return Answer(201, "{}")


async def packed(release: str) -> PackedRelease:
    if release != RELEASE:
        raise ReleaseMissing(release)
    return PackedRelease({"domain.yml": "a", "flows.json": "{}", "content/x/policy.yml": "b"}, b"model")


async def meant(client: NluClient, release: str = RELEASE) -> list[str]:
    return [meaning.intent for meaning in await client.mean(release, [[Utterance("oi")]])]


async def test_a_server_without_the_release_is_sent_what_it_reads_and_asked_again() -> None:
    """F2: every machine can load a release, whatever folder it has."""
    there = Elsewhere()
    server = HttpServer(there.answer)
    await server.start()
    client = NluClient([server.url], push=ReleasePush("segredo", packed))

    assert [await meant(client), await meant(client)] == [["greet"], ["greet"]]

    assert there.sent == {RELEASE: {"domain.yml", "flows.json", "model.tar.gz"}}
    await client.close()
    await server.close()


@pytest.mark.parametrize(
    ("push", "release"),
    [
        (None, RELEASE),
        (ReleasePush("outro segredo", packed), RELEASE),
        (ReleasePush("segredo", packed), "fedcba987654"),
    ],
)
async def test_a_release_that_cannot_be_sent_is_refused_as_before(push: ReleasePush | None, release: str) -> None:
    there = Elsewhere()
    server = HttpServer(there.answer)
    await server.start()
    client = NluClient([server.url], push=push)

    with pytest.raises(DialogueRefused) as refused:
        await meant(client, release)

    assert refused.value.status == 404
    assert there.sent == {}
    await client.close()
    await server.close()


async def test_looking_whether_it_is_ready_sends_the_release_ahead_of_any_debtor() -> None:
    there = Elsewhere()
    server = HttpServer(there.answer)
    await server.start()
    client = NluClient([server.url], push=ReleasePush("segredo", packed))

    assert not await client.is_ready(RELEASE)
    await client.warmed()

    assert await client.is_ready(RELEASE)
    await client.close()
    await server.close()


@asynccontextmanager
async def served(handle: Handler) -> AsyncIterator[str]:
    server = HttpServer(handle)
    await server.start()
    yield server.url
    await server.close()


@dataclass
class Naming:
    """Says its own name to whatever is asked."""

    name: str

    async def answer(self, _request: Request) -> Answer:
        return Answer(200, json.dumps({"results": [{"intent": self.name, "confidence": 1.0, "conditional": False}]}))


async def _hangs_up(_request: Request) -> Answer:
    raise HangUp


async def _never_answers(_request: Request) -> Answer:
    await asyncio.Event().wait()
    raise HangUp


async def _is_a_proxy(_request: Request) -> Answer:
    return Answer(502, "<html><h1>502 Bad Gateway</h1></html>", "text/html")


async def _is_something_else(_request: Request) -> Answer:
    return Answer(200, "[]")


async def test_servers_take_turns() -> None:
    async with served(Naming("one").answer) as one, served(Naming("two").answer) as two:
        client = NluClient([one, two])

        assert [*await meant(client), *await meant(client), *await meant(client)] == ["one", "two", "one"]

        await client.close()


@pytest.mark.parametrize("broken", [_hangs_up, _never_answers, _is_a_proxy, _is_something_else])
async def test_a_server_that_does_not_answer_is_passed_over(broken: Handler) -> None:
    async with served(broken) as one, served(Naming("two").answer) as two:
        client = NluClient([one, two], timeout_s=0.2)

        assert await meant(client) == ["two"]

        await client.close()


@pytest.mark.parametrize("broken", [_hangs_up, _never_answers, _is_a_proxy, _is_something_else])
async def test_such_a_server_is_not_ready(broken: Handler) -> None:
    async with served(broken) as one:
        client = NluClient([one], timeout_s=0.2)

        assert not await client.is_ready(RELEASE)

        await client.close()


async def test_where_no_server_answers_the_turn_waits() -> None:
    async with served(_hangs_up) as one:
        client = NluClient([one])

        with pytest.raises(DialogueUnavailable, match="ServerDisconnectedError"):
            await meant(client)

        await client.close()


async def test_what_cannot_be_answered_is_not_asked_of_another() -> None:
    async def refuse(_request: Request) -> Answer:
        return Answer(422, json.dumps({"error": "no way on"}))

    async with served(refuse) as one, served(Naming("two").answer) as two:
        client = NluClient([one, two])

        with pytest.raises(DialogueRefused, match=r"\(422\): no way on"):
            await meant(client)

        await client.close()


async def test_a_server_may_listen_at_a_socket(tmp_path: Path) -> None:
    place = tmp_path / "nlu.sock"
    at_socket = HttpServer(Naming("socket").answer)
    listening = await asyncio.start_unix_server(at_socket._accept, place)
    client = NluClient([f"unix:{place}"])

    assert await meant(client) == ["socket"]

    await client.close()
    listening.close()
