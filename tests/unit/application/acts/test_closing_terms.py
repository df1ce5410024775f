"""P12, P16: an agreement is what was stated a moment ago, title by title, and nothing else."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.documents import PaperDocuments
from bot.application.acts import closing, offers, titles
from bot.application.changes import AgreementClosed
from bot.application.deal import choose, deal_of, make
from bot.application.desk import Desk, Instant, Services
from bot.application.policy_document import read_profile
from bot.domain.conversation import Channel, Conversation, Verification
from bot.domain.ladder import Offer, Trigger
from bot.domain.money import Money
from bot.domain.plans import Plan, plan_with_down_payment
from bot.domain.policy import Policy
from bot.domain.titles import Title
from tests.builders import NOON, PHONE, SENDER, TODAY, a_message, a_person, a_title
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock

CONTENT = Path(__file__).parents[4] / "flows" / "content"
LONG_AGO = {"due_date": date(2025, 1, 20), "competence": date(2025, 1, 1)}


@pytest.fixture(scope="module")
def policies() -> Mapping[str, Policy]:
    return {"cassems": read_profile(CONTENT / "cassems")}


def a_desk(policies: Mapping[str, Policy], *owed: Title, older_tap: bool = False) -> Desk:
    """A verified debtor of Cassems who owes these titles."""
    storage = FakeStorage(FakeClock())
    proved = Verification(1, frozenset({"cpf_first3"}), NOON)
    conversation = Conversation(1, Channel.WHATSAPP, PHONE, SENDER, "cassems", protocol="1", verification=proved)
    desk = Desk(
        conversation=conversation,
        policy=policies["cassems"],
        policies=policies,
        phrase_texts=yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8")),
        services=Services(storage.records(), storage.numbers(), HolidayCalendar(), PaperDocuments()),
        at=Instant(NOON, NOON.astimezone(ZoneInfo("America/Sao_Paulo"))),
        messages=[a_message(body="sim", answers_older=older_tap)],
    )
    storage.add_person(a_person(base_date=TODAY), titles=owed)
    return desk


async def with_account(desk: Desk) -> Desk:
    await desk.load_account(await desk.services.records.person(1))
    return desk


def closed(desk: Desk) -> list[tuple[str, Money]]:
    return [
        (change.agreement.code, change.agreement.total)
        for change in desk.changes
        if isinstance(change, AgreementClosed)
    ]


@pytest.fixture
async def stated(policies: Mapping[str, Policy]) -> Desk:
    desk = await with_account(a_desk(policies, a_title("1", principal=Money(300_000), **LONG_AGO)))
    await offers.offer_lump_sum(desk)
    assert await closing.prepare_closing(desk) == "lump"
    return desk


async def test_a_yes_closes_what_was_stated(stated: Desk) -> None:
    assert await closing.close_agreement(stated) == "slip"

    assert [code for code, _ in closed(stated)] == ["052"]


async def test_a_title_that_came_since_has_it_stated_again(stated: Desk) -> None:
    stated.debtor.titles.append(a_title("9", principal=Money(500_000), **LONG_AGO))

    assert await closing.close_agreement(stated) == "changed"
    assert closed(stated) == []
    assert await closing.prepare_closing(stated) == "requoted_lump"


async def test_a_title_worth_less_since_has_it_stated_again(stated: Desk) -> None:
    stated.debtor.titles[:] = [a_title("1", principal=Money(100_000), **LONG_AGO)]

    assert await closing.close_agreement(stated) == "changed"


async def test_the_same_total_in_other_parts_is_another_deal(policies: Mapping[str, Policy]) -> None:
    desk = await with_account(a_desk(policies, a_title("1", principal=Money(300_000), **LONG_AGO)))
    negotiation = deal_of(desk).negotiations[0]
    for down in (60_000, 120_000):
        plan = plan_with_down_payment(negotiation.plan_value, 5, Money(down), negotiation.limits)
        assert isinstance(plan, Plan)
        make(desk, Offer("052", plan, Trigger.NAMED_VALUE, TODAY))
        if down == 60_000:
            assert await closing.prepare_closing(desk) == "plan"

    assert await closing.close_agreement(desk) == "changed"


async def test_a_tap_under_an_older_question_closes_nothing(policies: Mapping[str, Policy]) -> None:
    desk = await with_account(a_desk(policies, a_title("1", principal=Money(300_000), **LONG_AGO), older_tap=True))
    await offers.offer_lump_sum(desk)
    await closing.prepare_closing(desk)

    assert await closing.close_agreement(desk) == "changed"
    assert closed(desk) == []


async def test_beside_a_plan_no_other_negotiation_is_closed_unstated(policies: Mapping[str, Policy]) -> None:
    """P4: a plan is stated and closed by itself; the others wait."""
    desk = await with_account(a_desk(policies, a_title("1", **LONG_AGO), a_title("2", code="054", **LONG_AGO)))
    await titles.list_titles(desk)
    await offers.offer_lump_sum(desk)
    choose(desk, ["054"], ["052"])
    assert await offers.offer_plan(desk) == "plan"
    await titles.list_titles(desk)

    assert await closing.prepare_closing(desk) == "plan"
    await closing.close_agreement(desk)

    assert [code for code, _ in closed(desk)] == ["054"]
    assert deal_of(desk).waiting == ("052",)
