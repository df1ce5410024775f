"""Replies to a notice, weighed in every turn whatever the dialogue makes of it (N2, N3)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.application.changes import NoticeAnswered
from bot.application.desk import Desk, NoticeReply
from bot.application.messages import InboundMessage
from bot.application.notices.said import ACKNOWLEDGES, meant, same_words
from bot.application.notices.term import term_of
from bot.domain.notices.moves import Moved, MoveRefused, answer, confirm_pending
from bot.domain.notices.notice import Notice
from bot.domain.notices.replies import (
    EARLIER,
    ReplyFacts,
    ReplyReason,
    ReplyVerdict,
    Weighed,
    bound_to,
    valid_from,
    weigh,
)

ASKS_IF_AWARE = "welcome.knows"  # the step that asks N10's question
_WEIGHED, _PENDING, _HEARD, _KEPT = "notice_replies", "notice_pending", "heard", 20
_ANSWERS = frozenset({ReplyVerdict.REPLIED, ReplyVerdict.ACKNOWLEDGED, ReplyVerdict.CONTESTED})


@dataclass(frozen=True)
class _Said:
    """A message as it will stand on record: word for word, under the provider's id, at the instant it came."""

    text: str
    external_id: str
    at: datetime


async def notices_here(desk: Desk) -> list[Notice]:
    """Notices to this number that are not over, by whichever channel they went, newest first."""
    found = await desk.services.notices.at_contact(desk.policy.slug, None, desk.conversation.contact)
    return sorted(found, key=lambda notice: notice.id, reverse=True)


async def record_replies(desk: Desk) -> None:
    """Weigh what was written in this turn against the notices of this number; once a turn, who verified or not."""
    if _WEIGHED in desk.counted:
        return
    desk.counted.add(_WEIGHED)
    notices = await notices_here(desk)
    person_id = await _person_notified(desk, notices)
    if person_id is not None:
        notices = [await _confirmed(desk, notice) if notice.person_id == person_id else notice for notice in notices]
    heard = [mark for mark in desk.memory.get(_HEARD, "").split(",") if mark]
    for place, message in enumerate(desk.messages):
        mark = same_words(desk.readings[place].masked)
        if notices:  # to most numbers there is none, and reading what a message says of it is dear
            facts = await _facts(desk, place, person_id, seen_before=mark in heard)
            notices = await _weighed(desk, message, facts, notices)
        heard = [*(kept for kept in heard if kept != mark), *filter(None, [mark])][-_KEPT:]
    desk.memory[_HEARD] = ",".join(heard)


async def _facts(desk: Desk, place: int, person_id: int | None, *, seen_before: bool) -> ReplyFacts:
    message, reading = desk.messages[place], desk.readings[place]
    intent, certain = meant(desk, place)
    return ReplyFacts(
        text=message.body,
        intent=intent,
        certain=certain,
        received_at=message.received_at or desk.at.real,
        contact=message.contact,
        person_id=person_id,
        reply_to_notice=await _quoted(desk, message.reply_to) if message.reply_to else None,
        seen_before=seen_before,
        is_tap=bool(message.payload or reading.payload),
        answering_awareness=desk.waited_at == ASKS_IF_AWARE,
    )


async def _quoted(desk: Desk, sid: str) -> int | Literal["other"] | None:
    """The notice quoted; nothing in particular where what we said since is quoted; else something older."""
    carried = await desk.services.notices.carried_by(sid)
    if carried is not None:
        return carried
    return None if await desk.services.notices.is_since_notice(sid) else EARLIER


async def _weighed(desk: Desk, message: InboundMessage, facts: ReplyFacts, notices: Sequence[Notice]) -> list[Notice]:
    """The notices after one message."""
    notice = bound_to(facts, notices)
    if notice is None:
        return list(notices)
    weighed = weigh(facts, notice)
    said = _Said(message.body, message.external_id, facts.received_at)
    moved = await _record(desk, notice, weighed, said, answer(notice, weighed, said.at))
    if weighed.reason is ReplyReason.TOO_FAST and facts.intent == ACKNOWLEDGES and desk.answered is None:
        desk.answered = NoticeReply(moved, weighed.verdict)  # most likely a person's, who is asked for it once more
    return [moved if one.id == moved.id else one for one in notices]


async def _record(desk: Desk, notice: Notice, weighed: Weighed, said: _Said, moved: Moved) -> Notice:
    """Put on record what moved the notice; what adds nothing leaves it as it is."""
    if isinstance(moved, MoveRefused):
        return notice
    if moved != notice:
        became_valid = _became_valid(desk, notice, moved)
        term = await term_of(desk, moved) if became_valid else None
        deadline = term.last_day if term else None
        moved = replace(moved, deadline=deadline or moved.deadline)
        record = NoticeAnswered(
            notice.id, weighed.verdict, said.text, said.external_id, said.at, deadline, weighed.once_confirmed
        )
        desk.record(record)
    if weighed.verdict is ReplyVerdict.PENDING_IDENTITY:
        _keep_pending(desk, notice, weighed, said)
    elif weighed.verdict in _ANSWERS:
        was_valid = desk.answered is not None and desk.answered.became_valid
        desk.answered = NoticeReply(moved, weighed.verdict, was_valid or _became_valid(desk, notice, moved))
    return moved


def _became_valid(desk: Desk, before: Notice, after: Notice) -> bool:
    policy = desk.policy.notice
    return valid_from(before, policy) is None and valid_from(after, policy) is not None


def _keep_pending(desk: Desk, notice: Notice, weighed: Weighed, said: _Said) -> None:
    """Until the person is confirmed: the first reply, and the first that says more (N2)."""
    kept = _pending(desk, notice)
    becomes = str(weighed.once_confirmed)
    if all(one["becomes"] != becomes for one in kept):
        kept.append({"becomes": becomes, "text": said.text, "id": said.external_id, "at": said.at.isoformat()})
        desk.memory[_PENDING] = json.dumps({str(notice.id): kept})


def _pending(desk: Desk, notice: Notice) -> list[dict[str, str]]:
    kept: dict[str, list[dict[str, str]]] = json.loads(desk.memory.get(_PENDING, "{}"))
    return kept.get(str(notice.id), [])


async def _confirmed(desk: Desk, notice: Notice) -> Notice:
    """Now that the person is confirmed, what was answered before counts from when it was said (N2)."""
    if notice.pending_reply_at is None or notice.replied_at is not None:
        return notice
    for kept in _pending(desk, notice):
        said = _Said(kept["text"], kept["id"], datetime.fromisoformat(kept["at"]))
        weighed = Weighed(ReplyVerdict(kept["becomes"]), ReplyReason.COUNTS)
        notice = await _record(desk, notice, weighed, said, answer(notice, weighed, said.at))
    desk.memory.pop(_PENDING, None)
    moved = confirm_pending(notice, desk.at.real)
    if notice.pending_reply_at is None or isinstance(moved, MoveRefused):
        return notice
    weighed = Weighed(ReplyVerdict(str(notice.pending_as or ReplyVerdict.REPLIED)), ReplyReason.COUNTS)
    return await _record(desk, notice, weighed, _Said("", "", notice.pending_reply_at), moved)


async def _person_notified(desk: Desk, notices: Sequence[Notice]) -> int | None:
    """Who is verified here, under the registration that was notified."""
    if desk.account is None or not desk.verification.is_confirmed:
        return None
    verified = desk.account.person
    for notice in notices:
        is_same = notice.person_id == verified.id
        person = verified if is_same else await desk.services.records.person(notice.person_id)
        if (person.creditor, person.document) == (verified.creditor, verified.document):
            return person.id
    return verified.id
