"""Ready answers are refused when they say what cannot be said, in words that name the answer (F5, N9, I1)."""

from pathlib import Path

import pytest

from flows.checks.ready_answers import ready_answer_problems
from flows.parsing import parse_content
from flows.tree import read_tree
from tests.unit.flows.sample import sample_content

CONTENT = Path(__file__).parents[3] / "flows" / "content"


def told(body: str, file: str = "teste/ready_answers.yml") -> list[tuple[str, str]]:
    answer = f"one:\n  title: Um\n{body}"
    found = ready_answer_problems({file: answer}, sample_content())
    return [(problem.code, problem.message) for problem in found]


def test_the_answers_that_come_with_the_service_are_right() -> None:
    files = read_tree(CONTENT)

    assert ready_answer_problems(files, parse_content(files)[0]) == []


@pytest.mark.parametrize(
    "body",
    [
        "  text: O total é {titles_total}.\n",  # an act fills it
        "  text: Sou {attendant}.\n",  # the profile says it
        "  from: titles.propose\n",
        "  text: Há uma dívida.\n",  # after identity
        "  before_identity: true\n  text: Um momento.\n",
    ],
)
def test_what_can_be_said_is_taken(body: str) -> None:
    assert told(body) == []


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ("  from: titles.nowhere\n", "unknown_step", "titles.nowhere"),
        ("  from: nowhere\n", "unknown_step", "nowhere"),
        ("  from: titles.list\n", "unknown_step", "titles.list"),  # there, and says nothing
        ("  text: Olá, {nobody}.\n", "unknown_placeholder", "{nobody}"),
        ("  text: É a última chance.\n", "threat", "última chance"),
        ("  before_identity: true\n  text: É um débito.\n", "discloses", "débito"),
        ("  before_identity: true\n  from: titles.propose\n", "discloses", "dívida"),
    ],
)
def test_what_cannot_be_said_is_refused_by_name(body: str, code: str, named: str) -> None:
    [(found, message)] = told(body)

    assert found == code
    assert named in message
    assert "«one»" in message


def test_a_field_missing_twice_is_told_once() -> None:
    assert len(told("  text: Olá, {nobody}. Tchau, {nobody}.\n")) == 1


@pytest.mark.parametrize("body", ["", "  text: Oi.\n  from: titles.propose\n"])
def test_an_answer_has_a_text_or_a_step_and_not_both(body: str) -> None:
    assert "missing_key" in {code for code, _ in told(body)}


def test_a_shared_answer_is_checked_with_each_profile_it_is_said_for() -> None:
    assert [code for code, _ in told("  from: titles.nowhere\n", "common/ready_answers.yml")] == ["unknown_step"]
