"""Messages that could not be opened when their turn came: kept as they came, and out of the way of later ones.

Either no key given opens them, or they are torn. A worker looks at them when it starts, which is when keys change, and
once an hour: what opens by then waits for its turn again. The same message told anew is taken in meanwhile.
"""

from collections.abc import Callable, Collection
from datetime import datetime

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.codec import open_conversation, open_inbound
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, InboxRow
from bot.adapters.db.vault import SealBroken, Vault

ASIDE = "aside"  # the source of such a row, found by the index of its unique name; its own name follows its number
UNREADABLE = (SealBroken, LookupError, TypeError, ValueError, AttributeError)
LOOKED_AT = 500

log = structlog.get_logger()


def opened_or_none[**P, Opened](opening: Callable[P, Opened], *sealed: P.args, **more: P.kwargs) -> Opened | None:
    try:
        return opening(*sealed, **more)
    except UNREADABLE as error:
        log.error("not opened", error=type(error).__name__)
        return None


async def set_aside(database: Database, unread: Collection[int], at: datetime) -> None:
    waiting = select(InboxRow).where(col(InboxRow.id).in_(unread), col(InboxRow.handled_at).is_(None))
    async with database.writing() as session:
        for row in (await session.scalars(waiting)).all():
            row.source, row.external_id, row.handled_at = ASIDE, f"{row.id}:{row.source}:{row.external_id}", at
            log.error("message set aside", id=row.id, conversation=row.conversation_id)


async def take_back(database: Database) -> int:
    """Let those that open by now wait again; how many they were."""
    last, taken = 0, 0
    while found := await _some_aside(database, last):
        opening = [row for row, talk in found if _opens(database.vault, row, talk)]
        taken += await _wait_again(database, opening)
        last = found[-1][0].id
    return taken


async def _some_aside(database: Database, after: int) -> list[tuple[InboxRow, ConversationRow]]:
    query = (
        select(InboxRow, ConversationRow)
        .join(ConversationRow, col(ConversationRow.id) == col(InboxRow.conversation_id))
        .where(col(InboxRow.source) == ASIDE, col(InboxRow.id) > after)
        .order_by(col(InboxRow.id))
        .limit(LOOKED_AT)
    )
    async with database.reading() as session:
        return [(row, talk) for row, talk in await session.execute(query)]


def _opens(vault: Vault, row: InboxRow, talk: ConversationRow) -> bool:
    """One of a person who was erased since says nothing, and not to whom."""
    message = opened_or_none(open_inbound, vault, row)
    return message is not None and bool(message.contact) and opened_or_none(open_conversation, vault, talk) is not None


async def _wait_again(database: Database, rows: Collection[InboxRow]) -> int:
    """But for those told anew meanwhile."""
    other, taken = aliased(InboxRow), 0
    async with database.writing() as session:
        for row in rows:
            _, source, name = row.external_id.split(":", 2)
            is_told_anew = exists().where(other.source == source, other.external_id == name)  # type: ignore[arg-type]
            again = update(InboxRow).where(col(InboxRow.id) == row.id, col(InboxRow.source) == ASIDE, ~is_told_anew)
            done = await session.execute(again.values(source=source, external_id=name, handled_at=None))
            taken += done.rowcount  # type: ignore[attr-defined]
    return taken
