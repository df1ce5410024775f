"""F3, issue 5: the way told to a problem is gone in the simulator, on the spoilt draft itself, with the real dialogue.

A sample of every kind of problem; `make soak` goes the way to each of the two hundred mutations.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.editor.trying import SqlTrialPhones, SqlTrialWork
from bot.adapters.db.engine import Database
from bot.adapters.db.held_talks import SqlHeldBook
from bot.adapters.db.simulator_view import SqlSimulatorView
from bot.adapters.release_store import ReleaseFolder
from bot.application.editor.drafts.drafts import files_of
from bot.application.editor.trying.trying import Trial, TrialTools, trial_of
from bot.application.handle_turn import TurnTools
from bot.application.releases import Build, LoadedRelease, ensure_release, load_release
from bot.application.simulator_view import PhoneLine, Screen
from bot.golden.phone import SENDER, Scratch, held_phone, scratch_place
from bot.golden.run import Watched
from flows.checks.case import words_in
from flows.graph import Graph, build_graph
from flows.parsing import parse_content
from flows.playing import way_to
from flows.problems import Problem
from flows.tree import read_tree
from flows.unanswered import POLICY_FILE
from tests.checkout import checkout_build, checkout_release
from tests.conversations.phone import SetClock
from tests.conversations.ways import play, policy_for, world_of
from tests.integration.trying.desk import CheckoutBases
from tests.unit.flows.mutations import Files, Mutation
from tests.unit.flows.test_mutations_of_content import harmful_mutations, problems_of

CONTENT = Path(__file__).parents[2] / "flows" / "content"
BOSS = "helena.prado@exemplo.invalid"
SAMPLE = (2, 5, 9, 12, 14, 15, 33, 39, 66, 67, 123, 171)
NUMBERS = range(200) if os.environ.get("SOAK_WAYS") == "all" else SAMPLE  # noqa: TID251


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
    graph = build_graph(parse_content(spoilt(mutation))[0].profiles[problem.profile])[0]
    release = await _trial(mutation, problem, graph, trials)
    world, watched = world_of(problem, graph), Watched(trials.dialogue, release, problem.profile)
    line = world.line(problem.profile, simulated=True)
    async with held_phone(line, release, watched, scratch) as phone:
        view = SqlSimulatorView(phone.database)
        place = PhoneLine(line.channel, line.contact, SENDER)
        creditor = None if world.at_every_creditor else problem.profile
        await view.start_over(place, phone.clock.now(), creditor, release.id)
        told = await play(way_to(problem, graph), world, phone, watched, f"{problem.flow}.{problem.step}")
        return Gone(frozenset(watched.visited), tuple(told), await view.screen(place))


def spoilt(mutation: Mutation) -> Files:
    """The whole draft, of both creditors."""
    return {**whole(), **mutation.files}


@cache
def whole() -> Files:
    return read_tree(CONTENT)


def problem_of(number: int) -> Problem | None:
    """The first that has a way, as the manager sees it whose creditor's content was spoilt."""
    mutation = harmful_mutations()[number]
    creditor = "cassems" if "cassems/profile.yml" in mutation.files else "assefaz"
    found = next((problem for problem in problems_of(spoilt(mutation)) if problem.path), None)
    return found and found.seen_by(creditor)


async def _trial(mutation: Mutation, problem: Problem, graph: Graph, trials: TrialTools) -> LoadedRelease:
    files = {**files_of((await trials.bases.live()).sources), **mutation.files}
    policy = f"{problem.profile}/{POLICY_FILE}"
    files[policy] = policy_for(problem, graph, files[policy])
    draft = await trials.drafts.begin(mutation.name[:80], checkout_build().id, files, BOSS)
    trial = await trial_of(draft.id, trials)
    assert isinstance(trial, Trial)
    return await trials.releases.get(trial.release)


@pytest.mark.parametrize("number", NUMBERS)
async def test_the_way_to_a_problem_is_gone_on_the_draft_that_has_it(
    number: int, trials: TrialTools, scratch: Scratch
) -> None:
    mutation = harmful_mutations()[number]
    problem = problem_of(number)
    if problem is None:
        pytest.skip("a problem of a document, which is read and not played")
    goal = f"{problem.flow}.{problem.step}"

    found = await gone(mutation, problem, trials, scratch)

    assert goal in found.passed, (str(mutation), problem.path, found.told)


async def test_the_way_of_an_unknown_phone_is_gone_from_one(trials: TrialTools, scratch: Scratch) -> None:
    """F3: a whole CPF is asked of nobody else."""
    mutation = next(one for one in harmful_mutations() if one.name.startswith("identity skipped on ask_cpf_full"))
    problem = next(found for found in problems_of(spoilt(mutation)) if found.code == "disclosure_before_identity")

    found = await gone(mutation, problem, trials, scratch)

    assert problem.path[0] == "opening.open [unknown]"
    assert "titles.list" in found.passed


async def test_what_is_wrong_is_read_on_the_phone(trials: TrialTools, scratch: Scratch) -> None:
    """I1: a word of the debt is read by somebody nobody knows yet."""
    asked, path = "Falo com {first_name}?", "common/flows/opening.yml"
    mutation = Mutation("a word before identity", {path: whole()[path].replace(asked, f"{asked} Sua dívida segue.")})
    problem = next(found for found in problems_of(spoilt(mutation)) if found.code == "banned_word_before_identity")

    found = await gone(mutation, problem, trials, scratch)

    read = " ".join(bubble.body for bubble in found.screen.bubbles if not bubble.is_mine)
    assert not found.screen.is_verified
    assert words_in(read, ("dívida", "valor", "boleto", "acordo"))


async def test_where_identity_is_skipped_the_acts_still_tell_nobody(trials: TrialTools, scratch: Scratch) -> None:
    """I1: the way comes to the list of titles, and the act refuses whoever is not verified."""
    mutation = next(one for one in harmful_mutations() if one.name.startswith("identity skipped at the start"))
    problem = next(found for found in problems_of(spoilt(mutation)) if found.code == "disclosure_before_identity")

    found = await gone(mutation, problem, trials, scratch)

    read = " ".join(bubble.body for bubble in found.screen.bubbles if not bubble.is_mine)
    assert "titles.list" in found.passed
    assert "R$" not in read
