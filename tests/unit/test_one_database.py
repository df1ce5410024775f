"""A test of a page runs on one kind of database: always the same, whichever of the two is asked, and on both in all."""

from pathlib import Path

import pytest

from tests.one_database import KINDS, is_one_of_pages, kind_for

NAMES = ["test_a_page_is_shown", "test_a_page_is_refused", "test_a_page_is_empty", "test_a_form_counts_once"]


@pytest.mark.parametrize("name", NAMES)
def test_of_two_halves_one_is_for_every_day(name: str) -> None:
    chosen = {kind: kind_for(f"{name}[{kind}-422]", kind) for kind in KINDS}

    assert len(set(chosen.values())) == 1


def test_each_kind_has_its_share() -> None:
    chosen = [kind_for(f"test_page_{number}[sqlite]", "sqlite") for number in range(100)]

    assert min(chosen.count(kind) for kind in KINDS) > 30


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("tests/integration/api/test_x.py", True),
        ("tests/integration/test_cli.py", True),
        ("tests/integration/db/test_x.py", False),
        ("tests/integration/evidence/test_x.py", False),
        ("tests/service/test_x.py", False),
        ("tests/unit/docs/test_x.py", False),
    ],
)
def test_only_what_is_not_about_the_database_is_halved(path: str, is_one: bool) -> None:
    assert is_one_of_pages(Path(path)) == is_one
