"""F2: releases and what was live when, on both databases; the history also on the fake one."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.editor.releases import SqlReleases
from bot.adapters.db.engine import Database
from bot.adapters.db.storage import SqlStorage
from bot.application.publications import How, InForce, Publications, Signed
from bot.application.releases import ENGINE_VERSION, MANIFEST_FILE, PackedRelease
from tests.fake_publications import FakePublications
from tests.fake_storage import FakeStorage

AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
ANA = Signed("ana@exemplo.invalid", "entrada menor", "bia@exemplo.invalid", "caio@exemplo.invalid")


def packed(release_id: str, model_id: str = "m1", engine: int = ENGINE_VERSION) -> PackedRelease:
    manifest = json.dumps({"id": release_id, "model": model_id, "engine": engine})
    return PackedRelease({MANIFEST_FILE: manifest, "content/a.yml": "olá: á\n"}, model_id.encode() * 1000)


@pytest.fixture
async def publications(storage: SqlStorage | FakeStorage) -> Publications:
    if isinstance(storage, FakeStorage):
        return FakePublications()
    for release in ("old", "new"):
        await SqlReleases(storage.database).keep(release, packed(release), AT)
    return SqlPublications(storage.database)


async def test_a_release_comes_back_as_it_was_kept(database: Database) -> None:
    releases = SqlReleases(database)
    await releases.keep("aaa", packed("aaa"), AT)

    assert await releases.find("aaa") == packed("aaa")
    assert await releases.find("bbb") is None


async def test_a_release_kept_twice_stays_as_it_was_first(database: Database) -> None:
    releases = SqlReleases(database)
    await releases.keep("aaa", packed("aaa"), AT)

    await releases.keep("aaa", packed("aaa", "m2"), AT + timedelta(hours=1))

    assert await releases.find("aaa") == packed("aaa")


async def test_releases_of_the_same_sentences_share_one_model(database: Database) -> None:
    releases = SqlReleases(database)
    await releases.keep("aaa", packed("aaa"), AT)
    await releases.keep("bbb", packed("bbb"), AT + timedelta(hours=1))

    assert [(one.id, one.model_id, one.made_at) for one in await releases.kept()] == [
        ("bbb", "m1", AT + timedelta(hours=1)),
        ("aaa", "m1", AT),
    ]


async def test_a_release_of_another_engine_does_not_fit(database: Database) -> None:
    releases = SqlReleases(database)
    await releases.keep("aaa", packed("aaa"), AT)
    await releases.keep("old", packed("old", engine=ENGINE_VERSION - 1), AT)

    fitting = {one.id: one.fits for one in await releases.kept()}
    found = await releases.one_kept("old")

    assert fitting == {"aaa": True, "old": False}
    assert found is not None
    assert not found.fits
    assert await releases.one_kept("none") is None


async def test_nothing_is_live_before_the_first_publication(publications: Publications) -> None:
    assert await publications.in_force() is None
    assert await publications.last() is None
    assert list(await publications.history(10)) == []


async def test_the_last_publication_says_what_is_live(publications: Publications) -> None:
    await publications.add("old", How.CHECKOUT, Signed("concilia"), AT)
    added = await publications.add("new", How.PUBLISHED, ANA, AT + timedelta(minutes=1))

    assert await publications.in_force() == InForce("new")
    assert await publications.last() == added
    assert (added.by, added.note, added.reviewed_by, added.signed_by) == (
        "ana@exemplo.invalid",
        "entrada menor",
        "bia@exemplo.invalid",
        "caio@exemplo.invalid",
    )
    assert added.at == AT + timedelta(minutes=1)


async def test_the_history_is_told_newest_first_and_no_longer_than_asked(publications: Publications) -> None:
    for release in ("old", "new", "old"):
        await publications.add(release, How.PUBLISHED, ANA, AT)

    assert [one.release for one in await publications.history(2)] == ["old", "new"]


async def test_the_newest_of_a_kind_is_found_among_others(publications: Publications) -> None:
    followed = await publications.add("old", How.CHECKOUT, Signed("concilia"), AT)
    await publications.add("new", How.PUBLISHED, ANA, AT)

    assert await publications.last(How.CHECKOUT) == followed
    assert await publications.last(How.ROLLED_BACK) is None
    assert await publications.was_live("old")
    assert not await publications.was_live("other")


async def test_a_stop_lasts_until_it_is_resumed_whatever_is_published_meanwhile(publications: Publications) -> None:
    await publications.add("old", How.PUBLISHED, ANA, AT)
    stopped = []
    for release, how in (("old", How.STOPPED), ("new", How.PUBLISHED), ("new", How.RESUMED)):
        await publications.add(release, how, ANA, AT)
        stopped.append(await publications.in_force())

    assert stopped == [InForce("old", True), InForce("new", True), InForce("new", False)]
