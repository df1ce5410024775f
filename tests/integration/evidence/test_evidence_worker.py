"""What the worker does for the evidence again and again (N5)."""

from types import SimpleNamespace
from typing import cast

import pytest
from prometheus_client import REGISTRY

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.evidence import EvidenceWriter
from bot.adapters.timestamping import AuthorityAway
from bot.assembly import Assembly
from bot.parts.evidence import evidence_tools, have_stamped, measure, put_in_order
from tests.fake_evidence import a_story
from tests.fakes import FakeClock
from tests.local_authority import running_authority


def a_process(database: Database, clock: FakeClock, tsa_url: str = "") -> Assembly:
    return cast(Assembly, SimpleNamespace(database=database, clock=clock, settings=SimpleNamespace(tsa_url=tsa_url)))


async def test_what_turns_wrote_is_chained_signed_and_stamped(database: Database, clock: FakeClock) -> None:
    async with database.writing() as session:
        for entry in a_story():
            await EvidenceWriter(session, database.vault).add(entry)
    with running_authority() as authority:
        process = a_process(database, clock, authority.url)

        await put_in_order(process)
        await have_stamped(process)

    [head] = await evidence_tools(database).log.heads_over([0])
    assert (head.size, [stamp.authority for stamp in head.stamps]) == (7, [authority.url])


async def test_without_an_authority_nothing_is_asked(database: Database, clock: FakeClock) -> None:
    await have_stamped(a_process(database, clock))

    assert await evidence_tools(database).log.heads_over([]) == []


async def test_an_authority_that_cannot_be_reached_fails_alone(database: Database, clock: FakeClock) -> None:
    process = a_process(database, clock, "http://127.0.0.1:1/")
    async with database.writing() as session:
        await EvidenceWriter(session, database.vault).add(a_story()[0])
    await put_in_order(process)

    with pytest.raises(AuthorityAway):
        await have_stamped(process)

    assert len(await evidence_tools(database).log.heads_over([0])) == 1


async def test_the_figures_tell_how_far_behind_the_log_is(database: Database, clock: FakeClock) -> None:
    """Two entries wait for their place, the older one for a minute; once they have it, none does."""
    process = a_process(database, clock)
    async with database.writing() as session:
        for entry in a_story()[:2]:
            await EvidenceWriter(session, database.vault).add(entry)
    clock.advance(minutes=1)

    await measure(process)
    behind = figures()
    await put_in_order(process)
    await measure(process)
    caught_up = figures()

    assert behind == (2, 60)
    assert caught_up == (0, 0)


def figures() -> tuple[float | None, float | None]:
    told = REGISTRY.get_sample_value
    return told("concilia_evidence_waiting"), told("concilia_evidence_lag_seconds")
