"""What single pages need, bound: certificates, papers behind a link, the check of notices, the simulator."""

import httpx

from bot.adapters.certificates import trusted
from bot.adapters.db.papers import SqlPapers
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.adapters.db.simulator_view import SqlSimulatorView
from bot.adapters.documents.certificate_pdf import EvidenceErased, Terms
from bot.adapters.paper_passes import SignedPasses
from bot.adapters.signing import is_signed
from bot.adapters.timestamping import token_problem
from bot.application.evidence.bundle import NoEvidence
from bot.application.papers import PaperTools
from bot.assembly import Assembly
from bot.config import ROOT
from bot.domain.evidence.checking import Instruments
from bot.parts.evidence import evidence_tools, make_certificate
from console.deal.deps import Certified
from console.papers.deps import PaperPages
from console.simulator.deps import Simulator
from console.simulator.ingress import Ingress
from console.simulator.mount import MEDIA
from console.simulator.numbers import OurNumbers
from console.simulator.twilio_forms import Account
from console.verify.deps import CheckPages


async def certified(assembly: Assembly, notice_id: int) -> Certified | None:
    """The certificate of a notice; None where there is no notice, or nothing to certify (any more)."""
    tools = evidence_tools(assembly.database)
    notice = await tools.notices.notice(notice_id)
    if notice is None:
        return None
    policy = (await assembly.releases.live()).policy(notice.creditor)
    terms = Terms(assembly.clock.now(), tools.signer.public_key, assembly.settings.public_url)
    try:
        return Certified(notice.person_id, await make_certificate(notice_id, tools, policy, terms))
    except (NoEvidence, EvidenceErased):
        return None


def paper_pages(assembly: Assembly) -> PaperPages:
    database, clock = assembly.database, assembly.clock
    passes = SignedPasses(database.vault, clock)
    tools = PaperTools(SqlPapers(database), assembly.records, assembly.releases, passes, clock)
    return PaperPages(tools, is_secure=assembly.settings.public_url.startswith("https:"))


def check_pages(assembly: Assembly) -> CheckPages:
    instruments = Instruments(is_signed, token_problem)
    return CheckPages(evidence_tools(assembly.database), instruments, assembly.clock, ROOT / "docs")


def simulator_pages(assembly: Assembly) -> Simulator:
    """Reads beside the service, and writes to it through its own door only."""
    settings = assembly.settings
    return Simulator(
        view=SqlSimulatorView(assembly.database),
        records=assembly.records,
        releases=assembly.releases,
        portfolios=SqlPortfolios(assembly.database, assembly.clock),
        clock=assembly.clock,
        ingress=Ingress(settings.local_url, settings.public_url, settings.twilio_tokens[0], _own_door()),
        numbers=OurNumbers(assembly.our_senders),
        account=Account(settings.twilio_account_sid, f"{settings.public_url}{MEDIA}"),
    )


def _own_door() -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(verify=trusted())
