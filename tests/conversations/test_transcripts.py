"""Every conversation of `transcripts/`, compared in full; the folder reads as the specification of the dialogue."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.adapters.db.engine import Database
from bot.domain.conversation import Channel
from tests.conversations.conftest import Dial, LoadPortfolio, RememberAgreements
from tests.conversations.debtors import PORTFOLIOS
from tests.conversations.phone import SetClock
from tests.conversations.stage import Stage
from tests.conversations.transcript import Exchange, Transcript, play, read_transcript, write_transcript

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.rglob("*.txt"))


def test_there_are_conversations_to_play() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(FOLDER).with_suffix("")) for path in FILES])
async def test_what_the_debtor_reads(
    path: Path,
    dial: Dial,
    portfolio: LoadPortfolio,
    closed_before: RememberAgreements,
    clock: SetClock,
    database: Database,
    request: pytest.FixtureRequest,
) -> None:
    transcript = read_transcript(path)
    expected = [exchange.answer for exchange in transcript.exchanges]
    await _set_up(transcript, portfolio, closed_before, clock)
    channel = Channel(transcript.head.get("channel", "whatsapp"))
    phone = dial(channel=channel, **_contact(transcript))
    creditor = PORTFOLIOS[transcript.head["people"].split()[0]].creditor
    stage = Stage(phone, database, clock, partial(dial, channel=channel), creditor)

    for step in transcript.steps:
        if isinstance(step, timedelta):
            clock.advance(step)
        elif isinstance(step, Exchange):
            step.answer = await play(phone, step, stage)

    if request.config.getoption("--write-transcripts"):
        write_transcript(path, transcript)
    else:
        assert [exchange.answer for exchange in transcript.exchanges] == expected


async def _set_up(
    transcript: Transcript, portfolio: LoadPortfolio, closed_before: RememberAgreements, clock: SetClock
) -> None:
    if "now" in transcript.head:
        clock.set_business(transcript.head["now"])
    for name in transcript.head["people"].split():
        debtor = PORTFOLIOS[name]
        await portfolio(*debtor.rows, creditor=debtor.creditor, **debtor.told)
        await closed_before(*debtor.agreements)


def _contact(transcript: Transcript) -> dict[str, str]:
    return {"contact": transcript.head["phone"]} if "phone" in transcript.head else {}
