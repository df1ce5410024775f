"""An agent writes first: found by CPF, in neutral words, lawful at the moment of sending, and theirs (R3, I1)."""

from sqlmodel import select

from bot.adapters.db.tables import ConversationRow, HandoffRow, MessageRow, OwnerChangeRow
from bot.application.agents.opening_talk import Approach, begin_talk
from bot.application.changes import OptedOut
from bot.domain.conversation import Channel
from tests.builders import CPF, PHONE, a_turn
from tests.integration.talk_pages.desk import INBOX, Agent, Office

NEW = f"{INBOX}/new"


async def chooses(agent: Agent, office: Office, contact: str = f"0-{PHONE[-4:]}") -> str:
    await agent.browser.opens(NEW)
    page = await agent.browser.sends(NEW, {"debtor": str(office.debtors.person.id), "contact": contact})
    return page.text


async def test_found_by_cpf_the_person_is_shown_masked_with_the_words_that_will_go_out(
    ana: Agent, office: Office
) -> None:
    await ana.browser.opens(NEW)

    page = await ana.browser.sends(f"{NEW}/search", {"document": CPF})

    assert office.debtors.person.name in page.text
    assert "pendências administrativas" in page.text
    assert CPF not in page.text
    assert PHONE not in page.text
    assert CPF not in str(page.url)


async def test_nobody_with_this_cpf_and_what_is_no_cpf_are_told_apart(ana: Agent) -> None:
    await ana.browser.opens(NEW)

    nobody = await ana.browser.sends(f"{NEW}/search", {"document": "11144477735"})
    wrong = await ana.browser.sends(f"{NEW}/search", {"document": "123"})

    assert "Ninguém com este documento" in nobody.text
    assert (wrong.status_code, "Digite os 11 números" in wrong.text) == (422, True)


async def test_a_talk_begun_is_the_agents_and_so_is_the_answer(ana: Agent, office: Office) -> None:
    page = await chooses(ana, office)

    assert "Com você" in page
    assert "aqui é o atendimento da Portes Advogados, em nome da Cassems" in page
    async with office.debtors.storage.database.reading() as session:
        [talk] = await session.scalars(select(ConversationRow))
        [line] = await session.scalars(select(MessageRow))
        [handoff] = await session.scalars(select(HandoffRow))
        [change] = await session.scalars(select(OwnerChangeRow))
    assert (talk.owner, talk.agent, line.speaker) == ("agent", ana.email, ana.email)
    assert (handoff.accepted_by, change.reason, change.by) == (ana.email, "began", ana.email)
    await office.debtors.writes("SM5", "sou eu")
    assert "sou eu" in (await ana.opens(talk.id)).text
    assert await owner(office) == ("agent", ana.email)


async def test_who_was_written_to_is_named_though_they_proved_nothing_yet(ana: Agent, office: Office) -> None:
    """H3, I1"""
    page = await chooses(ana, office)

    assert f'<h1 id="who">{office.debtors.person.name}</h1>' in page
    assert "ainda sem confirmar quem é" in page
    assert "Identidade ainda não confirmada" in page


async def test_outside_lawful_hours_nothing_is_sent_and_the_next_hour_is_told(ana: Agent, office: Office) -> None:
    """R3"""
    office.clock.advance(hours=10)  # Friday at ten in the evening
    await ana.browser.signs_in(email=ana.email)

    page = await chooses(ana, office)

    assert "Fora do horário permitido" in page
    assert "Pode ser a partir de 21/11/2026" in page
    assert await owner(office) is None


async def test_who_asked_for_no_messages_is_not_written_to(ana: Agent, office: Office) -> None:
    """R3"""
    talk = await office.debtors.is_answered(changes=(OptedOut(PHONE, "pare"),))
    office.clock.advance(hours=1)

    page = await chooses(ana, office)

    assert "pediu para não receber" in page
    assert await owner(office) == ("bot", None)
    assert talk


async def test_who_is_talking_with_the_bot_right_now_is_not_begun_anew(ana: Agent, office: Office) -> None:
    talk = await office.debtors.is_answered()

    page = await chooses(ana, office)

    assert "conversando com o robô agora" in page
    assert f'href="/console/inbox/{talk}"' in page
    assert await owner(office) == ("bot", None)


async def test_what_somebody_has_already_is_not_begun_by_another(ana: Agent, bia: Agent, office: Office) -> None:
    await chooses(ana, office)

    page = await chooses(bia, office)

    assert "Ana Souza já está com a conversa" in page
    assert await owner(office) == ("agent", ana.email)


async def test_a_number_that_is_not_the_persons_is_never_written_to(ana: Agent, office: Office) -> None:
    page = await chooses(ana, office, contact="0-9999")
    member = (await office.entrance.comes_in(ana.email)).member
    elsewhere = Approach(office.debtors.person, Channel.WHATSAPP, "+5567911112222")

    begun = await begin_talk(elsewhere, member, office.talk.opening)

    assert "Escolha o número" in page
    assert getattr(begun, "why", None) == "no_contact"
    assert await owner(office) is None


async def test_a_message_on_its_way_keeps_the_talk_from_being_begun(ana: Agent, office: Office) -> None:
    talk = await office.debtors.is_answered()
    office.clock.advance(hours=1)
    await office.debtors.writes("SM7", "oi de novo")

    page = await chooses(ana, office)

    assert "Tente de novo em alguns segundos" in page
    claim = await office.debtors.claims(talk)  # given back, so that the turn is worked
    assert await office.debtors.storage.inbox().commit(claim, a_turn(claim))


async def owner(office: Office) -> tuple[str, str | None] | None:
    async with office.debtors.storage.database.reading() as session:
        row = await session.scalar(select(ConversationRow))
    return (row.owner, row.agent) if row is not None else None
