"""Checks a bundle as a stranger would: from its bytes alone, saying what was altered (docs/evidence.md, section 5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

from bot.domain.evidence.encoding import (
    NOTHING_BEFORE,
    NotCanonical,
    canonical,
    commitment,
    head_hash,
    head_message,
    leaf,
    parsed,
    seal_message,
)
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.evidence.shapes import BUNDLE
from bot.domain.evidence.tree import is_consistent, is_included

END = b"\n"

type Parts = dict[str, Any]  # of a bundle whose shape was checked
type Found = Iterator[str]


@dataclass(frozen=True)
class Instruments:
    """What needs more than the standard library: signatures, and the tokens of time stamping authorities."""

    is_signed: Callable[[bytes, bytes, bytes], bool]  # by this key, with this signature, this message
    stamp_problem: Callable[[bytes, bytes], str | None]  # of this token for this hash


@dataclass(frozen=True)
class Findings:
    """What a bundle turned out to be; `problems` say what was altered, the most exact first."""

    problems: tuple[str, ...]
    entries: int = 0
    redacted: tuple[int, ...] = ()  # their ordinals
    stamps: int = 0
    public_key: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.problems


def bundle_bytes(bundle: Parts) -> bytes:
    """The one file a bundle is."""
    return canonical(bundle) + END


def check_bundle(data: bytes, instruments: Instruments) -> Findings:
    try:
        bundle: Any = parsed(data.removesuffix(END))
    except NotCanonical as error:
        return Findings((f"the file is not a bundle: {error}",))
    if not data.endswith(END):
        return Findings(("the file does not end as a bundle does",))
    if misshapen := tuple(BUNDLE(bundle, "")):
        return Findings(misshapen)
    return Findings(
        tuple(_problems(bundle, instruments)),
        entries=len(bundle["entries"]),
        redacted=tuple(item["record"]["ordinal"] for item in bundle["entries"] if item["entry"] is None),
        stamps=sum(len(head["stamps"]) for head in bundle["heads"]),
        public_key=bundle["public_key"],
    )


def _problems(bundle: Parts, instruments: Instruments) -> Found:
    for head in bundle["heads"]:
        yield from _about_head(head, bytes.fromhex(bundle["public_key"]), instruments)
    yield from _about_links(bundle["heads"], bundle["links"])
    yield from _about_records(bundle)
    for item in bundle["entries"]:
        yield from _about_entry(item, bundle["heads"])
    yield from _about_notice(bundle)
    seal = bytes.fromhex(bundle["seal"])
    if not instruments.is_signed(bytes.fromhex(bundle["public_key"]), seal, seal_message(bundle)):
        yield "the seal is not that of this bundle: something in it was altered, or it is sealed by another key"


def _about_head(signed: Parts, key: bytes, instruments: Instruments) -> Found:
    head = signed["head"]
    name = f"head of size {head['size']}"
    if not instruments.is_signed(key, bytes.fromhex(signed["signature"]), head_message(head)):
        yield f"{name}: altered, or not signed by this key"
    for stamp in signed["stamps"]:
        problem = instruments.stamp_problem(bytes.fromhex(stamp["token"]), head_hash(head))
        if problem:
            yield f"{name}: time stamp of {stamp['authority']}: {problem}"


def _about_links(heads: Sequence[Parts], links: Sequence[list[str]]) -> Found:
    if len(links) != len(heads) - 1:
        yield "heads and links between them do not match in number"
        return
    for (one, other), link in zip(pairwise(signed["head"] for signed in heads), links, strict=True):
        roots = bytes.fromhex(one["root"]), bytes.fromhex(other["root"])
        if not is_consistent(one["size"], other["size"], roots, _hashes(link)):
            yield f"heads of size {one['size']} and {other['size']}: the first is not the beginning of the second"


def _about_records(bundle: Parts) -> Found:
    records = [item["record"] for item in bundle["entries"]]
    for place, record in enumerate(records):
        if record["register"] != bundle["register"]:
            yield f"record {record['ordinal']}: of another notice"
        if record["ordinal"] != place:
            yield f"record {record['ordinal']}: stands in place {place}: a record is missing, added or moved"
    yield from _about_chain(records, {signed["head"]["size"]: signed["head"]["last"] for signed in bundle["heads"]})


def _about_chain(records: Sequence[Parts], lasts: dict[int, str]) -> Found:
    for record in records:
        if (record["position"] == 0) != (record["prev"] == NOTHING_BEFORE.hex()):
            yield f"record {record['ordinal']}: only the first of the log has nothing before it"
        if lasts.get(record["position"] + 1, leaf(record).hex()) != leaf(record).hex():
            yield f"record {record['ordinal']}: not the last one of the head that ends with it"
    for one, other in pairwise(records):
        if other["position"] <= one["position"]:
            yield f"record {other['ordinal']}: not after the one before it"
        if other["position"] == one["position"] + 1 and other["prev"] != leaf(one).hex():
            yield f"record {other['ordinal']}: does not follow the one before it"


def _about_entry(item: Parts, heads: Sequence[Parts]) -> Found:
    record, entry, salt = item["record"], item["entry"], item["salt"]
    name = f"entry {record['ordinal']}"
    covering = [signed["head"] for signed in heads if signed["head"]["size"] > record["position"]]
    if not covering or item["head"] != covering[0]["size"]:
        yield f"{name}: its head is not the first that covers it"
    elif not is_included(
        leaf(record), record["position"], item["head"], _hashes(item["proof"]), bytes.fromhex(covering[0]["root"])
    ):
        yield f"{name}: not in the log in this position"
    if (entry is None) != (salt is None):
        yield f"{name}: half redacted"
    elif entry is not None and commitment(bytes.fromhex(salt), entry).hex() != record["commitment"]:
        yield f"{name}: altered: it is not what was committed to"


def _about_notice(bundle: Parts) -> Found:
    notice, entries = bundle["notice"], [item["entry"] for item in bundle["entries"]]
    if len({entry["notice"] for entry in entries if entry is not None}) > 1:
        yield "entries of more than one notice"
    if (notice is None) != (None in entries):
        yield "the record of the notice is there if and only if no entry is redacted"
    issued = [entry["facts"] for entry in entries if entry is not None and entry["kind"] == EvidenceKind.ISSUED]
    if notice is not None and issued:
        yield from _about_issue(notice, issued[-1])


def _about_issue(notice: Parts, facts: Parts) -> Found:
    for name in sorted(notice.keys() & facts.keys()):
        if notice[name] is not None and notice[name] != facts[name]:
            yield f"notice.{name}: not what the log says was issued"
    if "body_sha256" in facts and facts["body_sha256"] != _text_hash(notice["text"]):
        yield "notice.text: not the text whose hash is in the log"


def _text_hash(text: str | None) -> str | None:
    return sha256(text.encode()).hexdigest() if text is not None else None


def _hashes(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in path]
