"""The list of conversations for one of the staff: its tabs, filters and search, masked by role."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.application.agents import masking
from bot.application.agents.inbox_models import (
    MOST,
    PAGE,
    Asked,
    Counts,
    Facets,
    Filters,
    InboxRow,
    InboxView,
    LastWords,
    Tab,
)
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, StaffRole, may
from bot.application.agents.snoozing import Snoozes
from bot.application.agents.tools import AgentTools
from bot.application.agents.window import window_ends
from bot.domain.conversation import Channel, Owner


@dataclass(frozen=True)
class InboxTools:
    view: InboxView
    snoozes: Snoozes
    tools: AgentTools


@dataclass(frozen=True)
class Wanted:
    """What somebody chose on the page or named in a query."""

    tab: Tab = Tab.QUEUE
    filters: Filters = field(default_factory=Filters)
    search: str = ""
    limit: int = PAGE


@dataclass(frozen=True)
class ShownRow:
    """A row as the role may see it."""

    id: int
    owner: Owner
    agent: str | None
    is_mine: bool
    channel: Channel
    who: str
    is_known: bool
    phone: str
    creditor: str | None
    protocol: str | None
    reason: str | None
    urgent: bool
    since: datetime | None
    window_ends: datetime | None
    unread: int
    is_new: bool
    last: LastWords | None
    snoozed_until: datetime | None
    snoozed_by: str | None
    outcome: str | None


@dataclass(frozen=True)
class Inbox:
    wanted: Wanted
    rows: Sequence[ShownRow]
    has_more: bool
    counts: Counts
    facets: Facets
    at: datetime


def tabs_of(role: StaffRole) -> tuple[Tab, ...]:
    return tuple(Tab) if may(role, Right.OVERRULE) else tuple(tab for tab in Tab if tab is not Tab.ALL)


async def show_inbox(wanted: Wanted, member: Member, inbox: InboxTools) -> Inbox:
    asked = _asked(wanted, member, inbox.tools.clock.now())
    rows = await inbox.view.rows(asked)
    shown = [shown_row(row, member) for row in rows[: asked.limit]]
    counts, facets = await inbox.view.counts(asked), await inbox.view.facets()
    return Inbox(wanted, shown, len(rows) > asked.limit, counts, facets, asked.at)


async def at_hand(member: Member, inbox: InboxTools) -> Counts:
    """For every page: how much waits, and how much of theirs was not seen."""
    return await inbox.view.counts(_asked(Wanted(), member, inbox.tools.clock.now()))


async def saw(conversation_id: int, seq: int, member: Member, inbox: InboxTools) -> None:
    """They had the messages up to this one on the screen."""
    await inbox.view.saw(conversation_id, member.email, seq, inbox.tools.clock.now())


def shown_row(row: InboxRow, member: Member) -> ShownRow:
    role, last = member.role, row.last
    phone = masking.phone(row.contact, role)
    return ShownRow(
        id=row.id,
        owner=row.owner,
        agent=row.agent,
        is_mine=row.agent == member.email,
        channel=row.channel,
        who=row.name or phone,
        is_known=row.name is not None,
        phone=phone,
        creditor=row.creditor,
        protocol=row.protocol,
        reason=row.reason,
        urgent=row.urgent,
        since=row.since,
        window_ends=window_ends(row.channel, row.last_inbound_at),
        unread=row.unread,
        is_new=row.is_new,
        last=LastWords(last.direction, last.speaker, last.kind, masking.text(last.text, role)) if last else None,
        snoozed_until=row.snoozed_until,
        snoozed_by=row.snoozed_by,
        outcome=row.outcome,
    )


def unasked(inbox: Inbox, member: Member) -> Inbox:
    """As the page shows it, to anybody: no number in full before it is asked for in its conversation."""
    return replace(inbox, rows=[_unasked(row, member) for row in inbox.rows])


def _unasked(row: ShownRow, member: Member) -> ShownRow:
    phone, last = masking.hidden_phone(row.phone), row.last
    words = replace(last, text=masking.unasked(last.text, member.role)) if last is not None else None
    return replace(row, phone=phone, who=row.who if row.is_known else phone, last=words)


def _asked(wanted: Wanted, member: Member, at: datetime) -> Asked:
    tab = wanted.tab if wanted.tab in tabs_of(member.role) else Tab.QUEUE
    return Asked(
        tab=tab,
        agent=member.email,
        at=at,
        filters=wanted.filters,
        search=wanted.search.strip(),
        limit=min(max(wanted.limit, 1), MOST),
        sees_all=may(member.role, Right.OVERRULE),
    )
