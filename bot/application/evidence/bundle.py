"""The bundle of a notice: one document with all it takes to check its evidence offline (N5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.application.evidence.ports import EvidenceLog, LoggedEntry, SignedHead, Signer
from bot.application.evidence.sequence import AT_ONCE_SIGNED, sequence
from bot.application.notices.ports import Notices
from bot.domain.errors import BotError
from bot.domain.evidence.encoding import FORMAT, instant_text, seal_message
from bot.domain.evidence.entries import EvidenceKind, entry_document
from bot.domain.evidence.shapes import RECORD_OF_NOTICE
from bot.domain.notices.notice import Notice


class NoEvidence(BotError):
    """Nothing is on record about this notice."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(f"nothing is on record about notice {notice_id}")
        self.notice_id = notice_id


@dataclass(frozen=True)
class EvidenceTools:
    """What evidence is shown and proven with."""

    log: EvidenceLog
    notices: Notices
    signer: Signer


@dataclass(frozen=True)
class Evidence:
    """All that is on record about a notice, under the heads that cover it; the last head covers all of it."""

    entries: tuple[LoggedEntry, ...]
    heads: tuple[SignedHead, ...]

    @property
    def register(self) -> str:
        """The notice's UUID, and the code of its check page."""
        return str(self.entries[0].record["register"])


async def gather_evidence(notice_id: int, tools: EvidenceTools, at: datetime) -> Evidence:
    """The evidence of a notice, all of it in the log and under a signed head by now; or `NoEvidence`."""
    await sequence(tools.log, tools.signer, at, AT_ONCE_SIGNED)
    return await read_evidence(notice_id, tools.log)


async def read_evidence(notice_id: int, log: EvidenceLog) -> Evidence:
    """What is under a signed head already; or `NoEvidence`."""
    entries = await log.entries(notice_id)
    heads = await log.heads_over([entry.position for entry in entries])
    covered = tuple(entry for entry in entries if heads and entry.position < heads[-1].size)
    if not covered:
        raise NoEvidence(notice_id)
    return Evidence(covered, tuple(heads))


async def make_bundle(notice_id: int, tools: EvidenceTools, at: datetime) -> dict[str, object]:
    """The bundle; the file it is written to is `bundle_bytes` of it."""
    return await bundle_of(notice_id, await gather_evidence(notice_id, tools, at), tools, at)


async def bundle_of(notice_id: int, evidence: Evidence, tools: EvidenceTools, at: datetime) -> dict[str, object]:
    bundle: dict[str, object] = {
        "format": FORMAT,
        "made_at": instant_text(at),
        "public_key": tools.signer.public_key.hex(),
        "notice": _notice(await tools.notices.notice(notice_id), evidence.entries),
        "register": evidence.register,
        "entries": [await _entry(tools.log, entry, evidence.heads) for entry in evidence.entries],
        "heads": [_head(signed) for signed in evidence.heads],
        "links": [_hex(await tools.log.consistency(a.size, b.size)) for a, b in pairwise(evidence.heads)],
    }
    return bundle | {"seal": tools.signer.sign(seal_message(bundle)).hex()}


def issued_facts(entries: Sequence[LoggedEntry]) -> Mapping[str, str]:
    """What was put on record when the notice was last issued."""
    issued = [entry.entry for entry in entries if entry.entry and entry.entry.kind is EvidenceKind.ISSUED]
    return issued[-1].facts if issued else {}


def _notice(notice: Notice | None, entries: Sequence[LoggedEntry]) -> dict[str, str | None] | None:
    """The record of the notice; where the log says the same, the log's word."""
    if any(entry.entry is None for entry in entries):
        return None
    told = {} if notice is None else _told(notice)
    issued = issued_facts(entries)
    return {name: issued.get(name, told.get(name)) for name in RECORD_OF_NOTICE}


def _told(notice: Notice) -> dict[str, str | None]:
    return {
        "channel": notice.channel.value,
        "contact": notice.contact,
        "creditor": notice.creditor,
        "notified": notice.contents.notified if notice.contents else None,
        "protocol": notice.protocol,
        "release": notice.release,
        "text": notice.text,
    }


async def _entry(log: EvidenceLog, entry: LoggedEntry, heads: Sequence[SignedHead]) -> dict[str, object]:
    head = next(signed.size for signed in heads if signed.size > entry.position)
    return {
        "entry": entry_document(entry.entry) if entry.entry else None,
        "head": head,
        "proof": _hex(await log.inclusion(entry.position, head)),
        "record": entry.record,
        "salt": entry.salt.hex() if entry.salt else None,
    }


def _head(signed: SignedHead) -> dict[str, object]:
    stamps = [{"authority": stamp.authority, "token": stamp.token.hex()} for stamp in signed.stamps]
    return {"head": signed.head, "signature": signed.signature.hex(), "stamps": stamps}


def _hex(path: Sequence[bytes]) -> list[str]:
    return [step.hex() for step in path]
