"""The notices of a number, or of a person, in one trip: every message is weighed against them (N2).

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import listed
from bot.adapters.db.notices.turn import OVER
from bot.adapters.db.quick.found_rows import found_row, found_rows
from bot.adapters.db.tables import NoticeRow
from bot.domain.conversation import Channel
from bot.domain.notices.replies import ToldBefore

# Those that stand as said at this number, and those said here that have been said elsewhere since.
AT_NUMBER = """
    SELECT notice.*, NULL::timestamptz AS told_at, '' AS told_titles, notice.channel AS told_by, 0 AS told_in
    FROM notice WHERE notice.loose_hash = $1
    AND notice.creditor = $3 AND notice.channel = ANY($4) AND notice.state <> ALL($5)
    UNION ALL
    SELECT notice.*, outbox.sent_at, notice_message.title_numbers, conversation.channel, outbox.id
    FROM conversation JOIN outbox ON outbox.conversation_id = conversation.id
    JOIN notice_message ON notice_message.outbox_id = outbox.id
    JOIN notice ON notice.id = notice_message.notice_id
    WHERE conversation.contact_hash = $2 AND conversation.channel = ANY($4)
    AND notice.creditor = $3 AND notice.state <> ALL($5)
    AND (notice.contact_hash <> $2 OR notice.channel <> conversation.channel)
    AND notice_message.case_number IS NULL AND outbox.sent_at IS NOT NULL
"""
OF_PERSON = """
    SELECT notice.* FROM person AS me
    JOIN person AS one ON one.document_hash = me.document_hash AND one.creditor = me.creditor
    JOIN notice ON notice.person_id = one.id
    WHERE me.id = $1 ORDER BY notice.id DESC
"""


@dataclass(frozen=True)
class AtNumber:
    """The standing newest first; those told here before they went elsewhere as they were told."""

    standing: Sequence[NoticeRow]
    elsewhere: Sequence[tuple[NoticeRow, ToldBefore]]


async def at_number_quickly(
    database: Database, creditor: str, channels: Sequence[Channel], contact: str
) -> Mapping[Channel, AtNumber]:
    vault, asked = database.vault, [channel.value for channel in channels]
    loose, exact = vault.loose_phone_index(contact), vault.phone_index(contact)
    async with database.driver() as driver:
        records = await driver.fetch(AT_NUMBER, loose, exact, creditor, asked, OVER)
    return {channel: _by(channel, contact, records) for channel in channels}


async def of_person_quickly(database: Database, person_id: int) -> Sequence[NoticeRow]:
    async with database.driver() as driver:
        return found_rows(NoticeRow, await driver.fetch(OF_PERSON, person_id))


def _by(channel: Channel, contact: str, records: Sequence[Mapping[str, Any]]) -> AtNumber:
    by_it = [record for record in records if record["told_by"] == channel.value]
    standing = [record for record in by_it if record["told_at"] is None]
    elsewhere = [record for record in by_it if record["told_at"] is not None]
    return AtNumber(
        found_rows(NoticeRow, sorted(standing, key=itemgetter("id"), reverse=True)),
        [
            (
                found_row(NoticeRow, record),
                ToldBefore(channel, contact, record["told_at"], listed(record["told_titles"])),
            )
            for record in sorted(elsewhere, key=itemgetter("told_in"))
        ],
    )
