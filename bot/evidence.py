"""The evidence of notices put together: what the worker does for it, and what shows it."""

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence_reading import SqlEvidenceLog
from bot.adapters.db.notices import SqlNotices
from bot.adapters.signing import LogSigner
from bot.adapters.timestamping import HttpAuthority
from bot.application.evidence.bundle import EvidenceTools
from bot.application.evidence.sequence import sequence, stamp_head
from bot.assembly import Assembly

SEQUENCED_EVERY_S = 1.0
STAMPED_EVERY_S = 60.0  # how often it is looked whether a head waits for its stamp


def evidence_tools(database: Database) -> EvidenceTools:
    return EvidenceTools(SqlEvidenceLog(database), SqlNotices(database), LogSigner(database.vault))


async def put_in_order(assembly: Assembly) -> None:
    """Chain what turns and callbacks wrote, and sign the head when it is time."""
    tools = evidence_tools(assembly.database)
    await sequence(tools.log, tools.signer, assembly.clock.now())


async def have_stamped(assembly: Assembly) -> None:
    """Where an authority is configured, its word on the newest head; nothing waits for it."""
    if assembly.settings.tsa_url:
        authority = HttpAuthority(assembly.settings.tsa_url)
        await stamp_head(SqlEvidenceLog(assembly.database), authority, assembly.clock.now())
