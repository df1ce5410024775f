"""Drafts in both databases: nothing is overwritten unseen, and what one did one may take back (F1, F2)."""

import asyncio

import pytest

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.application.editor.drafts.drafts import Draft, DraftMissing, Edit, StaleDraft
from tests.fakes import FakeClock

pytestmark = pytest.mark.each_database

ANA, BIA = "ana@exemplo.invalid", "bia@exemplo.invalid"
OFFER, TITLES = "common/flows/offer.yml", "cassems/titles.csv"
FILES = {OFFER: "flow: offer\n", TITLES: "01;Mensalidade\n"}


@pytest.fixture
async def draft(drafts: SqlDrafts) -> Draft:
    return await drafts.begin("Descontos de dezembro", "abc123", FILES, ANA)


def changed(draft: Draft, by: str, before: str | None, after: str | None, path: str = OFFER) -> Edit:
    return Edit(draft.id, by, f"Texto de {by}", {path: before}, {path: after})


async def test_a_draft_begins_with_the_files_of_its_release(drafts: SqlDrafts, draft: Draft) -> None:
    found = await drafts.files(draft.id)

    assert (draft.name, draft.base, draft.author, draft.version) == ("Descontos de dezembro", "abc123", ANA, 0)
    assert (found.version, dict(found.files), dict(found.versions)) == (0, FILES, {OFFER: 0, TITLES: 0})
    assert await drafts.open_drafts() == [draft]
    assert await drafts.draft(draft.id) == draft
    assert await drafts.draft(draft.id + 1) is None


async def test_an_edit_is_kept_and_told_in_the_log(drafts: SqlDrafts, draft: Draft, clock: FakeClock) -> None:
    after = await drafts.write(changed(draft, BIA, FILES[OFFER], "flow: offer\nabout: x\n"))

    assert isinstance(after, Draft)
    assert after.version == 1
    found = await drafts.files(draft.id)
    assert (found.files[OFFER], found.versions) == ("flow: offer\nabout: x\n", {OFFER: 1, TITLES: 0})
    [line] = await drafts.log(draft.id)
    assert (line.by, line.what, line.at, line.paths) == (BIA, f"Texto de {BIA}", clock.now(), (OFFER,))


async def test_an_edit_of_what_somebody_changed_meanwhile_is_refused_and_changes_nothing(
    drafts: SqlDrafts, draft: Draft, clock: FakeClock
) -> None:
    await drafts.write(changed(draft, ANA, FILES[OFFER], "da Ana"))
    at = clock.now()
    clock.advance(minutes=5)

    both = Edit(draft.id, BIA, "os dois", {OFFER: FILES[OFFER], TITLES: FILES[TITLES]}, {OFFER: "da Bia", TITLES: "b"})
    refused = await drafts.write(both)

    assert refused == StaleDraft((OFFER,), ANA, at)
    found = await drafts.files(draft.id)
    assert (found.version, found.files[OFFER], found.files[TITLES]) == (1, "da Ana", FILES[TITLES])
    assert len(await drafts.log(draft.id)) == 1


async def test_of_two_edits_at_once_of_the_same_file_one_is_refused(drafts: SqlDrafts, draft: Draft) -> None:
    edits = [changed(draft, f"p{n}@exemplo.invalid", FILES[OFFER], f"de {n}") for n in range(6)]

    answers = await asyncio.gather(*(drafts.write(edit) for edit in edits))

    kept = [one for one in answers if isinstance(one, Draft)]
    assert (len(kept), kept[0].version) == (1, 1)
    assert len(await drafts.log(draft.id)) == 1


async def test_files_may_come_and_go(drafts: SqlDrafts, draft: Draft) -> None:
    new = "common/flows/new.yml"
    await drafts.write(changed(draft, ANA, None, "flow: new\n", new))
    await drafts.write(changed(draft, ANA, FILES[TITLES], None, TITLES))

    assert set((await drafts.files(draft.id)).files) == {OFFER, new}
    again = await drafts.write(changed(draft, BIA, None, "outra", new))
    assert isinstance(again, StaleDraft)
    assert isinstance(await drafts.write(changed(draft, BIA, None, "de volta", TITLES)), Draft)


