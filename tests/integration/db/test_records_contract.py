"""The contracts of `Records` and `Numbers`: the fake, SQLite and PostgreSQL keep them alike."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from bot.application.changes import (
    CaseOpened,
    Change,
    IdentityTried,
    OfferMade,
    OptedOut,
    PhoneUnlinked,
    SlipRequested,
    WrongTries,
)
from bot.application.ports import Numbers, Records
from bot.domain.conversation import Channel
from bot.domain.ladder import Offer, Trigger
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from bot.domain.people import Role
from bot.domain.plans import Plan
from tests.builders import CPF, NOON, PHONE, TODAY, a_closing, a_message, a_row, a_title, a_turn, an_agreement
from tests.integration.db.debtors import put, with_a_debtor

NINE, EIGHT = "+5567981234567", "+556781234567"
OTHER_CPF = "83954862000"


@pytest.fixture
def records(storage) -> Records:
    return storage.records()


@pytest.fixture
def numbers(storage) -> Numbers:
    return storage.numbers()


async def decide(storage, *changes: Change, key: str = "SM1") -> None:
    conversation_id = await storage.inbox().store(a_message(key))
    claim = await storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=30)
    assert await storage.inbox().commit(claim, a_turn(claim, changes=changes))


async def test_a_person_comes_back_as_the_file_told(storage, records: Records) -> None:
    row = a_row(None, PHONE, plan_name="Família", plan_registration="416226/13-9", accepts_whatsapp=False)

    [person] = await put(storage, row)

    assert person == replace(row.person, id=person.id, base_date=TODAY)
    assert await records.person(person.id) == person


async def test_a_persons_contacts_are_those_the_file_gives(storage, records: Records) -> None:
    """R3: a contact we begin goes to one of these."""
    sms = "+5567999990009"
    row = replace(
        a_row(None, NINE, PHONE), phones=((Channel.WHATSAPP, NINE), (Channel.WHATSAPP, PHONE), (Channel.SMS, sms))
    )

    person, other = await put(storage, row, a_row(None, EIGHT, document=OTHER_CPF))

    assert list(await records.contacts_of(person.id)) == list(row.phones)
    assert list(await records.contacts_of(other.id)) == [(Channel.WHATSAPP, EIGHT)]


async def test_a_contact_taken_off_is_no_contact(storage, records: Records) -> None:
    """I5"""
    [person] = await put(storage, a_row(None, NINE, PHONE))

    await decide(storage, PhoneUnlinked(NINE, (person.id,)))

    assert list(await records.contacts_of(person.id)) == [(Channel.WHATSAPP, PHONE)]


@pytest.mark.parametrize(
    ("on_file", "incoming", "is_found"),
    [
        (NINE, NINE, True),
        (NINE, EIGHT, True),
        (EIGHT, EIGHT, True),
        (EIGHT, NINE, False),
        (NINE, "+5511981234567", False),
    ],
)
async def test_a_number_without_its_ninth_digit_is_the_nine_digit_mobile_on_file_only(
    storage, records: Records, on_file: str, incoming: str, is_found: bool
) -> None:
    """Section 9"""
    await put(storage, a_row(None, on_file))

    assert len(await records.people_at("cassems", incoming)) == is_found


async def test_a_number_without_its_ninth_digit_is_nobodys_when_two_people_could_have_it(
    storage, records: Records
) -> None:
    """Section 9"""
    await put(storage, a_row(None, NINE), a_row(None, NINE, document=OTHER_CPF))

    assert await records.people_at("cassems", EIGHT) == []
    assert len(await records.people_at("cassems", NINE)) == 2


async def test_an_exact_match_wins(storage, records: Records) -> None:
    """Section 9"""
    await put(storage, a_row(None, NINE), a_row(None, EIGHT, document=OTHER_CPF))

    [found] = await records.people_at("cassems", EIGHT)

    assert found.document == OTHER_CPF


async def test_a_person_is_found_by_document_within_one_creditor(storage, records: Records) -> None:
    await put(storage, a_row(None, PHONE), a_row(None, PHONE, creditor="assefaz"))

    assert len(await records.people_by_document("cassems", CPF)) == 1
    assert await records.people_by_document("croam", CPF) == []


async def test_the_creditors_at_a_phone_are_those_with_open_titles(storage, records: Records) -> None:
    await put(
        storage,
        a_row(a_title("1"), PHONE),
        a_row(None, PHONE, creditor="assefaz"),
        a_row(a_title("2"), PHONE, creditor="croam"),
    )

    assert await records.creditors_at(PHONE) == ["cassems", "croam"]
    assert await records.creditors_at(NINE) == []


async def test_a_payer_gets_the_titles_of_the_holder(storage, records: Records) -> None:
    """I1"""
    payer = {"document": OTHER_CPF, "registration": "2", "role": Role.PAYER, "holder_document": CPF}
    _, paying = await put(storage, a_row(a_title(), PHONE), a_row(None, NINE, **payer))

    assert (await records.account(paying)).titles == [a_title()]
    assert await records.creditors_at(NINE) == ["cassems"]


async def test_a_person_of_two_registrations_gets_the_titles_of_both(storage, records: Records) -> None:
    """I1: as a dependant in a third one they get nothing of it."""
    own = {"registration": "2"}
    child = {"registration": "3", "role": Role.DEPENDANT, "holder_document": OTHER_CPF}
    first, second, _ = await put(
        storage, a_row(a_title("1"), PHONE), a_row(a_title("2"), PHONE, **own), a_row(a_title("3"), PHONE, **child)
    )

    assert [title.number for title in (await records.account(first)).titles] == ["1", "2"]
    assert [title.number for title in (await records.account(second)).titles] == ["1", "2"]


async def test_a_dependant_gets_no_title_of_the_holder(storage, records: Records) -> None:
    """I1"""
    dependant = {"document": OTHER_CPF, "registration": "2", "role": Role.DEPENDANT, "holder_document": CPF}
    _, son = await put(storage, a_row(a_title(), PHONE), a_row(None, NINE, **dependant))

    assert (await records.account(son)).titles == []


async def test_an_account_holds_what_was_decided(storage, records: Records) -> None:
    person = await with_a_debtor(storage)
    lump_sum = LumpSum(Fraction(1, 2), Money(101), Money(150_000), Money(250))
    offers = [
        Offer("052", lump_sum, Trigger.FIRST, TODAY, 1),
        Offer("052", Plan(3, Money(40_000), Money(37_000), Money(250)), Trigger.NAMED_COUNT, TODAY),
    ]
    case = CaseOpened("2026112000001", "already_paid", person.id, date(2026, 11, 25), "nota", ("126478448",))

    await decide(storage, *[OfferMade(person.id, offer, offer.trigger) for offer in offers], case)

    account = await records.account(person)
    assert (account.titles, account.titles_in_agreement, account.offers) == ([a_title()], [], offers)
    [opened] = account.cases
    assert (opened.number, opened.kind, opened.opened_at, opened.title_numbers) == (
        "2026112000001",
        "already_paid",
        NOON,
        ("126478448",),
    )


async def test_an_offer_made_again_stands_once_where_it_was_made_last(storage, records: Records) -> None:
    """P5: every time is on record, and a debtor who asks the same two hundred times has two offers, not two hundred."""
    person = await with_a_debtor(storage)
    lump_sum = Offer("052", LumpSum(Fraction(1), Money(101), Money(150_000), Money(250)), Trigger.FIRST, TODAY, 1)
    plan = Offer("052", Plan(3, Money(40_000), Money(37_000), Money(250)), Trigger.NAMED_COUNT, TODAY)
    tomorrow = replace(lump_sum, made_on=TODAY + timedelta(days=1))
    asked = replace(plan, trigger=Trigger.ASKED_INSTALLMENTS)
    other = replace(lump_sum, code="002")

    made = [lump_sum, other, plan, plan, asked, tomorrow]
    await decide(storage, *[OfferMade(person.id, offer, offer.trigger) for offer in made])

    assert (await records.account(person)).offers == [other, plan, asked, tomorrow]
    assert (await records.account_of(person.id)).offers == [other, plan, asked, tomorrow]


async def test_titles_of_an_agreement_are_no_longer_open(storage, records: Records) -> None:
    """T7"""
    person = await with_a_debtor(storage)

    await decide(storage, a_closing(person.id))

    account = await records.account(person)
    assert (account.titles, account.titles_in_agreement) == ([], [a_title()])
    assert account.agreements == [an_agreement()]


async def test_an_agreement_uses_up_the_offers_of_its_code_only(storage, records: Records) -> None:
    """P5: a debt that comes later under the same code begins at the first step."""
    person = await with_a_debtor(storage)
    lump_sum = LumpSum(Fraction(1), Money(101), Money(150_000), Money(250))
    offers = [Offer(code, lump_sum, Trigger.FIRST, TODAY, 1) for code in ("052", "002")]

    await decide(storage, *[OfferMade(person.id, offer, offer.trigger) for offer in offers], a_closing(person.id))

    assert (await records.account(person)).offers == offers[1:]


async def test_an_agreement_a_payer_accepted_is_the_holders_too(storage, records: Records) -> None:
    """I1"""
    payer = {"document": OTHER_CPF, "registration": "2", "role": Role.PAYER, "holder_document": CPF}
    holder, paying = await put(storage, a_row(a_title(), PHONE), a_row(None, NINE, **payer))

    await decide(storage, a_closing(paying.id))

    assert (await records.account(holder)).agreements == [an_agreement()]
    assert (await records.account(paying)).agreements == [an_agreement()]


async def test_wrong_tries_are_counted_apart_for_known_and_unknown_phones(storage, records: Records) -> None:
    """I3"""
    person = await with_a_debtor(storage)
    day_ago = NOON - timedelta(hours=24)
    tries = [
        IdentityTried(person.id, True, False, ("cpf_first3",), day_ago),
        IdentityTried(person.id, True, False, ("cpf_first3",), day_ago - timedelta(microseconds=1)),
        IdentityTried(person.id, True, True, ("cpf_first3",), NOON),
        IdentityTried(person.id, False, False, ("cpf_full",), NOON),
        IdentityTried(None, False, False, ("cpf_full",), NOON),
    ]

    await decide(storage, *tries)

    assert await records.wrong_tries(WrongTries(known_phone=True, person_id=person.id), day_ago) == 1
    assert await records.wrong_tries(WrongTries(known_phone=False, person_id=person.id), day_ago) == 1


async def test_wrong_tries_count_by_contact_and_by_document_whether_or_not_they_are_held(
    storage, records: Records
) -> None:
    """I3"""
    person = await with_a_debtor(storage)
    tries = [
        IdentityTried(person.id, False, False, (), NOON, NINE, CPF),
        IdentityTried(None, False, False, (), NOON, NINE, OTHER_CPF),
        IdentityTried(None, False, False, (), NOON, PHONE, OTHER_CPF),
        IdentityTried(None, False, False, (), NOON - timedelta(seconds=1), PHONE, OTHER_CPF),
        IdentityTried(person.id, True, False, (), NOON, PHONE, OTHER_CPF),
        IdentityTried(person.id, False, True, ("cpf_full",), NOON, PHONE, OTHER_CPF),
        IdentityTried(None, False, False, (), NOON),
    ]

    await decide(storage, *tries)

    asked = [{"contact": NINE}, {"contact": PHONE}, {"document": CPF}, {"document": OTHER_CPF}, {"contact": EIGHT}]
    found = [await records.wrong_tries(WrongTries(known_phone=False, **values), NOON) for values in asked]
    assert found == [2, 1, 1, 2, 0]


async def test_an_opt_out_holds_for_both_forms_of_the_number_and_may_be_said_twice(storage, records: Records) -> None:
    """R3"""
    await decide(storage, OptedOut(NINE, "sair"), OptedOut(EIGHT, "parem"))

    assert await records.is_opted_out(EIGHT)
    assert await records.is_opted_out(NINE)
    assert not await records.is_opted_out(PHONE)


async def test_a_phone_that_is_not_theirs_is_unlinked_from_all_of_them(storage, records: Records) -> None:
    """I5"""
    people = await put(storage, a_row(None, NINE), a_row(None, NINE, PHONE, document=OTHER_CPF))

    await decide(storage, PhoneUnlinked(NINE, tuple(person.id for person in people)))

    assert await records.people_at("cassems", NINE) == []
    assert len(await records.people_at("cassems", PHONE)) == 1


async def test_a_wrong_number_is_unlinked_in_every_portfolio_and_registration(storage, records: Records) -> None:
    """I5: no more messages, whichever creditor would send them."""
    person, *_ = await put(
        storage,
        a_row(None, NINE),
        a_row(None, NINE, registration="2"),
        a_row(None, NINE, creditor="assefaz", document=OTHER_CPF),
    )

    await decide(storage, PhoneUnlinked(NINE, (person.id,)))

    assert [await records.people_at(creditor, NINE) for creditor in ("cassems", "assefaz")] == [[], []]


async def test_a_number_that_differs_by_the_ninth_digit_is_left_to_whom_it_belongs(storage, records: Records) -> None:
    """I5"""
    person, _ = await put(storage, a_row(None, NINE), a_row(None, EIGHT, document=OTHER_CPF, registration="2"))

    await decide(storage, PhoneUnlinked(NINE, (person.id,)))

    assert len(await records.people_at("cassems", EIGHT)) == 1


async def test_fifty_protocols_asked_at_once_are_unique_and_leave_no_gap(numbers: Numbers) -> None:
    """N8"""
    allotted = await asyncio.gather(*[numbers.protocol("314159", TODAY) for _ in range(50)])

    assert sorted(allotted) == [f"31415920261120{n:06d}" for n in range(1, 51)]


async def test_protocols_increase_and_begin_again_for_each_prefix_and_day(numbers: Numbers) -> None:
    """N8"""
    allotted = [
        await numbers.protocol("314159", TODAY),
        await numbers.protocol("314159", TODAY),
        await numbers.protocol("000000", TODAY),
        await numbers.protocol("314159", date(2026, 11, 21)),
    ]

    assert allotted == ["31415920261120000001", "31415920261120000002", "00000020261120000001", "31415920261121000001"]


async def test_cases_and_agreements_are_numbered_apart(numbers: Numbers) -> None:
    assert await numbers.case(TODAY) == "2026112000001"
    assert await numbers.agreement(TODAY) == "AC2026112000001"
    assert await numbers.case(TODAY) == "2026112000002"


async def test_a_slip_request_moves_a_due_date_once_and_keeps_the_first(sql_storage) -> None:
    """P11, G1"""
    person = await with_a_debtor(sql_storage)
    moved = SlipRequested("AC2026112000001", 0, NOON + timedelta(hours=24), "atz", date(2026, 12, 1))

    await decide(sql_storage, a_closing(person.id), SlipRequested("AC2026112000001", None, NOON, "new"), moved)

    [agreement] = (await sql_storage.records().account(person)).agreements
    [part] = agreement.installments
    assert (part.due, part.original_due) == (date(2026, 12, 1), date(2026, 11, 27))


async def test_a_slip_two_conversations_ask_again_for_is_issued_again_once(sql_storage) -> None:
    """P11"""
    person = await with_a_debtor(sql_storage)
    await decide(sql_storage, a_closing(person.id))
    first, second = (
        SlipRequested("AC2026112000001", 0, NOON + timedelta(hours=24), "reissue", date(2026, 12, day))
        for day in (1, 3)
    )
    await decide(sql_storage, first, key="SM2")
    conversation_id = await sql_storage.inbox().store(a_message("SM3"))
    claim = await sql_storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=30)

    assert not await sql_storage.inbox().commit(claim, a_turn(claim, changes=(second,)))

    [agreement] = (await sql_storage.records().account(person)).agreements
    [part] = agreement.installments
    assert (part.due, part.original_due) == (date(2026, 12, 1), date(2026, 11, 27))
