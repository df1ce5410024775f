"""F2, F4: a draft of other sentences is tried, trained, measured, agreed on and published, all for real.

It teaches a sentence and forgets most of the others, which trains in seconds and is measured as worse. It is the same
in every run: what is trained of it is kept by content, so that only the first run pays. `make soak` measures it too.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.adapters.release_store import ReleaseFolder
from bot.application.editor.drafts.drafts import Draft, files_of
from bot.application.editor.publishing.publishing import DESPITE, Asking, PublishingTools, ask, go_live, review
from bot.application.editor.publishing.reviews import Lacking, Request, Work
from bot.application.editor.trying.ports import WorkState
from bot.application.editor.trying.trying import NeedsTraining, Trial, TrialTools, start_training, training, trial_of
from bot.application.learning import measuring
from bot.application.learning.measuring import MeasureTools, State
from bot.application.publications import How, Signed
from bot.application.publish import Published
from bot.application.releases import sources_of
from bot.assembly import Assembly, assemble
from bot.config import Settings, load_settings
from bot.parts.editing import bind_editor
from bot.parts.learning import bind_learning
from bot.parts.releasing import bind_releases
from bot.parts.trying import StoredTrials, bind_trying
from bot.publishing import opened_publishing
from tests.conftest import TEST_KEY

ANA, BIA = "ana@exemplo.invalid", "bia@exemplo.invalid"
ANSWERS, TAUGHT, MEANING = "nlu/answers.yml", "tamo junto nessa ai", "affirm"
INTENT, EXAMPLE, KEPT = "- intent: ", "    - ", 6  # sentences of each intent
MEASURES = os.environ.get("SOAK_TALKS") == "all"  # noqa: TID251
TRAINED_WITHIN_S = 1800.0  # a minute when the machine is quiet; much more when it is not


@pytest.fixture
def settings(
    sqlite_url: str,
    redis_url: str,
    tmp_path: Path,
    release_folder: ReleaseFolder,
    nlu_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """Those of the processes started here are the environment's, as in a service."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "releases").symlink_to(release_folder.releases)
    told = {
        "CONCILIA_HOME": str(home),
        "CONCILIA_KEYS": TEST_KEY,
        "CONCILIA_DATABASE_URL": sqlite_url,
        "CONCILIA_REDIS_URL": redis_url,
        "CONCILIA_NLU_URL": nlu_url,
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return load_settings(env_file=None)


@pytest.fixture
async def assembly(settings: Settings, release_id: str) -> AsyncIterator[Assembly]:
    async with opened_publishing(settings) as tools:
        await tools.shelf.keep(release_id, tools.clock.now())
        await tools.publications.add(release_id, How.CHECKOUT, Signed("concilia"), datetime.now(UTC))
    async with assemble(settings) as assembly:
        yield assembly


@pytest.fixture
def app(assembly: Assembly) -> FastAPI:
    """What the pages work with, bound as the service does."""
    app = FastAPI()
    for bind in (bind_editor, bind_learning, bind_releases, bind_trying):
        bind(app, assembly)
    return app


@pytest.fixture
async def draft(app: FastAPI, release_id: str, assembly: Assembly) -> Draft:
    files = files_of(sources_of(await assembly.releases.files(release_id)))
    before, example, after = files[ANSWERS].partition(EXAMPLE)
    assert f"{INTENT}{MEANING}\n" in before
    taught = {**files, ANSWERS: f"{before}{EXAMPLE}{TAUGHT}\n{example}{after}"}
    changed = {path: thinned(text) if path.startswith("nlu/") else text for path, text in taught.items()}
    begun: Draft = await app.state.editor.drafts.begin("Frases novas", release_id, changed, ANA)
    return begun


def thinned(text: str) -> str:
    """Only the first sentences of each intent."""
    kept, of_intent = [], 0
    for line in text.splitlines(keepends=True):
        of_intent = 0 if line.startswith(INTENT) else of_intent + line.startswith(EXAMPLE)
        if of_intent <= KEPT or not line.startswith(EXAMPLE):
            kept.append(line)
    return "".join(kept)


async def ended(under_way: Iterable[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(TRAINED_WITHIN_S):
        await asyncio.gather(*under_way)


async def prepared(draft: Draft, tools: PublishingTools) -> Request:
    asked = await ask(Asking(draft.id, ANA, "Aprender o que escreveram"), tools)
    assert isinstance(asked, Request)
    await ended(tools.prepare.under_way)
    found = await tools.reviews.request(asked.id)
    assert found is not None
    return found


@pytest.mark.skipif(not MEASURES, reason="two trainings and all golden conversations: make soak")
async def test_what_is_trained_is_measured_as_worse_and_live_only_when_wanted_all_the_same(
    app: FastAPI, draft: Draft, assembly: Assembly, release_id: str
) -> None:
    tools: PublishingTools = app.state.releases.tools

    request = await prepared(draft, tools)

    outcome = request.outcome
    assert (request.work, request.told, outcome.problems) == (Work.READY, "", ())
    assert (outcome.is_trained, outcome.is_measured, outcome.is_worse) == (True, True, True)
    assert outcome.talks is not None
    assert outcome.talks.played > 5
    await assert_measured(draft, app.state.learning.measuring, release_id)

    assert await review(request.id, BIA, tools) is None
    assert await go_live(request.id, BIA, tools) is Lacking.TICK
    done = await go_live(request.id, BIA, tools, despite=True)
    assert isinstance(done, Published)
    assert done.publication.note == f"Aprender o que escreveram ({DESPITE})"
    in_force = await tools.publish.publications.in_force()
    assert in_force is not None
    assert (in_force.release, in_force.release != release_id) == (outcome.release, True)
    [[first, *_]] = await assembly.dialogue.alternatives(in_force.release, [TAUGHT])
    assert first == MEANING


async def assert_measured(draft: Draft, tools: MeasureTools, release_id: str) -> None:
    """Of this draft beside the live release; asked again from the other page, what is known is shown."""
    found = await tools.measurements.last(draft.id)
    assert found is not None
    assert (found.state, found.draft_version, found.by) == (State.DONE, draft.version, ANA)
    assert found.measured is not None
    assert found.measured.release == release_id
    assert found.measured.sentences > 1000
    assert found.measured.f1_before > 0.9 > found.measured.f1_after


async def test_a_draft_that_teaches_a_sentence_is_trained_to_be_tried(
    app: FastAPI, draft: Draft, assembly: Assembly
) -> None:
    """By the process that the page starts, whether or not a model of these sentences is kept already."""
    tools: TrialTools = app.state.trying.tools
    first = await trial_of(draft.id, tools)
    if isinstance(first, NeedsTraining):
        await start_training(draft.id, ANA, tools)
        await ended(tools.under_way)
        work = await training(first.model, tools)
        assert work is not None
        assert work.state is WorkState.DONE
    [compiled] = tools.compiled.values()
    assert isinstance(tools.store, StoredTrials)

    await tools.store.train(draft.id, compiled.build, unheard)

    assert await trial_of(draft.id, tools) == Trial(compiled.build.id, draft.version)
    [[meaning, *_]] = await assembly.dialogue.alternatives(compiled.build.id, [TAUGHT])
    assert meaning == MEANING


async def test_a_measurement_that_breaks_says_so_and_may_be_asked_again(
    app: FastAPI, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process finds no database: the page says that it did not end."""
    monkeypatch.setenv("CONCILIA_DATABASE_URL", "sqlite+aiosqlite:////nowhere/at/all.db")
    tools: MeasureTools = app.state.learning.measuring

    await measuring.start(draft.id, ANA, tools)
    await ended(tools.under_way)

    found = await tools.measurements.last(draft.id)
    assert found is not None
    assert (found.state, found.measured) == (State.FAILED, None)


async def unheard(_: str) -> None:
    """Nobody listens."""
