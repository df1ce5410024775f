"""F2: texts and flows change without training; each talk keeps its release; rolling back brings the old one back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.release_shelf import ReleaseShelf, StoredReleases
from bot.adapters.release_store import ReleaseFolder
from bot.application.handle_turn import TurnTools
from bot.application.publications import Signed
from bot.application.publish import Order, PublishTools, publish, resume, roll_back, stop
from bot.application.releases import build_release, ensure_release, sources_of
from tests.conversations.phone import Phone, SetClock
from tests.fake_publications import FakePublications

THANK = "common/flows/thank.yml"
OF_BEFORE, CHANGED = "Eu que agradeço.", "Eu é que agradeço!\n\nConte comigo."
ANA = Signed("ana@exemplo.invalid")

type Dial = Callable[..., Phone]


class NeverTrains:
    """A change that leaves the sentences alone asks for no training."""

    def train(self, project: Path, out: Path) -> None:
        raise AssertionError("trained for a change of texts and flows")


class NobodyRuns:
    """No conversation is asked to move."""


@pytest.fixture
def changed_id(release_folder: ReleaseFolder, release_id: str) -> str:
    """The checkout's with another text, and a step more."""
    sources = sources_of(release_folder.files(release_id))
    text = sources.content[THANK].replace("Eu que agradeço.\n    next: back", "Eu é que agradeço!\n    next: more")
    assert "next: more" in text
    content = {**sources.content, THANK: f"{text.rstrip()}\n  more:\n    say: Conte comigo.\n    next: back\n"}
    return ensure_release(build_release(replace(sources, content=content)), release_folder, NeverTrains())


@pytest.fixture
def publishing(release_folder: ReleaseFolder, release_id: str, clock: SetClock) -> PublishTools:
    shelf, publications = ReleaseShelf(release_folder), FakePublications.of(release_id)
    releases = StoredReleases(shelf, publications, look_every_s=0)
    return PublishTools(shelf, publications, releases, NobodyRuns(), clock)  # type: ignore[arg-type]


@pytest.fixture
def dialled(tools: TurnTools, publishing: PublishTools, dial: Dial) -> Dial:
    """Phones of a service that looks at the history every time."""
    live = publishing.releases
    assert isinstance(live, StoredReleases)
    asking = replace(tools, releases=live, is_stopped=live.is_stopped)

    def _dial(contact: str) -> Phone:
        phone = dial(contact)
        phone.tools = asking
        return phone

    return _dial


async def thanked(phone: Phone) -> bool | None:
    """Whether the answer to a thank-you is the changed one; None when it is neither."""
    answer = await phone.says("muito obrigada")
    return True if CHANGED in answer else False if OF_BEFORE in answer else None


async def test_each_talk_keeps_its_release_while_another_is_published_and_taken_back(
    dialled: Dial, publishing: PublishTools, changed_id: str
) -> None:
    before, during, after = (dialled(f"+556790000010{number}") for number in range(3))
    await before.says("oi")

    await publish(Order(changed_id, ANA), publishing)
    await during.says("oi")
    heard = [await thanked(before), await thanked(during)]
    await roll_back(None, ANA, publishing)
    await after.says("oi")
    heard += [await thanked(during), await thanked(after), await thanked(before)]

    assert heard == [False, True, True, False, False]


async def test_a_stopped_bot_hands_over_and_answers_others_again_once_resumed(
    dialled: Dial, publishing: PublishTools
) -> None:
    """F2"""
    first, second = dialled("+5567900000201"), dialled("+5567900000202")
    await first.says("oi")

    await stop(ANA, publishing)
    told = await first.says("quanto eu devo?")
    await resume(ANA, publishing)

    assert "uma pessoa da equipe" in told
    assert await first.says("e agora?") == ""
    assert "CPF" in await second.says("oi")
