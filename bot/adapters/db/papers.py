"""Papers behind links: kept when they go out, shown to who proved to be the person, every opening on record."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.evidence import EvidenceWriter
from bot.adapters.db.notices.moves import NoticeMoves
from bot.adapters.db.records import wrong_tries_query
from bot.adapters.db.tables import (
    AccessRecordRow,
    IdentityTryRow,
    NoticeMessageRow,
    OutboxRow,
    PaperLinkRow,
    PersonRow,
)
from bot.adapters.db.vault import Vault
from bot.application.changes import IdentityTried, PaperShared, WrongTries
from bot.application.messages import Attachment
from bot.application.papers import Paper, TriesAllowed
from bot.domain.conversation import Conversation
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from bot.domain.notices.moves import open_link
from bot.domain.papers import PaperKind

BY_LINK = "link"  # who reads here: nobody of the staff, and not the bot


async def keep_paper(
    session: AsyncSession, vault: Vault, shared: PaperShared, conversation: Conversation, at: datetime
) -> None:
    """In the transaction that enqueues the message with the link."""
    carrier = select(col(OutboxRow.id)).where(col(OutboxRow.key) == shared.message_key)
    session.add(
        PaperLinkRow(
            token_hash=_hash_of(vault, shared.token),
            kind=shared.paper.kind,
            person_id=shared.person_id,
            conversation_id=conversation.id,
            outbox_id=await session.scalar(carrier),
            creditor=shared.creditor,
            content_type=shared.paper.content_type,
            filename=shared.paper.filename,
            content=vault.seal_bytes(shared.paper.content),
            text=vault.seal(shared.paper.text),
            created_at=at,
            expires_at=shared.expires,
        )
    )


class SqlPapers:
    """The `Papers` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def behind(self, token: str, now: datetime) -> Paper | None:
        is_asked = (col(PaperLinkRow.token_hash) == _hash_of(self._vault, token), col(PaperLinkRow.expires_at) > now)
        async with self._database.reading() as session:
            row = await session.scalar(select(PaperLinkRow).where(*is_asked))
        if row is None:
            return None
        return Paper(row.id, PaperKind(row.kind), row.person_id, row.conversation_id, row.creditor, row.expires_at)

    async def content(self, paper: Paper) -> Attachment:
        async with self._database.reading() as session:
            row = (await session.scalars(select(PaperLinkRow).where(col(PaperLinkRow.id) == paper.id))).one()
        content, text = self._vault.open_bytes(row.content), self._vault.open(row.text)
        return Attachment(row.kind, row.content_type, row.filename, content, text)

    async def take_try(self, paper: Paper, tried: IdentityTried, allowed: TriesAllowed) -> bool:
        """Of several tries at once each counts those before it: they wait for the person's row."""
        wrong = WrongTries(known_phone=False, document=tried.document)
        document_hash = self._vault.document_index(tried.document or "")
        async with self._database.writing() as session:
            await session.execute(
                select(col(PersonRow.id))
                .where(col(PersonRow.document_hash) == document_hash)
                .order_by(col(PersonRow.id))
                .with_for_update(key_share=True)
            )
            used = await session.scalar(wrong_tries_query(self._vault, wrong, allowed.since))
            if (used or 0) >= allowed.count:
                return False
            session.add(_try_row(paper, tried, document_hash))
            if tried.succeeded:
                await self._open(session, paper, tried)
            return True

    async def _open(self, session: AsyncSession, paper: Paper, tried: IdentityTried) -> None:
        what = f"{paper.kind} opened by link, identity confirmed by {', '.join(tried.factors)}"
        session.add(_access_row(paper, what, tried.at))
        first = update(PaperLinkRow).where(col(PaperLinkRow.id) == paper.id, col(PaperLinkRow.opened_at).is_(None))
        opened = first.values(opened_at=tried.at).returning(col(PaperLinkRow.outbox_id))
        carried_by = await session.scalar(opened)
        if paper.kind is PaperKind.NOTICE and carried_by is not None:
            await self._put_reading_on_record(session, carried_by, tried)

    async def _put_reading_on_record(self, session: AsyncSession, outbox_id: int, tried: IdentityTried) -> None:
        """The notice was read behind its link; that is no answer to it (N2)."""
        carried = select(col(NoticeMessageRow.notice_id)).where(col(NoticeMessageRow.outbox_id) == outbox_id)
        notice_id, kept = await session.scalar(carried), NoticeMoves(session, self._vault)
        before = await kept.locked(notice_id) if notice_id is not None else None
        if before is not None and notice_id is not None:
            await kept.write(before, open_link(before, tried.at))
            facts = {"channel": BY_LINK, "factors": ",".join(tried.factors)}
            entry = EvidenceEntry(notice_id, EvidenceKind.READ, tried.at, facts)
            await EvidenceWriter(session, self._vault).add(entry)

    async def record_download(self, paper: Paper, at: datetime) -> None:
        async with self._database.writing() as session:
            session.add(_access_row(paper, f"{paper.kind} downloaded by link", at))


def _hash_of(vault: Vault, token: str) -> bytes:
    return vault.index("paper", token)


def _try_row(paper: Paper, tried: IdentityTried, document_hash: bytes) -> IdentityTryRow:
    return IdentityTryRow(
        person_id=tried.person_id,
        conversation_id=paper.conversation_id,
        known_phone=tried.known_phone,
        succeeded=tried.succeeded,
        factors=",".join(tried.factors),
        at=tried.at,
        document_hash=document_hash,
    )


def _access_row(paper: Paper, what: str, at: datetime) -> AccessRecordRow:
    return AccessRecordRow(
        person_id=paper.person_id, conversation_id=paper.conversation_id, actor=BY_LINK, what=what, at=at
    )
