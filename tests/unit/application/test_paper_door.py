"""What the page behind a link asks, and whom it lets in (I1-I3, N0)."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.db.vault import Vault
from bot.adapters.paper_passes import SignedPasses
from bot.application.papers import Knock, PaperTools, door_of, knock, paper_downloaded, paper_shown
from bot.application.policy_document import read_profile
from bot.application.releases import LoadedRelease
from bot.application.wording import Texts
from bot.domain.identity_policy import Factor
from tests.builders import CPF
from tests.conftest import TEST_KEY
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.integration.db.papers import LASTS, PAPER, TOKEN, with_a_paper

CONTENT = Path(__file__).parents[3] / "flows" / "content"
POLICIES = {slug: read_profile(CONTENT / slug) for slug in ("cassems", "assefaz")}
NAME, OTHER_CPF, CNPJ = "Fábio Vasconcelos Barbosa", "83954862000", "53021746000148"
RIGHT = {Factor.CPF_FULL: CPF, Factor.FULL_NAME: NAME}
WRONG = {Factor.CPF_FULL: OTHER_CPF, Factor.FULL_NAME: NAME}


@dataclass
class OneRelease:
    release: LoadedRelease

    async def live(self) -> LoadedRelease:
        return self.release

    async def get(self, release_id: str) -> LoadedRelease:
        return self.release


@dataclass
class House:
    """The door of one link, and what is kept behind it."""

    storage: FakeStorage
    clock: FakeClock
    tools: PaperTools

    async def knock(self, facts: dict[Factor, str], token: str = TOKEN) -> Knock:
        return await knock(token, facts, self.tools)


@pytest.fixture
def house(clock: FakeClock) -> House:
    storage = FakeStorage(clock)
    releases = OneRelease(LoadedRelease("r", {}, Texts({}), POLICIES))
    passes = SignedPasses(Vault([TEST_KEY]), clock)
    return House(storage, clock, PaperTools(storage.papers(), storage.records(), releases, passes, clock))


@pytest.fixture
async def open_house(house: House) -> House:
    await with_a_paper(house.storage)
    return house


@pytest.mark.parametrize(
    ("person", "asks"),
    [
        ({}, ("cpf_full", "full_name")),
        ({"creditor": "assefaz"}, ("cpf_full", "full_name", "mother_name")),
        ({"document": CNPJ}, ("cnpj_first3", "registration_number")),
    ],
    ids=["cassems", "assefaz", "a company"],
)
async def test_a_link_asks_what_the_policy_asks_on_an_unknown_phone(
    house: House, person: dict[str, str], asks: tuple[str, ...]
) -> None:
    """I2: never fewer than two facts, as a link may be in anybody's hands."""
    await with_a_paper(house.storage, **person)

    door = await door_of(TOKEN, house.tools)

    assert door is not None
    assert door.asks == asks


async def test_the_door_names_who_speaks_for_whom_and_where_to_check(open_house: House) -> None:
    """I0, G4"""
    door = await door_of(TOKEN, open_house.tools)

    assert door is not None
    assert (door.house, door.on_behalf_of, door.official_phone) == ("Portes Advogados", "Cassems", "67 3314-1010")
    assert not door.is_locked


async def test_an_operator_speaks_for_itself(house: House) -> None:
    await with_a_paper(house.storage, creditor="assefaz")

    door = await door_of(TOKEN, house.tools)

    assert door is not None
    assert (door.house, door.on_behalf_of) == ("Assefaz", "")


async def test_who_proves_to_be_the_person_is_let_in(open_house: House) -> None:
    assert await open_house.knock(RIGHT) is Knock.OPENED
    assert open_house.storage.papers_opened == ["agreement_pdf"]
    assert [tried.factors for tried in open_house.storage.tried_by_link] == [("cpf_full", "full_name")]


@pytest.mark.parametrize(
    "facts",
    [{**RIGHT, Factor.CPF_FULL: OTHER_CPF}, {**RIGHT, Factor.FULL_NAME: "Ana Prado Lima"}],
    ids=["the number", "the name"],
)
async def test_one_wrong_fact_is_enough_to_stay_outside(open_house: House, facts: dict[Factor, str]) -> None:
    assert await open_house.knock(facts) is Knock.WRONG
    assert open_house.storage.papers_opened == []


@pytest.mark.parametrize("cpf", [CPF, OTHER_CPF], ids=["right", "wrong"])
async def test_half_the_facts_are_no_try_and_tell_nothing(open_house: House, cpf: str) -> None:
    """I3"""
    assert await open_house.knock({Factor.CPF_FULL: cpf}) is Knock.LACKING
    assert open_house.storage.tried_by_link == []


async def test_facts_not_asked_for_prove_nothing(open_house: House) -> None:
    assert await open_house.knock({Factor.CPF_FULL: CPF, Factor.BIRTH_DATE: "1953-04-03"}) is Knock.LACKING


async def test_three_wrong_tries_lock_the_door_even_to_the_right_person(open_house: House) -> None:
    """I3"""
    tries = [await open_house.knock(WRONG) for _ in range(3)]
    door = await door_of(TOKEN, open_house.tools)

    assert tries == [Knock.WRONG] * 3
    assert await open_house.knock(RIGHT) is Knock.LOCKED
    assert door is not None
    assert door.is_locked


async def test_a_second_link_of_the_person_is_locked_with_the_first(open_house: House) -> None:
    await with_a_paper(open_house.storage, token="papel00000000000000002")
    for _ in range(3):
        await open_house.knock(WRONG)

    assert await open_house.knock(RIGHT, "papel00000000000000002") is Knock.LOCKED


async def test_the_door_opens_again_after_a_day(open_house: House) -> None:
    for _ in range(3):
        await open_house.knock(WRONG)

    open_house.clock.advance(hours=24, seconds=1)

    assert await open_house.knock(RIGHT) is Knock.OPENED


async def test_a_link_that_ended_and_one_that_never_was_are_alike(open_house: House) -> None:
    open_house.clock.instant += LASTS

    for token in (TOKEN, "outro"):
        assert await door_of(token, open_house.tools) is None
        assert await open_house.knock(RIGHT, token) is Knock.GONE


async def test_a_pass_shows_the_paper_of_its_own_link_for_a_quarter_of_an_hour(open_house: House) -> None:
    shown_pass = open_house.tools.passes.issue(TOKEN)

    shown = await paper_shown(TOKEN, shown_pass, open_house.tools)
    open_house.clock.advance(minutes=15)

    assert shown is not None
    assert (shown.kind, shown.text, f"{shown.expires:%d/%m/%Y}") == ("agreement_pdf", PAPER.text, "18/02/2027")
    assert await paper_shown(TOKEN, shown_pass, open_house.tools) is None


async def test_a_pass_is_refused_after_its_link_has_ended(open_house: House) -> None:
    open_house.clock.instant += LASTS - timedelta(minutes=1)
    shown_pass = open_house.tools.passes.issue(TOKEN)
    open_house.clock.advance(minutes=1)

    assert await paper_shown(TOKEN, shown_pass, open_house.tools) is None


async def test_a_download_is_on_record_and_needs_the_pass_too(open_house: House) -> None:
    shown_pass = open_house.tools.passes.issue(TOKEN)

    assert await paper_downloaded(TOKEN, "", open_house.tools) is None
    assert await paper_downloaded(TOKEN, shown_pass, open_house.tools) == PAPER
    assert open_house.storage.papers_opened == ["agreement_pdf downloaded"]
