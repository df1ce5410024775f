"""What a notice is about and must hold: complete, or the list of what is missing (N1, N4, T6, T7)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from notice_examples import ASSEFAZ, CASSEMS, DAY, FEES, a_fee_title, a_person

from bot.domain.money import Money
from bot.domain.notices.contents import NoticeContents
from bot.domain.notices.drafting import Draft, Lack, build_contents, fees_to_notify, missing, under_case
from bot.domain.people import OpenCase, Role
from bot.domain.policy import Organisation, Policy

PROTOCOL = "99999920261121000042"
OPERATOR = CASSEMS.parties.creditor
OPENED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_draft(**changes: Any) -> Draft:
    titles = (a_fee_title(45), a_fee_title(15, FEES[1]))
    draft = Draft(
        person=a_person(),
        beneficiaries=("Fábio Vasconcelos Barbosa", "Lia Barbosa"),
        fees=fees_to_notify(titles, CASSEMS, DAY),
        pay_how="boleto",
        contact_channels=("67 3314-1010",),
    )
    return replace(draft, **changes)


def a_case(kind: str, *numbers: str) -> OpenCase:
    return OpenCase("2026000001", kind, OPENED, DAY, numbers)


def with_operator(operator: Organisation) -> Policy:
    return replace(CASSEMS, parties=replace(CASSEMS.parties, creditor=operator))


def numbers_notified(*titles: Any, untouchable: frozenset[str] = frozenset()) -> list[str]:
    return [fee.title.number for fee in fees_to_notify(titles, CASSEMS, DAY, untouchable)]


def test_a_complete_notice_says_everything_the_list_asks_for() -> None:
    """N1"""
    contents = build_contents(CASSEMS, a_draft(), PROTOCOL, DAY)

    assert isinstance(contents, NoticeContents)
    assert (contents.operator.name, contents.operator.cnpj) == ("Cassems", "53021746000148")
    assert (contents.operator.address, contents.operator.ans_number) == (OPERATOR.address, "999999")
    assert (contents.plan.name, contents.plan.number, contents.plan.registration) == (
        "Plano Especial",
        "470123456",
        "71924865",
    )
    assert (contents.notified, contents.beneficiaries[1]) == ("Fábio Vasconcelos Barbosa", "Lia Barbosa")
    assert [fee.number for fee in contents.fees] == list(FEES)
    assert (contents.protocol, contents.issued_on, contents.term_days) == (PROTOCOL, DAY, 10)


def test_each_fee_has_its_value_delay_and_updated_value_and_the_total_is_theirs() -> None:
    """N1, T4: 954.00 with 2 % and 1 % a month over 45 days, and over 15."""
    contents = build_contents(CASSEMS, a_draft(), PROTOCOL, DAY)

    assert isinstance(contents, NoticeContents)
    assert [(fee.value, fee.updated, fee.days_overdue) for fee in contents.fees] == [
        (Money(954_00), Money(987_39), 45),
        (Money(954_00), Money(977_85), 15),
    ]
    assert contents.total == Money(1965_24)
    assert contents.days_overdue == 45


@pytest.mark.parametrize("policy", [CASSEMS, ASSEFAZ])
def test_notices_of_both_sample_creditors_can_be_issued(policy: Policy) -> None:
    """N1: both have an ANS number"""
    assert missing(policy, a_draft()) == ()


def test_the_ans_number_of_the_office_s_creditor_changes_no_protocol() -> None:
    """N8"""
    assert CASSEMS.parties.protocol_prefix == CASSEMS.parties.creditor.ans_number == "999999"


@pytest.mark.parametrize(
    ("draft", "lack"),
    [
        (a_draft(person=a_person(name=" ")), Lack.PERSON_NAME),
        (a_draft(person=a_person(registration="")), Lack.REGISTRATION),
        (a_draft(person=a_person(plan_name=None)), Lack.PLAN_NAME),
        (a_draft(person=a_person(plan_registration=None)), Lack.PLAN_NUMBER),
        (a_draft(person=a_person(plan_registration="  ")), Lack.PLAN_NUMBER),
        (a_draft(person=a_person(role=Role.DEPENDANT)), Lack.RECIPIENT),
        (a_draft(person=a_person(role=Role.AGGREGATE)), Lack.RECIPIENT),
        (a_draft(beneficiaries=()), Lack.BENEFICIARIES),
        (a_draft(beneficiaries=(" ",)), Lack.BENEFICIARIES),
        (a_draft(fees=()), Lack.FEES),
        (a_draft(pay_how=""), Lack.PAY_HOW),
        (a_draft(contact_channels=()), Lack.CONTACT_CHANNELS),
    ],
)
def test_what_is_missing_of_the_person_is_named_and_nothing_is_issued(draft: Draft, lack: Lack) -> None:
    """N1"""
    assert missing(CASSEMS, draft) == (lack,)
    assert build_contents(CASSEMS, draft, PROTOCOL, DAY) == (lack,)


@pytest.mark.parametrize(
    ("operator", "lack"),
    [
        (replace(OPERATOR, name=""), Lack.OPERATOR_NAME),
        (replace(OPERATOR, cnpj=""), Lack.OPERATOR_CNPJ),
        (replace(OPERATOR, address=" "), Lack.OPERATOR_ADDRESS),
        (replace(OPERATOR, ans_number=None), Lack.ANS_NUMBER),
    ],
)
def test_what_is_missing_of_the_operator_is_named(operator: Organisation, lack: Lack) -> None:
    """N1"""
    assert missing(with_operator(operator), a_draft()) == (lack,)


def test_all_that_is_missing_is_listed_at_once() -> None:
    """N1"""
    policy = with_operator(replace(OPERATOR, ans_number=None))

    assert build_contents(policy, a_draft(person=a_person(plan_name=None), fees=()), "", DAY) == (
        Lack.ANS_NUMBER,
        Lack.PLAN_NAME,
        Lack.FEES,
        Lack.PROTOCOL,
    )


@pytest.mark.parametrize("role", [Role.HOLDER, Role.SPLIT_AGGREGATE, Role.PAYER])
def test_holder_split_aggregate_and_payer_may_be_notified(role: Role) -> None:
    """I1"""
    assert missing(CASSEMS, a_draft(person=a_person(role=role))) == ()


def test_a_payer_is_notified_of_the_holder_s_plan() -> None:
    """N1: the payer may have no plan at all."""
    payer = a_person(id=8, role=Role.PAYER, name="Rita Barbosa", plan_name=None, plan_registration=None)

    contents = build_contents(CASSEMS, a_draft(person=payer, plan_of=a_person()), PROTOCOL, DAY)

    assert isinstance(contents, NoticeContents)
    assert (contents.notified, contents.plan.name) == ("Rita Barbosa", "Plano Especial")


def test_a_cancelled_plan_is_told_apart() -> None:
    """N11"""
    contents = build_contents(CASSEMS, a_draft(plan_cancelled=True), PROTOCOL, DAY)

    assert isinstance(contents, NoticeContents)
    assert contents.plan_cancelled


def test_only_titles_of_kind_mensalidade_are_in_a_notice() -> None:
    """N4: every code of the table, by its kind; an unknown code is in none."""
    titles = [a_fee_title(45, number=code, code=code) for code in (*CASSEMS.title_kinds, "777")]

    notified = set(numbers_notified(*titles))

    assert notified == {code for code, kind in CASSEMS.title_kinds.items() if kind.kind == "mensalidade"}
    assert notified < set(CASSEMS.title_kinds)


@pytest.mark.parametrize(("days_overdue", "is_in"), [(-1, False), (0, False), (1, True), (34, True)])
def test_a_mensalidade_is_in_a_notice_from_the_day_after_it_fell_due(days_overdue: int, is_in: bool) -> None:
    """N1"""
    assert numbers_notified(a_fee_title(days_overdue)) == ([FEES[0]] if is_in else [])


@pytest.mark.parametrize(("due", "is_in"), [(date(2021, 11, 21), True), (date(2021, 11, 20), False)])
def test_a_prescribed_mensalidade_is_in_no_notice(due: date, is_in: bool) -> None:
    """T6: five years to the day are not yet past the limit."""
    assert bool(numbers_notified(a_fee_title(due_date=due))) is is_in


def test_the_oldest_mensalidade_comes_first() -> None:
    """N1"""
    assert numbers_notified(a_fee_title(15, "b"), a_fee_title(45, "c"), a_fee_title(15, "a")) == ["c", "a", "b"]


def test_what_is_in_an_agreement_is_not_charged() -> None:
    """T7"""
    assert numbers_notified(a_fee_title(45, "a"), a_fee_title(15, "b"), untouchable=frozenset({"a"})) == ["b"]


@pytest.mark.parametrize("kind", ["contest", "already_paid", "payroll"])
def test_what_somebody_is_looking_into_is_left_out(kind: str) -> None:
    """G3, C12"""
    titles = [a_fee_title(45, "a"), a_fee_title(15, "b")]

    assert under_case([a_case(kind, "a")], titles) == {"a"}


@pytest.mark.parametrize("kind", ["contact_update", "data_protection", "media", "cancel_plan"])
def test_a_case_about_something_else_holds_nothing(kind: str) -> None:
    """H1"""
    assert under_case([a_case(kind, "a"), a_case(kind)], [a_fee_title(45, "a")]) == set()


def test_a_contest_that_names_no_title_is_of_all_of_them() -> None:
    """N4"""
    titles = [a_fee_title(45, "a"), a_fee_title(15, "b")]

    assert under_case([a_case("contest")], titles) == {"a", "b"}
