"""The price of an SMS: a field of the policy, shown beside texts in whole centavos, in no quote (F1)."""

import pytest

from bot.application.editor.steps.sms_price import sms_price
from bot.application.policy_document import PolicyRefused, parse_policy
from bot.domain.money import Money
from tests.unit.application.editor.test_policy_form import CASSEMS, filled

FIELD = "messages.sms_segment_price"
PRICED = "messages:\n  sms_segment_price: {}\n"


def price_in(policy: str) -> Money | None:
    return sms_price({"cassems/policy.yml": policy}, "cassems")


@pytest.mark.parametrize(
    ("typed", "cents"), [("0,01", 1), ("0,1", 10), ("0,25", 25), ("R$ 1,00", 100), ("4,99", 499), ("5", 500)]
)
def test_a_price_that_is_typed_is_the_one_beside_the_texts(typed: str, cents: int) -> None:
    files, wrong = filled("messages", **{FIELD: typed})

    assert wrong == {}
    assert price_in(files.policy) == Money(cents)
    assert parse_policy(files.policy, files.titles) == parse_policy(CASSEMS.policy, CASSEMS.titles)


@pytest.mark.parametrize("typed", ["0,00", "5,01", "-1", "dez", "0,125"])
def test_a_price_out_of_its_bounds_is_refused_beside_its_field(typed: str) -> None:
    """F3"""
    files, wrong = filled("messages", **{FIELD: typed})

    assert files == CASSEMS
    assert list(wrong) == [FIELD]


def test_without_a_price_nothing_of_it_is_in_the_document() -> None:
    files, wrong = filled("messages", **{FIELD: ""})

    assert wrong == {}
    assert "messages" not in files.policy
    assert price_in(files.policy) is None


@pytest.mark.parametrize("written", ["0.00", "5.01", "-0.10", "1.005", "a lot"])
def test_an_imported_price_is_held_to_the_same(written: str) -> None:
    without = filled("messages", **{FIELD: ""})[0].policy

    with pytest.raises(PolicyRefused):
        parse_policy(without + PRICED.format(written), CASSEMS.titles)


@pytest.mark.parametrize("policy", ["", "messages: [\n", "messages: 12\n", PRICED.format("much"), PRICED.format("[1]")])
def test_what_cannot_be_read_is_no_price(policy: str) -> None:
    assert price_in(policy) is None


@pytest.mark.parametrize(("written", "cents"), [("0.12", 12), ("0.1", 10), ("1", 100), ("0.01", 1)])
def test_a_price_is_whole_centavos(written: str, cents: int) -> None:
    assert price_in(PRICED.format(written)) == Money(cents)
