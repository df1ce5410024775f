"""What a turn decided about notices, written in its transaction (N0, N2, N4)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import contact_values, title_values
from bot.adapters.db.notices.moves import NoticeMoves, move_attempt
from bot.adapters.db.overtaken import Overtaken
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import (
    CaseRow,
    NoticeAttemptRow,
    NoticeMessageRow,
    NoticeRow,
    OutboxRow,
    PersonRow,
    TitleRow,
)
from bot.application.changes import (
    AgreementClosed,
    CaseOpened,
    ContestAnswerTold,
    NoticeAnswered,
    NoticeFollowedUp,
    NoticeIssued,
    NoticeSettled,
    TurnRecord,
)
from bot.application.notices.ledger import attempt_of
from bot.domain.documents import masked
from bot.domain.errors import BotError
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.notices import moves
from bot.domain.notices.means import AttemptState
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyReason, ReplyVerdict, Weighed
from bot.domain.phones import match
from flows.graph import response_id

OVER = tuple(state.value for state in NoticeState if state.is_over)
STANDING = col(NoticeRow.state).not_in((NoticeState.VOIDED.value, NoticeState.SETTLED.value))
CONTEST = "contest"
TOLD_MEANWHILE = "told_meanwhile"
NEWS_STEPS = ("news.told", "news.told_in_passing", "news.told_first")
CLOSED, ANSWERED = "agreement", "answered"
EVIDENCE_OF = {
    ReplyVerdict.PENDING_IDENTITY: EvidenceKind.PENDING_REPLY,
    ReplyVerdict.REPLIED: EvidenceKind.REPLIED,
    ReplyVerdict.ACKNOWLEDGED: EvidenceKind.ACKNOWLEDGED,
    ReplyVerdict.CONTESTED: EvidenceKind.CONTESTED,
}
ATTEMPT_OF = {
    ReplyVerdict.REPLIED: AttemptState.REPLIED,
    ReplyVerdict.CONTESTED: AttemptState.REPLIED,
    ReplyVerdict.ACKNOWLEDGED: AttemptState.ACKNOWLEDGED,
}


class NoticeMoved(Overtaken):
    """The notice is not any more what the turn decided on."""


class NoticeNotCarried(BotError):
    """A turn issued a notice and none of its messages carries it: a flow without its line."""


class NoticeWriter:
    """The notices of one turn; its messages are in the outbox already."""

    def __init__(self, session: AsyncSession, database: Database, turn: TurnRecord, at: datetime) -> None:
        self._session = session
        self._database = database
        self._vault = database.vault
        self._turn = turn
        self._at = at
        self._moves = NoticeMoves(session, database.vault)

    async def bind_attempts(self) -> None:
        """The attempt this turn makes, if it makes one, is in the outbox from now on, once and for ever."""
        for reply in self._turn.replies:
            attempt_id = attempt_of(reply.key)
            if attempt_id is not None:
                await self._bind(attempt_id, await self._outbox_id(reply.key))

    async def write(
        self, change: NoticeIssued | NoticeAnswered | ContestAnswerTold | NoticeFollowedUp | NoticeSettled
    ) -> None:
        match change:
            case NoticeIssued():
                await self._issue(change)
            case NoticeAnswered():
                await self._answer(change)
            case ContestAnswerTold():
                await self._tell_answer(change)
            case NoticeFollowedUp():
                await self._follow_up(change)
            case NoticeSettled():
                await self._settle(change.notice_id, change.at, {"reason": change.reason})

    async def agreement_closed(self, change: AgreementClosed) -> None:
        """A notice none of whose mensalidades is open any more has nothing left to charge (N4)."""
        owners = select(col(TitleRow.person_id)).where(
            col(TitleRow.creditor) == change.agreement.creditor, col(TitleRow.number).in_(change.title_numbers)
        )
        told = or_(col(NoticeRow.person_id) == change.person_id, col(NoticeRow.person_id).in_(owners))
        theirs = select(col(NoticeRow.id)).where(told, col(NoticeRow.state).not_in(OVER)).order_by(col(NoticeRow.id))
        for notice_id in (await self._session.scalars(theirs)).all():
            facts = {"reason": CLOSED, "agreement": change.agreement.number}
            await self._settle(notice_id, self._at, facts, only_when_nothing_is_open=True)

    async def _issue(self, change: NoticeIssued) -> None:
        before = await (self._notice(change.notice_id) if change.notice_id is not None else self._receptive(change))
        told = self._turn.conversation
        issued = moves.issue(before, change.at, self._what(change))
        if not isinstance(issued, Notice):
            raise NoticeMoved(f"notice {before.id}: {issued}")
        after = replace(issued, conversation_id=told.id, protocol=change.contents.protocol)
        after = replace(after, is_receptive=change.is_receptive)
        identified_at = told.verification.confirmed_at
        if identified_at is not None:
            identified = moves.identify(after, identified_at, frozenset(change.factors))
            after = identified if isinstance(identified, Notice) else after
        await self._moves.write(before, after)
        carrier = await self._carrier()
        await self._moves.set(before.id, outbox_id=carrier)
        self._session.add(
            NoticeMessageRow(notice_id=before.id, outbox_id=carrier, title_numbers=",".join(after.title_numbers))
        )
        await self._witness_issue(before, after, change)
        await self._moves.skip_planned(before.id, TOLD_MEANWHILE, self._at)

    def _what(self, change: NoticeIssued) -> moves.Issue:
        told = self._turn.conversation
        factors = frozenset(change.factors)
        return moves.Issue(told.channel, told.contact, change.contents, change.text, told.release or "", factors)

    async def _witness_issue(self, before: Notice, after: Notice, change: NoticeIssued) -> None:
        factors = {"factors": ",".join(change.factors)}
        if before.identified_at is None and after.identified_at is not None:
            await self._moves.witness(after.id, EvidenceKind.IDENTIFIED, after.identified_at, factors)
        facts = {**await self._issued_facts(after, change), **factors}
        await self._moves.witness(after.id, EvidenceKind.ISSUED, change.at, facts)

    async def _issued_facts(self, after: Notice, change: NoticeIssued) -> Mapping[str, str]:
        person = open_person(self._vault, await self._session.get_one(PersonRow, after.person_id))
        return {
            "body_sha256": sha256(change.text.encode()).hexdigest(),
            "text": change.text,
            "notified": change.contents.notified,
            "document": masked(person.document),
            "sender": self._turn.conversation.sender,
            "channel": after.channel.value,
            "contact": after.contact,
            "protocol": change.contents.protocol,
            "release": after.release or "",
        }

    async def _receptive(self, change: NoticeIssued) -> Notice:
        """The debtor wrote first: a notice of its own, or the one planned of the same default and not yet said."""
        told, numbers = self._turn.conversation, [fee.number for fee in change.contents.fees]
        opened = self._database.insert(NoticeRow).values(
            creditor=told.creditor,
            person_id=change.person_id,
            channel=told.channel.value,
            opened_at=change.at,
            is_receptive=True,
            **contact_values(self._vault, told.contact),
            **title_values(numbers),
        )
        is_new = await self._session.scalar(opened.on_conflict_do_nothing().returning(col(NoticeRow.id)))
        same = (col(NoticeRow.person_id) == change.person_id, col(NoticeRow.first_title) == numbers[0], STANDING)
        found = await self._session.scalar(select(col(NoticeRow.id)).where(*same))
        if found is None:
            raise NoticeMoved(f"person {change.person_id}")  # it ended between the two statements
        if is_new is not None:
            facts = {"channel": told.channel.value, "contact": told.contact, "protocol": told.protocol or ""}
            opening = {**facts, "creditor": told.creditor or "", "receptive": "yes"}
            await self._moves.witness(found, EvidenceKind.OPENED, change.at, opening)
        return await self._notice(found)

    async def _answer(self, change: NoticeAnswered) -> None:
        before = await self._notice(change.notice_id)
        facts = {"text": change.text, "provider_id": change.external_id}
        weighed = Weighed(change.verdict, ReplyReason.COUNTS, change.once_confirmed)
        after = moves.answer(before, weighed, change.at)
        if not isinstance(after, Notice):
            return  # answered before: the first reply counts (N2)
        if match(self._turn.conversation.contact, (before.contact,)) is None:
            facts["contact"] = self._turn.conversation.contact  # notified there too, before it went elsewhere
        if after.state is NoticeState.VOIDED:
            await self._moves.end(before, after, change.at, facts)
            return
        if change.deadline is not None:
            after, facts["deadline"] = replace(after, deadline=change.deadline), change.deadline.isoformat()
        if change.verdict is ReplyVerdict.CONTESTED:
            after = moves.with_case(after, await self._contest_case(before.person_id))
        if change.deadline is not None or change.verdict is ReplyVerdict.CONTESTED:
            await self._moves.skip_planned(after.id, ANSWERED, self._at)  # a letter not yet written too
        if await self._moves.write(before, after):
            await self._moves.witness(after.id, EVIDENCE_OF[change.verdict], change.at, facts)
        await self._move_attempt(change)

    async def _move_attempt(self, change: NoticeAnswered) -> None:
        attempt = await self._moves.last_made(change.notice_id)
        if attempt is not None and change.verdict in ATTEMPT_OF:
            move_attempt(attempt, AttemptState.REPLIED, change.at)
            move_attempt(attempt, ATTEMPT_OF[change.verdict], change.at)

    async def _follow_up(self, change: NoticeFollowedUp) -> None:
        before = await self._notice(change.notice_id)
        if not await self._moves.write(before, replace(before, followed_up=True)):
            raise NoticeMoved(f"notice {before.id} was followed up")

    async def _settle(
        self, notice_id: int, at: datetime, facts: Mapping[str, str], *, only_when_nothing_is_open: bool = False
    ) -> None:
        before = await self._moves.locked(notice_id)
        if before is None or (only_when_nothing_is_open and await self._is_open(before)):
            return
        await self._moves.end(before, moves.settle(before, at), at, facts)

    async def _notice(self, notice_id: int) -> Notice:
        found = await self._moves.locked(notice_id)
        if found is None or found.state.is_over:
            raise NoticeMoved(f"notice {notice_id}")
        return found

    async def _carrier(self) -> int:
        """The first message of the turn that carries the notice: its delivery is the notice's."""
        keys = [reply.key for reply in self._turn.replies if reply.carries_notice]
        if not keys:
            raise NoticeNotCarried(f"conversation {self._turn.conversation.id}")
        return await self._outbox_id(keys[0])

    async def _outbox_id(self, key: str) -> int:
        found = await self._session.scalars(select(col(OutboxRow.id)).where(col(OutboxRow.key) == key))
        return found.one()

    async def _bind(self, attempt_id: int, outbox_id: int) -> None:
        attempt = await self._session.get(NoticeAttemptRow, attempt_id)
        if attempt is None or attempt.notice_id is None:
            return  # said of nobody's notice
        before = await self._notice(attempt.notice_id)
        await self._session.refresh(attempt, with_for_update=True)
        if attempt.state != AttemptState.PLANNED or attempt.outbox_id not in (None, outbox_id):
            raise NoticeMoved(f"attempt {attempt_id}")
        told = self._turn.conversation
        attempt.outbox_id, attempt.lease_until = outbox_id, None
        attempt.conversation_id, attempt.protocol = told.id, told.protocol
        if before.issued_at is None:  # one issued stays where it was said, until it is said again elsewhere
            here = replace(before, conversation_id=told.id, channel=told.channel, contact=told.contact)
            await self._moves.write(before, replace(here, protocol=told.protocol))

    async def _contest_case(self, person_id: int) -> str | None:
        """Opened in this turn, or open already: it is answered there."""
        opened = (change for change in self._turn.changes if isinstance(change, CaseOpened))
        now = next((case.number for case in opened if case.kind == CONTEST), None)
        theirs = (col(CaseRow.person_id) == person_id, col(CaseRow.kind) == CONTEST, col(CaseRow.closed_at).is_(None))
        newest = select(col(CaseRow.number)).where(*theirs).order_by(col(CaseRow.id).desc()).limit(1)
        return now or await self._session.scalar(newest)

    async def _tell_answer(self, change: ContestAnswerTold) -> None:
        """The last piece of what told the news; without any message of this turn nothing was told."""
        of_news = {response_id(self._turn.conversation.creditor or "", step) for step in NEWS_STEPS}
        told = [reply.key for reply in self._turn.replies if of_news & set(reply.responses)]
        keys = told or [reply.key for reply in self._turn.replies]
        if keys:
            outbox_id = await self._outbox_id(keys[-1])
            row = NoticeMessageRow(notice_id=change.notice_id, outbox_id=outbox_id, case_number=change.case_number)
            self._session.add(row)

    async def _is_open(self, notice: Notice) -> bool:
        still = select(col(TitleRow.id)).where(
            col(TitleRow.creditor) == notice.creditor,
            col(TitleRow.number).in_(notice.title_numbers),
            col(TitleRow.state) == "open",
        )
        return await self._session.scalar(still.limit(1)) is not None
