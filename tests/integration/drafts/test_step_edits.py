"""Edits of steps in a draft: what another person did to another step stands beside one's own (F1)."""

import asyncio
from pathlib import Path

import pytest

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.application.editor.drafts.drafts import Draft, DraftMissing, StaleDraft
from bot.application.editor.drafts.edits import StepEdit, make_edit, seen_digest
from bot.application.editor.steps.changes import (
    AddStep,
    At,
    MoveStep,
    NameStep,
    RemoveStep,
    RenameStep,
    SetAbout,
    SetBegins,
    SetText,
    SetTransition,
    StepChange,
)
from flows.editing.refused import EditRefused
from flows.strict_yaml import load_yaml
from tests.fakes import FakeClock

ROOT = Path(__file__).resolve().parents[3]
ANA, BIA = "ana@exemplo.invalid", "bia@exemplo.invalid"
PATH = "common/flows/complaint.yml"
COMPLAINT = """\
flow: complaint
about: Reclamação.
steps:
  start: {act: count, with: {what: anger}, outcomes: {first: sorry, "*": sorry}}
  # Pede desculpas
  sorry:
    say: {whatsapp: Sinto muito., sms: Sinto muito.}
    next: back
  back: {return: true}
"""
FILES = {PATH: COMPLAINT, "common/steps.yml": "groups:\n  complaint: Reclamação\nsteps:\n  a.b: AB\n"}
SORRY = At(PATH, "sorry")


@pytest.fixture
async def draft(drafts: SqlDrafts) -> Draft:
    return await drafts.begin("Desculpas", "abc123", FILES, ANA)


def edit(change: StepChange, at: At = SORRY, seen: str | None = None) -> StepEdit:
    return StepEdit(at, change, seen_digest(FILES, at) if seen is None else seen)


async def steps(drafts: SqlDrafts, draft: Draft) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = load_yaml((await drafts.files(draft.id)).files[PATH])["steps"]
    return found


async def test_the_log_says_in_portuguese_what_was_done(drafts: SqlDrafts, draft: Draft) -> None:
    for change, at in [
        (SetText("say", "sms", "Desculpe."), SORRY),
        (NameStep("complaint", "Pedir desculpas"), SORRY),
        (SetTransition("*", "back"), At(PATH, "start")),
        (AddStep("more", {"say": "Algo mais?", "next": "back"}), SORRY),
        (SetAbout("Quem reclama."), At(PATH)),
        (SetBegins("sorry", "verified"), At(PATH)),
        (MoveStep("back"), At(PATH, "more")),
        (RemoveStep(), At(PATH, "more")),
    ]:
        assert isinstance(await make_edit(draft.id, BIA, edit(change, at, ""), drafts), Draft)

    told = [line.what for line in await drafts.log(draft.id)]
    assert told[::-1] == [
        "Texto de «Reclamação: sorry» no SMS",
        "«Reclamação: sorry» passa a se chamar «Pedir desculpas»",
        "«Reclamação: start» leva a «Reclamação: back» com qualquer outra resposta",
        "Nova etapa depois de «Pedir desculpas»: more",
        "Para que serve o fluxo «Reclamação»",
        "Por onde o robô começa conversas no fluxo «Reclamação»",
        "Lugar de «Reclamação: more» no fluxo",
        "Etapa «Reclamação: more» tirada",
    ]


@pytest.mark.each_database
async def test_edits_of_two_steps_of_a_file_do_not_stand_in_each_others_way(drafts: SqlDrafts, draft: Draft) -> None:
    mine = edit(SetText("say", "sms", "Desculpe."))
    theirs = edit(SetTransition("*", "back"), At(PATH, "start"))

    answers = await asyncio.gather(make_edit(draft.id, ANA, mine, drafts), make_edit(draft.id, BIA, theirs, drafts))

    assert all(isinstance(one, Draft) for one in answers)
    found = await steps(drafts, draft)
    assert found["sorry"]["say"] == {"whatsapp": "Sinto muito.", "sms": "Desculpe."}
    assert found["start"]["outcomes"] == {"first": "sorry", "*": "back"}


async def test_an_edit_of_a_step_somebody_changed_is_refused_with_who_and_when(
    drafts: SqlDrafts, draft: Draft, clock: FakeClock
) -> None:
    await make_edit(draft.id, ANA, edit(SetText("say", "sms", "Da Ana.")), drafts)
    at = clock.now()
    clock.advance(minutes=3)

    refused = await make_edit(draft.id, BIA, edit(SetText("say", "sms", "Da Bia.")), drafts)

    assert refused == StaleDraft((PATH,), ANA, at)
    assert (await steps(drafts, draft))["sorry"]["say"] == {"whatsapp": "Sinto muito.", "sms": "Da Ana."}
    now = (await drafts.files(draft.id)).files
    again = await make_edit(draft.id, BIA, edit(SetText("say", "sms", "Da Bia."), seen=seen_digest(now, SORRY)), drafts)
    assert isinstance(again, Draft)


async def test_what_somebody_took_back_is_told_as_their_change(
    drafts: SqlDrafts, draft: Draft, clock: FakeClock
) -> None:
    await make_edit(draft.id, ANA, edit(SetText("say", "sms", "Da Ana.")), drafts)
    seen = seen_digest((await drafts.files(draft.id)).files, SORRY)
    clock.advance(minutes=3)
    await drafts.undo(draft.id, ANA)

    refused = await make_edit(draft.id, BIA, edit(SetText("say", "sms", "Da Bia."), seen=seen), drafts)

    assert refused == StaleDraft((PATH,), ANA, clock.now())


async def test_an_edit_that_changes_nothing_leaves_no_line_in_the_log(drafts: SqlDrafts, draft: Draft) -> None:
    answer = await make_edit(draft.id, ANA, edit(SetText("say", "sms", "Sinto muito.")), drafts)

    assert answer == draft
    assert await drafts.log(draft.id) == []


async def test_a_renamed_step_and_its_followers_are_one_edit(drafts: SqlDrafts, draft: Draft) -> None:
    await make_edit(draft.id, ANA, edit(RenameStep("apology")), drafts)

    assert (await steps(drafts, draft))["start"]["outcomes"] == {"first": "apology", "*": "apology"}
    assert "  # Pede desculpas\n  apology:" in (await drafts.files(draft.id)).files[PATH]
    await drafts.undo(draft.id, ANA)
    assert (await drafts.files(draft.id)).files == FILES


async def test_what_may_not_be_done_is_refused_and_changes_nothing(drafts: SqlDrafts, draft: Draft) -> None:
    for change, at in [(RemoveStep(), SORRY), (SetAbout("x"), At("common/flows/gone.yml"))]:
        with pytest.raises(EditRefused):
            await make_edit(draft.id, ANA, edit(change, at, ""), drafts)
    assert await drafts.log(draft.id) == []
    await drafts.close(draft.id, ANA)
    with pytest.raises(DraftMissing):
        await make_edit(draft.id, ANA, edit(SetText("say", "sms", "x")), drafts)
