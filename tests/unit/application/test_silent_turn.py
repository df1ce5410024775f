"""H2: while a person has the word the bot is silent, and what must count still counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.application.changes import NoticeAnswered, OptedOut
from bot.application.handle_turn import TurnTools, silent_turn
from bot.application.ports import Claim
from bot.domain.conversation import Channel, Conversation, Owner, Verification
from bot.domain.notices.notice import NoticeState
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import PHONE, SENDER, a_message, a_person
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import a_notice_out, tools_of

SAID_AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CONVERSATION = Conversation(
    id=1, channel=Channel.WHATSAPP, contact=PHONE, sender=SENDER, creditor="cassems", owner=Owner.AGENT
)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock(SAID_AT))


@pytest.fixture
def tools(storage: FakeStorage) -> TurnTools:
    return tools_of(storage)


def a_claim(*bodies: str, verified: bool = False) -> Claim:
    messages = (a_message(f"SM{n}", body, id=n, received_at=SAID_AT) for n, body in enumerate(bodies, 1))
    known = Verification(1, frozenset({"cpf_first3"}), SAID_AT) if verified else Verification()
    return Claim(replace(CONVERSATION, verification=known), tuple(messages), token=1)


async def test_everything_that_arrived_is_kept_for_the_person_and_nothing_is_said(tools: TurnTools) -> None:
    turn = await silent_turn(a_claim("alô?", "tem alguém aí"), tools)

    assert (turn.handled, turn.replies, turn.changes) == ((1, 2), (), ())


async def test_an_opt_out_is_recorded_even_then(tools: TurnTools) -> None:
    turn = await silent_turn(a_claim("parem de me mandar mensagem"), tools)

    assert turn.changes == (OptedOut(PHONE, "parem de me mandar mensagem"),)


async def test_wanting_out_of_the_debt_is_no_opt_out(tools: TurnTools) -> None:
    assert (await silent_turn(a_claim("quero sair dessa dívida"), tools)).changes == ()


@pytest.mark.parametrize(
    ("said", "verdict"), [("ciente", ReplyVerdict.ACKNOWLEDGED), ("bom dia, tudo bem?", ReplyVerdict.REPLIED)]
)
async def test_a_reply_to_a_notice_counts_even_then(
    storage: FakeStorage, tools: TurnTools, said: str, verdict: ReplyVerdict
) -> None:
    """N2."""
    storage.add_person(a_person(), PHONE)
    a_notice_out(storage, SAID_AT - timedelta(hours=1))

    [change] = (await silent_turn(a_claim(said, verified=True), tools)).changes

    assert isinstance(change, NoticeAnswered)
    assert (change.verdict, change.text, change.external_id) == (verdict, said, "SM1")
    assert (change.deadline is None) == (verdict is ReplyVerdict.REPLIED)


async def test_of_somebody_not_confirmed_it_waits(storage: FakeStorage, tools: TurnTools) -> None:
    """N2: answered, identity pending."""
    storage.add_person(a_person(), PHONE)
    a_notice_out(storage, SAID_AT - timedelta(hours=1))

    [change] = (await silent_turn(a_claim("ciente"), tools)).changes

    assert isinstance(change, NoticeAnswered)
    assert (change.verdict, change.once_confirmed) == (ReplyVerdict.PENDING_IDENTITY, NoticeState.ACKNOWLEDGED)
