"""Answers at hand carry today's values, and what cannot be said here and now is not offered (F5, I1)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.application.agents.ports import Held
from bot.application.agents.ready_answers import FilledAnswer, answers_at
from bot.application.agents.tools import AgentDesk
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel
from flows.gsm7 import outside_gsm7
from flows.ready_answers import ReadyAnswer
from tests.checkout import checkout_release
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import a_debtor, a_desk

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def release() -> LoadedRelease:
    return checkout_release()


async def at_hand(
    release: LoadedRelease, *answers: ReadyAnswer, verified: int | None = 1, channel: Channel = Channel.WHATSAPP
) -> list[FilledAnswer]:
    storage = FakeStorage(FakeClock(NOW))
    a_debtor(storage)
    desk = await a_desk(storage, verified=verified)
    desk.conversation = replace(desk.conversation, channel=channel)
    kept: dict[str, Any] = {"cassems": {answer.id: answer for answer in answers}}
    held = Held(desk.conversation, (), NOW)
    return await answers_at(AgentDesk(held, desk, replace(release, ready_answers=kept), "cassems"))


def an_answer(text: str = "", says_as: str = "", **more: Any) -> ReadyAnswer:
    return ReadyAnswer("one", "Um", text, says_as, **more)


async def test_values_of_today_and_of_the_person_are_in_place(release: LoadedRelease) -> None:
    [answer] = await at_hand(release, an_answer("{first_name}, o total é {titles_total}, protocolo {protocol}."))

    assert answer.title == "Um"
    assert "o total é R$ " in answer.text
    assert "protocolo 99999920261120000001." in answer.text
    assert "{" not in answer.text


async def test_without_all_its_values_an_answer_is_not_offered(release: LoadedRelease) -> None:
    assert await at_hand(release, an_answer("Seu código é {pix_code}.")) == []


async def test_an_answer_that_says_as_a_step_has_its_words(release: LoadedRelease) -> None:
    """F5: changed there, changed here."""
    [known] = await at_hand(release, an_answer(says_as="complaint.calm"))
    unknown = await at_hand(release, an_answer(says_as="complaint.nowhere"))

    assert known.text
    assert unknown == []


@pytest.mark.parametrize(
    ("answer", "is_offered"),
    [
        (an_answer("Um momento."), False),
        (an_answer("Um momento.", before_identity=True), True),
        (an_answer("Sobre a dívida.", before_identity=True), False),
        (an_answer("O total é {titles_total}.", before_identity=True), False),
    ],
)
async def test_before_identity_only_what_anybody_may_read_is_offered(
    release: LoadedRelease, answer: ReadyAnswer, is_offered: bool
) -> None:
    """I1"""
    assert bool(await at_hand(release, answer, verified=None)) is is_offered


async def test_on_sms_only_letters_that_fit_go_out(release: LoadedRelease) -> None:
    answers = (an_answer("Não há “nada” em aberto…"), replace(an_answer(says_as="hardship.care_only"), id="two"))

    found = await at_hand(release, *answers, channel=Channel.SMS)

    assert len(found) == 2
    assert [outside_gsm7(answer.text) for answer in found] == [[], []]


async def test_they_come_in_the_order_of_the_file(release: LoadedRelease) -> None:
    answers = [replace(an_answer("Oi."), id=name) for name in ("z", "a", "m")]

    assert [one.id for one in await at_hand(release, *answers)] == ["z", "a", "m"]
