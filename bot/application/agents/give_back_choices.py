"""What may be chosen when a conversation goes back to the bot, and what it would say first (H4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.application.agents.answer import Moved, NotTheirs, owner_refusal
from bot.application.agents.facts import note_facts, refused_facts
from bot.application.agents.give_back import Return, StepRefused, allowed_steps, made_ready
from bot.application.agents.keys import Member
from bot.application.agents.reentry_steps import steps_before_identity, words_at
from bot.application.agents.tools import AgentDesk, AgentTools, desk_of, held_or_missing
from bot.application.agents.window import is_open
from bot.application.compose import compose
from bot.application.deal import negotiations_of
from bot.application.ports import Claim
from bot.application.wording import Line
from bot.domain.due_dates import latest_first_due


@dataclass(frozen=True)
class NamedStep:
    id: str
    name: str


@dataclass(frozen=True)
class ReturnChoices:
    """The steps allowed now by group, what may be agreed on, and why nothing may be said, if so."""

    groups: Mapping[str, tuple[NamedStep, ...]]
    scopes: tuple[tuple[str, str], ...]  # title code and its label
    first_due: tuple[date, date] | None  # within which days
    is_verified: bool
    window_open: bool
    agreed: Mapping[str, str]  # facts noted before


async def return_choices(conversation_id: int, member: Member, tools: AgentTools) -> ReturnChoices | NotTheirs:
    held = await held_or_missing(conversation_id, tools)
    refusal = owner_refusal(held.conversation, member)
    if refusal is not None:
        return refusal
    opened = await desk_of(held, tools)
    desk = opened.desk
    known = desk.account is not None and desk.verification.is_confirmed
    days = (desk.today, latest_first_due(desk.today, desk.policy.payment.first_due_within_days))
    return ReturnChoices(
        groups=_grouped(await allowed_steps(opened), opened),
        scopes=_scopes(opened) if known else (),
        first_due=days if known else None,
        is_verified=desk.verification.is_confirmed,
        window_open=is_open(held.conversation.channel, held.last_inbound_at, desk.at.real),
        agreed={name: desk.memory[name] for name in ("delivery_email", "first_due") if desk.memory.get(name)},
    )


async def preview(wanted: Return, member: Member, tools: AgentTools) -> list[str] | StepRefused | NotTheirs | Moved:
    """The words the bot would begin with, computed as they would be and written nowhere."""
    held = await held_or_missing(wanted.conversation_id, tools)
    refusal = owner_refusal(held.conversation, member)
    if refusal is not None:
        return refusal
    opened = await desk_of(held, tools)
    wrong = refused_facts(opened.desk, wanted.facts)
    if wrong:
        return StepRefused("facts_refused", (), tuple(wrong))
    note_facts(opened.desk, wanted.facts)
    response = words_at(opened.release, opened.profile, wanted.step)
    if response is None or wanted.step not in await allowed_steps(opened):
        return StepRefused("step_not_allowed", ())
    desk = await made_ready(wanted.step, opened)
    turn = compose(Claim(held.conversation, (), 0), desk, opened.release, [Line(response, dict(desk.variables))], ())
    return [reply.body for reply in turn.replies]


def _grouped(steps: tuple[str, ...], opened: AgentDesk) -> dict[str, tuple[NamedStep, ...]]:
    """By the names the release gives them; unnamed ones by their ids."""
    names = opened.release.step_names
    order = list(dict.fromkeys(names.groups.values()))
    found: dict[str, list[NamedStep]] = {}
    for step in steps:
        found.setdefault(names.group_of(step), []).append(NamedStep(step, names.of(step)))
    early = steps_before_identity(opened.release, opened.profile) if opened.desk.verification.is_confirmed else ()

    def rank(group: str) -> tuple[bool, int, str]:
        """Who proved who they are is seldom asked again: that comes last."""
        is_early = all(one.id in early for one in found[group])
        return is_early, order.index(group) if group in order else len(order), group

    ranked = sorted(found, key=rank)
    return {group: tuple(sorted(found[group], key=lambda one: one.name)) for group in ranked}


def _scopes(opened: AgentDesk) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.kind.label if one.kind else one.code) for one in negotiations_of(opened.desk))
