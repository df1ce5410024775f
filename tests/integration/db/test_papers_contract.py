"""The contract of `Papers`: the fake, SQLite and PostgreSQL keep it alike; and what the real ones write."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import (
    AccessRecordRow,
    EvidenceEntryRow,
    NoticeMessageRow,
    NoticeRow,
    OutboxRow,
    PaperLinkRow,
)
from bot.application.changes import IdentityTried, WrongTries
from bot.application.papers import Paper, Papers, TriesAllowed
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.papers import PaperKind
from tests.builders import CPF, NOON, a_message, a_turn
from tests.integration.db.papers import LASTS, PAPER, TOKEN, Sent, with_a_paper

THREE = TriesAllowed(3, NOON - timedelta(hours=24))


@pytest.fixture
def papers(storage) -> Papers:
    return storage.papers()


def a_try(sent: Sent, *factors: str, at=NOON) -> IdentityTried:
    return IdentityTried(sent.person.id, False, bool(factors), factors, at, document=sent.person.document)


async def behind(papers: Papers) -> Paper:
    paper = await papers.behind(TOKEN, NOON)
    assert paper is not None
    return paper


async def test_a_link_leads_to_the_paper_as_it_was(storage, papers: Papers) -> None:
    sent = await with_a_paper(storage)

    paper = await behind(papers)

    assert (paper.kind, paper.person_id, paper.creditor) == (PaperKind.AGREEMENT, sent.person.id, "cassems")
    assert await papers.content(paper) == PAPER


async def test_a_link_ends_at_its_instant(storage, papers: Papers) -> None:
    await with_a_paper(storage)

    assert await papers.behind(TOKEN, NOON + LASTS - timedelta(seconds=1)) is not None
    assert await papers.behind(TOKEN, NOON + LASTS) is None


@pytest.mark.parametrize("token", ["papel00000000000000002", "", "../x", "papel\x00", "ç" * 400])
async def test_anything_else_leads_nowhere(storage, papers: Papers, token: str) -> None:
    await with_a_paper(storage)

    assert await papers.behind(token, NOON) is None


async def test_a_fourth_wrong_try_is_not_taken_and_a_right_one_neither(storage, papers: Papers) -> None:
    """I3"""
    sent = await with_a_paper(storage)
    paper = await behind(papers)

    taken = [await papers.take_try(paper, a_try(sent), THREE) for _ in range(4)]

    assert taken == [True, True, True, False]
    assert not await papers.take_try(paper, a_try(sent, "cpf_full"), THREE)


async def test_of_many_tries_at_once_three_are_taken(storage, papers: Papers) -> None:
    sent = await with_a_paper(storage)
    paper = await behind(papers)

    taken = await asyncio.gather(*[papers.take_try(paper, a_try(sent), THREE) for _ in range(8)])

    assert sum(taken) == 3


async def test_tries_by_link_and_on_unknown_phones_count_together(storage, papers: Papers) -> None:
    """I3: three more are shared by all unknown phones, whatever the place."""
    sent = await with_a_paper(storage)
    conversation_id = await storage.inbox().store(a_message("SMunknown", contact="+5567900000077"))
    claim = await storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=30)
    typed = IdentityTried(None, False, False, (), NOON, "+5567900000077", CPF)
    assert await storage.inbox().commit(claim, a_turn(claim, changes=(typed, typed)))

    paper = await behind(papers)
    taken = [await papers.take_try(paper, a_try(sent), THREE) for _ in range(2)]

    assert taken == [True, False]
    assert await storage.records().wrong_tries(WrongTries(False, document=CPF), THREE.since) == 3


async def test_a_try_of_yesterday_counts_no_more(storage, papers: Papers) -> None:
    sent = await with_a_paper(storage)
    paper = await behind(papers)
    for _ in range(3):
        await papers.take_try(paper, a_try(sent, at=NOON - timedelta(hours=25)), TriesAllowed(9, NOON - timedelta(2)))

    assert await papers.take_try(paper, a_try(sent, "cpf_full", "full_name"), THREE)


async def rows_of(sql_storage: SqlStorage, table):
    async with sql_storage.database.reading() as session:
        return (await session.scalars(select(table))).all()


async def test_nothing_kept_opens_a_link_or_names_a_person(sql_storage: SqlStorage) -> None:
    """Section 10: the token is only in the message, the paper only under seal."""
    sent = await with_a_paper(sql_storage)

    [row] = await rows_of(sql_storage, PaperLinkRow)
    [outbox] = await rows_of(sql_storage, OutboxRow)

    kept = repr(row.model_dump()).encode()
    assert not any(said in kept for said in (TOKEN.encode(), PAPER.content, b"Termo de acordo", CPF.encode()))
    assert (row.outbox_id, outbox.key) == (outbox.id, sent.key)


async def test_an_opening_is_in_the_access_record_and_dated_once(sql_storage: SqlStorage) -> None:
    sent = await with_a_paper(sql_storage)
    papers = sql_storage.papers()
    paper = await behind(papers)

    for at in (NOON, NOON + timedelta(hours=1)):
        await papers.take_try(paper, a_try(sent, "cpf_full", "full_name", at=at), THREE)
    await papers.record_download(paper, NOON)

    [row] = await rows_of(sql_storage, PaperLinkRow)
    assert row.opened_at == NOON
    opened = "agreement_pdf opened by link, identity confirmed by cpf_full, full_name"
    records = [(record.actor, record.what) for record in await rows_of(sql_storage, AccessRecordRow)]
    assert records == [("link", opened), ("link", opened), ("link", "agreement_pdf downloaded by link")]


async def a_notice_in(sql_storage: SqlStorage, sent: Sent) -> None:
    """The row that the message with the link carried."""
    async with sql_storage.database.writing() as session:
        outbox_id = await session.scalar(select(col(OutboxRow.id)).where(col(OutboxRow.key) == sent.key))
        notice = NoticeRow(
            creditor="cassems",
            person_id=sent.person.id,
            channel="sms",
            contact=sql_storage.database.vault.seal("+5567999990001"),
            contact_hash=b"",
            loose_hash=b"",
            is_nine_digit=True,
            state="sent",
            opened_at=NOON,
            issued_at=NOON,
            first_title="1",
            title_numbers="1",
            outbox_id=outbox_id,
        )
        session.add(notice)
        await session.flush()
        session.add(NoticeMessageRow(notice_id=notice.id, outbox_id=outbox_id or 0))


async def test_reading_a_notice_is_evidence_once_and_no_answer(sql_storage: SqlStorage) -> None:
    """N2, N5: "acessou o link" is the date of reading; the clock starts with the reply only."""
    sent = await with_a_paper(sql_storage, replace(PAPER, kind="notice_pdf"))
    await a_notice_in(sql_storage, sent)
    papers = sql_storage.papers()
    paper = await behind(papers)

    await papers.take_try(paper, a_try(sent), THREE)
    assert await rows_of(sql_storage, EvidenceEntryRow) == []
    for _ in range(2):
        await papers.take_try(paper, a_try(sent, "cpf_full", "full_name"), THREE)

    [evidence] = await rows_of(sql_storage, EvidenceEntryRow)
    entry = sql_storage.database.vault.open_json(evidence.sealed)["entry"]
    assert (EvidenceKind.READ.value in repr(entry), "'channel': 'link'" in repr(entry)) == (True, True)
    [notice] = await rows_of(sql_storage, NoticeRow)
    assert (notice.state, notice.link_opened_at, notice.read_at) == ("read", NOON, None)
    assert (notice.replied_at, notice.acknowledged_at) == (None, None)


async def test_reading_an_agreement_is_no_evidence_of_a_notice(sql_storage: SqlStorage) -> None:
    sent = await with_a_paper(sql_storage)
    await a_notice_in(sql_storage, sent)
    papers = sql_storage.papers()

    await papers.take_try(await behind(papers), a_try(sent, "cpf_full", "full_name"), THREE)

    assert await rows_of(sql_storage, EvidenceEntryRow) == []
