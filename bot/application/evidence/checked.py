"""What anybody may see of a notice who has its code: states with their times, and whether the log is intact now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.application.evidence.bundle import Evidence, EvidenceTools, NoEvidence, bundle_of, read_evidence
from bot.application.evidence.ports import SignedHead
from bot.application.evidence.story import Moment, tell_story
from bot.domain.errors import BotError
from bot.domain.evidence.checking import Instruments, bundle_bytes, check_bundle
from bot.domain.evidence.encoding import head_hash
from bot.domain.evidence.shapes import is_register

SHOWN_AT_EACH_END = 6, 4  # of a protocol: the prefix of who notified, and enough to know one's own by


@dataclass(frozen=True)
class Checked:
    """A notice as its check page shows it: no name, no number, no word of it."""

    register: str
    protocol: str | None
    body_hash: str | None
    moments: Mapping[Moment, datetime]
    is_intact: bool
    entries: int
    redacted: int
    head: SignedHead | None

    @property
    def head_hash(self) -> str:
        return head_hash(self.head.head).hex() if self.head else ""


async def check_register(code: str, tools: EvidenceTools, instruments: Instruments, at: datetime) -> Checked | None:
    """Checks what is kept now as a stranger would check its bundle; None for a code nobody was given."""
    notice_id = await tools.log.notice_of(code) if is_register(code) else None
    if notice_id is None:
        return None
    try:
        evidence = await read_evidence(notice_id, tools.log)
        bundle = await bundle_of(notice_id, evidence, tools, at)
    except NoEvidence:
        return None  # not under a signed head yet: in some seconds it is
    except (BotError, KeyError):  # a seal that does not open, a place of the tree that is gone
        return Checked(code, None, None, {}, False, 0, 0, None)
    return _shown(evidence, is_intact=check_bundle(bundle_bytes(bundle), instruments).is_ok)


def _shown(evidence: Evidence, *, is_intact: bool) -> Checked:
    entries = [logged.entry for logged in evidence.entries if logged.entry is not None]
    story = tell_story(entries)
    facts = story.issued.facts if story.issued else {}
    return Checked(
        register=evidence.register,
        protocol=masked_protocol(facts["protocol"]) if "protocol" in facts else None,
        body_hash=facts.get("body_sha256"),
        moments=story.moments,
        is_intact=is_intact,
        entries=len(evidence.entries),
        redacted=len(evidence.entries) - len(entries),
        head=evidence.heads[-1],
    )


def masked_protocol(protocol: str) -> str:
    first, last = SHOWN_AT_EACH_END
    hidden = len(protocol) - first - last
    return f"{protocol[:first]}{'*' * hidden}{protocol[-last:]}" if hidden > 0 else "*" * len(protocol)
