"""Puts what happened to a notice on record, in the transaction in which it happened (N5)."""

import secrets
from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adapters.db.tables import EvidenceEntryRow
from bot.adapters.db.vault import Vault
from bot.domain.evidence.encoding import SALT_BYTES, commitment
from bot.domain.evidence.entries import EvidenceEntry, entry_document


class EvidenceWriter:
    """Writes entries into the caller's transaction; the sequencer chains them once it is committed."""

    def __init__(
        self, session: AsyncSession, vault: Vault, salts: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._session = session
        self._vault = vault
        self._salts = salts

    async def add(self, entry: EvidenceEntry) -> None:
        salt, document = self._salts(SALT_BYTES), entry_document(entry)
        self._session.add(
            EvidenceEntryRow(
                notice_id=entry.notice_id,
                commitment=commitment(salt, document),
                sealed=self._vault.seal_json({"salt": salt.hex(), "entry": document}),
            )
        )
