"""F3, I1, N9, P12, P5: of two hundred ways to spoil the real content none passes the gate, and the way told is real.

Every day one of each kind and a few more; all of them with `make soak`.
"""

import os
from functools import cache
from pathlib import Path

import pytest

from bot.application.policy_checks import policy_problems
from flows.checks import check_files
from flows.graph import build_graph
from flows.parsing import parse_content
from flows.problems import Problem
from flows.tree import read_tree
from flows.walk import explore
from tests.unit.flows.following import arrives, compiled
from tests.unit.flows.harm import harmful, harmful_elsewhere
from tests.unit.flows.harmless import harmless
from tests.unit.flows.mutations import Content, Files, Mutation, Place, says

SEED = 20261122
IS_WHOLE = os.environ.get("SOAK_MUTATIONS") == "all"  # noqa: TID251
HARMFUL, HARMLESS = (200, 50) if IS_WHOLE else (55, 10)
WITHOUT_A_WAY = {"step_unreachable", "flow_unused"}


@cache
def good(profile: str = "cassems") -> Content:
    """Of one profile: what all share is the same in the others, and a check takes half the time."""
    files = read_tree(Path(__file__).parents[3] / "flows" / "content")
    other = "assefaz/" if profile == "cassems" else "cassems/"
    others = (other, "common/steps.yml")  # the names of steps are of all profiles together
    return Content({name: text for name, text in files.items() if not name.startswith(others)})


@cache
def before_identity() -> list[Place]:
    """Steps that speak to somebody who is not known yet, in the flows that all profiles share."""
    profile = parse_content(good().files)[0].profiles["cassems"]
    unknown = {state.node for state in explore(build_graph(profile)[0]).states() if not state.verified}
    spoken = good().places(says)
    flows = {file: flow["flow"] for file, flow in good().flows.items() if file.startswith("common/")}
    return [place for place in spoken if place.file in flows and f"{flows[place.file]}.{place.step}" in unknown]


def problems_of(files: Files) -> list[Problem]:
    return check_files(files) + policy_problems(files)


@pytest.mark.parametrize("profile", ["cassems", "assefaz"])
def test_the_content_is_good_before_it_is_spoilt(profile: str) -> None:
    assert problems_of(good(profile).files) == []


@pytest.mark.parametrize("number", range(HARMFUL))
def test_a_harmful_change_is_refused_with_a_way_that_leads_there(number: int) -> None:
    """F3: 200 seeded mutations, 40 of them of an operator's content."""
    mutation = each_kind_first()[number]

    problems = problems_of(mutation.files)

    assert problems, f"the gate lets this through: {mutation}"
    _each_way_is_real(mutation, problems)


def test_every_day_each_kind_of_change_is_tried() -> None:
    """Whatever is drawn when the content grows."""
    mutations = each_kind_first()

    assert {one.kind for one in mutations[:HARMFUL]} == {one.kind for one in mutations}
    assert len({id(one) for one in mutations}) == len(mutations) == 200


@pytest.mark.parametrize("number", range(HARMLESS))
def test_a_harmless_edit_passes(number: int) -> None:
    edit = _harmless()[number]

    assert [str(problem) for problem in problems_of(edit.files)] == [], str(edit)


@cache
def _harmless() -> list[Mutation]:
    return harmless(good(), SEED)


@cache
def harmful_mutations() -> list[Mutation]:
    return [*harmful(good(), SEED, before_identity()), *harmful_elsewhere(good("assefaz"), SEED)]


@cache
def each_kind_first() -> list[Mutation]:
    """The same, but one of every kind stands before a second of any."""
    first: dict[str, Mutation] = {}
    for mutation in harmful_mutations():
        first.setdefault(mutation.kind, mutation)
    return [*first.values(), *(one for one in harmful_mutations() if first[one.kind] is not one)]


def _each_way_is_real(mutation: Mutation, problems: list[Problem]) -> None:
    content, _ = parse_content(mutation.files)
    profiles = compiled(content)
    for problem in problems:
        assert problem.message
        if problem.path:
            begins = {f"{f.id}.{step}" for f in content.profiles[problem.profile].flows.values() for step in f.begins}
            assert arrives(problem.path, profiles[problem.profile], begins) == f"{problem.flow}.{problem.step}"
        elif problem.step:
            assert problem.code in WITHOUT_A_WAY or not problem.profile, problem
