"""Notices in memory, moved by the same rules of the domain and held to the same contract tests as the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.application.changes import (
    AgreementClosed,
    CaseOpened,
    Change,
    NoticeAnswered,
    NoticeFollowedUp,
    NoticeIssued,
    NoticeSettled,
    TurnRecord,
)
from bot.application.messages import DeliveryState
from bot.domain.conversation import Channel
from bot.domain.notices import moves
from bot.domain.notices.clock import last_day_after_answer
from bot.domain.notices.excuses import Excuse
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyReason, ReplyVerdict, ToldBefore, Weighed, as_told_before
from bot.domain.notices.zones import zone_of
from bot.domain.people import Person, Role
from bot.domain.phones import match
from tests.fake_state import FakeState

ENDS = {NoticeState.VOIDED: moves.void, NoticeState.SETTLED: moves.settle, NoticeState.EXPIRED: moves.expire}
ARRIVED = {DeliveryState.DELIVERED: NoticeState.DELIVERED, DeliveryState.READ: NoticeState.READ}


@dataclass
class FakeNotices:
    kept: FakeState
    excuses: Sequence[Excuse] = ()

    async def notice(self, notice_id: int) -> Notice | None:
        return self.kept.told_of.get(notice_id)

    async def of_person(self, person_id: int) -> Sequence[Notice]:
        theirs = {p.id for p in self.kept.people.values() if self._same(p, self.kept.people[person_id])}
        return [notice for notice in self._newest_first() if notice.person_id in theirs]

    async def at_contact(self, creditor: str, channel: Channel | None, contact: str) -> Sequence[Notice]:
        channels = [channel] if channel is not None else list(Channel)
        return [notice for one in channels for notice in self._at_contact_by(creditor, one, contact)]

    def _at_contact_by(self, creditor: str, channel: Channel, contact: str) -> list[Notice]:
        here = [n for n in self._newest_first() if (n.creditor, n.channel) == (creditor, channel)]
        going = [notice for notice in here if not notice.state.is_over]
        known = match(contact, [notice.contact for notice in going])
        found = [notice for notice in going if notice.contact == known]
        is_one = len({notice.person_id for notice in found}) == 1
        now = found if known == contact or is_one else []
        return [*now, *self._told_before_at(creditor, channel, contact)]

    def _told_before_at(self, creditor: str, channel: Channel, contact: str) -> list[Notice]:
        views = []
        for entry in self.kept.entries:
            notice = self.kept.told_of.get(self.kept.carried.get(entry.id, 0))
            talk = self.kept.held[entry.conversation_id].conversation
            is_here = (talk.contact, talk.channel, talk.creditor) == (contact, channel, creditor)
            if notice is not None and is_here and notice.contact != contact and not notice.state.is_over and entry.sid:
                told = ToldBefore(channel, contact, entry.created_at, self.kept.named[entry.id])
                views.append(as_told_before(notice, told))
        return [view for view in views[-1:] if view is not None]

    async def carried_by(self, sid: str) -> int | None:
        carriers = {entry.id: entry.sid for entry in self.kept.entries}
        return next((n for entry, n in self.kept.carried.items() if carriers.get(entry) == sid), None)

    async def is_since_notice(self, sid: str) -> bool:
        quoted = next((entry for entry in self.kept.entries if entry.sid == sid), None)
        carriers = [entry for entry in self.kept.entries if entry.id in self.kept.carried]
        talk = quoted.conversation_id if quoted else None
        return any(c.conversation_id == talk and quoted is not None and c.id <= quoted.id for c in carriers)

    async def excuses_of(self, person_id: int) -> Sequence[Excuse]:
        return self.excuses

    async def beneficiaries_of(self, holder: Person) -> Sequence[str]:
        under_it = (p for p in self.kept.people.values() if p.creditor == holder.creditor)
        covered = (p for p in under_it if p.holder_document == holder.document)
        return [p.name for p in covered if p.role in {Role.DEPENDANT, Role.AGGREGATE}]

    async def move(self, notice_id: int, state: NoticeState, at: datetime, facts: Mapping[str, str]) -> bool:
        found = self.kept.told_of.get(notice_id)
        return found is not None and self._put(ENDS[state](found, at))

    async def answer_heard(self, notice_id: int, at: datetime, facts: Mapping[str, str]) -> date | None:
        found = self.kept.told_of.get(notice_id)
        if found is None or found.open_contest is None:
            return None
        person = self.kept.people[found.person_id]
        contest, zone = found.open_contest, zone_of(person.state, person.city)
        answered = moves.answer_contest(found, contest.case_number, at)
        deadline = last_day_after_answer(found, contest, at, zone)
        assert isinstance(answered, Notice)
        self._put(replace(answered, deadline=deadline or found.deadline))
        return deadline

    def refuses(self, turn: TurnRecord) -> bool:
        """Whether a notice is not any more what the turn decided on."""
        return any(self._is_moved(change) for change in turn.changes)

    def apply(self, turn: TurnRecord) -> None:
        for change in turn.changes:
            match change:
                case NoticeIssued():
                    self._issue(change, turn)
                case NoticeAnswered():
                    self._answer(change, turn)
                case NoticeFollowedUp():
                    self._put(replace(self.kept.told_of[change.notice_id], followed_up=True))
                case NoticeSettled():
                    self._put(moves.settle(self.kept.told_of[change.notice_id], change.at))
                case AgreementClosed():
                    self._settle_covered(change)

    def told(self, entry_id: int, state: NoticeState, at: datetime) -> None:
        for notice_id, carrier in self.kept.carriers.items():
            if carrier == entry_id:
                self._put(moves.tell(self.kept.told_of[notice_id], state, at))

    def _issue(self, change: NoticeIssued, turn: TurnRecord) -> None:
        told = turn.conversation
        before = self._standing(change) or self._opened(change, turn)
        factors = frozenset(change.factors)
        what = moves.Issue(told.channel, told.contact, change.contents, change.text, told.release or "", factors)
        issued = moves.issue(before, change.at, what)
        assert isinstance(issued, Notice)
        after = replace(issued, conversation_id=told.id, protocol=change.contents.protocol)
        after = replace(after, is_receptive=change.is_receptive)
        confirmed_at = told.verification.confirmed_at
        self._put(moves.identify(after, confirmed_at, factors) if confirmed_at is not None else after)
        carrying = next(reply.key for reply in turn.replies if reply.carries_notice)
        entry = next(entry.id for entry in self.kept.entries if entry.message.key == carrying)
        self.kept.carriers[before.id] = entry
        self.kept.carried[entry] = before.id
        self.kept.named[entry] = after.title_numbers

    def _standing(self, change: NoticeIssued) -> Notice | None:
        if change.notice_id is not None:
            return self.kept.told_of[change.notice_id]
        first = change.contents.fees[0].number
        same = (n for n in self.kept.told_of.values() if n.person_id == change.person_id and first in n.title_numbers)
        gone = {NoticeState.VOIDED, NoticeState.SETTLED}
        return next((notice for notice in same if notice.state not in gone), None)

    def _opened(self, change: NoticeIssued, turn: TurnRecord) -> Notice:
        told = turn.conversation
        number = len(self.kept.told_of) + 1
        return Notice(
            number,
            told.creditor or "",
            change.person_id,
            told.channel,
            told.contact,
            NoticeState.OPENED,
            change.at,
            is_receptive=True,
        )

    def _answer(self, change: NoticeAnswered, turn: TurnRecord) -> None:
        before = self.kept.told_of[change.notice_id]
        weighed = Weighed(change.verdict, ReplyReason.COUNTS, change.once_confirmed)
        after = moves.answer(before, weighed, change.at)
        if not isinstance(after, Notice):
            return
        if change.deadline is not None and after.state is not NoticeState.VOIDED:
            after = replace(after, deadline=change.deadline)
        if change.verdict is ReplyVerdict.CONTESTED:
            cases = [c.number for c in turn.changes if isinstance(c, CaseOpened) and c.kind == "contest"]
            after = moves.with_case(after, next(iter(cases), None))
        self._put(after)

    def _settle_covered(self, change: AgreementClosed) -> None:
        taken = {number for closed in self.kept.closed for number in closed.title_numbers}
        for notice in list(self.kept.told_of.values()):
            if set(change.title_numbers) & set(notice.title_numbers) and set(notice.title_numbers) <= taken:
                self._put(moves.settle(notice, self.kept.clock.now()))

    def _is_moved(self, change: Change) -> bool:
        if not isinstance(change, NoticeIssued | NoticeAnswered | NoticeFollowedUp):
            return False
        if isinstance(change, NoticeIssued) and change.notice_id is None:
            found = self._standing(change)
            return found is not None and bool(found.replied_at)
        found = self.kept.told_of.get(change.notice_id or 0)
        if isinstance(change, NoticeIssued) and found is not None and (found.pending_reply_at or found.replied_at):
            return True
        was_asked = isinstance(change, NoticeFollowedUp) and found is not None and found.followed_up
        return found is None or found.state.is_over or was_asked

    def _put(self, moved: moves.Moved) -> bool:
        if not isinstance(moved, Notice):
            return False
        self.kept.told_of[moved.id] = moved
        return True

    def _newest_first(self) -> list[Notice]:
        return sorted(self.kept.told_of.values(), key=lambda notice: -notice.id)

    def _same(self, one: Person, other: Person) -> bool:
        return (one.document, one.creditor) == (other.document, other.creditor)
