"""A pass opens one link for some minutes, and nobody makes or changes one."""

import pytest

from bot.adapters.db.vault import Vault, new_key
from bot.adapters.paper_passes import SignedPasses
from tests.fakes import FakeClock


@pytest.fixture
def passes(vault: Vault, clock: FakeClock) -> SignedPasses:
    return SignedPasses(vault, clock)


def test_a_pass_is_good_until_its_last_second(passes: SignedPasses, clock: FakeClock) -> None:
    shown = passes.issue("papel1")

    clock.advance(minutes=14, seconds=59)
    assert passes.opens("papel1", shown)
    clock.advance(seconds=1)
    assert not passes.opens("papel1", shown)


def test_a_pass_of_one_link_opens_no_other(passes: SignedPasses) -> None:
    assert not passes.opens("papel2", passes.issue("papel1"))


def test_a_pass_cannot_be_made_longer(passes: SignedPasses, clock: FakeClock) -> None:
    ends_at, _, signature = passes.issue("papel1").partition(".")
    clock.advance(minutes=20)

    assert not passes.opens("papel1", f"{int(ends_at) + 3600}.{signature}")


@pytest.mark.parametrize("shown", ["", ".", "9999999999", "9999999999.", "x.y", "9" * 40 + ".ç"])
def test_anything_made_up_opens_nothing(passes: SignedPasses, shown: str) -> None:
    assert not passes.opens("papel1", shown)


def test_a_pass_of_another_installation_opens_nothing(passes: SignedPasses, clock: FakeClock) -> None:
    assert not passes.opens("papel1", SignedPasses(Vault([new_key()]), clock).issue("papel1"))
