"""A paper goes out attached on WhatsApp, and behind a link by SMS, which carries none (P12, N0, section 9)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.adapters.documents import PaperDocuments
from bot.application.changes import PaperShared, TurnRecord
from bot.application.compose import compose, under_key
from bot.application.desk import Desk, Instant, Services
from bot.application.messages import Attachment
from bot.application.policy_document import read_profile
from bot.application.ports import Claim
from bot.application.releases import LoadedRelease
from bot.application.wording import Line, ResponseText, Texts
from bot.domain.conversation import Channel, Conversation, Verification
from bot.domain.people import Account
from bot.domain.policy import Policy
from tests.builders import NOON, PHONE, SENDER, a_message, a_person
from tests.fake_storage import FakeStorage
from tests.fakes import FakeCalendar, FakeClock
from tests.notices_told import an_issue

CONTENT = Path(__file__).parents[3] / "flows" / "content"
PHRASES = yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8"))
URL = "https://concilia.exemplo.invalid"
LINK = f"{URL}/p/papel00000000000000001"
ANSWERS = (("Sim", "affirm"), ("Não", "deny"))
TEXTS = Texts(
    {
        "hello": ResponseText("Olá.", "Ola."),
        "closed": ResponseText("Fechado.", "Fechado.", attach="agreement_pdf"),
        "placed": ResponseText("Fechado.", "Leia em {paper_link} e guarde.", attach="agreement_pdf"),
        "notice": ResponseText("Leia.", "Leia e responda.", buttons=ANSWERS, attach="notice_pdf"),
        "code": ResponseText("00020126", "00020126", attach="pix_qr"),
    }
)


@pytest.fixture(scope="module")
def policies() -> Mapping[str, Policy]:
    return {"cassems": read_profile(CONTENT / "cassems")}


def a_desk(policies: Mapping[str, Policy], channel: Channel, kind: str = "agreement_pdf") -> Desk:
    storage = FakeStorage(FakeClock())
    proved = Verification(1, frozenset({"cpf_first3"}), NOON)
    return Desk(
        conversation=Conversation(1, channel, PHONE, SENDER, "cassems", protocol="1", verification=proved),
        policy=policies["cassems"],
        policies=policies,
        phrase_texts=PHRASES,
        services=Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments(), public_url=URL),
        at=Instant(NOON, NOON.astimezone(ZoneInfo("America/Sao_Paulo"))),
        account=Account(a_person(), []),
        attachments={kind: Attachment(kind, "application/pdf", "papel.pdf", b"%PDF", "Em palavras.")},
    )


def said(desk: Desk, *responses: str) -> TurnRecord:
    claim = Claim(desk.conversation, (replace(a_message(), id=7),), 1)
    release = LoadedRelease("r", {}, TEXTS, desk.policies, PHRASES)
    return compose(claim, desk, release, [Line(name) for name in responses], ())


def shared(turn: TurnRecord) -> list[PaperShared]:
    return [change for change in turn.changes if isinstance(change, PaperShared)]


def test_a_text_that_names_no_place_for_the_link_ends_with_it(policies: Mapping[str, Policy]) -> None:
    turn = said(a_desk(policies, Channel.SMS), "hello", "closed")

    assert [reply.body for reply in turn.replies] == [f"Ola.\n\nFechado.\nDocumento: {LINK}"]
    assert turn.replies[0].attachment is None


def test_a_text_puts_the_link_where_it_wants(policies: Mapping[str, Policy]) -> None:
    assert said(a_desk(policies, Channel.SMS), "placed").replies[0].body == f"Leia em {LINK} e guarde."


def test_what_the_link_shows_is_written_with_the_turn(policies: Mapping[str, Policy]) -> None:
    desk = a_desk(policies, Channel.SMS)
    turn = said(desk, "hello", "closed")

    [paper] = shared(turn)
    assert (paper.token, paper.paper) == (LINK.rpartition("/")[2], desk.attachments["agreement_pdf"])
    assert (paper.person_id, paper.creditor, paper.message_key) == (1, "cassems", turn.replies[0].key)


@pytest.mark.parametrize(("kind", "days"), [("agreement_pdf", 90), ("notice_pdf", 180)])
def test_how_long_a_link_lasts_depends_on_the_paper(policies: Mapping[str, Policy], kind: str, days: int) -> None:
    turn = said(a_desk(policies, Channel.SMS, kind), "notice" if kind == "notice_pdf" else "closed")

    assert [paper.expires for paper in shared(turn)] == [NOON + timedelta(days=days)]


def test_the_link_to_a_notice_stands_above_the_answers_to_choose_from(policies: Mapping[str, Policy]) -> None:
    """N0: the SMS asks for a reply; that message is the one that carries the notice."""
    [reply] = said(a_desk(policies, Channel.SMS, "notice_pdf"), "notice").replies

    assert reply.body == f"Leia e responda.\nDocumento: {LINK}\n1 Sim\n2 Nao"
    assert reply.carries_notice


@pytest.mark.parametrize("verified", [None, 1], ids=["nobody", "somebody else"])
def test_a_notice_opens_to_whom_it_goes_whoever_was_verified_here(
    policies: Mapping[str, Policy], verified: int | None
) -> None:
    """N0, I1: the full text first, to a phone the file gives to more than one person."""
    desk = a_desk(policies, Channel.SMS, "notice_pdf")
    desk.account = desk.account if verified else None
    desk.record(an_issue(2, 4))

    assert [paper.person_id for paper in shared(said(desk, "notice"))] == [2]


def test_an_agreement_opens_to_who_closed_it_though_a_notice_went_out_too(policies: Mapping[str, Policy]) -> None:
    desk = a_desk(policies, Channel.SMS)
    desk.record(an_issue(2, 4))

    assert [paper.person_id for paper in shared(said(desk, "closed"))] == [1]


def test_whatsapp_carries_the_paper_itself(policies: Mapping[str, Policy]) -> None:
    desk = a_desk(policies, Channel.WHATSAPP)
    turn = said(desk, "closed")

    assert turn.replies[0].body == "Fechado."
    assert turn.replies[0].attachment == desk.attachments["agreement_pdf"]
    assert shared(turn) == []


def test_a_picture_to_scan_has_no_link_as_its_code_is_in_the_text(policies: Mapping[str, Policy]) -> None:
    """G1"""
    turn = said(a_desk(policies, Channel.SMS, "pix_qr"), "code")

    assert (turn.replies[0].body, shared(turn)) == ("00020126", [])


def test_a_paper_made_and_not_said_is_not_shared(policies: Mapping[str, Policy]) -> None:
    assert shared(said(a_desk(policies, Channel.SMS), "hello")) == []


def test_a_turn_under_another_key_takes_its_papers_along(policies: Mapping[str, Policy]) -> None:
    turn = under_key(said(a_desk(policies, Channel.SMS), "closed", "hello"), "notice:4")

    assert [reply.key for reply in turn.replies] == ["notice:4:0", "notice:4:1"]
    assert [paper.message_key for paper in shared(turn)] == ["notice:4:0"]
