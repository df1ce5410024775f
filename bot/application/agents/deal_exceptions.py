"""The supervisor's list: what is asked for beside what the policy would allow, and what was answered before (P14)."""

from dataclasses import dataclass, replace

from bot.application.acts.titles import is_stale
from bot.application.agents.deal_debts import Masked, allowed_for
from bot.application.agents.deal_models import DealTools
from bot.application.agents.deal_panel import Allowed, ShownTerms
from bot.application.agents.exception_models import Request
from bot.application.agents.exceptions import negotiation_of
from bot.application.agents.keys import Member
from bot.application.agents.ports import ConversationMissing
from bot.application.agents.tools import AgentDesk, desk_of, held_or_missing
from bot.application.releases import ReleaseMissing
from bot.domain.money import Money

_HISTORY = 50


@dataclass(frozen=True)
class AskedException:
    """A request, with the debt it is about as it is today."""

    request: Request
    terms: ShownTerms
    debtor: str = ""
    label: str = ""
    days_overdue: int = 0
    updated: Money | None = None
    allowed: Allowed | None = None  # None: the debt is not open any more
    is_today: bool = True
    is_own: bool = False


@dataclass(frozen=True)
class ExceptionsShown:
    waiting: tuple[AskedException, ...]
    answered: tuple[AskedException, ...]


async def show_exceptions(member: Member, tools: DealTools) -> ExceptionsShown:
    """Those nobody answered, oldest first; those answered, newest first. Who looked is on record."""
    waiting = [await _asked(request, member, tools) for request in await tools.exceptions.asked()]
    decided, masked = await tools.exceptions.decided(_HISTORY), Masked(member.role)
    people = [one.request.person_id for one in waiting] + [request.person_id for request in decided]
    await tools.tools.conversations.record_accesses(people, member.email, "exceptions")
    answered = (AskedException(_readable(one, masked), masked.terms(one.terms)) for one in decided)
    return ExceptionsShown(tuple(waiting), tuple(answered))


async def _asked(request: Request, member: Member, tools: DealTools) -> AskedException:
    """Bare when its conversation was erased or is another creditor's now: one such request hides no other."""
    masked = Masked(member.role)
    bare = AskedException(
        _readable(request, masked),
        masked.terms(request.terms),
        is_today=request.valid_on == tools.tools.clock.business_now().date(),
        is_own=request.asked_by == member.email,
    )
    try:
        held = await held_or_missing(request.conversation_id, tools.tools, with_lines=True)
        opened = await desk_of(held, tools.tools)
    except (ConversationMissing, ReleaseMissing):
        return bare
    return _with_debt(bare, opened, masked)


def _with_debt(bare: AskedException, opened: AgentDesk, masked: Masked) -> AskedException:
    desk, request = opened.desk, bare.request
    if desk.account is None or desk.account.person.id != request.person_id:
        return bare
    negotiation = negotiation_of(desk, request.code)
    if negotiation is None or negotiation.kind is None:
        return replace(bare, debtor=desk.account.person.name)
    return replace(
        bare,
        debtor=desk.account.person.name,
        label=negotiation.kind.label,
        days_overdue=negotiation.balance.days_overdue,
        updated=masked.amount(negotiation.balance.updated),
        allowed=None if is_stale(desk) else allowed_for(desk, negotiation, masked),
    )


def _readable(request: Request, masked: Masked) -> Request:
    return replace(request, why=masked.text(request.why), decided_why=masked.text(request.decided_why))
