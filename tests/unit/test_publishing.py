"""F2: a checkout is made live once for each change of it; what staff published or rolled back stays."""

from pathlib import Path

import pytest

from bot.adapters.release_shelf import ReleaseShelf
from bot.adapters.release_store import MODEL_FILE, LivePointer, ReleaseFolder
from bot.application.publications import How, Signed
from bot.application.releases import ENGINE_VERSION, MANIFEST_FILE
from bot.publishing import Unchanged, follow_checkout, state_of
from tests.fake_publications import AT, FakePublications
from tests.fakes import FakeClock


class Home:
    """Releases, the history of what was live, and the checkout's that was made live last."""

    def __init__(self, root: Path) -> None:
        self.folder, self.publications = ReleaseFolder.under(root), FakePublications()
        self.followed = LivePointer(root / "followed")

    def keep(self, release_id: str, engine: int = ENGINE_VERSION) -> None:
        manifest = f'{{"id": "{release_id}", "engine": {engine}}}'
        with self.folder.writing(release_id, {MANIFEST_FILE: manifest}) as folder:
            (folder / MODEL_FILE).touch()

    async def start(self, checkout: str) -> str | None:
        shelf = ReleaseShelf(self.folder)
        await follow_checkout(checkout, shelf, self.publications, self.followed, FakeClock())
        in_force = await self.publications.in_force()
        return in_force and in_force.release

    async def publish(self, release_id: str) -> None:
        await self.publications.add(release_id, How.PUBLISHED, Signed("ana@exemplo.invalid"), AT)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    for release_id in ("checkout1", "checkout2", "editors"):
        home.keep(release_id)
    return home


async def test_the_first_start_makes_the_checkout_live(home: Home) -> None:
    assert await home.start("checkout1") == "checkout1"
    assert [one.how for one in home.publications.kept] == [How.CHECKOUT]


async def test_a_changed_checkout_is_made_live(home: Home) -> None:
    await home.start("checkout1")

    assert await home.start("checkout2") == "checkout2"


async def test_an_unchanged_checkout_is_made_live_once(home: Home) -> None:
    await home.start("checkout1")
    await home.start("checkout1")

    assert len(home.publications.kept) == 1


async def test_a_start_leaves_what_was_published_since(home: Home) -> None:
    await home.start("checkout1")
    await home.publish("editors")

    assert [await home.start("checkout1"), await home.start("checkout1")] == ["editors", "editors"]


async def test_a_start_leaves_what_was_rolled_back_to(home: Home) -> None:
    await home.start("checkout1")
    await home.start("checkout2")
    await home.publish("checkout1")

    assert await home.start("checkout2") == "checkout1"


async def test_a_checkout_changed_after_a_publication_is_made_live(home: Home) -> None:
    await home.start("checkout1")
    await home.publish("editors")

    assert await home.start("checkout2") == "checkout2"


async def test_another_machine_of_the_same_checkout_leaves_what_was_published(home: Home, tmp_path: Path) -> None:
    """A home of its own, one database."""
    await home.start("checkout1")
    await home.publish("editors")
    home.followed = LivePointer(tmp_path / "another" / "followed")

    assert await home.start("checkout1") == "editors"


async def test_a_live_release_that_is_gone_gives_way_to_the_checkout(home: Home) -> None:
    await home.start("checkout1")
    await home.publish("lost")

    assert await home.start("checkout1") == "checkout1"


async def test_a_live_release_of_an_older_engine_gives_way_to_the_checkout(home: Home) -> None:
    home.keep("old", engine=ENGINE_VERSION - 1)
    await home.start("checkout1")
    await home.publish("old")

    assert await home.start("checkout1") == "checkout1"


def a_checkout(root: Path) -> Path:
    for name in ("flows/content/a.yml", "bot/b.py", "nlu/data/c.yml", "nlu/train.py", "nlu/config.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    "changed", ["flows/content/a.yml", "bot/b.py", "nlu/data/c.yml", "nlu/train.py", "nlu/config.yml"]
)
def test_whatever_a_release_is_made_of_or_by_is_another_state(changed: str, tmp_path: Path) -> None:
    checkout = a_checkout(tmp_path)
    before = state_of(checkout)
    assert state_of(checkout) == before

    (checkout / changed).write_text("2", encoding="utf-8")

    assert state_of(checkout) != before


def test_a_release_is_remembered_for_its_own_state_only(tmp_path: Path) -> None:
    unchanged = Unchanged(tmp_path / "built")
    assert unchanged.release_of("a") is None

    unchanged.keep("a", "release1")

    assert (unchanged.release_of("a"), unchanged.release_of("b")) == ("release1", None)
