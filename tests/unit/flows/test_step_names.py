"""What staff call a step, and never its id (H3, H4)."""

import pytest

from flows.step_names import StepNames
from tests.checkout import checkout_release

NAMES = StepNames({"human": "Chamar uma pessoa"}, {"offer.full": "Oferecer à vista"})


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("offer.full", "Oferecer à vista"),
        ("human.soon", "Chamar uma pessoa"),
        ("offer.other", ""),
        ("", ""),
    ],
)
def test_a_step_is_shown_by_its_name_or_its_flows_or_not_at_all(step: str, shown: str) -> None:
    assert NAMES.shown(step) == shown


def test_every_flow_of_the_content_has_a_name() -> None:
    """H3: whatever the bot said, an agent reads where it came from in Portuguese."""
    release = checkout_release()
    steps = {step for profile in release.graph["profiles"].values() for step in profile["steps"]}

    unnamed = sorted({step.partition(".")[0] for step in steps if not release.step_names.shown(step)})

    assert steps
    assert unnamed == []
