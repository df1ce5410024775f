"""The evidence log in memory, and notices to make bundles of."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from bot.application.evidence.bundle import EvidenceTools
from bot.application.evidence.ports import LoggedEntry, SignedHead, Signer, Stamp
from bot.domain.conversation import Channel
from bot.domain.evidence.encoding import (
    NOTHING_BEFORE,
    Document,
    commitment,
    head_hash,
    head_message,
    instant_text,
    leaf,
    read_instant,
)
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind, entry_document
from bot.domain.evidence.tree import Frontier, Place, Span, consistency, inclusion
from bot.domain.notices.notice import Notice, NoticeState
from tests.builders import NOON, PHONE

TEXT = "Notificação de teste: há 2 mensalidades em aberto. Responda CIENTE para confirmar o recebimento."


@dataclass
class FakeEvidenceLog:
    """The `EvidenceLog` port; `add` is the writer's."""

    waiting: list[tuple[EvidenceEntry, bytes]] = field(default_factory=list)
    logged: list[LoggedEntry] = field(default_factory=list)
    heads: list[SignedHead] = field(default_factory=list)
    known: dict[Place, bytes] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=lambda: Frontier(0, {}))
    registers: dict[int, str] = field(default_factory=dict)

    async def add(self, entry: EvidenceEntry) -> None:
        number = len(self.waiting) + len(self.logged)
        self.waiting.append((entry, sha256(f"salt {number}".encode()).digest()))

    async def chain(self, most: int) -> int:
        batch, self.waiting = self.waiting[:most], self.waiting[most:]
        for entry, salt in batch:
            record = self._record(entry, salt)
            found = leaf(record)
            self.known[0, len(self.logged)] = found
            self.known.update(self.frontier.add(found))
            self.logged.append(LoggedEntry(record, found, salt, entry))
        return len(batch)

    async def sign(self, signer: Signer, at: datetime, every: timedelta) -> bool:
        last, size = (self.heads[-1] if self.heads else None), len(self.logged)
        if size == (last.size if last else 0) or (last and at - read_instant(str(last.head["at"])) < every):
            return False
        head: Document = {
            "at": instant_text(at),
            "last": self.logged[-1].leaf.hex(),
            "previous": (head_hash(last.head) if last else NOTHING_BEFORE).hex(),
            "root": Span(0, size).root(self.known).hex(),
            "size": size,
        }
        self.heads.append(SignedHead(head, signer.sign(head_message(head)), id=len(self.heads) + 1))
        return True

    async def entries(self, notice_id: int) -> Sequence[LoggedEntry]:
        return [entry for entry in self.logged if entry.record["register"] == self.registers.get(notice_id)]

    async def notice_of(self, register: str) -> int | None:
        return next((notice for notice, uuid in self.registers.items() if uuid == register), None)

    async def heads_over(self, positions: Sequence[int]) -> Sequence[SignedHead]:
        found = {head.size: head for head in self.heads[-1:]}
        for position in positions:
            over = [head for head in self.heads if head.size > position]
            for first in [*over[:1], *[head for head in over if head.stamps][:1]]:
                found[first.size] = first
        return [found[size] for size in sorted(found)]

    async def inclusion(self, position: int, size: int) -> Sequence[bytes]:
        return [span.root(self.known) for span in inclusion(position, size)]

    async def consistency(self, smaller: int, size: int) -> Sequence[bytes]:
        return [span.root(self.known) for span in consistency(smaller, size)]

    async def to_be_stamped(self, at: datetime, every: timedelta) -> SignedHead | None:
        lately = any(stamp.at > at - every for head in self.heads for stamp in head.stamps)
        return None if lately or not self.heads or self.heads[-1].stamps else self.heads[-1]

    async def keep_stamp(self, head_id: int, stamp: Stamp) -> None:
        head = self.heads[head_id - 1]
        self.heads[head_id - 1] = replace(head, stamps=(*head.stamps, stamp))

    async def erase(self, notice_ids: Sequence[int], at: datetime) -> int:
        registers = {self.registers[notice] for notice in notice_ids if notice in self.registers}
        mine = [place for place, entry in enumerate(self.logged) if entry.record["register"] in registers]
        for place in mine:
            self.logged[place] = replace(self.logged[place], salt=None, entry=None)
        return len(mine)

    def _record(self, entry: EvidenceEntry, salt: bytes) -> Document:
        number = sha256(f"register {entry.notice_id}".encode()).digest()[:16]
        register = self.registers.setdefault(entry.notice_id, str(UUID(bytes=number, version=4)))
        return {
            "commitment": commitment(salt, entry_document(entry)).hex(),
            "ordinal": sum(entry.record["register"] == register for entry in self.logged),
            "position": len(self.logged),
            "prev": (self.logged[-1].leaf if self.logged else NOTHING_BEFORE).hex(),
            "register": register,
        }


class FakeNotices:
    """The two questions evidence asks of the `Notices` port."""

    def __init__(self, *notices: Notice) -> None:
        self._notices = {notice.id: notice for notice in notices}

    async def notice(self, notice_id: int) -> Notice | None:
        return self._notices.get(notice_id)

    async def of_person(self, person_id: int) -> Sequence[Notice]:
        return [notice for notice in self._notices.values() if notice.person_id == person_id]


def a_notice(notice_id: int = 7, **changes: object) -> Notice:
    bare = Notice(notice_id, "cassems", 1, Channel.WHATSAPP, PHONE, NoticeState.ACKNOWLEDGED, NOON)
    told = replace(bare, protocol="99999920261120000042", text=TEXT, release="3f9a")
    return replace(told, **changes)  # type: ignore[arg-type]


def a_story(notice_id: int = 7, **issued: str) -> list[EvidenceEntry]:
    """What is put on record about a notice that was acknowledged."""
    facts = {"body_sha256": sha256(TEXT.encode()).hexdigest(), "protocol": "99999920261120000042"} | issued
    told: list[tuple[EvidenceKind, dict[str, str]]] = [
        (EvidenceKind.OPENED, {"channel": "whatsapp", "contact": PHONE}),
        (EvidenceKind.IDENTIFIED, {"factors": "cpf_first3,full_name"}),
        (EvidenceKind.ISSUED, facts),
        (EvidenceKind.SENT, {"provider_id": "SM1"}),
        (EvidenceKind.DELIVERED, {"provider_id": "SM1"}),
        (EvidenceKind.READ, {"provider_id": "SM1"}),
        (EvidenceKind.ACKNOWLEDGED, {"provider_id": "SM2", "text": 'Estou ciente 👍 \\ "ok"\n\tàs 10h'}),
    ]
    return [EvidenceEntry(notice_id, kind, NOON + timedelta(seconds=n), facts) for n, (kind, facts) in enumerate(told)]


def tools_over(log: FakeEvidenceLog, signer: Signer, *notices: Notice) -> EvidenceTools:
    return EvidenceTools(log, FakeNotices(*notices), signer)  # type: ignore[arg-type]
