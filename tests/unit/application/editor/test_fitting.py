"""F3: the simulator offers a debtor of the kind that the way to a problem takes."""

import pytest

from bot.application.editor.trying.fitting import Looked, fits, nearly_fits
from bot.domain.people import Account
from bot.golden.debtors import KINDS, TODAY, agreement_of, rows_of
from flows.debtors import KIND_OF, ORDINARY
from tests.checkout import checkout_release


def looked(kind: str, profile: str = "cassems") -> Looked:
    rows = rows_of(kind, profile)
    agreement = agreement_of(kind, profile)
    titles = [row.title for row in rows if row.title is not None and agreement is None]
    account = Account(rows[0].person, titles, agreements=[agreement] if agreement else [])
    return Looked(account, checkout_release().policies[profile], TODAY)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_invented_debtor_is_of_their_kind(kind: str) -> None:
    assert fits(kind, looked(kind))


@pytest.mark.parametrize("kind", sorted({ORDINARY, *KIND_OF.values()}))
def test_every_kind_a_way_may_take_is_among_the_invented_debtors(kind: str) -> None:
    assert kind in KINDS


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {ORDINARY}))
def test_who_is_of_a_special_kind_is_not_the_ordinary_debtor(kind: str) -> None:
    assert not fits(ORDINARY, looked(kind))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"dependant"}))
def test_a_holder_is_no_dependant(kind: str) -> None:
    assert not fits("dependant", looked(kind))


def test_who_is_near_enough_has_open_titles_of_one_kind() -> None:
    assert [kind for kind in KINDS if nearly_fits(looked(kind))] == [
        "two_months",
        "recent",
        "old",
        "small",
        "other_fee",
        "plan_cancelled",
    ]
