"""What lies on the desks of a busy office beside conversations: who had them when, cases, debtors who negotiate."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched, cycle

from sqlalchemy import insert, update

from bench.many_talks import WORDS
from bench.negotiation import SENDER, Debtor
from bot.adapters.db.codec import conversation_values
from bot.adapters.db.engine import Database
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import CaseRow, ConversationRow, HandoffRow, MessageRow, OwnerChangeRow, Row
from bot.application.portfolio.ports import PortfolioFile
from bot.domain.conversation import Channel, Conversation, Owner, Verification

KINDS = ("already_paid", "contest", "contact_update", "data_request", "cancellation")
CHANGES_EACH = 10
FIRST_DEBTOR = 1_000_000  # conversations of debtors with debts are numbered from here
_MONTH_MIN = 30 * 24 * 60
_AT_ONCE = 2_000


async def write_owner_changes(database: Database, talks: int, agents: list[str], now: datetime) -> None:
    """Every conversation asked for a person, was accepted and given back, over and over within the month."""
    for some in batched(_changes(talks, agents, now), _AT_ONCE):
        async with database.writing() as session:
            await session.execute(insert(OwnerChangeRow), list(some))
    async with database.writing() as session:
        await session.execute(update(ConversationRow).values(epoch=CHANGES_EACH))


def _changes(talks: int, agents: list[str], now: datetime) -> Iterator[dict[str, object]]:
    for talk in range(1, talks + 1):
        begun = now - timedelta(minutes=60 + talk * 6131 % _MONTH_MIN)
        names = cycle(agents[talk % len(agents) :] + agents)
        before: tuple[Owner, str | None] = (Owner.BOT, None)
        for epoch in range(1, CHANGES_EACH + 1):
            place = (Owner.BOT, Owner.QUEUE, Owner.AGENT)[epoch % 3]
            after = (place, next(names) if place is Owner.AGENT else None)
            yield {
                "conversation_id": talk,
                "from_owner": before[0].value,
                "from_agent": before[1],
                "to_owner": after[0].value,
                "to_agent": after[1],
                "by": after[1] or before[1] or "bot",
                "reason": {Owner.BOT: "returned", Owner.QUEUE: "asked", Owner.AGENT: "accepted"}[place],
                "epoch": epoch,
                "at": begun + timedelta(minutes=5 * epoch),
            }
            before = after


async def write_cases(database: Database, cases: int, people: int, now: datetime) -> None:
    """Half of them late."""
    async with database.writing() as session:
        session.add_all(_case(database, number, people, now) for number in range(1, cases + 1))


def _case(database: Database, number: int, people: int, now: datetime) -> CaseRow:
    opened = now - timedelta(hours=number * 37 % 480)
    return CaseRow(
        number=f"20261100{number:06d}",
        kind=KINDS[number % len(KINDS)],
        creditor="cassems",
        person_id=number % people + 1,
        conversation_id=number % people + 1,
        note=database.vault.seal("diz que pagou em outubro"),
        media=database.vault.seal_json([]),
        opened_at=opened,
        deadline=(opened + timedelta(days=10)).date(),
    )


async def write_debtors(storage: SqlStorage, lines: list[int], agent: str, now: datetime) -> list[int]:
    """A conversation each, with this many lines, of somebody who proved who they are and owes two titles."""
    debtors = [Debtor(number) for number in range(len(lines))]
    people = [await _owing(storage, debtor, now) for debtor in debtors]
    numbers = [FIRST_DEBTOR + place for place in range(len(lines))]
    for number, debtor, person, count in zip(numbers, debtors, people, lines, strict=True):
        async with storage.database.writing() as session:
            session.add(_talk(storage.database, number, debtor, person, count, agent, now))
            await session.flush()
            session.add_all(_talked(storage.database, number, count, agent, now))
    return numbers


async def _owing(storage: SqlStorage, debtor: Debtor, now: datetime) -> int:
    loading = await storage.portfolios().begin(PortfolioFile("cassems", f"{debtor.number}.csv", now.date()))
    await loading.apply(debtor.rows)
    await loading.finish(rows=len(debtor.rows), rejected=0)
    [person, *_] = await storage.records().people_by_document("cassems", debtor.document)
    return person.id


def _talk(  # noqa: PLR0913, PLR0917 - the columns of one row
    database: Database, number: int, debtor: Debtor, person: int, lines: int, agent: str, now: datetime
) -> ConversationRow:
    proved = Verification(person, frozenset({"cpf_first3", "known_phone"}), now)
    kept = Conversation(
        id=number,
        channel=Channel.WHATSAPP,
        contact=debtor.phone,
        sender=SENDER,
        creditor="cassems",
        owner=Owner.AGENT,
        agent=agent,
        protocol=f"41953420261200{number:06d}",
        opened_at=now,
        slots={"profile": "cassems"},
        verification=proved,
    )
    return ConversationRow(
        id=number,
        channel=kept.channel.value,
        contact_hash=database.vault.phone_index(debtor.phone),
        contact=database.vault.seal(debtor.phone),
        sender=SENDER,
        last_inbound_at=now,
        last_seq=lines,
        created_at=now,
        **conversation_values(database.vault, kept),
    )


def _talked(database: Database, number: int, lines: int, agent: str, now: datetime) -> Iterator[Row]:
    yield HandoffRow(
        conversation_id=number,
        reason="asked",
        packet=database.vault.seal_json({}),
        since=now,
        accepted_by=agent,
        accepted_at=now,
    )
    for seq in range(1, lines + 1):
        yield MessageRow(
            conversation_id=number,
            seq=seq,
            direction="in" if seq % 2 else "out",
            speaker="debtor" if seq % 2 else agent,
            body=database.vault.seal(WORDS[seq % len(WORDS)]),
            at=now - timedelta(seconds=20 * (lines - seq)),
        )
