"""A release sent by the service: taken from who knows the secret, whole or not at all."""

import io
import zipfile
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from concilia_nlu.releases import Releases
from serving import receiving
from serving.server import make_app

TOKEN = "um segredo de teste"
FILES = ("model.tar.gz", "domain.yml", "flows.json")


def packed(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


@pytest.fixture
def files(releases_folder) -> dict[str, bytes]:
    return {name: (releases_folder / "first" / name).read_bytes() for name in FILES}


@pytest_asyncio.fixture
async def empty(tmp_path) -> AsyncIterator[TestClient]:
    """A server of a machine that shares no folder."""
    async with TestClient(TestServer(make_app(Releases(tmp_path / "releases"), TOKEN))) as client:
        yield client


async def put(client, archive, name="first", token=TOKEN):
    answer = await client.put(f"/releases/{name}", data=archive, headers={"Authorization": f"Bearer {token}"})
    return answer.status


async def test_a_release_sent_answers_as_where_it_was_made(empty, files, client):
    """F2: the same release and the same input give the same reply to the byte, on any machine."""
    asked = {"release": "first", "slots": {"profile": "alfa"}, "messages": [{"text": "oi bom dia"}]}
    assert (await empty.post("/turn", json=asked)).status == 404

    assert await put(empty, packed(files)) == 201

    here, there = await empty.post("/turn", json=asked), await client.post("/turn", json=asked)
    assert here.status == 200
    assert await here.read() == await there.read()


async def test_a_release_sent_twice_stays_as_it_was_first(empty, files, tmp_path):
    assert await put(empty, packed(files)) == 201

    assert await put(empty, packed({**files, "domain.yml": b"intents: []"})) == 201

    assert (tmp_path / "releases" / "first" / "domain.yml").read_bytes() == files["domain.yml"]


@pytest.mark.parametrize("token", ["", "outro"])
async def test_whoever_does_not_know_the_secret_sends_nothing(empty, files, token, tmp_path):
    assert await put(empty, packed(files), token=token) == 403
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("token", ["", "None", TOKEN])
async def test_where_no_secret_is_set_nobody_sends_anything(tmp_path, files, token):
    async with TestClient(TestServer(make_app(Releases(tmp_path / "releases")))) as client:
        assert await put(client, packed(files), token=token) == 403
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda files: {**files, "../outside.yml": b"a"},
        lambda files: {**files, "extra.py": b"a"},
        lambda files: {name: text for name, text in files.items() if name != "domain.yml"},
        lambda files: {**files, "flows.json": b"{}"},
    ],
)
async def test_only_the_files_of_a_release_are_written_and_only_all_of_them(empty, files, change, tmp_path):
    assert await put(empty, packed(change(files))) in (422, 500)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
    assert (await (await empty.get("/health")).json())["releases"] == []


@pytest.mark.parametrize("archive", [b"", b"no archive", b"PK"])
async def test_what_is_no_archive_is_refused(empty, archive):
    assert await put(empty, archive) == 422


@pytest.mark.parametrize("name", ["..%2Fabove", ".hidden", "a b"])
async def test_a_name_that_is_no_release_is_refused(empty, files, name, tmp_path):
    assert await put(empty, packed(files), name=name) in (404, 422)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_what_is_too_large_is_refused(empty, files, monkeypatch):
    monkeypatch.setitem(receiving.LARGEST, "domain.yml", len(files["domain.yml"]) - 1)

    assert await put(empty, packed(files)) == 422


async def test_an_archive_is_read_no_further_than_it_may_be_long(empty, files, monkeypatch):
    monkeypatch.setattr("serving.server.LARGEST_ARCHIVE", 100)

    assert await put(empty, packed(files)) == 413
