"""Notices said again at another number, as the number at which they were said first knows them (N2)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.notices.codec import listed, open_notice
from bot.adapters.db.notices.turn import OVER
from bot.adapters.db.tables import ConversationRow, NoticeMessageRow, NoticeRow, OutboxRow
from bot.adapters.db.vault import Vault
from bot.domain.conversation import Channel
from bot.domain.notices.notice import Notice
from bot.domain.notices.replies import ToldBefore, as_told_before


async def told_before_at(
    session: AsyncSession, vault: Vault, creditor: str, channel: Channel, contact: str
) -> list[Notice]:
    """Whose full text went to this very number in an earlier message, and has gone elsewhere since."""
    number = vault.phone_index(contact)
    query = (
        select(NoticeRow, OutboxRow, col(NoticeMessageRow.title_numbers))
        .join(NoticeMessageRow, col(NoticeMessageRow.notice_id) == col(NoticeRow.id))
        .join(OutboxRow, col(OutboxRow.id) == col(NoticeMessageRow.outbox_id))
        .join(ConversationRow, col(ConversationRow.id) == col(OutboxRow.conversation_id))
        .where(
            col(ConversationRow.contact_hash) == number,
            col(ConversationRow.channel) == channel.value,
            col(NoticeRow.creditor) == creditor,
            col(NoticeRow.state).not_in(OVER),
            (col(NoticeRow.contact_hash) != number) | (col(NoticeRow.channel) != channel.value),
            col(NoticeMessageRow.case_number).is_(None),
            col(OutboxRow.sent_at).is_not(None),
        )
        .order_by(col(OutboxRow.id))
    )
    rows = (await session.execute(query)).all()
    return views_of(
        vault,
        [
            (row, ToldBefore(channel, contact, message.sent_at, listed(numbers)))
            for row, message, numbers in rows
            if message.sent_at is not None
        ],
    )


def views_of(vault: Vault, told: Sequence[tuple[NoticeRow, ToldBefore]]) -> list[Notice]:
    """Of each notice as the last message here told it; oldest first is what is given."""
    last = {row.id: (row, before) for row, before in told}
    views = (as_told_before(open_notice(vault, row), before) for row, before in last.values())
    return [view for view in views if view is not None]
