"""F3: the way told to a step is one that somebody can go, played with the live release to every step of both creditors.

A few flows in every test run; `make soak` goes to all.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.application.handle_turn import TurnTools
from bot.application.releases import LoadedRelease, load_release
from bot.golden.phone import Scratch, held_phone, scratch_place
from bot.golden.run import Watched
from flows.debtors import answers_on
from flows.graph import Graph, build_graph
from flows.parsing import parse_content
from flows.playing import NOBODY_HEARS, How, way_to
from flows.problems import Problem, places_of
from flows.tree import read_tree
from flows.unanswered import POLICY_FILE
from flows.walk import Exploration, explore
from flows.whole_ways import whole_way
from tests.checkout import checkout_build, checkout_release
from tests.conversations.ways import World, play, policy_for, world_of

CONTENT = Path(__file__).parents[2] / "flows" / "content"
SAMPLE = [("assefaz", "acknowledge_notice"), ("assefaz", "later"), ("cassems", "identity"), ("cassems", "second_copy")]


@cache
def ways_of(profile: str) -> Exploration:
    return explore(build_graph(parse_content(read_tree(CONTENT))[0].profiles[profile])[0])


@cache
def told(profile: str) -> dict[str, Problem]:
    """As the checks would tell of something wrong at each step."""
    ways = ways_of(profile)
    return {
        node.id: Problem("x", node.flow, node.step.id, _way(ways, node.id), "", profile)
        for node in ways.graph.nodes.values()
    }


def _way(ways: Exploration, step: str) -> tuple[str, ...]:
    return whole_way(ways, lambda found: found.path_to_node(step))


def is_for_others(profile: str, step: str) -> bool:
    """Where this creditor's policy leads nobody and another's does, problems are told of the other."""
    return not _comes(profile, step) and any(_comes(other, step) for other in {"assefaz", "cassems"} - {profile})


def _comes(profile: str, step: str) -> bool:
    problem, nodes = told(profile).get(step), ways_of(profile).graph.nodes
    return problem is not None and not any(label in nodes[node].unanswered for node, label in places_of(problem.path))


@dataclass(frozen=True)
class Trip:
    """What is sent to come to a step, by whom; trips that begin alike are made once."""

    problem: Problem
    graph: Graph
    world: World
    moves: tuple[tuple[How, str], ...]

    def covers(self, other: "Trip") -> bool:
        return self.world == other.world and self.moves[: len(other.moves)] == other.moves

    @property
    def step(self) -> str:
        return f"{self.problem.flow}.{self.problem.step}"


def trips_to(profile: str, flow: str) -> list[Trip]:
    graph = ways_of(profile).graph
    problems = [one for step, one in told(profile).items() if one.flow == flow and not is_for_others(profile, step)]
    made = [
        Trip(problem, graph, world_of(problem, graph), tuple((move.how, move.sends) for move in way_to(problem, graph)))
        for problem in problems
        if not NOBODY_HEARS.keys() & set(answers_on(problem.path, graph))
    ]
    return sorted(made, key=lambda trip: -len(trip.moves))


def flows() -> Iterator[tuple[str, str]]:
    for profile in ("assefaz", "cassems"):
        yield from ((profile, flow) for flow in dict.fromkeys(one.flow for one in told(profile).values()))


FLOWS = list(flows()) if os.environ.get("SOAK_WAYS") == "all" else SAMPLE  # noqa: TID251


@pytest.fixture
async def scratch() -> AsyncIterator[Scratch]:
    async with scratch_place() as place:
        yield place


def release_for(trip: Trip) -> LoadedRelease:
    """The live one, under a policy that answers as the way needs."""
    live = checkout_build().files
    [policy] = [name for name in live if name.endswith(f"{trip.problem.profile}/{POLICY_FILE}")]
    needed = policy_for(trip.problem, trip.graph, live[policy])
    return checkout_release() if needed == live[policy] else load_release({**live, policy: needed})


@pytest.mark.parametrize(("profile", "flow"), FLOWS)
async def test_each_step_of_a_flow_is_come_to_as_it_is_told(
    profile: str, flow: str, tools: TurnTools, scratch: Scratch
) -> None:
    missed: list[str] = []
    gone: list[tuple[Trip, frozenset[str]]] = []

    for trip in trips_to(profile, flow):
        passed = next((passed for other, passed in gone if other.covers(trip) and trip.step in passed), None)
        if passed is None:
            watched = Watched(tools.dialogue, release := release_for(trip), profile)
            async with held_phone(trip.world.line(profile), release, watched, scratch) as phone:
                said = await play(way_to(trip.problem, trip.graph), trip.world, phone, watched, "")
            gone.append((trip, frozenset(watched.visited)))
            missed += [] if trip.step in watched.visited else [f"{trip.step}: {trip.problem.path} {said}"]

    assert gone
    assert missed == []
