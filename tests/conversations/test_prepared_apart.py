"""F2, F3: a draft is checked, built and talked with by a process of its own, and is live at once when asked.

By a part of the golden conversations; `make soak` holds all of them.
"""

import os
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.release_store import ReleaseFolder
from bot.application.editor.drafts.drafts import files_of
from bot.application.editor.publishing.preparing import PreparingFailed
from bot.application.editor.publishing.reviews import Outcome, Stage, Wish, digest_of
from bot.application.publications import How, Signed
from bot.application.publish import Order, PublishTools, publish
from bot.application.releases import sources_of
from bot.config import Settings
from bot.parts.releasing import PREPARE, PreparingApart
from bot.publishing import Publishing, opened_publishing
from tests.conftest import TEST_KEY
from tests.integration.release_pages.desk import SomeRun

THANK, ANA = "common/flows/thank.yml", "ana@exemplo.invalid"
SAID = "Eu que agradeço."
PART = (sys.executable, "-m", "tests.browser.preparing_few", "[c-s]*s.yml")
HOLDS_TALKS = PREPARE if os.environ.get("SOAK_TALKS") == "all" else PART  # noqa: TID251


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, release_folder: ReleaseFolder, nlu_url: str) -> Settings:
    """A home whose releases are those the nlu server reads."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "releases").symlink_to(release_folder.releases)
    return Settings(_env_file=None, home=home, keys=SecretStr(TEST_KEY), database_url=sqlite_url, nlu_url=(nlu_url,))


@pytest.fixture
async def opened(settings: Settings, release_id: str) -> AsyncIterator[Publishing]:
    async with opened_publishing(settings) as tools:
        await tools.shelf.keep(release_id, tools.clock.now())
        await tools.publications.add(release_id, How.CHECKOUT, Signed("concilia"), datetime.now(UTC))
        yield tools


async def wish_of(opened: Publishing, release_id: str, *texts: str) -> Wish:
    """A draft in which a text is another one."""
    files = files_of(sources_of(await opened.shelf.files(release_id)))
    assert texts[0] in files[THANK]
    changed = {**files, THANK: files[THANK].replace(*texts)}
    draft = await SqlDrafts(opened.database, opened.clock).begin("Agradecer", release_id, changed, ANA)
    return Wish(draft.id, draft.version, digest_of(changed), release_id, ANA, (ANA,), "Agradecer melhor")


async def test_a_changed_text_is_built_talked_with_and_published_without_training(
    opened: Publishing, settings: Settings, release_id: str
) -> None:
    told: list[Stage] = []

    async def say(stage: Stage, _: str) -> None:
        told.append(stage)

    wish = await wish_of(opened, release_id, SAID, "Eu é que agradeço.")
    found = await PreparingApart(settings, HOLDS_TALKS).prepare(wish, say)

    assert list(dict.fromkeys(told)) == [Stage.CHECKING, Stage.BUILDING, Stage.TALKING]
    assert (found.problems, found.is_trained) == ((), False)
    assert found.talks is not None
    assert (found.talks.failed, found.talks.played > 5, found.talks.steps_seen > 20) == ((), True, True)
    live = PublishTools(opened.shelf, opened.publications, opened.releases, SomeRun(), opened.clock)
    await publish(Order(found.release, Signed(ANA)), live)
    in_force = await opened.publications.in_force()
    assert in_force is not None
    assert in_force.release == found.release
    content = sources_of(await opened.shelf.files(found.release)).content
    assert "Eu é que agradeço." in content[THANK]


async def test_problems_are_found_with_their_places_and_nothing_is_built(
    opened: Publishing, settings: Settings, release_id: str
) -> None:
    wish = await wish_of(opened, release_id, "next: back", "next: nowhere")

    found = await PreparingApart(settings).prepare(wish, unheard)

    assert found.release == ""
    assert ("thank", True) in {(one["flow"], bool(one["message"])) for one in found.problems}


async def test_a_draft_that_moved_on_is_not_prepared(opened: Publishing, settings: Settings, release_id: str) -> None:
    wish = await wish_of(opened, release_id, SAID, "De nada.")

    with pytest.raises(PreparingFailed, match="the draft changed after it was asked"):
        await PreparingApart(settings).prepare(replace(wish, digest="0" * 64), unheard)


async def test_a_process_that_dies_tells_so(opened: Publishing, settings: Settings, release_id: str) -> None:
    wish = await wish_of(opened, release_id, SAID, "De nada.")

    with pytest.raises(PreparingFailed, match="no core"):
        await PreparingApart(settings, ("sh", "-c", "echo no core >&2; exit 3")).prepare(wish, unheard)


async def test_what_it_found_is_taken_from_its_last_word(settings: Settings) -> None:
    wish = Wish(1, 1, "d", "o", ANA, (ANA,), "")
    spoken = Outcome("abc", is_trained=True)
    command = ("sh", "-c", f"cat >/dev/null; printf 'training\\tthe words' >&2; printf '%s' '{spoken.as_json()}'")

    assert await PreparingApart(settings, command).prepare(wish, unheard) == spoken


async def unheard(stage: Stage, told: str) -> None:
    """Nobody listens."""
