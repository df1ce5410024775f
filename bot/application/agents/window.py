"""Until when free text may be written: on WhatsApp, 24 hours after the last message received (R3)."""

from datetime import datetime, timedelta

from bot.domain.conversation import Channel

WINDOW = timedelta(hours=24)


def window_ends(channel: Channel, last_inbound_at: datetime | None) -> datetime | None:
    """None where there is no window: on SMS, or before the debtor ever wrote."""
    if channel is not Channel.WHATSAPP or last_inbound_at is None:
        return None
    return last_inbound_at + WINDOW


def is_open(channel: Channel, last_inbound_at: datetime | None, now: datetime) -> bool:
    if channel is not Channel.WHATSAPP:
        return True
    ends = window_ends(channel, last_inbound_at)
    return ends is not None and now < ends
