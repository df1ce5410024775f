"""Releases trained for real, once a session, and a server in front of them."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from concilia_nlu.releases import Releases
from concilia_nlu.training import train
from serving.server import make_app

NLU = Path(__file__).parent.parent
PROJECT = NLU / "tests" / "fixtures" / "project"
Ask = Callable[..., Any]


def copy_project(folder: Path) -> Path:
    shutil.copytree(PROJECT, folder)
    shutil.copy(NLU / "config.yml", folder / "config.yml")
    return folder


def change_flows(project: Path, profile: str, step: str, content: dict[str, Any]) -> None:
    path = project / "flows.json"
    flows = json.loads(path.read_text(encoding="utf-8"))
    flows["profiles"][profile]["steps"][step] = content
    path.write_text(json.dumps(flows), encoding="utf-8")


@pytest.fixture(scope="session")
def releases_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: `first`, and `second`, which opens with a question instead of an act."""
    folder = tmp_path_factory.mktemp("releases")
    for name in ("first", "second"):
        project = copy_project(folder / name)
        if name == "second":
            change_flows(project, "alfa", "opening.open", {"say": "utter_alfa__opening__ask_cpf", "wait": {}})
        train(project, project / "model.tar.gz")
    return folder


@pytest.fixture(scope="session")
def releases(releases_folder: Path) -> Releases:
    return Releases(releases_folder)


@pytest_asyncio.fixture
async def client(releases: Releases) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(make_app(releases))) as client:
        yield client


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """POST a body to a door; the answer, when it is 200."""

    async def post(door: str, **body: Any) -> Any:
        response = await client.post(door, json={"release": "first", **body})
        assert response.status == 200, await response.text()
        return await response.json()

    return post
