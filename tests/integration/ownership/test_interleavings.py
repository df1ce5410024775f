"""H2: whatever order things happen in, nobody speaks in a conversation that is not theirs, and one who takes it has it.

A sample of what `make soak` runs; the sizes come from the environment.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import batched, pairwise
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.adapters.db import turns
from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, MessageRow, OutboxRow, OwnerChangeRow, StaffUserRow, TurnRow
from bot.application.agents.ports import Taken
from bot.application.ports import Claim
from bot.domain.conversation import Owner
from tests.builders import NOON, a_message
from tests.fakes import FakeClock
from tests.integration.ownership.whirl import Hands, Whirl

INTERLEAVINGS = int(os.environ.get("SOAK_INTERLEAVINGS", "40"))  # noqa: TID251
RACES = int(os.environ.get("SOAK_RACES", "8"))  # noqa: TID251
SEED = int(os.environ.get("SOAK_SEED", "2"))  # noqa: TID251
BATCH = 200  # cases to one database: what a desk lists stays as long as a real one's
ENOUGH = 48  # cases among which some go wrong without the epoch
AT_ONCE = 8  # conversations played at the same time
AGENTS = 50

type Said = tuple[int, str, str, int]  # of a conversation: line, speaker, key, epoch it was decided under
type Owned = tuple[str, str | None]


@pytest.mark.parametrize("begins", range(0, INTERLEAVINGS, BATCH))
async def test_whatever_the_order_only_the_owner_speaks(begins: int, hands: Hands, storages: list[SqlStorage]) -> None:
    whirls = await _played(hands, range(begins, min(begins + BATCH, INTERLEAVINGS)))

    found = Counter[str]()
    for whirl in whirls:
        owners, said = await _kept_in_turn(storages[0], whirl)
        found.update(owner for owner, _ in owners.values())
        found.update("bot" if speaker == "bot" else "person" for _, speaker, _, _ in said)
    found["discarded"] = await _discarded(storages[0])
    assert min(found[what] for what in ("bot", "queue", "agent", "person", "discarded")) > 0, found


async def test_without_the_epoch_the_bot_speaks_out_of_turn_and_that_is_seen(
    hands: Hands, storages: list[SqlStorage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test above looks for is there to be found, by the lines said or by the log of owners refusing."""
    monkeypatch.setattr(turns, "_lock", _lock_by_lease_alone)
    whirls = [Whirl(number, hands, Random(f"{SEED}:{number}")) for number in range(ENOUGH)]

    ended: list[object] = []
    for some in batched(whirls, AT_ONCE):
        ended += await asyncio.gather(*[whirl.play() for whirl in some], return_exceptions=True)
        ended += await asyncio.gather(*[_kept_in_turn(storages[0], one) for one in some], return_exceptions=True)

    gone_wrong = [one for one in ended if isinstance(one, BaseException)]
    assert gone_wrong
    assert all(isinstance(one, AssertionError | IntegrityError) for one in gone_wrong), gone_wrong


