"""N0, N2: what a profile may choose about its notices, with a named approver, played whole."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from bot.adapters.db.engine import Database
from bot.application.handle_turn import TurnTools
from bot.application.releases import LoadedRelease, Releases
from bot.domain.conversation import Channel
from bot.domain.policy import AcknowledgementRule
from tests.conversations.conftest import Dial, LoadPortfolio
from tests.conversations.debtors import PORTFOLIOS
from tests.conversations.phone import SetClock
from tests.conversations.stage import Stage


@dataclass
class Approved:
    """The live release, with something approved in the notice policy of Cassems."""

    releases: Releases
    settings: dict[str, Any]

    async def live(self) -> LoadedRelease:
        return self._with(await self.releases.live())

    async def get(self, release_id: str) -> LoadedRelease:
        return self._with(await self.releases.get(release_id))

    def _with(self, release: LoadedRelease) -> LoadedRelease:
        policy = release.policies["cassems"]
        notice = replace(policy.notice, approved_by="Diretoria", **self.settings)
        return replace(release, policies={**release.policies, "cassems": replace(policy, notice=notice)})


@pytest.fixture
async def played(dial: Dial, portfolio: LoadPortfolio, tools: TurnTools, database: Database, clock: SetClock):  # type: ignore[no-untyped-def]
    """A phone of Fábio's under a policy with these settings, and what happens around it."""
    await portfolio(*PORTFOLIOS["fabio"].rows)

    def _played(channel: Channel = Channel.WHATSAPP, **settings: Any) -> Stage:
        phone = dial(channel=channel)
        phone.tools = replace(tools, releases=Approved(tools.releases, settings))
        return Stage(phone, database, clock, partial(dial, channel=channel), "cassems")

    return _played


@pytest.mark.parametrize("channel", Channel)
async def test_the_full_text_goes_first_where_the_profile_approved_it(played: Any, channel: Channel) -> None:
    """The message beside the document stays neutral (I1); "ciente" waits for identity and counts from when it came."""
    stage = played(channel, full_text_first=True)

    opener = await stage.happens("< NÓS ABRIMOS")
    answer = await stage.phone.says("ciente")
    pending = await stage.happens("= notificação")
    confirmed = await stage.phone.says("159")

    assert "notificacao-" in opener or "/p/" in opener
    assert [word for word in ("mensalidade", "R$", "aberto", "pagar") if word in opener] == []
    assert "3 primeiros" in answer
    assert pending.startswith("sent · respondida, identidade pendente")
    assert "01/12/2026" in confirmed
    assert "R$ 1.917,00" in confirmed
    assert (await stage.happens("= notificação")).startswith("acknowledged")


async def test_the_full_text_first_answered_by_somebody_else_notifies_nobody(played: Any) -> None:
    stage = played(full_text_first=True)

    await stage.happens("< NÓS ABRIMOS")
    await stage.phone.taps("Não sou eu")

    assert (await stage.happens("= notificação")).startswith("voided")


async def test_where_any_reply_counts_the_first_question_is_told_the_last_day(played: Any) -> None:
    stage = played(acknowledgement=AcknowledgementRule.ANY_REPLY)

    await stage.happens("< NÓS ABRIMOS")
    await stage.phone.says("sou eu, 159")
    answer = await stage.phone.says("quanto é?")

    assert "01/12/2026" in answer
    assert "R$ 1.917,00" in answer
    assert "Para registro" not in answer
    assert (await stage.happens("= notificação")).startswith("replied")


async def test_where_any_reply_counts_the_question_of_silence_is_answered_as_one_that_counts(played: Any) -> None:
    """N2, N9: nothing is said of a notice sent again, which this one is not any more."""
    stage = played(acknowledgement=AcknowledgementRule.ANY_REPLY)

    await stage.happens("< NÓS ABRIMOS")
    await stage.phone.says("sou eu, 159")
    answer = await stage.phone.says("e se eu não responder?")
    again = await stage.phone.says("e se eu nao responder isso?")

    assert "01/12/2026" in answer
    assert "O recebimento da notificação já está registrado" in answer
    assert "o plano poderá ser cancelado" in answer
    assert "enviada de novo" not in answer
    assert "já está registrado" not in again
    assert (await stage.happens("= notificação")).startswith("replied")
