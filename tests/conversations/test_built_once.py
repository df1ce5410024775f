"""What the checkout holds is checked, compiled and trained once; a new home is given a copy (F2)."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.adapters.release_store import ReleaseFolder
from bot.config import ROOT, Settings
from bot.publishing import Unchanged, checkout_release, state_of
from tests.conftest import TEST_KEY, one_at_a_time


@pytest.fixture
def homes(tmp_path: Path) -> list[Settings]:
    return [Settings(_env_file=None, home=tmp_path / name, keys=SecretStr(TEST_KEY)) for name in ("one", "other")]


def test_a_new_home_has_the_same_release_and_needs_nothing_built(homes: list[Settings], release_id: str) -> None:
    one, other = homes
    with one_at_a_time(ROOT / ".cache" / "training.lock"):
        first = checkout_release(one)
    remembered = Unchanged(other.built / "of-checkout").release_of(state_of(ROOT))

    second = checkout_release(other)

    assert first == remembered == second == release_id
    copies = [ReleaseFolder(home.releases, home.model_cache).packed(release_id) for home in homes]
    assert copies[0] == copies[1] == ReleaseFolder(one.built, one.model_cache).packed(release_id)
