"""A draft asked, prepared, agreed on and published once, on both databases (F2)."""

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.db.editor.reviews import SqlReviews
from bot.adapters.db.storage import SqlStorage
from bot.application.editor.publishing.ports import AlreadyEnded, Busy
from bot.application.editor.publishing.preparing import start
from bot.application.editor.publishing.publishing import (
    NO_REVIEW,
    Asking,
    NoAsking,
    PublishingTools,
    ask,
    go_live,
    prepare_again,
    review,
    sign,
    withdraw,
)
from bot.application.editor.publishing.reviews import Lacking, NoSaying, Outcome, State, Talks, Work
from bot.application.learning.evaluation import Measured
from bot.application.publications import How, Publication, Signed
from bot.application.publish import Published
from tests.fakes import FakeClock
from tests.integration.learning.desk import Told
from tests.integration.release_pages.desk import GOOD, LIVE, MADE, Prepared
from tests.integration.release_pages.drafting import (
    ANA,
    BIA,
    DORA,
    POLICY,
    SENTENCES,
    asked,
    at_work,
    begun,
    edited,
    ended,
    known,
)


async def history(tools: PublishingTools) -> list[Publication]:
    return [one for one in await tools.publish.publications.history(50) if one.how is How.PUBLISHED]


async def test_a_text_is_published_after_somebody_elses_review(tools: PublishingTools) -> None:
    request = await ended(tools, await asked(tools))

    assert await go_live(request.id, ANA, tools) is Lacking.REVIEW
    assert await review(request.id, BIA, tools) is None
    done = await go_live(request.id, ANA, tools)

    assert isinstance(done, Published)
    [row] = await history(tools)
    assert (row.release, row.by, row.reviewed_by, row.signed_by) == (MADE, ANA, BIA, "")
    assert row.note == "Para caber no bolso"
    assert (await known(tools, request)).publication_id == row.id
    draft = await tools.drafts.draft(request.wish.draft_id)
    assert draft is not None
    assert draft.closed is not None


async def test_the_policy_waits_for_finance_too(tools: PublishingTools) -> None:
    request = await ended(tools, await asked(tools, POLICY))
    await review(request.id, BIA, tools)

    assert request.wish.needs_signature
    assert await go_live(request.id, BIA, tools) is Lacking.SIGNATURE
    assert await sign(request.id, ANA, tools) is NoSaying.AUTHOR
    assert await sign(request.id, DORA, tools) is None
    assert isinstance(await go_live(request.id, BIA, tools), Published)
    [row] = await history(tools)
    assert (row.reviewed_by, row.signed_by) == (BIA, DORA)


async def test_an_edit_after_every_yes_makes_all_of_them_void(tools: PublishingTools) -> None:
    request = await ended(tools, await asked(tools, POLICY))
    await review(request.id, BIA, tools)
    await sign(request.id, DORA, tools)
    draft = await tools.drafts.draft(request.wish.draft_id)
    assert draft is not None
    await edited(tools, draft, POLICY, BIA, "# outra\n")

    assert await go_live(request.id, BIA, tools) is Lacking.VOID
    again = await ask(Asking(draft.id, ANA, "De novo"), tools)
    assert not isinstance(again, NoAsking)
    again = await ended(tools, again)
    assert (again.reviewed, again.signed, await go_live(again.id, BIA, tools)) == (None, None, Lacking.REVIEW)
    assert await review(again.id, BIA, tools) is NoSaying.AUTHOR  # who changed it last is an author now
    assert await history(tools) == []


async def test_what_went_live_meanwhile_makes_it_void(tools: PublishingTools) -> None:
    request = await ended(tools, await asked(tools))
    await review(request.id, BIA, tools)
    signed = Signed("concilia", "outra")
    await tools.publish.publications.add(MADE, How.CHECKOUT, signed, tools.prepare.clock.now())

    assert await go_live(request.id, BIA, tools) is Lacking.VOID


@pytest.mark.each_database
async def test_nothing_is_published_twice_however_many_press(tools: PublishingTools) -> None:
    request = await ended(tools, await asked(tools))
    await review(request.id, BIA, tools)

    answers = await asyncio.gather(*(go_live(request.id, who, tools) for who in (ANA, BIA, ANA, BIA)))

    assert len([one for one in answers if isinstance(one, Published)]) == 1
    assert len(await history(tools)) == 1
    with pytest.raises(AlreadyEnded):
        await tools.reviews.publications_for(request.id, ANA).add(
            MADE, How.PUBLISHED, Signed(ANA), tools.prepare.clock.now()
        )
    assert len(await history(tools)) == 1


async def test_without_review_the_history_says_so(tools: PublishingTools) -> None:
    alone = replace(tools, needs_review=False)
    request = await ended(alone, await asked(alone))

    assert isinstance(await go_live(request.id, ANA, alone), Published)
    [row] = await history(tools)
    assert (row.by, row.reviewed_by) == (ANA, NO_REVIEW)


@pytest.mark.parametrize("note", ["", "  \n "])
async def test_a_note_is_demanded(tools: PublishingTools, note: str) -> None:
    draft = await begun(tools)
    await edited(tools, draft)

    assert await ask(Asking(draft.id, ANA, note), tools) is NoAsking.NOTE


async def test_a_draft_like_what_is_live_has_nothing_to_publish(tools: PublishingTools) -> None:
    draft = await begun(tools)

    assert await ask(Asking(draft.id, ANA, "x"), tools) is NoAsking.SAME


