"""A draft becomes a release that is tried and not published; what cannot be read is refused (F2, issue 5)."""

from datetime import timedelta

import pytest

from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.engine import Database
from bot.application.editor.drafts.drafts import Draft, Edit, files_of
from bot.application.editor.trying.ports import QUIET_FOR, TrialPhone, WorkState
from bot.application.editor.trying.trying import (
    NeedsTraining,
    PhoneRefused,
    Trial,
    TrialRefused,
    TrialTools,
    move_phones,
    put_phone,
    start_training,
    training,
    trial_of,
)
from tests.checkout import checkout_build
from tests.fakes import FakeClock
from tests.integration.trying.desk import Kept, trial_tools

BOSS, PHONE = "helena.prado@exemplo.invalid", "+5567990000001"
OPENING, GREETS = "common/flows/opening.yml", "nlu/greet.yml"


@pytest.fixture
def kept() -> Kept:
    return Kept.of_checkout()


@pytest.fixture
def tools(database: Database, clock: FakeClock, kept: Kept) -> TrialTools:
    return trial_tools(database, clock, kept)


async def begun(tools: TrialTools, old: str = "", new: str = "", path: str = OPENING) -> Draft:
    files = files_of((await tools.bases.live()).sources)
    draft = await tools.drafts.begin("Outra saudação", checkout_build().id, files, BOSS)
    if old:
        assert old in files[path]
        edit = Edit(draft.id, BOSS, "Muda", {path: files[path]}, {path: files[path].replace(old, new)})
        await tools.drafts.write(edit)
    return draft


async def sentences_changed(tools: TrialTools) -> Draft:
    files = files_of((await tools.bases.live()).sources)
    path = next(path for path in sorted(files) if path.startswith("nlu/") and "- obrigado\n" in files[path])
    return await begun(tools, "- obrigado\n", "- obrigado\n    - gratidão enorme viu\n", path)


def a_phone(draft: Draft, clock: FakeClock, days: int = 7) -> TrialPhone:
    return TrialPhone(0, draft.id, PHONE, "", BOSS, clock.now(), clock.now() + timedelta(days=days))


async def test_the_same_content_gives_the_same_trial_and_nothing_is_published(
    tools: TrialTools, database: Database, kept: Kept
) -> None:
    draft = await begun(tools, "Esta conversa é registrada", "Esta conversa fica gravada")

    one = await trial_of(draft.id, tools)
    tools.compiled.clear()
    same = await trial_of(draft.id, tools)

    assert isinstance(one, Trial)
    assert one == same
    assert one.release in kept.builds
    assert one.release != checkout_build().id
    assert await SqlPublications(database).history(5) == []


async def test_an_unchanged_draft_is_what_is_live(tools: TrialTools) -> None:
    draft = await begun(tools)

    assert await trial_of(draft.id, tools) == Trial(checkout_build().id, 0)


async def test_a_draft_that_cannot_be_compiled_is_refused_with_its_problems(tools: TrialTools) -> None:
    draft = await begun(tools, "flow: opening", "flow: [")

    with pytest.raises(TrialRefused) as refused:
        await trial_of(draft.id, tools)

    assert any(problem.file == OPENING for problem in refused.value.problems)


async def test_changed_sentences_are_trained_first_or_tried_with_what_is_live(tools: TrialTools) -> None:
    draft = await sentences_changed(tools)

    needs = await trial_of(draft.id, tools)
    as_live = await trial_of(draft.id, tools, as_live=True)

    assert isinstance(needs, NeedsTraining)
    assert as_live == Trial(checkout_build().id, draft.version + 1, as_live=True)
    await start_training(draft.id, BOSS, tools)
    while tools.under_way:
        await next(iter(tools.under_way))
    work = await training(needs.model, tools)
    assert work is not None
    assert work.state is WorkState.DONE
    assert isinstance(await trial_of(draft.id, tools), Trial)


async def test_training_that_breaks_says_so_and_may_begin_again(tools: TrialTools, kept: Kept) -> None:
    kept.breaks = True
    draft = await sentences_changed(tools)
    needs = await trial_of(draft.id, tools)
    assert isinstance(needs, NeedsTraining)

    for _ in range(2):
        await start_training(draft.id, BOSS, tools)
        while tools.under_way:
            await next(iter(tools.under_way))

    work = await training(needs.model, tools)
    assert work is not None
    assert (work.state, work.attempt) == (WorkState.FAILED, 2)


async def test_work_under_way_is_begun_once_until_nobody_gives_a_sign(tools: TrialTools, clock: FakeClock) -> None:
    first = await tools.work.begin("training abc", BOSS)
    assert first is not None
    assert await tools.work.begin("training abc", BOSS) is None

    clock.instant += QUIET_FOR
    again = await tools.work.begin("training abc", BOSS)

    assert again is not None
    assert not await tools.work.note(first, "far")
    assert await tools.work.note(again, "near")


async def test_a_test_phone_gets_the_trial_until_its_day_with_or_without_the_ninth_digit(
    tools: TrialTools, clock: FakeClock
) -> None:
    draft = await begun(tools, "Esta conversa é registrada", "Esta conversa fica gravada")

    trial = await put_phone(a_phone(draft, clock), tools)

    assert isinstance(trial, Trial)
    assert await tools.phones.release_at(PHONE) == trial.release
    assert await tools.phones.release_at("+556790000001") == trial.release
    assert await tools.phones.release_at("+5567990000002") is None
    clock.instant += timedelta(days=7)
    assert await tools.phones.release_at(PHONE) is None


async def test_a_phone_follows_the_draft_when_told_and_leaves_it_when_taken_out(
    tools: TrialTools, clock: FakeClock
) -> None:
    draft = await begun(tools, "Esta conversa é registrada", "Esta conversa fica gravada")
    first = await put_phone(a_phone(draft, clock), tools)
    text = (await tools.drafts.files(draft.id)).files[OPENING]
    edit = Edit(draft.id, BOSS, "Muda", {OPENING: text}, {OPENING: text.replace("fica gravada", "fica guardada")})
    await tools.drafts.write(edit)

    moved = await move_phones(draft.id, tools)

    assert isinstance(moved, Trial)
    assert moved != first
    assert await tools.phones.release_at(PHONE) == moved.release
    [phone] = await tools.phones.of_draft(draft.id)
    assert phone.phone == PHONE
    await tools.phones.remove(draft.id, phone.id)
    assert await tools.phones.release_at(PHONE) is None


async def test_a_draft_given_up_is_tried_on_no_phone(tools: TrialTools, clock: FakeClock) -> None:
    draft = await begun(tools)
    await put_phone(a_phone(draft, clock), tools)

    await tools.drafts.close(draft.id, BOSS)

    assert await tools.phones.release_at(PHONE) is None


async def test_a_draft_with_problems_reaches_no_real_phone(tools: TrialTools, clock: FakeClock) -> None:
    """It may be seen in the simulator, where its problems are looked at (F3)."""
    draft = await begun(tools, "Esta conversa é registrada", "Sobre a sua dívida. Esta conversa é registrada")
    assert isinstance(await trial_of(draft.id, tools), Trial)

    with pytest.raises(PhoneRefused):
        await put_phone(a_phone(draft, clock), tools)

    assert await tools.phones.of_draft(draft.id) == []
