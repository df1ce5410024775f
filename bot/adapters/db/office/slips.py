"""Slip requests one by one, and the slips issued for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.slips import issue_once, parts_of, to_issue
from bot.adapters.db.tables import AgreementRow, ConversationRow, IssuedSlipRow, PersonRow, SlipRequestRow
from bot.application.office.issuing import SlipFile, SlipPaper
from bot.application.slips import Issued


class SqlSlipDesk:
    """The `SlipDesk` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def file(self, request_id: int) -> SlipFile | None:
        query = (
            select(SlipRequestRow, AgreementRow, PersonRow, col(ConversationRow.channel))
            .join(AgreementRow, col(AgreementRow.id) == col(SlipRequestRow.agreement_id))
            .join(PersonRow, col(PersonRow.id) == col(AgreementRow.person_id))
            .join(ConversationRow, col(ConversationRow.id) == col(AgreementRow.conversation_id), isouter=True)
            .where(col(SlipRequestRow.id) == request_id)
        )
        async with self._database.reading() as session:
            found = (await session.execute(query)).one_or_none()
            if found is None:
                return None
            request, agreement, person, channel = found
            parts = (await parts_of(session, {agreement.id}))[agreement.id]
        closed = Issued(request.issued_by or "", request.issued_at) if request.issued_at is not None else None
        slip = to_issue(self._vault, request, agreement, person, parts)
        return SlipFile(slip, person.id, channel, agreement.conversation_id, request.owner, closed)

    async def issue(self, request_id: int, issued: Issued, papers: Sequence[SlipPaper], why: str) -> bool:
        async with self._database.writing() as session:
            row, is_first = await issue_once(session, self._database, request_id, issued)
            if row is None or not is_first:
                return False
            session.add_all(self._row(row, paper, issued, why) for paper in papers)
            note_change(session, "slip", issued.at)
            return True

    def _row(self, request: SlipRequestRow, paper: SlipPaper, issued: Issued, why: str) -> IssuedSlipRow:
        return IssuedSlipRow(
            slip_request_id=request.id,
            agreement_id=request.agreement_id,
            number=paper.number,
            code=self._vault.seal(paper.code) if paper.code else None,
            content=self._vault.seal_bytes(paper.pdf) if paper.pdf else None,
            insisted_why=self._vault.seal(why) if why else None,
            issued_by=issued.by,
            issued_at=issued.at,
        )
