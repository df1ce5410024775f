"""Who is talking, asked of the act itself: whether the file holds a person is never to be learnt by trying (I3)."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.documents import PaperDocuments
from bot.application.acts.identity import check_identity, people_here, unverified
from bot.application.acts.opening import open_contact
from bot.application.changes import TurnRecord
from bot.application.desk import Desk, Instant, Services
from bot.application.policy_document import read_profile
from bot.domain.conversation import Channel, Conversation
from bot.domain.people import Role
from bot.domain.policy import Policy
from bot.domain.reading.message import Expectation, read
from tests.builders import CPF, PHONE, SENDER, a_message, a_person, a_title
from tests.fake_storage import FakeStorage
from tests.fakes import FakeCalendar, FakeClock

CONTENT = Path(__file__).parents[3] / "flows" / "content"
CASSEMS, ASSEFAZ = read_profile(CONTENT / "cassems"), read_profile(CONTENT / "assefaz")
ABSENT, INVENTED, OTHER_INVENTED = "27481593655", "83954862000", "23836077701"
ELSEWHERE, ANOTHER = "+5567911112222", "+5567933334444"
NAME, WRONG_NAME = "Fábio Vasconcelos Barbosa", "Pedro Souza Lima"


@dataclass
class Talk:
    """One phone writing, turn by turn; what each turn decided is kept as the database would."""

    storage: FakeStorage
    contact: str
    memory: dict[str, str] = field(default_factory=dict)
    policy: Policy = CASSEMS

    def desk(self, text: str = "") -> Desk:
        now = self.storage.clock.now()
        conversation = Conversation(1, Channel.WHATSAPP, self.contact, SENDER, creditor=self.policy.slug)
        records, numbers = self.storage.records(), self.storage.numbers()
        return Desk(
            conversation=conversation,
            policy=self.policy,
            policies={self.policy.slug: self.policy},
            phrase_texts={},
            services=Services(records, numbers, FakeCalendar(), PaperDocuments()),
            at=Instant(now, self.storage.clock.business_now()),
            messages=[a_message(body=text)],
            readings=[read(text, Expectation(identity=True), now.date())],
            memory=self.memory,
        )

    async def say(self, text: str) -> str:
        desk = self.desk(text)
        outcome = await check_identity(desk)
        self.storage.turns.append(TurnRecord(desk.conversation, (), (), changes=tuple(desk.changes)))
        return outcome

    async def try_out(self, document: str, name: str = WRONG_NAME) -> tuple[str, str]:
        return await self.say(document), await self.say(name)


@pytest.fixture
def storage() -> FakeStorage:
    storage = FakeStorage(FakeClock())
    storage.add_person(a_person(), PHONE, titles=[a_title()])
    return storage


@pytest.mark.parametrize("document", [CPF, ABSENT])
async def test_two_invented_documents_before_tell_nothing_of_the_third(storage: FakeStorage, document: str) -> None:
    """I3"""
    talk = Talk(storage, ELSEWHERE)

    assert await talk.try_out(INVENTED) == ("ask_full_name", "wrong")
    assert await talk.try_out(OTHER_INVENTED) == ("ask_full_name", "wrong")
    assert await talk.try_out(document) == ("ask_full_name", "locked")
    assert await talk.say(document) == "locked"


@pytest.mark.parametrize("document", [CPF, ABSENT])
@pytest.mark.parametrize("name", [NAME, WRONG_NAME])
async def test_a_document_locked_elsewhere_is_told_only_after_all_facts(
    storage: FakeStorage, document: str, name: str
) -> None:
    """I3"""
    first = Talk(storage, ELSEWHERE)
    tried = [await first.try_out(document) for _ in range(3)]

    assert [outcome for _, outcome in tried] == ["wrong", "wrong", "locked"]
    assert await Talk(storage, ANOTHER).try_out(document, name) == ("ask_full_name", "locked")


async def test_two_wrong_tries_leave_the_third_to_whoever_is_right(storage: FakeStorage) -> None:
    """I3: three tries, not two."""
    first = Talk(storage, ELSEWHERE)
    await first.try_out(CPF)
    await first.try_out(CPF)

    assert await first.try_out(CPF, NAME) == ("ask_full_name", "verified")


async def test_unknown_phones_are_free_again_after_a_day(storage: FakeStorage) -> None:
    """I3: rolling, not by the calendar."""
    talk = Talk(storage, ELSEWHERE)
    for _ in range(3):
        await talk.try_out(CPF)
    assert isinstance(storage.clock, FakeClock)
    storage.clock.advance(hours=24)
    assert await talk.say(CPF) == "locked"  # exactly a day ago still counts
    storage.clock.instant += timedelta(microseconds=1)

    assert await talk.try_out(CPF, NAME) == ("ask_full_name", "verified")


@pytest.mark.parametrize("document", [INVENTED, ABSENT])
async def test_anothers_document_on_a_known_phone_is_asked_alike_held_or_not(
    storage: FakeStorage, document: str
) -> None:
    """I3"""
    storage.add_person(a_person(id=2, registration="2", document=INVENTED, name="Lúcia Prado Nunes"))
    talk = Talk(storage, PHONE)
    tried = [await talk.try_out(document) for _ in range(3)]

    assert tried == [("ask_full_name", "wrong")] * 2 + [("ask_full_name", "locked")]


@pytest.mark.parametrize("document", ["11222333000181", "11444777000161"])
async def test_a_companys_number_is_asked_alike_held_or_not(storage: FakeStorage, document: str) -> None:
    """I2, I3"""
    storage.add_person(a_person(id=2, registration="2", document="11222333000181", name="Padaria Aurora Ltda"))
    talk = Talk(storage, PHONE)

    assert await talk.say(document) == "ask_registration_number"


async def test_the_own_document_after_a_slip_is_the_known_phones_again(storage: FakeStorage) -> None:
    """I4"""
    talk = Talk(storage, PHONE)

    assert [await talk.say(ABSENT), await talk.say(CPF)] == ["ask_full_name", "verified"]


async def test_one_wrong_try_on_a_shared_phone_is_one_try(storage: FakeStorage) -> None:
    """I3"""
    storage.add_person(a_person(id=2, registration="2", document=INVENTED, name="Lúcia Prado Nunes"), PHONE)
    storage.add_person(a_person(id=3, registration="3", document=ABSENT, name="Rui Prado Nunes"), PHONE)
    talk = Talk(storage, PHONE)

    assert [await talk.say("000"), await talk.say("001"), await talk.say("002")] == ["wrong", "wrong", "locked"]


async def test_one_document_under_two_registrations_is_one_person(storage: FakeStorage) -> None:
    """I1, section 9: the registration that opens most stands for both."""
    storage.add_person(a_person(id=2, registration="2", role=Role.DEPENDANT), PHONE)
    here = await people_here(Talk(storage, PHONE).desk())

    assert [person.id for person in here.people] == [1]
    assert await Talk(storage, PHONE).say(CPF) == "verified"
    assert await Talk(storage, ELSEWHERE).try_out(CPF, NAME) == ("ask_full_name", "verified")


HALF_PROVED = {
    "identity_given": '{"1": [["surname"], [], []]}',
    "identity_asked": "cpf_full",
    "identity_document": CPF,
    "identity_refused": "birth_date",
}


async def test_a_new_contact_begins_with_nothing_half_proved(storage: FakeStorage) -> None:
    """I6"""
    talk = Talk(storage, PHONE, {**HALF_PROVED, "lapsed": "contact"})
    await open_contact(talk.desk())

    assert talk.memory == {}


def test_who_is_not_verified_any_more_has_nothing_half_proved(storage: FakeStorage) -> None:
    """I5, I6"""
    talk = Talk(storage, PHONE, dict(HALF_PROVED))
    unverified(talk.desk())

    assert talk.memory == {}


async def test_a_document_typed_is_not_shown_where_a_change_is_printed(storage: FakeStorage) -> None:
    """N5"""
    await Talk(storage, ELSEWHERE).try_out(CPF)
    [wrong] = [change for turn in storage.turns for change in turn.changes]

    assert CPF not in repr(wrong)


@pytest.mark.parametrize("name", ["Vasconcelos Barbosa", "Fábio Barbosa", "Souza Lima"])
async def test_a_name_without_the_first_is_asked_on_alike_held_or_not(name: str) -> None:
    """I3: the same questions, and as many, until all facts are in."""
    heard = []
    for document in (CPF, ABSENT):
        storage = FakeStorage(FakeClock())
        storage.add_person(a_person(creditor="assefaz"), PHONE, titles=[a_title()])
        talk = Talk(storage, ELSEWHERE, policy=ASSEFAZ)
        heard.append([await talk.say(document), await talk.say(name), await talk.say("Maria das Dores Souza")])

    assert heard[0] == heard[1] == ["ask_full_name", "ask_mother_name", "wrong"]


async def test_a_company_says_who_it_is_by_the_digits_it_is_asked_for(storage: FakeStorage) -> None:
    """I2: three digits of a CNPJ are not taken for a CPF's."""
    company = a_person(id=2, document="11222333000181", registration="71924865", name="Oficina Prates")
    storage.add_person(company, ANOTHER, titles=[a_title()])
    talk = Talk(storage, ANOTHER)

    said = [await talk.say(text) for text in ("oi", "112", "71924865")]

    assert said == ["ask_cnpj_first3", "ask_registration_number", "verified"]


async def test_wrong_digits_of_a_company_are_wrong(storage: FakeStorage) -> None:
    """I2, I3."""
    company = a_person(id=2, document="11222333000181", registration="71924865", name="Oficina Prates")
    storage.add_person(company, ANOTHER, titles=[a_title()])
    talk = Talk(storage, ANOTHER)

    said = [await talk.say(text) for text in ("oi", "113", "71924865")]

    assert said == ["ask_cnpj_first3", "ask_registration_number", "wrong"]