async def test_undo_takes_back_ones_own_last_edit_and_redo_puts_it_back(drafts: SqlDrafts, draft: Draft) -> None:
    await drafts.write(changed(draft, ANA, FILES[OFFER], "um"))
    await drafts.write(changed(draft, ANA, "um", "dois"))
    await drafts.write(changed(draft, BIA, FILES[TITLES], "da Bia", TITLES))

    for expected in ("um", FILES[OFFER]):
        assert isinstance(await drafts.undo(draft.id, ANA), Draft)
        assert (await drafts.files(draft.id)).files[OFFER] == expected
    assert await drafts.undo(draft.id, ANA) is None
    for expected in ("um", "dois"):
        assert isinstance(await drafts.redo(draft.id, ANA), Draft)
        assert (await drafts.files(draft.id)).files[OFFER] == expected
    assert await drafts.redo(draft.id, ANA) is None
    found = await drafts.files(draft.id)
    assert (found.version, found.files[TITLES]) == (7, "da Bia")


async def test_undo_is_refused_when_another_changed_the_file_since(drafts: SqlDrafts, draft: Draft) -> None:
    await drafts.write(changed(draft, ANA, FILES[OFFER], "da Ana"))
    await drafts.write(changed(draft, BIA, "da Ana", "da Bia"))

    refused = await drafts.undo(draft.id, ANA)

    assert isinstance(refused, StaleDraft)
    assert (refused.paths, refused.by) == ((OFFER,), BIA)
    assert (await drafts.files(draft.id)).files[OFFER] == "da Bia"
    assert all(not line.undone_by for line in await drafts.log(draft.id))


async def test_after_a_new_edit_what_was_taken_back_stays_so(drafts: SqlDrafts, draft: Draft) -> None:
    await drafts.write(changed(draft, ANA, FILES[OFFER], "um"))
    await drafts.undo(draft.id, ANA)
    await drafts.write(changed(draft, ANA, FILES[TITLES], "outro", TITLES))

    assert await drafts.redo(draft.id, ANA) is None
    assert (await drafts.files(draft.id)).files[OFFER] == FILES[OFFER]


async def test_any_edit_of_the_log_may_be_taken_back_while_its_file_stands(drafts: SqlDrafts, draft: Draft) -> None:
    await drafts.write(changed(draft, ANA, FILES[OFFER], "da Ana"))
    await drafts.write(changed(draft, ANA, FILES[TITLES], "títulos", TITLES))
    _, first = await drafts.log(draft.id)

    assert isinstance(await drafts.undo(draft.id, BIA, first.id), Draft)
    assert (await drafts.files(draft.id)).files == {OFFER: FILES[OFFER], TITLES: "títulos"}
    _, told = await drafts.log(draft.id)
    assert (told.by, told.undone_by) == (ANA, BIA)
    assert await drafts.undo(draft.id, BIA, first.id) is None


async def test_a_closed_draft_takes_no_edit_until_it_is_opened_again(drafts: SqlDrafts, draft: Draft) -> None:
    await drafts.close(draft.id, ANA)

    assert await drafts.open_drafts() == []
    closed = await drafts.draft(draft.id)
    assert closed is not None
    assert closed.closed is not None
    with pytest.raises(DraftMissing):
        await drafts.write(changed(draft, ANA, FILES[OFFER], "um"))
    with pytest.raises(DraftMissing):
        await drafts.close(draft.id, ANA)

    await drafts.reopen(draft.id, ANA)
    assert isinstance(await drafts.write(changed(draft, ANA, FILES[OFFER], "um")), Draft)


async def test_who_is_at_a_draft_is_known_for_a_minute(drafts: SqlDrafts, draft: Draft, clock: FakeClock) -> None:
    await drafts.note_present(draft.id, ANA)
    clock.advance(seconds=30)
    await drafts.note_present(draft.id, BIA, "common/flows/offer.yml#full")

    here = (await drafts.present([draft.id]))[draft.id]
    assert [(one.who, one.place) for one in here] == [(ANA, ""), (BIA, "common/flows/offer.yml#full")]

    clock.advance(seconds=31)
    assert [one.who for one in (await drafts.present([draft.id]))[draft.id]] == [BIA]
    with pytest.raises(DraftMissing):
        await drafts.note_present(draft.id + 1, ANA)
