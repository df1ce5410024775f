"""Turns kept messages into the bubbles of a simulated phone."""

from bot.adapters.db.codec import open_inbound, open_outgoing
from bot.adapters.db.tables import AttachmentRow, InboxRow, MessageRow, OutboxRow
from bot.adapters.db.vault import Vault
from bot.application.messages import RANK, DeliveryState
from bot.application.simulator_view import Bubble, File

# Two states share a rank; either means that the message did not arrive.
_STATE_OF_RANK = {rank: state for state, rank in RANK.items()}


def inbound_bubble(vault: Vault, row: InboxRow, seq: int) -> Bubble:
    message = open_inbound(vault, row)
    media = message.media[0] if message.media else None
    return Bubble(
        key=f"i{row.id}",
        seq=seq,
        is_mine=True,
        kind=message.kind,
        body=message.body,
        at=row.received_at,
        sid=row.external_id,
        is_handled=row.handled_at is not None,
        file=File(media.url, media.content_type) if media else None,
        replied_to=message.reply_to or "",
    )


def outbound_bubble(
    vault: Vault, message: MessageRow, outbox: OutboxRow, attachment: AttachmentRow | None, rank: int | None
) -> Bubble:
    said = open_outgoing(vault, outbox.key, outbox.sealed)
    return Bubble(
        key=f"o{outbox.id}",
        seq=message.seq,
        is_mine=False,
        kind="text",
        body=said.body,
        at=outbox.sent_at or message.at,
        sid=outbox.sid or "",
        speaker=message.speaker,
        state=_STATE_OF_RANK[rank] if rank is not None else DeliveryState.QUEUED,
        options=said.options,
        file=_file(attachment) if attachment else None,
    )


def _file(row: AttachmentRow) -> File:
    return File(f"/files/{row.token}", row.content_type, row.filename)
