"""The evidence of notices put together: what the worker does for it, and what shows it."""

from asyncio import to_thread

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.reading import SqlEvidenceLog
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.documents.certificate_pdf import Terms, certificate
from bot.adapters.signing import LogSigner
from bot.adapters.timestamping import HttpAuthority
from bot.application.evidence.bundle import EvidenceTools, NoEvidence, gather_evidence
from bot.application.evidence.sequence import sequence, stamp_head
from bot.application.messages import Attachment
from bot.assembly import Assembly
from bot.domain.policy import Policy
from bot.observing.figures import EVIDENCE, EVIDENCE_LAG

SEQUENCED_EVERY_S = 1.0
STAMPED_EVERY_S = 60.0  # how often it is looked whether a head waits for its stamp


def evidence_tools(database: Database) -> EvidenceTools:
    return EvidenceTools(SqlEvidenceLog(database), SqlNotices(database), LogSigner(database.vault))


async def put_in_order(assembly: Assembly) -> None:
    """Chain what turns and callbacks wrote, and sign the head when it is time."""
    tools = evidence_tools(assembly.database)
    await sequence(tools.log, tools.signer, assembly.clock.now())


async def measure(assembly: Assembly) -> None:
    """How far behind the sequencer is, for who watches the figures: it works once a second."""
    count, oldest = await SqlEvidenceLog(assembly.database).waiting()
    EVIDENCE.set(count)
    EVIDENCE_LAG.set(max((assembly.clock.now() - oldest).total_seconds(), 0) if oldest is not None else 0)


async def have_stamped(assembly: Assembly) -> None:
    """Where an authority is configured, its word on the newest head; nothing waits for it."""
    if assembly.settings.tsa_url:
        authority = HttpAuthority(assembly.settings.tsa_url)
        await stamp_head(SqlEvidenceLog(assembly.database), authority, assembly.clock.now())


async def make_certificate(notice_id: int, tools: EvidenceTools, policy: Policy, terms: Terms) -> Attachment:
    """The one-page PDF of a notice, from what is in the log by now."""
    evidence = await gather_evidence(notice_id, tools, terms.at)
    notice = await tools.notices.notice(notice_id)
    if notice is None:
        raise NoEvidence(notice_id)
    return await to_thread(certificate, policy, notice, evidence, terms)
