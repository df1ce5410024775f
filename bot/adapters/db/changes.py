"""Writes what a turn decided, change by change, in the transaction of the turn."""

from datetime import datetime
from typing import assert_never

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.deals import agreement_row, installment_rows, offer_row
from bot.adapters.db.engine import Database
from bot.adapters.db.news_writing import record_news
from bot.adapters.db.notices.turn import NoticeWriter
from bot.adapters.db.overtaken import Overtaken, TitlesTaken
from bot.adapters.db.papers import keep_paper
from bot.adapters.db.tables import (
    AccessRecordRow,
    AgreementRow,
    CaseRow,
    ContactBookingRow,
    HandoffRow,
    IdentityTryRow,
    InstallmentRow,
    OfferRow,
    OptOutRow,
    PersonRow,
    PhoneRow,
    SlipRequestRow,
    TitleRow,
)
from bot.adapters.db.titles import history_of
from bot.application.changes import (
    AgreementClosed,
    CaseNoted,
    CaseOpened,
    Change,
    ContactBooked,
    ContestAnswerTold,
    DisclosureRecorded,
    HandedOff,
    IdentityTried,
    NewsAnnounced,
    NewsTold,
    NoticeAnswered,
    NoticeFollowedUp,
    NoticeIssued,
    NoticeSettled,
    OfferMade,
    OptedOut,
    PaperShared,
    PhoneUnlinked,
    SlipRequested,
    TurnRecord,
)


class SlipMoved(Overtaken):
    """The slip was issued again with a new date by somebody else."""


