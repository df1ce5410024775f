"""F3, issue 5: the way told to a problem is gone in the simulator, on the spoilt draft itself, with the real dialogue.

A sample of every kind of problem; `make soak` goes the way to each of the two hundred mutations.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from bot.adapters.db.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.db.held_talks import SqlHeldBook
from bot.adapters.db.simulator_view import SqlSimulatorView
from bot.adapters.db.trying import SqlTrialPhones, SqlTrialWork
from bot.adapters.release_store import ReleaseFolder
from bot.application.editor.drafts.drafts import files_of
from bot.application.editor.trying.trying import Trial, TrialTools, trial_of
from bot.application.handle_turn import TurnTools
from bot.application.releases import Build, LoadedRelease, ensure_release, load_release
from bot.application.simulator_view import PhoneLine, Screen
from bot.domain.conversation import Channel
from bot.golden import Watched
from bot.golden_phone import SENDER, Line, Scratch, held_phone, scratch_place
from flows.checks.case import words_in
from flows.graph import Graph, build_graph
from flows.parsing import parse_content
from flows.playing import way_to
from flows.problems import Problem
from tests.checkout import checkout_build, checkout_release
from tests.conversations.phone import SetClock
from tests.conversations.ways import outcomes_on, play, world_of
from tests.integration.trying.desk import CheckoutBases
from tests.unit.flows.mutations import Mutation
from tests.unit.flows.test_mutations_of_content import harmful_mutations, problems_of

BOSS = "helena.prado@exemplo.invalid"
SAMPLE = (2, 5, 9, 14, 15, 33, 39, 66)
NUMBERS = range(200) if os.environ.get("SOAK_WAYS") == "all" else SAMPLE  # noqa: TID251
# Outcomes no world here brings about: they take another creditor's settings, a debtor who is no holder, an answer to a
# notice of days before, or other people's work meanwhile.
BEYOND = {
    *(("open_notice", kind) for kind in ("full_text", "full_text_link")),
    *(("open_contact", kind) for kind in ("locked", "several", "choose_creditor")),
    *(("check_identity", kind) for kind in ("ask_address", "holder_only")),
    *(("another_factor", kind) for kind in ("none", "ask_surname", "ask_mother_name")),
    *(("current_offer", kind) for kind in ("lump", "plan")),
    *(("record_reply", kind) for kind in ("registered_plain", "already_plain", "not_explicit")),
    *(("record_reply", kind) for kind in ("never_opens", "never_came")),
    *(("answer_counter_offer", kind) for kind in ("one_by_one", "handoff")),
    ("choose_due_date", "none"),
    ("explain_notice", "if_silent_plain"),
    ("issue_notice", "waiting"),
    ("plan_blocking", "partly"),
    ("receive_document", "filed"),
    ("tell_news", "told"),
}
UNMET = {"acknowledge_notice.recorded", "acknowledge_notice.contest_holds"}
# What a creditor's own rules never answer: an office takes no Pix, an operator without a script offers no plan (P17).
NEVER_OF = {
    "cassems": {("close_agreement", "pix"), ("longest_plan", "handoff")},
    "assefaz": {
        *(("longest_plan", "plan"), ("offer_lump_sum", "no_interest"), ("concede", "no_interest")),
        *(("list_titles", "prescribed"), ("open_case", "opened_month")),
    },
}


@dataclass
class Shelf:
    """The `TrialStore` port over the folder the nlu server reads; what was kept for a test is taken away again."""

    folder: ReleaseFolder
    kept: dict[str, Build]

    async def has(self, release_id: str) -> bool:
        return release_id in self.kept

    async def has_model(self, build: Build) -> bool:
        return build.model_id == checkout_build().model_id

    async def keep(self, build: Build) -> None:
        self.kept[build.id] = build
        ensure_release(build, self.folder, self)

    def train(self, *_: object) -> None:
        raise AssertionError("a change of flows, texts or policy trains nothing")

    async def live(self) -> LoadedRelease:
        return checkout_release()

    async def get(self, release_id: str) -> LoadedRelease:
        return load_release(self.kept[release_id].files)


@pytest.fixture
def shelf(release_folder: ReleaseFolder, release_id: str) -> Iterator[Shelf]:
    shelf = Shelf(release_folder, {})
    yield shelf
    for kept in shelf.kept:
        if kept != release_id:
            shutil.rmtree(release_folder.releases / kept)


@pytest.fixture
def trials(shelf: Shelf, database: Database, clock: SetClock, tools: TurnTools) -> TrialTools:
    return TrialTools(
        SqlDrafts(database, clock),
        CheckoutBases(),
        shelf,
        shelf,
        SqlTrialWork(database, clock),
        SqlTrialPhones(database, clock),
        SqlHeldBook(database),
        tools.dialogue,
        clock,
    )


@pytest.fixture
async def scratch() -> AsyncIterator[Scratch]:
    async with scratch_place() as place:
        yield place


@dataclass(frozen=True)
class Gone:
    """How far the way went: the steps passed, and what the phone showed in the end."""

    passed: frozenset[str]
    told: tuple[str, ...]
    screen: Screen


async def gone(mutation: Mutation, problem: Problem, trials: TrialTools, scratch: Scratch) -> Gone:
    """The spoilt draft is made a trial release, and the way to its problem gone with it from a simulated phone."""
    graph = _graph(mutation, problem)
    release = await _trial(mutation, trials)
    world, watched = world_of(problem, graph), Watched(trials.dialogue, release, problem.profile)
    line = Line(problem.profile, world.debtor, Channel.WHATSAPP, world.contact, simulated=True)
    async with held_phone(line, release, watched, scratch) as phone:
        view = SqlSimulatorView(phone.database)
        place = PhoneLine(line.channel, line.contact, SENDER)
        await view.start_over(place, phone.clock.now(), problem.profile, release.id)
        told = await play(way_to(problem, graph), world, phone, watched, f"{problem.flow}.{problem.step}")
        return Gone(frozenset(watched.visited), tuple(told), await view.screen(place))


def _graph(mutation: Mutation, problem: Problem) -> Graph:
    return build_graph(parse_content(mutation.files)[0].profiles[problem.profile])[0]


async def _trial(mutation: Mutation, trials: TrialTools) -> LoadedRelease:
    files = {**files_of((await trials.bases.live()).sources), **mutation.files}
    draft = await trials.drafts.begin(mutation.name[:80], checkout_build().id, files, BOSS)
    trial = await trial_of(draft.id, trials)
    assert isinstance(trial, Trial)
    return await trials.releases.get(trial.release)


@pytest.mark.parametrize("number", NUMBERS)
async def test_the_way_to_a_problem_is_gone_on_the_draft_that_has_it(
    number: int, trials: TrialTools, scratch: Scratch
) -> None:
    mutation = harmful_mutations()[number]
    problem = next((found for found in problems_of(mutation.files) if found.path), None)
    if problem is None:
        pytest.skip("a problem of a document, which is read and not played")
    goal = f"{problem.flow}.{problem.step}"
    if (BEYOND | NEVER_OF[problem.profile]) & set(outcomes_on(problem, _graph(mutation, problem))) or goal in UNMET:
        pytest.skip("nobody among the debtors and creditors here comes there")

    found = await gone(mutation, problem, trials, scratch)

    assert goal in found.passed, (str(mutation), problem.path, found.told)


async def test_what_is_wrong_is_read_on_the_phone(trials: TrialTools, scratch: Scratch) -> None:
    """I1: a word of the debt is read by somebody nobody knows yet."""
    mutation = harmful_mutations()[111]
    problem = next(found for found in problems_of(mutation.files) if found.code == "banned_word_before_identity")

    found = await gone(mutation, problem, trials, scratch)

    read = " ".join(bubble.body for bubble in found.screen.bubbles if not bubble.is_mine)
    assert not found.screen.is_verified
    assert words_in(read, ("dívida", "valor", "boleto", "acordo"))


async def test_where_identity_is_skipped_the_acts_still_tell_nobody(trials: TrialTools, scratch: Scratch) -> None:
    """I1: the way comes to the list of titles, and the act refuses whoever is not verified."""
    mutation = harmful_mutations()[83]
    problem = next(found for found in problems_of(mutation.files) if found.code == "disclosure_before_identity")

    found = await gone(mutation, problem, trials, scratch)

    read = " ".join(bubble.body for bubble in found.screen.bubbles if not bubble.is_mine)
    assert "titles.list" in found.passed
    assert "R$" not in read
