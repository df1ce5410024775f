"""What may be chosen when a conversation goes back to the bot, and what it would say first (H4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.application.agents.answer import Moved, NotTheirs, owner_refusal
from bot.application.agents.facts import note_facts, refused_facts
from bot.application.agents.give_back import Return, StepRefused, allowed_steps, made_ready
from bot.application.agents.keys import Member
from bot.application.agents.reentry_steps import steps_of_identity, words_at
from bot.application.agents.tools import AgentDesk, AgentTools, desk_of, held_or_missing
from bot.application.agents.window import is_open
from bot.application.compose import compose
from bot.application.deal import negotiations_of
from bot.application.ports import Claim
from bot.application.wording import Line
from bot.domain.due_dates import latest_first_due

LIKELIEST = 5
# What a talk handed over is most often about, after where the bot was; of each the flow's first step that is allowed.
_OFTEN = ("offer", "closing", "titles", "later", "hardship", "already_paid", "identity")


@dataclass(frozen=True)
class NamedStep:
    id: str
    name: str


@dataclass(frozen=True)
class ReturnChoices:
    """The steps allowed now, the likeliest first and the rest by group, what may be agreed on, and if it may speak.

    Who proved who they are is not asked again.
    """

    likeliest: tuple[NamedStep, ...]
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
    likeliest, groups = _offered(await allowed_steps(opened), opened)
    days = (desk.today, latest_first_due(desk.today, desk.policy.payment.first_due_within_days))
    return ReturnChoices(
        likeliest=likeliest,
        groups=groups,
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


def _offered(
    allowed: Sequence[str], opened: AgentDesk
) -> tuple[tuple[NamedStep, ...], Mapping[str, tuple[NamedStep, ...]]]:
    """By the names the release gives them; unnamed ones by their ids."""
    names, is_verified = opened.release.step_names, opened.desk.verification.is_confirmed
    proved = steps_of_identity(opened.release, opened.profile) if is_verified else frozenset()
    steps = [step for step in allowed if step not in proved]
    first = _likeliest(steps, opened)
    found: dict[str, list[NamedStep]] = {}
    for step in steps:
        if step not in first:
            found.setdefault(names.group_of(step), []).append(NamedStep(step, names.of(step)))
    order = list(dict.fromkeys(names.groups.values()))
    ranked = sorted(found, key=lambda group: (order.index(group) if group in order else len(order), group))
    rest = {group: tuple(sorted(found[group], key=lambda one: one.name)) for group in ranked}
    return tuple(NamedStep(step, names.of(step)) for step in first), rest


def _likeliest(steps: Collection[str], opened: AgentDesk) -> list[str]:
    """Where the bot was, then the usual subjects, in the order the flows are written in."""
    handoff, written = opened.held.handoff, opened.release.graph["profiles"][opened.profile]["steps"]
    left_at = str(handoff.packet.get("step", "")) if handoff is not None else ""
    of_flow = [next((one for one in written if one in steps and one.split(".")[0] == flow), "") for flow in _OFTEN]
    return [one for one in dict.fromkeys([left_at, *of_flow]) if one in steps][:LIKELIEST]


def _scopes(opened: AgentDesk) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.kind.label if one.kind else one.code) for one in negotiations_of(opened.desk))