async def test_of_fifty_agents_one_gets_each_conversation_and_nobody_more_than_fit(
    storages: list[SqlStorage], clock: FakeClock
) -> None:
    capacity = -(-RACES // AGENTS)
    agents = [f"agente{number}@exemplo.invalid" for number in range(AGENTS)]
    desks = [SqlConversations(storage.database, clock, capacity=capacity) for storage in storages]
    await _hire(storages[0], agents)

    for number in range(RACES):
        message = a_message(f"SM{number}", contact=f"+5567{910_000_000 + number}")
        conversation = await storages[0].inbox().store(message)
        assert conversation is not None
        asked = [desks[place % 3].accept(conversation, agent) for place, agent in enumerate(agents)]
        answers = await asyncio.gather(*asked)

        [winner] = [agent for agent, answer in zip(agents, answers, strict=True) if answer is None]
        assert {answer.by for answer in answers if isinstance(answer, Taken)} <= {winner}
    held = await _held(storages[0])
    assert (sum(held.values()), max(held.values())) == (RACES, capacity)


async def _played(hands: Hands, numbers: Sequence[int]) -> list[Whirl]:
    whirls = [Whirl(number, hands, Random(f"{SEED}:{number}")) for number in numbers]
    for first in range(0, len(whirls), AT_ONCE):
        await asyncio.gather(*[whirl.play() for whirl in whirls[first : first + AT_ONCE]])
    return whirls


async def _kept_in_turn(storage: SqlStorage, whirl: Whirl) -> tuple[dict[int, Owned], list[Said]]:
    """Who owned the conversation and what was said in it, each line by its owner and in order."""
    owners = await _owners(storage, whirl.conversation)
    said = await _said(storage, whirl.conversation)
    assert _out_of_turn(said, owners) == [], f"seed {SEED}, case {whirl.number}"
    assert all(earlier[3] <= later[3] for earlier, later in pairwise(said))
    return owners, said


async def _lock_by_lease_alone(session: AsyncSession, claim: Claim) -> ConversationRow | None:
    return (
        await session.scalars(turns.unlease(claim.conversation.id, claim.token).returning(ConversationRow))
    ).one_or_none()


def _out_of_turn(said: Iterable[Said], owners: dict[int, Owned]) -> list[Said]:
    """Lines of who did not own the conversation under the epoch they were decided in, if there ever was such a one."""
    return [line for line in said if line[3] not in owners or not _may(line, *owners[line[3]])]


def _may(line: Said, owner: str, agent: str | None) -> bool:
    _, speaker, key, _ = line
    if speaker != Owner.BOT:
        return owner == Owner.AGENT and speaker == agent
    if key.startswith("back:"):  # said in nobody's name, once, on the way to the queue
        return owner == Owner.QUEUE
    return owner == Owner.BOT


async def _owners(storage: SqlStorage, conversation: int) -> dict[int, Owned]:
    """Who owned it under each epoch, by the log alone; it agrees with itself and with how things ended."""
    async with storage.database.reading() as session:
        query = select(OwnerChangeRow).where(OwnerChangeRow.conversation_id == conversation)  # type: ignore[arg-type]
        log = list(await session.scalars(query.order_by(OwnerChangeRow.epoch)))  # type: ignore[arg-type]
        now = await session.get_one(ConversationRow, conversation)
    owners: dict[int, Owned] = {0: ("bot", None)}
    for change in log:
        assert (change.from_owner, change.from_agent) == owners[change.epoch - 1]
        owners[change.epoch] = (change.to_owner, change.to_agent)
    assert owners[now.epoch] == (now.owner, now.agent)
    assert len(owners) == now.epoch + 1
    return owners


async def _said(storage: SqlStorage, conversation: int) -> list[Said]:
    query = (
        select(MessageRow.seq, MessageRow.speaker, OutboxRow.key, OutboxRow.epoch)  # type: ignore[call-overload]
        .join(OutboxRow, OutboxRow.id == MessageRow.outbox_id)
        .where(MessageRow.conversation_id == conversation)
        .order_by(MessageRow.seq)
    )
    async with storage.database.reading() as session:
        return [tuple(row) for row in await session.execute(query)]


async def _discarded(storage: SqlStorage) -> int:
    """Turns computed and refused because the owner changed meanwhile."""
    async with storage.database.reading() as session:
        return len(list(await session.scalars(select(TurnRow.id).where(TurnRow.superseded))))  # type: ignore[call-overload]


async def _hire(storage: SqlStorage, agents: Iterable[str]) -> None:
    async with storage.database.writing() as session:
        session.add_all(StaffUserRow(email=agent, role="agent", created_at=NOON) for agent in agents)


async def _held(storage: SqlStorage) -> Counter[str]:
    async with storage.database.reading() as session:
        return Counter(row.agent or "" for row in await session.scalars(select(ConversationRow)))
