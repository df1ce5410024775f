"""Identity: what confirms (I2), what counts as a try (I3), when it ends (I6), and who may proceed (I1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from debts import ANY_FACTOR, CPF_AND_NAME, IDENTITY

from bot.domain.identity import (
    Access,
    Given,
    IdentityOutcome,
    Situation,
    access_of,
    compare,
    each_once,
    has_expired,
    is_locked,
    judge,
    requirement_for,
    tries_left,
)
from bot.domain.identity_policy import CPF_ON_KNOWN_PHONE, Factor, Need, Requirement
from bot.domain.people import Person, Role

NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)
KNOWN, UNKNOWN = Situation(known_phone=True), Situation(known_phone=False)
PERSON = Person(
    id=1,
    creditor="cassems",
    registration="0071924865",
    role=Role.HOLDER,
    name="Fábio Vasconcelos da Conceição",
    document="15908301647",
    mother_name="Natália Barbosa",
    birth_date=date(1953, 4, 3),
    address="Rua Oliveira, 122",
)
COMPANY = replace(PERSON, document="11222333000181", name="Padaria Aurora Ltda")
FULL_PROOF = Requirement(
    asks=(Factor.FULL_NAME, Factor.CPF_FIRST3, Factor.CPF_LAST2, Factor.MOTHER_NAME),
    needs=(Need(3, ((frozenset({Factor.FULL_NAME}),), CPF_ON_KNOWN_PHONE, (frozenset({Factor.MOTHER_NAME}),))),),
)


def outcome(
    facts: dict[Factor, str],
    requirement: Requirement = ANY_FACTOR,
    situation: Situation = KNOWN,
    person: Person | None = PERSON,
) -> IdentityOutcome:
    return judge(compare(person, facts), requirement, situation)


@pytest.mark.parametrize(
    ("factor", "value"),
    [
        (Factor.CPF_FIRST3, "159"),
        (Factor.CPF_LAST2, "47"),
        (Factor.CPF_FULL, "159.083.016-47"),
        (Factor.FULL_NAME, "fabio vasconcelos conceicao"),
        (Factor.FULL_NAME, "FÁBIO VASCONCELOS DA CONCEIÇÃO"),
        (Factor.FULL_NAME, "Fabio Conceição"),
        (Factor.SURNAME, "conceiçao"),
        (Factor.SURNAME, "Vasconcelos da Conceição"),
    ],
)
def test_each_factor_listed_confirms_on_the_known_phone(factor: Factor, value: str) -> None:
    """I2, I4: without accents, capitals or particles too"""
    assert outcome({factor: value}) is IdentityOutcome.CONFIRMED


@pytest.mark.parametrize(
    ("factor", "value"),
    [
        (Factor.CPF_FIRST3, "158"),
        (Factor.CPF_LAST2, "74"),
        (Factor.CPF_FULL, "12345678909"),
        (Factor.FULL_NAME, "Fábio"),
        (Factor.FULL_NAME, "João Vasconcelos da Conceição"),
        (Factor.SURNAME, "Fábio"),
        (Factor.SURNAME, ""),
        (Factor.FULL_NAME, ""),
    ],
)
def test_a_wrong_value_fails(factor: Factor, value: str) -> None:
    """I3"""
    assert outcome({factor: value}) is IdentityOutcome.FAILED


@pytest.mark.parametrize(
    ("factor", "value", "right"),
    [
        (Factor.BIRTH_DATE, "1953-04-03", True),
        (Factor.BIRTH_DATE, "1953-03-04", False),
        (Factor.MOTHER_NAME, "natalia barbosa", True),
        (Factor.MOTHER_NAME, "Natália", False),
        (Factor.ADDRESS, "oliveira 122", True),
        (Factor.ADDRESS, "R. Oliveira, nº 122, Dourados", True),
        (Factor.ADDRESS, "rua oliveira", False),
        (Factor.REGISTRATION_NUMBER, "0071924865", True),
        (Factor.REGISTRATION_NUMBER, "71924865", True),  # zeros a spreadsheet lost
        (Factor.REGISTRATION_NUMBER, "1", False),
        (Factor.REPRESENTATIVE_NAME, "Fábio", False),
        (Factor.CNPJ_FIRST3, "159", False),
    ],
)
def test_the_other_facts_are_compared_with_the_file(factor: Factor, value: str, right: bool) -> None:
    assert (factor in compare(PERSON, {factor: value}).right) is right


def test_what_the_file_does_not_have_is_never_right() -> None:
    bare = replace(PERSON, mother_name=None, birth_date=None, address=None)
    facts = {Factor.MOTHER_NAME: "", Factor.BIRTH_DATE: "", Factor.ADDRESS: ""}

    assert compare(bare, facts).right == frozenset()


def test_a_company_is_known_by_its_cnpj_and_not_by_a_cpf() -> None:
    """I2"""
    assert compare(COMPANY, {Factor.CNPJ_FIRST3: "112"}).right == {Factor.CNPJ_FIRST3}
    assert compare(COMPANY, {Factor.CNPJ_FULL: "11.222.333/0001-81"}).right == {Factor.CNPJ_FULL}
    assert compare(COMPANY, {Factor.CPF_FIRST3: "112"}).wrong == {Factor.CPF_FIRST3}


def test_a_right_fact_does_not_make_up_for_a_wrong_one() -> None:
    assert outcome({Factor.CPF_FIRST3: "000", Factor.SURNAME: "Vasconcelos"}) is IdentityOutcome.FAILED


@pytest.mark.parametrize("person", [PERSON, None])
@pytest.mark.parametrize("cpf", ["15908301647", "12345678909"])
def test_nothing_is_told_of_right_or_wrong_before_every_fact_is_in(person: Person | None, cpf: str) -> None:
    """I3: known or unknown person, right or wrong guess"""
    assert outcome({Factor.CPF_FULL: cpf}, CPF_AND_NAME, UNKNOWN, person) is IdentityOutcome.PENDING


@pytest.mark.parametrize("name", ["Vasconcelos da Conceição", "Conceição Vasconcelos", "Souza Lima", "Fábio Conceição"])
@pytest.mark.parametrize("person", [PERSON, None])
def test_a_name_given_is_a_name_given_held_or_not(person: Person | None, name: str) -> None:
    """I3: family names without the first are asked for no second time, or the CPF beside them is known to be held."""
    told = compare(person, {Factor.CPF_FULL: "15908301647", Factor.FULL_NAME: name}).all

    assert CPF_AND_NAME.next_ask(told) is None
    assert FULL_PROOF.next_ask(told) is Factor.MOTHER_NAME


def test_family_names_alone_prove_the_surname_and_no_full_name() -> None:
    """I2"""
    only_full_name = replace(CPF_AND_NAME, needs=(Need(1, ((frozenset({Factor.FULL_NAME}),),)),), min_facts=1)
    names = {Factor.FULL_NAME: "Vasconcelos da Conceição"}

    assert outcome(names) is IdentityOutcome.CONFIRMED
    assert outcome(names, only_full_name, UNKNOWN) is IdentityOutcome.FAILED


def test_an_unknown_phone_takes_the_cpf_and_one_fact_more() -> None:
    """I2"""
    both = {Factor.CPF_FULL: "15908301647", Factor.SURNAME: "Vasconcelos"}

    assert outcome(both, CPF_AND_NAME, UNKNOWN) is IdentityOutcome.CONFIRMED
    assert outcome(both, CPF_AND_NAME, UNKNOWN, person=None) is IdentityOutcome.FAILED


def test_pieces_of_the_cpf_are_one_fact() -> None:
    """I2: never fewer than two"""
    pieces = {Factor.CPF_FULL: "15908301647", Factor.CPF_FIRST3: "159", Factor.CPF_LAST2: "47"}
    two_facts = replace(ANY_FACTOR, min_facts=2)

    assert outcome(pieces, two_facts, UNKNOWN) is IdentityOutcome.PENDING
    assert outcome(pieces | {Factor.SURNAME: "Vasconcelos"}, two_facts, UNKNOWN) is IdentityOutcome.CONFIRMED


def test_a_surname_alone_opens_nothing_on_a_shared_phone() -> None:
    """I2"""
    shared = Situation(known_phone=True, shared_phone=True)

    assert outcome({Factor.SURNAME: "Vasconcelos"}, situation=shared) is IdentityOutcome.PENDING
    assert outcome({Factor.FULL_NAME: "Fábio Vasconcelos"}, situation=shared) is IdentityOutcome.FAILED
    assert outcome({Factor.CPF_LAST2: "47", Factor.SURNAME: "Vasconcelos"}, situation=shared) is (
        IdentityOutcome.CONFIRMED
    )


def test_on_a_known_phone_three_and_two_digits_are_the_cpf() -> None:
    """I2, assefaz"""
    names = {Factor.FULL_NAME: "Fábio Vasconcelos Conceição", Factor.MOTHER_NAME: "Natália Barbosa"}
    pieces = names | {Factor.CPF_FIRST3: "159"}

    assert outcome(pieces, FULL_PROOF) is IdentityOutcome.PENDING
    assert outcome(pieces | {Factor.CPF_LAST2: "47"}, FULL_PROOF) is IdentityOutcome.CONFIRMED
    assert outcome(names | {Factor.CPF_FULL: "15908301647"}, FULL_PROOF) is IdentityOutcome.CONFIRMED


def test_the_next_fact_asked_is_the_first_not_given_right_or_wrong() -> None:
    assert FULL_PROOF.next_ask(frozenset()) is Factor.FULL_NAME
    assert FULL_PROOF.next_ask({Factor.FULL_NAME, Factor.CPF_FULL}) is Factor.MOTHER_NAME
    assert FULL_PROOF.next_ask({Factor.FULL_NAME, Factor.CPF_FULL, Factor.MOTHER_NAME}) is None


def test_what_the_bot_has_shown_is_no_factor() -> None:
    """I2"""
    facts = {Factor.FULL_NAME: PERSON.name, Factor.SURNAME: "Vasconcelos"}

    assert compare(PERSON, facts, shown={Factor.FULL_NAME}) == Given()


def test_a_fact_given_again_replaces_the_first_one() -> None:
    wrong = compare(PERSON, {Factor.CPF_FIRST3: "000"})
    right = compare(PERSON, {Factor.CPF_FIRST3: "159"})

    assert wrong.plus(right) == right
    assert right.plus(wrong) == wrong
    assert wrong.plus(Given(frozenset({Factor.CPF_FULL}))).wrong == frozenset()


@pytest.mark.parametrize(("failures", "locked"), [(2, False), (3, True)])
def test_the_third_failure_in_24_hours_locks(failures: int, locked: bool) -> None:
    """I3"""
    times = [NOW - timedelta(hours=n) for n in range(failures)]

    assert is_locked(times, NOW, IDENTITY.tries, known_phone=True) is locked
    assert is_locked(times, NOW, IDENTITY.tries, known_phone=False) is locked


def test_a_failure_is_forgotten_after_24_hours() -> None:
    """I3"""
    times = [NOW - timedelta(hours=24), NOW, NOW]

    assert not is_locked(times, NOW, IDENTITY.tries, known_phone=True)
    assert is_locked([NOW - timedelta(hours=23, minutes=59), NOW, NOW], NOW, IDENTITY.tries, known_phone=True)
    assert tries_left(2, IDENTITY.tries, known_phone=True) == 1
    assert tries_left(5, IDENTITY.tries, known_phone=False) == 0


def test_a_verification_ends_after_12_hours_without_a_message() -> None:
    """I6"""
    assert not has_expired(NOW - timedelta(hours=11, minutes=59), NOW, IDENTITY)
    assert has_expired(NOW - timedelta(hours=12), NOW, IDENTITY)


@pytest.mark.parametrize(
    ("role", "access"),
    [
        (Role.HOLDER, Access.OWN),
        (Role.SPLIT_AGGREGATE, Access.OWN),
        (Role.PAYER, Access.HOLDERS),
        (Role.DEPENDANT, Access.NONE),
        (Role.AGGREGATE, Access.NONE),
    ],
)
def test_who_may_proceed_and_with_whose_titles(role: Role, access: Access) -> None:
    """I1"""
    assert access_of(role) is access


def test_each_situation_has_its_requirement() -> None:
    """I2"""
    policy = replace(IDENTITY, active=FULL_PROOF, company=replace(ANY_FACTOR, min_facts=2))

    assert requirement_for(Situation(known_phone=True, we_started=True), policy) is policy.active
    assert requirement_for(KNOWN, policy) is policy.receptive
    assert requirement_for(Situation(known_phone=False, we_started=True), policy) is policy.unknown_phone
    assert requirement_for(Situation(known_phone=True, is_company=True), policy) is policy.company


def test_a_person_of_several_registrations_is_one_person() -> None:
    """I1: the registration that opens most stands for the others."""
    child, payer = replace(PERSON, id=2, role=Role.DEPENDANT), replace(PERSON, id=3, role=Role.PAYER)
    other = replace(PERSON, id=4, document="52998224725")

    assert each_once([child, PERSON, payer, other]) == [PERSON, other]
    assert each_once([child, payer]) == [payer]
    assert each_once([PERSON, replace(PERSON, id=5)]) == [PERSON]
