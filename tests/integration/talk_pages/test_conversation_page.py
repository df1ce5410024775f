"""The page of a conversation: what it says, to whom, and what it does not hold at all (H2, H3, section 10)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.adapters.db.tables import AccessRecordRow
from bot.application.agents.roles import StaffRole
from bot.application.messages import Attachment, Media, MessageKind, OutgoingMessage
from bot.application.waiting import MOST_IN_A_TURN
from bot.domain.documents import formatted
from tests.builders import CPF, NOON, PHONE, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.talk_pages.desk import Agent, Office, talk_tools


async def test_the_page_tells_why_a_person_is_needed_and_who_spoke(ana: Agent, office: Office) -> None:
    """H3"""
    waiting = await office.debtors.waits_for_a_person()

    page = await ana.opens(waiting)

    assert page.status_code == 200
    for told in ("Pediu para falar com uma pessoa", "quero falar com alguém", "Vou chamar alguém.", "Robô", "Na fila"):
        assert told in page.text
    assert "Identidade confirmada" in page.text
    assert "Janela do WhatsApp: 24 h 00 min" in page.text


async def test_who_looked_is_on_record_once_a_page_and_not_at_each_refresh(ana: Agent, office: Office) -> None:
    """Section 10"""
    waiting = await office.debtors.waits_for_a_person()

    await ana.opens(waiting)
    await ana.opens(waiting, "/packet")
    await ana.opens(waiting, "/lines?after=0.0.0")

    async with office.debtors.storage.database.reading() as session:
        looked = list(await session.scalars(select(AccessRecordRow).where(AccessRecordRow.what == "conversation")))
    assert [(one.actor, one.conversation_id) for one in looked] == [(ana.email, waiting)]


@pytest.mark.parametrize(
    ("role", "may_ask", "answers"),
    [
        (StaffRole.AGENT, False, True),
        (StaffRole.SUPERVISOR, True, True),
        (StaffRole.ADMIN, True, True),
        (StaffRole.AUDITOR, False, False),
    ],
)
async def test_no_number_is_in_the_page_before_it_is_asked_for_and_only_who_may_can_ask(
    office: Office, role: StaffRole, may_ask: bool, answers: bool
) -> None:
    """Section 10"""
    waiting = await office.debtors.waits_for_a_person()
    await office.debtors.writes("SM2", f"meu cpf é {CPF}")
    reader = await office.hires("leitora", role)

    page = (await reader.opens(waiting)).text
    await reader.browser.http.aclose()

    assert CPF not in page
    assert formatted(CPF) not in page
    assert PHONE not in page
    assert "R$ " not in page  # amounts are the deal panel's, loaded into it
    assert ("/messages" in page) is answers
    assert ("/document" in page) is may_ask
    assert ("/contact" in page) is may_ask
    assert ("Mostrar números" in page) is may_ask


async def test_finance_has_no_conversations(office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    finance = await office.hires("caixa", StaffRole.FINANCE)

    page = await finance.opens(waiting)
    await finance.browser.http.aclose()

    assert (page.status_code, "não é da sua função" in page.text) == (403, True)


async def test_the_document_is_shown_on_asking_and_that_is_on_record(office: Office) -> None:
    """Section 10"""
    waiting = await office.debtors.waits_for_a_person()
    boss = await office.hires("carla", StaffRole.SUPERVISOR)
    await boss.opens(waiting)

    shown = await boss.browser.sends(f"/console/inbox/{waiting}/document", {})
    await boss.browser.http.aclose()

    async with office.debtors.storage.database.reading() as session:
        looked = list(await session.scalars(select(AccessRecordRow).where(AccessRecordRow.what == "document")))
    assert "." in shown.text.strip()
    assert [one.actor for one in looked] == [boss.email]


async def test_what_was_masked_in_a_message_or_a_note_is_shown_on_asking_and_on_record(office: Office) -> None:
    """Section 10"""
    waiting = await office.debtors.waits_for_a_person()
    await office.debtors.writes("SM2", f"meu cpf é {CPF}")
    boss = await office.hires("carla", StaffRole.SUPERVISOR)
    await boss.opens(waiting)
    await boss.browser.sends(f"/console/inbox/{waiting}/notes", {"text": f"ligar para {PHONE}"})

    shown = []
    for what in ("lines/3", "notes/1", "contact"):
        await boss.opens(waiting)
        shown.append((await boss.browser.sends(f"/console/inbox/{waiting}/{what}", {})).text)
    await boss.browser.http.aclose()

    assert [CPF in shown[0], PHONE in shown[1], PHONE in shown[2]] == [True, True, True]
    asked = [one.what for one in await looked_at(office) if one.what != "conversation"]
    assert asked == ["line 3", "note 1", "phone"]


async def test_an_agent_who_asks_all_the_same_gets_nothing_in_full(ana: Agent, office: Office) -> None:
    """Section 10"""
    waiting = await office.debtors.waits_for_a_person()
    await office.debtors.writes("SM2", f"meu cpf é {CPF}")
    await ana.opens(waiting)

    refused = [
        (await ana.browser.sends(f"/console/inbox/{waiting}/{what}", {})).status_code
        for what in ("document", "contact")
    ]
    line = await ana.browser.sends(f"/console/inbox/{waiting}/lines/3", {})

    assert refused == [403, 403]
    assert (line.status_code, CPF in line.text) == (200, False)


async def test_a_number_of_nobody_on_file_cannot_be_asked_for_as_there_is_no_record_for_it(office: Office) -> None:
    """Section 10"""
    stranger = await office.debtors.writes("SM9", "oi", contact="+5511999990000")
    boss = await office.hires("carla", StaffRole.SUPERVISOR)

    page = await boss.opens(stranger)
    shown = await boss.browser.sends(f"/console/inbox/{stranger}/contact", {})
    await boss.browser.http.aclose()

    assert ("/contact" in page.text, shown.status_code) == (False, 404)


async def test_the_creditors_own_cnpj_is_shown_whole_to_an_agent(ana: Agent, office: Office) -> None:
    """G4"""
    cnpj = office.debtors.release.policy("cassems").parties.creditor.cnpj
    talk = await office.debtors.is_answered(a_reply("t:0", f"Credor: Cassems, CNPJ {cnpj}."))

    assert cnpj in (await ana.opens(talk)).text


async def test_a_document_we_sent_opens_from_the_thread_and_that_is_on_record(ana: Agent, office: Office) -> None:
    """G1, section 10: the agreement, the notice, the letter, the slip and the Pix code"""
    pdf, qr = (
        Attachment("agreement", "application/pdf", "acordo.pdf", b"%PDF-1.4 acordo"),
        Attachment("pix_qr", "image/png", "pix.png", b"\x89PNG"),
    )
    sent = [a_reply(f"t:{n}", "Segue.", attachment=paper) for n, paper in enumerate((pdf, qr))]
    talk = await office.debtors.is_answered(*sent)
    page = (await ana.opens(talk)).text
    addresses = re.findall(rf"/console/inbox/{talk}/papers/\d+", page)

    opened = [await ana.browser.opens(one) for one in addresses]

    assert [(one.content, one.headers["content-type"]) for one in opened] == [
        (b"%PDF-1.4 acordo", "application/pdf"),
        (b"\x89PNG", "image/png"),
    ]
    assert opened[0].headers["content-disposition"] == 'inline; filename="acordo.pdf"'
    whats = [one.what for one in await looked_at(office)]
    assert [one for one in whats if one.startswith("paper")] == ["paper of line 2", "paper of line 3"]


async def test_who_sees_no_amounts_opens_no_document(office: Office) -> None:
    """Section 10"""
    paper = Attachment("agreement", "application/pdf", "acordo.pdf", b"%PDF-1.4 acordo")
    talk = await office.debtors.is_answered(a_reply("t:0", "Segue.", attachment=paper))
    auditor = await office.hires("leitora", StaffRole.AUDITOR)

    page = await auditor.opens(talk)
    opened = await auditor.opens(talk, "/papers/2")
    await auditor.browser.http.aclose()

    assert ("/papers/" in page.text, "acordo.pdf" in page.text, opened.status_code) == (False, True, 403)


class Demonstrated(FakeClock):
    """The business day is another one; instants stay real."""

    def business_now(self) -> datetime:
        return super().business_now() + timedelta(days=40)


async def test_today_is_the_real_day_of_the_messages_whatever_day_business_is_done_on(
    ana: Agent, office: Office
) -> None:
    waiting = await office.debtors.waits_for_a_person()
    office.app.state.talk = talk_tools(office.debtors.storage, Demonstrated(), office.debtors.release)

    page = (await ana.opens(waiting)).text

    assert f'<li class="day" id="day-{NOON:%Y-%m-%d}"><span>Hoje</span></li>' in page


async def looked_at(office: Office) -> list[AccessRecordRow]:
    async with office.debtors.storage.database.reading() as session:
        return list(await session.scalars(select(AccessRecordRow).order_by(col(AccessRecordRow.id))))


async def test_media_are_shown_by_their_kind_and_never_by_the_providers_address(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    kinds = {"image/jpeg": MessageKind.IMAGE, "audio/ogg": MessageKind.AUDIO, "application/pdf": MessageKind.DOCUMENT}
    for number, (content_type, kind) in enumerate(kinds.items()):
        media = (Media("https://api.exemplo.invalid/m", content_type),)
        await office.debtors.writes(f"SM9{number}", "", kind=kind, media=media)

    page = (await ana.opens(waiting)).text

    assert '<img src="/console/media/' in page
    assert '<audio controls preload="none" src="/console/media/' in page
    assert "Abrir o PDF" in page
    assert "api.exemplo.invalid" not in page


async def test_a_long_thread_begins_with_its_last_hundred_lines(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    for number in range(150):
        await office.debtors.writes(f"SML{number}", f"linha {number:03}")

    for _ in range(0, 150, MOST_IN_A_TURN):
        claim = await office.debtors.claims(waiting)
        assert await office.debtors.storage.inbox().commit(claim, a_turn(claim))

    page = (await ana.opens(waiting)).text
    earlier = (await ana.opens(waiting, "/earlier?before=53")).text

    assert "linha 149" in page
    assert "linha 040" not in page
    assert "Ver anteriores" in page
    assert "linha 040" in earlier
    assert "Ver anteriores" not in earlier


async def test_only_what_is_new_is_fetched_after_a_change(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.opens(waiting)
    await office.debtors.writes("SM2", "ainda aí?")

    new = (await ana.opens(waiting, "/lines?after=2.0.1")).text

    assert "ainda aí?" in new
    assert "quero falar com alguém" not in new
    assert 'data-cursor="3.0.1"' in new


async def test_nobody_finds_a_conversation_that_is_not_there(ana: Agent) -> None:
    page = await ana.opens(4711)

    assert (page.status_code, "Não há nada neste endereço" in page.text) == (404, True)


async def test_what_waits_for_its_turn_is_shown_before_the_bot_has_answered(ana: Agent, office: Office) -> None:
    """H2: whoever takes it over sees what the bot is thinking about."""
    talk = await office.debtors.is_answered()
    await office.debtors.writes("SM2", "e agora?", received_at=NOON)

    page = (await ana.opens(talk)).text

    assert "e agora?" in page
    assert "O robô está atendendo" in page


async def test_a_step_is_read_by_its_name_and_never_by_its_id(ana: Agent, office: Office) -> None:
    """H3"""
    talk = await office.debtors.is_answered()
    for number, step in enumerate(("human.soon", "made_up.step")):
        claim = await office.debtors.claims(await office.debtors.writes(f"SMs{number}", "oi"))
        told = replace(claim.conversation, slots={**claim.conversation.slots, "step": step})
        said = OutgoingMessage(f"t:{number}", f"linha {number}", step=step)
        assert await office.debtors.storage.inbox().commit(claim, a_turn(claim, said, conversation=told))

    page = (await ana.opens(talk)).text

    assert '<span class="step">Chamar uma pessoa</span>' in page
    assert "linha 1" in page
    assert "human.soon" not in page
    assert "made_up" not in page
    assert "Etapa do robô" not in page
