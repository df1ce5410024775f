"""Puts the deal panel together: debts, offers, agreements, notices, exceptions, as the reader's role may see them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.application.acts.agreements_shown import running
from bot.application.acts.closing import stated_terms
from bot.application.acts.titles import is_stale
from bot.application.agents.deal_closing import Stated, answers_to, stated_by_agent, statement_of
from bot.application.agents.deal_debts import Masked, agreements_of, negotiations_shown, offers_shown
from bot.application.agents.deal_models import DealTools, Screen
from bot.application.agents.deal_notices import notices_shown
from bot.application.agents.deal_panel import AfterDeal, Panel, ShownException, Statement
from bot.application.agents.exception_models import Request, State
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.agents.tools import AgentDesk, desk_of, held_or_missing
from bot.application.agents.window import is_open
from bot.application.agreement_states import state_on
from bot.application.desk import Desk
from bot.domain.agreements import AgreementState
from bot.domain.cases import under_analysis
from bot.domain.conversation import Owner
from bot.domain.due_dates import latest_first_due
from bot.domain.policy import Means

_EXCEPTION = "exception:"


async def show_panel(conversation_id: int, member: Member, tools: DealTools) -> Panel:
    """All that is dealt about in a conversation; who looked is on record."""
    opened = await _opened(conversation_id, tools)
    if _is_identified(opened.desk):
        person_id = opened.desk.debtor.person.id
        await tools.tools.conversations.record_access(person_id, member.email, "deal", conversation_id)
    return await _panel(opened, member, tools)


async def refresh_panel(conversation_id: int, member: Member, tools: DealTools) -> Panel:
    """The same, for a page that shows it already: that it was looked at is on record since."""
    return await _panel(await _opened(conversation_id, tools), member, tools)


async def _opened(conversation_id: int, tools: DealTools) -> AgentDesk:
    return await desk_of(await held_or_missing(conversation_id, tools.tools, with_lines=True), tools.tools)


def _is_identified(desk: Desk) -> bool:
    return desk.verification.is_confirmed and desk.account is not None


async def _panel(opened: AgentDesk, member: Member, tools: DealTools) -> Panel:
    held, desk = opened.held, opened.desk
    kept = held.conversation
    panel = Panel(
        conversation_id=kept.id,
        is_identified=_is_identified(desk),
        is_theirs=_acts(opened, member),
        is_open=is_open(kept.channel, held.last_inbound_at, desk.at.real),
        last_seen=held.last_seen,
    )
    return await _filled(panel, opened, member, tools) if panel.is_identified else panel


async def _filled(panel: Panel, opened: AgentDesk, member: Member, tools: DealTools) -> Panel:
    desk, masked = opened.desk, Masked(member.role)
    account = desk.debtor
    kept = await tools.deals.offers_of(account.person.id)
    asked = await tools.exceptions.of_conversation(panel.conversation_id)
    exceptions = tuple(_exception(one, desk, masked) for one in asked)
    slips = await tools.deals.slips_of([agreement.number for agreement in account.agreements])
    return replace(
        panel,
        debtor=account.person.name,
        is_stale=is_stale(desk),
        negotiates=desk.policy.negotiation.negotiates,
        today=desk.today,
        latest_due=latest_first_due(desk.today, desk.policy.payment.first_due_within_days),
        negotiations=negotiations_shown(desk, masked),
        under_case=tuple((title.number, case.number) for title, case in under_analysis(account)),
        offers=offers_shown(kept, desk.today, masked),
        agreements=agreements_of(desk, slips, masked),
        notices=await notices_shown(desk),
        exceptions=exceptions,
        to_state=await _to_state(opened, member) if panel.is_theirs else "",
        statement=_statement(opened, exceptions) if panel.is_theirs else None,
        after=_after(desk) if panel.is_theirs else None,
        is_settled=_is_settled(desk),
    )


def _acts(opened: AgentDesk, member: Member) -> bool:
    kept = opened.held.conversation
    return kept.owner is Owner.AGENT and kept.agent == member.email and may(member.role, Right.ANSWER)


async def _to_state(opened: AgentDesk, member: Member) -> str:
    """Tried on a copy: looking at it decides nothing."""
    desk = opened.desk
    account = replace(desk.debtor, offers=list(desk.debtor.offers))
    trial = replace(desk, account=account, memory=dict(desk.memory), variables=dict(desk.variables), changes=[])
    turn = await statement_of(replace(opened, desk=trial), member, Screen(0))
    return "\n\n".join(reply.body for reply in turn.replies) if turn is not None else ""


def _statement(opened: AgentDesk, exceptions: Sequence[ShownException]) -> Statement | None:
    stated = stated_by_agent(opened.desk.memory)
    if stated is None:
        return None
    exception = _exception_in(stated)
    if exception is not None and not any(one.is_stated for one in exceptions if one.request.id == exception):
        return None  # it was closed on
    if exception is None and stated.terms != stated_terms(opened.desk):
        return None
    return Statement(exception, answers_to(opened.held, stated.seq))


def _exception_in(stated: Stated) -> int | None:
    return int(stated.terms.removeprefix(_EXCEPTION)) if stated.terms.startswith(_EXCEPTION) else None


def _exception(request: Request, desk: Desk, masked: Masked) -> ShownException:
    stated = stated_by_agent(desk.memory)
    is_stated = stated is not None and _exception_in(stated) == request.id and request.state is State.APPROVED
    shown = replace(request, why=masked.text(request.why), decided_why=masked.text(request.decided_why))
    return ShownException(shown, masked.terms(request.terms), request.valid_on == desk.today, is_stated)


def _after(desk: Desk) -> AfterDeal | None:
    parts = [part for agreement in running(desk) if (part := agreement.next_unpaid) is not None]
    if not parts:
        return None
    latest = latest_first_due(desk.today, desk.policy.payment.first_due_within_days)
    return AfterDeal(min(parts, key=lambda part: part.due), Means.PIX in desk.policy.payment.means, latest)


def _is_settled(desk: Desk) -> bool:
    if not desk.debtor.agreements:
        return False
    latest, person = desk.debtor.agreements[-1], desk.debtor.person
    state = state_on(desk.today, latest, desk.policy.limits, desk.services.calendar, person.state)
    return state is AgreementState.SETTLED