async def test_problems_refuse_it_and_nobody_says_yes_to_it(tools: PublishingTools, prepared: Prepared) -> None:
    prepared.outcome = Outcome(problems=({"code": "dead_end", "message": "não leva a lugar nenhum"},))
    request = await ended(tools, await asked(tools))

    assert (request.work, request.outcome.problems[0]["code"]) == (Work.REFUSED, "dead_end")
    assert await review(request.id, BIA, tools) is NoSaying.REFUSED
    assert await go_live(request.id, BIA, tools) is Lacking.PREPARING


async def test_a_rehearsal_that_went_otherwise_is_published_only_despite_it_and_the_note_tells(
    tools: PublishingTools, prepared: Prepared
) -> None:
    prepared.outcome = replace(GOOD, talks=Talks(12, ("Parcelado: parou em outra etapa",)))
    request = await ended(tools, await asked(tools))
    await review(request.id, BIA, tools)

    assert await go_live(request.id, BIA, tools) is Lacking.TICK
    assert isinstance(await go_live(request.id, BIA, tools, despite=True), Published)
    [row] = await history(tools)
    assert row.note == "Para caber no bolso (publicada mesmo com aviso)"


@pytest.mark.parametrize(("f1", "lacking"), [(0.80, Lacking.TICK), (0.90, None)])
async def test_other_sentences_are_measured_and_worse_understanding_warns(
    tools: PublishingTools, prepared: Prepared, measured: Told, f1: float, lacking: Lacking | None
) -> None:
    """F4"""
    prepared.outcome = replace(GOOD, is_trained=True)
    draft = await begun(tools)
    await edited(tools, draft, SENTENCES)
    measured.measured = Measured(LIVE, draft.id, 1, 100, 0.90, f1, (), ())
    request = await ask(Asking(draft.id, ANA, "Frases"), tools)
    assert not isinstance(request, NoAsking)
    request = await ended(tools, request)
    await review(request.id, BIA, tools)

    assert request.wish.changes_sentences
    assert (request.outcome.is_measured, request.outcome.is_worse) == (True, f1 < 0.90)
    answer = await go_live(request.id, BIA, tools)
    assert answer is lacking if lacking else isinstance(answer, Published)


async def test_a_measurement_that_failed_is_told_as_a_warning(tools: PublishingTools, prepared: Prepared) -> None:
    prepared.outcome = replace(GOOD, is_trained=True)
    request = await ended(tools, await asked(tools, SENTENCES))

    assert (request.work, request.outcome.is_measured, request.outcome.warns) == (Work.READY, False, True)


async def test_what_broke_is_told_and_begun_again(tools: PublishingTools, prepared: Prepared) -> None:
    prepared.outcome = None
    request = await ended(tools, await asked(tools))
    assert (request.work, request.told) == (Work.FAILED, "no core was free")

    prepared.outcome = GOOD
    assert await prepare_again(request.id, tools)
    request = await ended(tools, request)
    assert (request.work, request.outcome.release, request.attempt) == (Work.READY, MADE, 2)


async def test_one_whose_process_died_is_begun_again_and_the_dead_one_counts_no_more(
    tools: PublishingTools, prepared: Prepared, clock: FakeClock, sql_storage: SqlStorage
) -> None:
    prepared.may_end.clear()
    request = await at_work(tools, await asked(tools), "3/12")
    assert not await start(request.id, tools.prepare)  # it is alive
    clock.advance(seconds=31)
    assert request.work_at(clock.now()) is Work.FAILED

    attempt = await SqlReviews(sql_storage.database, clock).begin_work(request.id)
    prepared.may_end.set()
    after = await ended(tools, request)

    assert (attempt, after.attempt, after.work, after.outcome.release) == (2, 2, Work.RUNNING, "")


async def test_one_is_prepared_at_a_time_and_the_next_follows(tools: PublishingTools, prepared: Prepared) -> None:
    prepared.may_end.clear()
    first = await at_work(tools, await asked(tools), "3/12")
    second = await asked(tools)
    with pytest.raises(Busy):
        await tools.reviews.begin_work(second.id)
    assert (await known(tools, second)).work is Work.WAITING

    prepared.may_end.set()
    await ended(tools, first)
    assert (await ended(tools, second)).work is Work.READY
    assert [one.draft_id for one in prepared.asked] == [first.wish.draft_id, second.wish.draft_id]


async def test_a_wish_withdrawn_while_it_is_prepared_ends_the_work(tools: PublishingTools, prepared: Prepared) -> None:
    prepared.may_end.clear()
    request = await at_work(tools, await asked(tools), "3/12")

    assert await withdraw(request.id, DORA, "falta  o ato", tools)
    prepared.may_end.set()
    after = await ended(tools, request)

    assert (after.state, after.reason, after.work) == (State.WITHDRAWN, "falta o ato", Work.FAILED)
    assert await review(request.id, BIA, tools) is NoSaying.ENDED
    assert not await withdraw(request.id, DORA, "", tools)


async def test_the_first_yes_stays(tools: PublishingTools) -> None:
    request = await ended(tools, await asked(tools, POLICY))
    await review(request.id, BIA, tools)

    assert await review(request.id, DORA, tools) is NoSaying.ENDED
    after = await known(tools, request)
    assert after.reviewed is not None
    assert after.reviewed.by == BIA


async def test_asking_again_takes_the_place_of_what_was_asked_before(tools: PublishingTools) -> None:
    first = await ended(tools, await asked(tools))
    second = await ask(Asking(first.wish.draft_id, ANA, "Melhor dito"), tools)

    assert not isinstance(second, NoAsking)
    assert (await known(tools, first)).state is State.WITHDRAWN
    assert [one.id for one in await tools.reviews.open_requests()] == [second.id]
