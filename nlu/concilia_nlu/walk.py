"""How a conversation moves through the graph: given where it stands and what was heard, the next action. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from concilia_nlu.graph import Graph, Profile, Step

LISTEN = "action_listen"
AFFIRM = "affirm"
DOUBT = "doubt"
ANYTHING = "*"
LONGEST_WALK = 50


class WalkError(Exception):
    """The graph and the position do not lead anywhere."""


class UnknownPlace(WalkError):
    """The profile or the step is not in this release."""


class UnknownOutcome(WalkError):
    """The act gave an outcome its step does not lead on from."""


class EndlessWalk(WalkError):
    """Steps follow each other and nobody is ever listened to."""


@dataclass(frozen=True)
class Heard:
    """What a turn's messages meant, taken together."""

    intent: str
    confidence: float = 1.0
    source: str = "reader"
    conditional: bool = False


@dataclass(frozen=True)
class Position:
    """Where a conversation stands, and where an interruption left it."""

    profile: str
    step: str = ""
    return_to: str = ""


@dataclass(frozen=True)
class Move:
    """The next action (a line, an act, or listening) and the position it is done at."""

    action: str
    position: Position


def after_message(graph: Graph, position: Position, heard: Heard) -> Move:
    """Leave the waiting step by what was heard, or begin."""
    profile = profile_of(graph, position)
    if not position.step:
        return arrive(profile, _at(_opening(profile, heard), position))
    step = step_of(profile, position.step)
    if step.ends and not step.waits:
        return arrive(profile, _at(_opening(profile, heard), position))
    if step.act:
        return _message_during_act(profile, position, heard)
    return _leave(graph, position, heard)


def after_line(graph: Graph, position: Position) -> Move:
    """The line of this step has been said: go on, or listen."""
    profile = profile_of(graph, position)
    step = step_of(profile, position.step)
    if step.next:
        return arrive(profile, replace(position, step=step.next))
    return _listen(profile, position)


def after_act(graph: Graph, position: Position, outcome: str) -> Move:
    """The act of this step has been performed: follow its outcome."""
    profile = profile_of(graph, position)
    step = step_of(profile, position.step)
    target = step.outcomes.get(outcome) or step.outcomes.get(ANYTHING)
    if target is None:
        known = ", ".join(sorted(step.outcomes)) or "none"
        raise UnknownOutcome(f"step {step.id} has no way on from that outcome; it knows: {known}")
    return arrive(profile, replace(position, step=target))


def on_entry(graph: Graph, position: Position) -> Move:
    """Come to a step from outside (a person hands the conversation back): say it again, in its other words if any."""
    return arrive(profile_of(graph, position), position, again=True)


def arrive(profile: Profile, position: Position, again: bool = False) -> Move:
    """The first action owed on reaching a step."""
    for _ in range(LONGEST_WALK):
        step = step_of(profile, position.step)
        if step.goes_back:
            position, again = _go_back(profile, position)
            continue
        if step.act:
            return Move(f"act_{step.act}", position)
        line = _line(step, again)
        if line:
            return Move(line, position)
        if not step.next:
            return _listen(profile, position)
        position, again = replace(position, step=step.next), False
    raise EndlessWalk(f"more than {LONGEST_WALK} steps without an action, near {position.step}")


def profile_of(graph: Graph, position: Position) -> Profile:
    if position.profile not in graph.profiles:
        raise UnknownPlace(f"this release has no profile {position.profile!r}")
    return graph.profiles[position.profile]


def step_of(profile: Profile, step_id: str) -> Step:
    if step_id not in profile.steps:
        raise UnknownPlace(f"profile {profile.name} has no step {step_id!r}")
    return profile.steps[step_id]


def _opening(profile: Profile, heard: Heard) -> str:
    return profile.first.get(heard.intent, profile.start)


def _leave(graph: Graph, position: Position, heard: Heard) -> Move:
    profile = profile_of(graph, position)
    step = profile.steps[position.step]
    target = _awaited(graph, step, heard)
    if target:
        return arrive(profile, replace(position, step=target))
    interruption = None if _is_doubtful(graph, step, heard) else profile.interrupts.get(heard.intent)
    if interruption is None and step.ends:
        return arrive(profile, _at(_opening(profile, heard), position))
    if interruption is None and ANYTHING in step.wait and not _is_unsure(graph, step, heard):
        return arrive(profile, replace(position, step=step.wait[ANYTHING]))
    back = position.return_to or position.step
    return arrive(profile, replace(position, step=interruption or profile.fallback, return_to=back))


def _awaited(graph: Graph, step: Step, heard: Heard) -> str | None:
    """The step the waiting step itself names for what was heard. A doubtful answer is never taken for a sure one."""
    return step.wait.get(DOUBT if _is_doubtful(graph, step, heard) else heard.intent)


def _is_doubtful(graph: Graph, step: Step, heard: Heard) -> bool:
    return _is_conditional_yes(heard) or _is_unsure(graph, step, heard)


def _is_conditional_yes(heard: Heard) -> bool:
    return heard.conditional and heard.intent == AFFIRM


def _is_unsure(graph: Graph, step: Step, heard: Heard) -> bool:
    return heard.intent in step.sure and heard.source == "nlu" and heard.confidence < graph.sure_threshold


def _message_during_act(profile: Profile, position: Position, heard: Heard) -> Move:
    """A message where an act was left unfinished: an interruption goes first, else the act is asked for again."""
    interruption = profile.interrupts.get(heard.intent)
    if interruption:
        return arrive(profile, replace(position, step=interruption))
    return arrive(profile, position)


def _go_back(profile: Profile, position: Position) -> tuple[Position, bool]:
    if not position.return_to:
        return _at(profile.start, position), False
    left = step_of(profile, position.return_to)
    return _at(left.resume or left.id, position), not left.resume


def _line(step: Step, again: bool) -> str | None:
    if not again:
        return step.say
    return step.again or (None if step.ends else step.say)


def _listen(profile: Profile, position: Position) -> Move:
    """Only inside a flow that can go back is there still something to go back to."""
    step = profile.steps[position.step]
    if step.ends or step.flow not in profile.returning_flows:
        position = replace(position, return_to="")
    return Move(LISTEN, position)


def _at(step: str, position: Position) -> Position:
    return Position(position.profile, step)
