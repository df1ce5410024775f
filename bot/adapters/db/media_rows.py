"""The files of a message as rows waiting to be fetched, written in the transaction that stores the message."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adapters.db.tables import MediaFileRow
from bot.adapters.db.vault import Vault
from bot.application.messages import InboundMessage


def fetch_later(
    session: AsyncSession, vault: Vault, message: InboundMessage, conversation_id: int, at: datetime
) -> None:
    """One row a file, of a message that has its number; the address itself stays sealed in the message."""
    for position, media in enumerate(message.media):
        session.add(
            MediaFileRow(
                inbox_id=message.id,
                position=position,
                conversation_id=conversation_id,
                url_hash=url_hash(vault, media.url),
                declared_type=plain_type(media.content_type),
                next_at=at,
                created_at=at,
            )
        )


def url_hash(vault: Vault, url: str) -> bytes:
    """What a case finds the file by, which only knows its address."""
    return vault.index("media", url)


def plain_type(content_type: str) -> str:
    """Without its parameters: audio/ogg; codecs=opus is audio/ogg."""
    return content_type.partition(";")[0].strip().lower()[:100]
