"""Throws away what is kept for a while only: attachments, papers behind links, deliveries a door refused."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.adapters.db.desk_events import forget_events
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import AttachmentRow, OutboxRow, PaperLinkRow, RefusedRequestRow


async def forget_old(database: Database, now: datetime, rejected_for: timedelta, sent_for: timedelta) -> None:
    """What was sent and refused deliveries after the times given, what is behind a link once the link has ended.

    The address a provider fetches an attachment under ends long before: staff read it in the conversation (H2).
    """
    is_old = col(AttachmentRow.created_at) < now - sent_for
    carried = col(OutboxRow.attachment_id).in_(select(col(AttachmentRow.id)).where(is_old))
    bare = update(OutboxRow).where(carried).values(attachment_id=None).execution_options(synchronize_session=False)
    ended = (col(PaperLinkRow.expires_at) <= now, col(PaperLinkRow.content) != b"")
    async with database.writing() as session:
        await session.execute(bare)
        await session.execute(delete(AttachmentRow).where(is_old))
        await session.execute(delete(RefusedRequestRow).where(col(RefusedRequestRow.at) < now - rejected_for))
        await session.execute(update(PaperLinkRow).where(*ended).values(content=b"", text=b""))
        await forget_events(session, now)
