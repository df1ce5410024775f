"""The sheets of the notices say what finance keeps, in its words and in its order (N7)."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from bot.adapters.notice_sheets import GREEN, WORDS, write_notices
from bot.application.delivery_reasons import DeliveryReason
from bot.application.notices.reports import ListedNotice, MadeAttempt
from bot.application.policy_document import read_profile
from bot.domain.conversation import Channel
from bot.domain.notices.means import AttemptState, LetterReason
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.policy import AcknowledgementRule, Policy
from tests.builders import NOON, a_person
from tests.notices_told import PROTOCOL, some_contents

CASSEMS = read_profile(Path(__file__).parents[3] / "flows" / "content" / "cassems")


def a_notice(**changes: object) -> Notice:
    values = {"protocol": PROTOCOL, "issued_at": NOON, "contents": some_contents(), "replied_at": NOON}
    bare = Notice(1, "cassems", 1, Channel.WHATSAPP, "+5567", NoticeState.REPLIED, NOON)
    return replace(bare, **{**values, **changes})  # type: ignore[arg-type]


def an_attempt(state: AttemptState = AttemptState.ACKNOWLEDGED, **changes: object) -> MadeAttempt:
    bare = MadeAttempt(1, "whatsapp", state, None, PROTOCOL, NOON, a_person(), a_notice(acknowledged_at=NOON))
    return replace(bare, **changes)  # type: ignore[arg-type]


def sheet(tmp_path: Path, name: str, notices: list[Notice], attempts: list[MadeAttempt], policy: Policy = CASSEMS):
    out = tmp_path / "n.xlsx"
    write_notices(out, [ListedNotice(each, a_person()) for each in notices], attempts, {"cassems": policy})
    rows = CalamineWorkbook.from_path(str(out)).get_sheet_by_name(name).to_python()
    return [[str(cell) for cell in row] for row in rows[1:]]


@pytest.mark.parametrize(
    ("rule", "acknowledged", "day"),
    [
        (AcknowledgementRule.EXPLICIT, False, ""),
        (AcknowledgementRule.EXPLICIT, True, "2026-11-20"),
        (AcknowledgementRule.ANY_REPLY, False, "2026-11-20"),
    ],
)
def test_the_day_of_the_notice_is_that_of_the_answer_that_counts(
    tmp_path: Path, rule: AcknowledgementRule, acknowledged: bool, day: str
) -> None:
    """N2"""
    policy = replace(CASSEMS, notice=replace(CASSEMS.notice, acknowledgement=rule, approved_by="Fulana"))
    notice = a_notice(acknowledged_at=NOON if acknowledged else None, case_number="2026112000001")

    [row] = sheet(tmp_path, "Notificações", [notice], [], policy)

    name = "Fábio Vasconcelos Barbosa"
    assert row == [PROTOCOL, "2026112000001", name, "159.083.016-47", day, "Assistente virtual"]


def test_a_notice_not_said_yet_is_no_notice(tmp_path: Path) -> None:
    assert sheet(tmp_path, "Notificações", [a_notice(issued_at=None)], []) == []


def test_only_the_contact_that_was_answered_counts_as_the_notice(tmp_path: Path) -> None:
    failed = an_attempt(AttemptState.FAILED, reason="unreachable", is_last=False)
    answered = an_attempt(number=2)

    first, second = sheet(tmp_path, "Contatos ativos", [], [failed, answered])

    assert first[:2] == ["Notificação ANS", "1ª"]
    assert first[4:] == ["", "NÃO", "Assistente virtual", "WhatsApp, não entregue: fora de alcance"]
    assert second[4:] == ["2026-11-20", "NÃO", "Assistente virtual", "WhatsApp, ciência registrada"]


def test_the_row_of_who_was_cancelled_is_green(tmp_path: Path) -> None:
    cancelled = an_attempt(notice=a_notice(contents=some_contents(plan_cancelled=True)))

    [row] = sheet(tmp_path, "Contatos ativos", [], [cancelled])

    styles = ZipFile(tmp_path / "n.xlsx").read("xl/styles.xml").decode()
    assert row[5] == "SIM"
    assert GREEN.removeprefix("#") in styles


def test_every_state_and_reason_has_its_words() -> None:
    not_made = {AttemptState.PLANNED, AttemptState.LETTER, AttemptState.SKIPPED}
    made = {state.value for state in AttemptState if state not in not_made}

    assert made <= set(WORDS["states"])
    assert {*DeliveryReason, *LetterReason} <= set(WORDS["reasons"])


def test_the_receipt_says_each_moment_to_the_second_and_the_link_apart_from_the_phone(tmp_path: Path) -> None:
    """N5: the columns of the sheet as finance keeps it; opening the link is no view of the message."""
    opened = datetime(2026, 11, 20, 15, 4, 5, tzinfo=UTC)

    [row] = sheet(tmp_path, "Comprovante", [a_notice(read_at=None, link_opened_at=opened)], [])

    assert len(WORDS["receipts"]["columns"]) == len(row)
    assert (row[5], row[6]) == ("", "2026-11-20 12:04:05")
