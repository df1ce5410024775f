"""One row of the list: what it is read from, and how it is opened."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.agents.inbox_snoozes import AT, stands
from bot.adapters.db.tables import (
    ConversationRow,
    ConversationSeenRow,
    HandoffRow,
    MessageRow,
    PersonRow,
    SnoozeRow,
)
from bot.adapters.db.vault import Vault
from bot.application.agents.inbox_models import InboxRow, LastWords
from bot.domain.conversation import Channel, Owner

# Joined by their own names: what keeps creditors apart narrows a join of these, and not one of an alias.
TALK, ASKED, SNOOZE = ConversationRow, HandoffRow, SnoozeRow
_SEEN, _LAST, _PERSON = ConversationSeenRow, MessageRow, PersonRow
AGENT = bindparam("agent", type_=String())  # as AT
IS_OPEN = and_(col(ASKED.conversation_id) == col(TALK.id), col(ASKED.closed_at).is_(None))
IS_ENDED = and_(col(ASKED.conversation_id) == col(TALK.id), col(ASKED.closed_at).is_not(None))


def is_newest() -> ColumnElement[bool]:
    any_of_it = aliased(HandoffRow)
    newest = select(func.max(col(any_of_it.id))).where(col(any_of_it.conversation_id) == col(TALK.id))
    return col(ASKED.id) == newest.correlate(TALK).scalar_subquery()


def listed(since: Any, which: ColumnElement[bool], *, or_none: bool = False) -> Select[Any]:
    """Conversations with the hand-off named, what stands put off, and their last words."""
    told: list[Any] = [
        *map(col, (TALK.id, TALK.owner, TALK.agent, TALK.channel, TALK.contact, TALK.creditor, TALK.last_inbound_at)),
        *map(col, (ASKED.reason, ASKED.urgent, ASKED.outcome, ASKED.accepted_by)),
        *map(col, (_LAST.direction, _LAST.speaker, _LAST.kind, _LAST.body)),
        *map(col, (_PERSON.sealed, SNOOZE.until)),
        func.coalesce(TALK.protocol, ASKED.protocol).label("protocol"),
        since.label("since"),
        col(SNOOZE.agent).label("snoozed_by"),
        col(_SEEN.seq).label("seen"),
        _unread().label("unread"),
    ]
    query: Select[Any] = select(*told).select_from(TALK).join(ASKED, which, isouter=or_none)
    person = func.coalesce(col(TALK.person_id), col(ASKED.person_id))
    theirs = and_(col(_SEEN.conversation_id) == col(TALK.id), col(_SEEN.agent) == AGENT)
    last = and_(col(_LAST.conversation_id) == col(TALK.id), col(_LAST.seq) == _shown_seq())
    put_off = and_(col(SNOOZE.conversation_id) == col(TALK.id), stands(AT, SNOOZE))
    query = query.outerjoin(_PERSON, col(_PERSON.id) == person).outerjoin(SNOOZE, put_off)
    return query.outerjoin(_SEEN, theirs).outerjoin(_LAST, last)


def row_of(row: Any, vault: Vault) -> InboxRow:
    said = LastWords(row.direction, row.speaker, row.kind, vault.open(row.body)) if row.body is not None else None
    return InboxRow(
        id=row.id,
        owner=Owner(row.owner),
        agent=row.agent or (row.accepted_by if row.outcome else None),
        channel=Channel(row.channel),
        contact=vault.open(row.contact),
        creditor=row.creditor,
        protocol=row.protocol,
        name=vault.open_json(row.sealed).get("name") if row.sealed is not None else None,
        reason=row.reason,
        urgent=bool(row.urgent),
        since=row.since,
        last_inbound_at=row.last_inbound_at,
        unread=row.unread,
        is_new=row.seen is None,
        last=said,
        snoozed_until=row.until,
        snoozed_by=row.snoozed_by,
        outcome=row.outcome,
    )


def _shown_seq() -> ColumnElement[int]:
    """Of who waits in the queue their own last words, not what was said to let them wait."""
    came = aliased(MessageRow)
    theirs = (col(came.conversation_id) == col(TALK.id), col(came.direction) == "in")
    newest = select(func.max(col(came.seq))).where(*theirs).correlate(TALK).scalar_subquery()
    is_queued = col(TALK.owner) == Owner.QUEUE.value
    return case((is_queued, func.coalesce(newest, col(TALK.last_seq))), else_=col(TALK.last_seq))


def waits_since() -> ScalarSelect[Any]:
    """The debtor's oldest message no person has answered."""
    word, asked = aliased(MessageRow), aliased(MessageRow)
    by_people = (
        col(word.conversation_id) == col(TALK.id),
        col(word.direction) == "out",
        col(word.speaker) != Owner.BOT.value,
    )
    last_word = func.coalesce(select(func.max(col(word.seq))).where(*by_people).correlate(TALK).scalar_subquery(), 0)
    theirs = (col(asked.conversation_id) == col(TALK.id), col(asked.direction) == "in", col(asked.seq) > last_word)
    return select(func.min(col(asked.at))).where(*theirs).correlate(TALK).scalar_subquery()


def has_unseen() -> ColumnElement[bool]:
    """Something of the debtor's that this agent did not have on the screen."""
    seen, came = aliased(ConversationSeenRow), aliased(MessageRow)
    theirs = (col(seen.conversation_id) == col(TALK.id), col(seen.agent) == AGENT)
    last = func.coalesce(select(col(seen.seq)).where(*theirs).correlate(TALK).scalar_subquery(), 0)
    newer = (col(came.conversation_id) == col(TALK.id), col(came.direction) == "in", col(came.seq) > last)
    return exists().where(*newer).correlate(TALK)


def _unread() -> ScalarSelect[int]:
    """What came after what was seen; of what was never seen, after a person was asked for."""
    came = aliased(MessageRow)
    not_seen = case(
        (col(_SEEN.seq).is_not(None), col(came.seq) > col(_SEEN.seq)),
        else_=or_(col(ASKED.id).is_(None), col(came.at) >= col(ASKED.since)),
    )
    theirs = (col(came.conversation_id) == col(TALK.id), col(came.direction) == "in", not_seen)
    return select(func.count()).select_from(came).where(*theirs).correlate(TALK, _SEEN, ASKED).scalar_subquery()
