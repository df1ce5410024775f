"""Answering on the page: one owner, no stale word, the draft kept, and only approved words after 24 hours (H2, R3)."""

import asyncio
import re

import pytest
from sqlmodel import select

from bot.adapters.db.tables import ConversationNoteRow, ConversationRow, OptOutRow, OutboxRow, OwnerChangeRow
from bot.application.agents.roles import StaffRole
from bot.application.agents.transferring import Passed, transfer
from bot.application.changes import OptedOut
from tests.builders import PHONE, a_turn
from tests.integration.staff.browsers import Browser
from tests.integration.talk_pages.desk import INBOX, Agent, Office


async def owner_of(office: Office, conversation: int) -> tuple[str, str | None]:
    async with office.debtors.storage.database.reading() as session:
        row = await session.get(ConversationRow, conversation)
    assert row is not None
    return row.owner, row.agent


async def sent_by_people(office: Office) -> int:
    async with office.debtors.storage.database.reading() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.key.startswith("agent:")))
    return len(list(rows))


async def test_a_word_written_on_a_fresh_screen_goes_out_and_takes_the_conversation(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.opens(waiting)

    page = await ana.says(waiting, "Bom dia, sou a Ana.")

    assert (page.status_code, "Bom dia, sou a Ana." in page.text, "Ana Souza" in page.text) == (200, True, True)
    assert await owner_of(office, waiting) == ("agent", ana.email)


async def test_a_stale_word_is_refused_with_what_came_and_the_draft_and_goes_out_after_reading(
    ana: Agent, office: Office
) -> None:
    """H2"""
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    await office.debtors.writes("SM2", "na verdade <b>já paguei</b>")

    refused = await ana.says(waiting, "Posso parcelar em 3 vezes?", last_seen=2)

    assert refused.status_code == 409
    assert "Chegou uma mensagem enquanto você escrevia" in refused.text
    assert refused.text.count("na verdade &lt;b&gt;já paguei") == 2  # in the thread, and beside the draft
    assert ">Posso parcelar em 3 vezes?</textarea>" in refused.text
    assert "Li, enviar assim mesmo" in refused.text
    assert await sent_by_people(office) == 0

    page = await ana.says(waiting, "Me envia o comprovante?")
    assert (page.status_code, await sent_by_people(office)) == (200, 1)


async def test_what_a_script_sends_is_answered_with_the_box_alone(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    ana.browser.http.headers["HX-Request"] = "true"

    said = await ana.says(waiting, "Bom dia")

    assert said.headers["hx-trigger"] == "talk:sent"
    assert said.text.lstrip().startswith('<div class="composer"')
    assert 'name="last_seen" value="3"' in said.text


@pytest.mark.each_database
async def test_of_two_who_accept_one_has_it_and_the_other_is_told_who(ana: Agent, bia: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.opens(waiting)
    await bia.opens(waiting)

    answers = await asyncio.gather(ana.accepts(waiting), bia.accepts(waiting))

    winner, loser = (ana, bia) if answers[0].status_code == 200 else (bia, ana)
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert await owner_of(office, waiting) == ("agent", winner.email)
    page = await loser.says(waiting, "Olá", last_seen=2)
    assert (page.status_code, "já está com esta conversa" in page.text) == (409, True)
    assert ">Olá</textarea>" in page.text


@pytest.mark.parametrize(("text", "told"), [("  ", "Escreva a mensagem"), ("a" * 1601, "passa de 1600 caracteres")])
async def test_a_word_too_many_or_none_is_refused(ana: Agent, office: Office, text: str, told: str) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.opens(waiting)

    page = await ana.says(waiting, text)

    assert (page.status_code, told in page.text) == (422, True)


async def test_the_window_that_closed_while_somebody_wrote_refuses_the_word_and_offers_approved_ones(
    ana: Agent, office: Office
) -> None:
    """R3: the server decides, at the moment of sending."""
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    office.clock.advance(hours=23, minutes=59)
    await ana.browser.signs_in(email=ana.email)
    assert 'id="reply"' in (await ana.opens(waiting)).text
    office.clock.advance(minutes=2)

    refused = await ana.says(waiting, "Consegui o desconto.")

    assert refused.status_code == 422
    assert "só aceita uma mensagem aprovada" in refused.text
    assert ">Consegui o desconto.</textarea>" in refused.text
    assert "Sua conversa com a nossa equipe ficou aberta" in refused.text
    assert await sent_by_people(office) == 0


async def test_approved_words_go_out_with_their_template_and_nothing_else_does(ana: Agent, office: Office) -> None:
    """R3, I1"""
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    office.clock.advance(hours=72)  # Monday at noon
    await ana.browser.signs_in(email=ana.email)
    await ana.opens(waiting)
    fields = {"step": "talk.resume", "last_seen": "2", "text": "R$ 100"}

    page = await ana.browser.sends(f"{INBOX}/{waiting}/template", fields)
    other = await ana.browser.sends(f"{INBOX}/{waiting}/template", {**fields, "step": "offer.full", "last_seen": "3"})

    assert "mensagem aprovada" in page.text
    assert "R$ 100" not in page.text
    assert (other.status_code, "Não há mensagem aprovada" in other.text) == (422, True)
    async with office.debtors.storage.database.reading() as session:
        [row] = await session.scalars(select(OutboxRow).where(OutboxRow.key.startswith("agent:")))
    sent = office.debtors.storage.database.vault.open_json(row.sealed)
    assert sent["template"].startswith("concilia_fixed_talk_resume_cassems")
    assert set(sent["variables"].values()) == {"Boa tarde", "41953420261120000001"}


async def test_who_asked_for_no_messages_gets_no_approved_words(ana: Agent, office: Office) -> None:
    """R3"""
    waiting = await office.debtors.waits_for_a_person()
    await office.debtors.writes("SM2", "parem de me escrever")
    claim = await office.debtors.claims(waiting)
    stop = OptedOut(PHONE, "parem de me escrever")
    assert await office.debtors.storage.inbox().commit(claim, a_turn(claim, changes=(stop,)))
    await ana.accepts(waiting)
    office.clock.advance(hours=72)
    await ana.browser.signs_in(email=ana.email)
    await ana.opens(waiting)

    page = await ana.browser.sends(f"{INBOX}/{waiting}/template", {"step": "talk.resume", "last_seen": "3"})

    async with office.debtors.storage.database.reading() as session:
        assert len(list(await session.scalars(select(OptOutRow)))) == 1
    assert (page.status_code, "pediu para não receber" in page.text) == (422, True)


async def test_a_note_is_seen_by_the_team_in_the_thread_and_lies_sealed(ana: Agent, bia: Agent, office: Office) -> None:
    """H5"""
    waiting = await office.debtors.waits_for_a_person()
    await ana.opens(waiting)

    await ana.browser.sends(f"{INBOX}/{waiting}/notes", {"text": "Prefere falar depois das 18h"})
    page = await bia.opens(waiting)
    empty = await ana.browser.sends(f"{INBOX}/{waiting}/notes", {"text": " "})

    assert "Nota de Ana Souza" in page.text
    assert "Prefere falar depois das 18h" in page.text
    assert empty.status_code == 422
    async with office.debtors.storage.database.reading() as session:
        [row] = await session.scalars(select(ConversationNoteRow))
    assert b"18h" not in row.body


async def test_passed_to_somebody_online_with_a_note_it_is_theirs(ana: Agent, bia: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    away = await ana.browser.sends(f"{INBOX}/{waiting}/transfer", {"to": bia.email, "note": "é com você"})
    await bia.is_online()

    page = await ana.browser.sends(f"{INBOX}/{waiting}/transfer", {"to": bia.email, "note": "é com você"})

    assert (away.status_code, "não está on-line" in away.text) == (409, True)
    assert page.status_code == 200
    assert await owner_of(office, waiting) == ("agent", bia.email)
    for told in ("Ana Souza passou a conversa para Bia Lima", "é com você", "Com Bia Lima"):
        assert told in page.text


async def test_back_in_the_queue_the_debtor_is_told_and_the_log_says_who_did_it(ana: Agent, office: Office) -> None:
    """H2"""
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)

    page = await ana.browser.sends(f"{INBOX}/{waiting}/transfer", {"to": "", "note": ""})

    assert await owner_of(office, waiting) == ("queue", None)
    assert "Você manteve seu lugar" in page.text
    async with office.debtors.storage.database.reading() as session:
        last = list(await session.scalars(select(OwnerChangeRow).order_by(OwnerChangeRow.epoch)))[-1]
    assert (last.reason, last.by, last.from_agent, last.to_owner) == ("transferred", ana.email, ana.email, "queue")


@pytest.mark.each_database
async def test_of_two_transfers_at_once_one_is_written(ana: Agent, bia: Agent, office: Office) -> None:
    """H2"""
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    await bia.is_online()
    boss = await office.hires("carla", StaffRole.SUPERVISOR)
    await boss.opens(waiting)

    await asyncio.gather(
        ana.browser.sends(f"{INBOX}/{waiting}/transfer", {"to": bia.email, "note": "um"}),
        boss.browser.sends(f"{INBOX}/{waiting}/transfer", {"to": boss.email, "note": "dois"}),
    )
    await boss.browser.http.aclose()

    async with office.debtors.storage.database.reading() as session:
        log = list(await session.scalars(select(OwnerChangeRow).order_by(OwnerChangeRow.epoch)))
    assert len({one.epoch for one in log}) == len(log)
    assert (await owner_of(office, waiting))[1] == log[-1].to_agent


async def test_nobody_passes_on_what_is_not_theirs(ana: Agent, bia: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    await bia.opens(waiting)

    page = await bia.browser.sends(f"{INBOX}/{waiting}/transfer", {"to": "", "note": ""})

    assert (page.status_code, "Só quem está com a conversa" in page.text) == (409, True)
    assert await owner_of(office, waiting) == ("agent", ana.email)


async def test_somebody_who_is_full_is_given_no_more(ana: Agent, bia: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    await bia.is_online()
    tools = office.talk
    member = (await office.entrance.comes_in(ana.email)).member

    passed = await transfer(waiting, bia.email, "", member, (tools.tools, tools.transfers, tools.rota))

    assert passed == Passed(bia.email)
    assert [one.held for one in await tools.transfers.colleagues() if one.email == bia.email] == [1]


async def test_the_answers_at_hand_carry_the_conversations_values(ana: Agent, office: Office) -> None:
    """F5"""
    waiting = await office.debtors.waits_for_a_person()

    page = (await ana.opens(waiting, "/answers")).text

    titles = re.findall(r"<strong>(.+?)</strong>", page)
    assert {"Está caro", "Vou pensar", "Não tenho dinheiro", "Já me cobraram", "Não uso o plano"} <= set(titles)
    assert "O total de hoje é R$ " in page
    assert "41953420261120000001" in page
    assert "{" not in page


async def test_before_identity_no_ready_answer_speaks_of_a_debt(ana: Agent, office: Office) -> None:
    """I1"""
    unknown = await office.debtors.writes()

    page = (await ana.opens(unknown, "/answers")).text

    assert "Um momento" in page
    for word in ("R$", "parcelamento", "em aberto", "boleto", "SPC", "dívida", "protocolo ."):
        assert word not in page


async def test_without_a_login_no_part_of_the_page_is_given(office: Office) -> None:
    stranger = Browser(office.app)
    stranger.http.follow_redirects = False

    codes = {(await stranger.opens(f"{INBOX}/1{part}")).status_code for part in ("", "/lines", "/head", "/answers")}
    await stranger.http.aclose()

    assert codes == {303}