class ChangeWriter:
    """The rows of the changes of one turn, whose messages are in the outbox already."""

    def __init__(self, session: AsyncSession, database: Database, turn: TurnRecord, at: datetime) -> None:
        self._session = session
        self._database = database
        self._vault = database.vault
        self._conversation = turn.conversation
        self._at = at
        self._turn = turn
        self._notices = NoticeWriter(session, database, turn, at)

    async def write_all(self) -> None:
        await self.bind_attempts()
        for change in self._turn.changes:
            await self.write(change)

    async def bind_attempts(self) -> None:
        await self._notices.bind_attempts()

    async def write(self, change: Change) -> None:  # noqa: C901, PLR0912, PLR0915 - one line for each kind of change
        match change:
            case IdentityTried():
                self._try_identity(change)
            case OfferMade():
                self._session.add(offer_row(change, self._conversation.id, self._at))
            case AgreementClosed():
                await self._close(change)
            case SlipRequested():
                await self._request_slip(change)
            case CaseOpened():
                self._open_case(change)
            case CaseNoted():
                await self._note_case(change)
            case NewsAnnounced() | NewsTold():
                await record_news(self._session, change, self._at)
            case HandedOff():
                self._hand_off(change)
            case OptedOut():
                await self._opt_out(change)
            case PhoneUnlinked():
                await self._unlink(change)
            case ContactBooked():
                self._book(change)
            case DisclosureRecorded():
                self._disclose(change)
            case PaperShared():
                await keep_paper(self._session, self._vault, change, self._conversation, self._at)
            case NoticeIssued() | NoticeAnswered() | ContestAnswerTold() | NoticeFollowedUp() | NoticeSettled():
                await self._notices.write(change)
            case _:
                assert_never(change)

    def _try_identity(self, change: IdentityTried) -> None:
        self._session.add(
            IdentityTryRow(
                person_id=change.person_id,
                conversation_id=self._conversation.id,
                known_phone=change.known_phone,
                succeeded=change.succeeded,
                factors=",".join(change.factors),
                at=change.at,
                contact_hash=self._vault.phone_index(change.contact) if change.contact else None,
                document_hash=self._vault.document_index(change.document) if change.document else None,
            )
        )

    async def _close(self, change: AgreementClosed) -> None:
        row = agreement_row(self._vault, change, self._conversation.id, self._at)
        self._session.add(row)
        await self._session.flush()
        self._session.add_all(installment_rows(row.id, change.agreement))
        await self._take_titles(row.id, change)
        await self._use_up_offers(row.id, change)
        await self.settle_notices(change)

    async def settle_notices(self, change: AgreementClosed) -> None:
        await self._notices.agreement_closed(change)

    async def _use_up_offers(self, agreement_id: int, change: AgreementClosed) -> None:
        """An agreement ends its negotiation: later titles of the same code begin at the first step."""
        owners = select(col(TitleRow.person_id)).where(col(TitleRow.agreement_id) == agreement_id)
        made = (
            or_(col(OfferRow.person_id) == change.person_id, col(OfferRow.person_id).in_(owners)),
            col(OfferRow.code) == change.agreement.code,
            col(OfferRow.voided_at).is_(None),
        )
        await self._session.execute(update(OfferRow).where(*made).values(voided_at=self._at))

    async def _take_titles(self, agreement_id: int, change: AgreementClosed) -> None:
        numbers = set(change.title_numbers)
        is_ours = (
            col(TitleRow.creditor) == change.agreement.creditor,
            col(TitleRow.number).in_(numbers),
            col(TitleRow.state) == "open",
        )
        await self._session.execute(history_of(*is_ours, at=self._at))
        taken = await self._session.scalars(
            update(TitleRow)
            .where(*is_ours)
            .values(state="agreed", agreement_id=agreement_id)
            .returning(col(TitleRow.number))
        )
        if set(taken) != numbers:
            raise TitlesTaken(f"agreement {change.agreement.number}")

    async def _request_slip(self, change: SlipRequested) -> None:
        number = col(AgreementRow.number) == change.agreement_number
        agreement_id = (await self._session.execute(select(col(AgreementRow.id)).where(number))).scalar_one()
        if change.new_due is not None and change.installment is not None:
            await self._move_due(agreement_id, change)
        self._session.add(
            SlipRequestRow(
                agreement_id=agreement_id,
                installment=change.installment,
                reason=change.reason,
                new_due=change.new_due,
                deadline=change.deadline,
                requested_at=self._at,
            )
        )

    async def _move_due(self, agreement_id: int, change: SlipRequested) -> None:
        """A slip issued again keeps the day it was first due, and is issued again once however many ask (P11)."""
        part = (
            col(InstallmentRow.agreement_id) == agreement_id,
            col(InstallmentRow.number) == change.installment,
            col(InstallmentRow.original_due).is_(None),
        )
        moved = update(InstallmentRow).where(*part).values(original_due=InstallmentRow.due, due=change.new_due)
        if (await self._session.scalars(moved.returning(col(InstallmentRow.id)))).first() is None:
            raise SlipMoved(f"agreement {change.agreement_number}")

    def _open_case(self, change: CaseOpened) -> None:
        self._session.add(
            CaseRow(
                number=change.number,
                kind=change.kind,
                creditor=self._conversation.creditor,
                person_id=change.person_id,
                conversation_id=self._conversation.id,
                title_numbers=",".join(change.title_numbers),
                note=self._vault.seal(change.note),
                media=self._vault.seal_json(list(change.media)),
                opened_at=self._at,
                deadline=change.deadline,
            )
        )

    async def _note_case(self, change: CaseNoted) -> None:
        """Added to what the case holds; nothing of it is overwritten."""
        found = await self._session.execute(select(CaseRow).where(col(CaseRow.number) == change.number))
        case = found.scalar_one()
        case.note = self._vault.seal(f"{self._vault.open(case.note)}\n{change.note}".strip())
        case.media = self._vault.seal_json([*self._vault.open_json(case.media), *change.media])
        if change.title_numbers is not None:
            case.title_numbers = ",".join(change.title_numbers)

    def _hand_off(self, change: HandedOff) -> None:
        self._session.add(
            HandoffRow(
                conversation_id=self._conversation.id,
                reason=change.reason,
                urgent=change.urgent,
                packet=self._vault.seal_json(dict(change.packet)),
                since=self._at,
            )
        )

    async def _opt_out(self, change: OptedOut) -> None:
        row = self._database.insert(OptOutRow).values(
            contact_hash=self._vault.loose_phone_index(change.contact),
            contact=self._vault.seal(change.contact),
            text=self._vault.seal(change.text),
            at=self._at,
        )
        await self._session.execute(row.on_conflict_do_nothing())

    async def _unlink(self, change: PhoneUnlinked) -> None:
        """From everybody in every portfolio; the form without its ninth digit from those it was taken for (I5)."""
        documents = select(col(PersonRow.document_hash)).where(col(PersonRow.id).in_(change.person_ids))
        taken_for = select(col(PersonRow.id)).where(col(PersonRow.document_hash).in_(documents))
        await self._session.execute(
            update(PhoneRow)
            .where(
                col(PhoneRow.loose_hash) == self._vault.loose_phone_index(change.contact),
                or_(
                    col(PhoneRow.exact_hash) == self._vault.phone_index(change.contact),
                    col(PhoneRow.person_id).in_(taken_for),
                ),
                or_(col(PhoneRow.unlinked_by).is_(None), col(PhoneRow.unlinked_by) != "contact"),
            )
            .values(unlinked_at=self._at, unlinked_by="contact")
        )

    def _book(self, change: ContactBooked) -> None:
        self._session.add(
            ContactBookingRow(
                conversation_id=self._conversation.id,
                person_id=change.person_id,
                contact=self._vault.seal(change.contact),
                contact_hash=self._vault.phone_index(change.contact),
                at=change.at,
                note=self._vault.seal(change.note),
            )
        )

    def _disclose(self, change: DisclosureRecorded) -> None:
        self._session.add(
            AccessRecordRow(
                person_id=change.person_id,
                conversation_id=self._conversation.id,
                actor="bot",
                what=change.what,
                at=self._at,
            )
        )
