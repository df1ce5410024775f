"""One pass of the sequencer, and one of the time stamps; the worker runs both again and again (N5)."""

from datetime import datetime, timedelta

from bot.application.evidence.ports import Authority, EvidenceLog, Signer
from bot.domain.evidence.encoding import head_message

AT_ONCE = 500  # leaves a transaction gives their places: other writers wait that long at most
SIGNED_EVERY = timedelta(seconds=10)
STAMPED_EVERY = timedelta(minutes=10)
AT_ONCE_SIGNED = timedelta(0)


async def sequence(log: EvidenceLog, signer: Signer, at: datetime, every: timedelta = SIGNED_EVERY) -> int:
    """Put into the log what was written, and sign its head when it is time; how many entries there were."""
    chained = 0
    while batch := await log.chain(AT_ONCE):
        chained += batch
    await log.sign(signer, at, every)
    return chained


async def stamp_head(log: EvidenceLog, authority: Authority, at: datetime, every: timedelta = STAMPED_EVERY) -> bool:
    """Have the newest head stamped; an authority that is away is asked again later, for a newer head."""
    signed = await log.to_be_stamped(at, every)
    if signed is None:
        return False
    await log.keep_stamp(signed.id, await authority.stamp(head_message(signed.head)))
    return True
