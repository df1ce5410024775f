"""A problem as the pages of flows tell it: what is wrong, where, and the steps a person passes to come there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.application.editor.script import Script
from flows.names import names
from flows.playing import How, Played, way_to, why_unplayed
from flows.problems import Problem

_VALUE = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True)
class Passed:
    """A step on the way, by its name, with what is meant or answered there."""

    step: str
    name: str
    answer: str


@dataclass(frozen=True)
class Told:
    flow: str
    step: str  # "flow.step", or nothing when it is of the whole flow
    name: str
    message: str
    way: Sequence[Passed]
    sends: Sequence[str] = ()  # what one does with a phone to come there
    code: str = ""
    profile: str = ""  # of the creditor whose debtors come there
    unplayed: str = ""  # why no phone comes there


def is_of(problem: Problem, script: Script) -> bool:
    """Whether it is of this creditor's flows: one of a shared flow is told for one creditor that has it."""
    flow = script.flow(problem.flow)
    return flow is not None and (problem.profile in {"", script.profile.slug} or problem.file == flow.file)


def told(problem: Problem, script: Script) -> Told:
    """As it is met at this creditor, where somebody meets it there."""
    problem = problem.seen_by(script.profile.slug)
    step = f"{problem.flow}.{problem.step}"
    is_there = step in script.graph.nodes
    name = script.step_name(step) if is_there else script.flow_name(problem.flow)
    way = [_passed(place, script) for place in problem.path]
    sends = [_sent(one) for one in way_to(problem, script.graph)]
    return Told(
        flow=problem.flow,
        step=step if is_there else "",
        name=name,
        message=in_plain(problem.message),
        way=way,
        sends=sends,
        code=problem.code,
        profile=problem.profile or script.profile.slug,
        unplayed=why_unplayed(problem),
    )


def in_plain(message: str) -> str:
    """As staff call what files name by codes."""
    return _VALUE.sub(lambda found: f"«{names().placeholder(found[1])}»", message)


def _sent(move: Played) -> str:
    words = {How.TEXT: f"Mande «{move.sends}»", How.TAP: f"Toque em «{move.sends}»", How.FILE: f"Mande {move.sends}"}
    if move.how is How.DATA:
        return f"Condição: {move.needs}"
    does = words.get(move.how, "") if move.sends else ""
    return f"{does} ({move.needs})" if does and move.needs else does or f"{move.needs[:1].upper()}{move.needs[1:]}"


def _passed(place: str, script: Script) -> Passed:
    """From "identity.ask [inform_identity]"."""
    step, _, rest = place.partition(" ")
    node = script.graph.nodes.get(step)
    if node is None:
        return Passed(step, step, "")
    code = rest.strip("[]")
    answer = names().outcome(node.step.act, code) if node.step.act else names().intent(code)
    return Passed(step, script.step_name(step), answer if code else "")
