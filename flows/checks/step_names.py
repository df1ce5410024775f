"""Names given to steps are of steps that are there."""

from collections.abc import Mapping

from flows.model import Content
from flows.problems import Problem
from flows.step_names import STEP_NAMES_FILE, read_step_names


def step_name_problems(files: Mapping[str, str], content: Content) -> list[Problem]:
    names, problems = read_step_names(files.get(STEP_NAMES_FILE, ""))
    flows = [flow for profile in content.profiles.values() for flow in profile.flows.values()]
    known = {flow.id for flow in flows} | {f"{flow.id}.{step}" for flow in flows for step in flow.steps}
    return problems + [
        Problem("unknown_step", "", "", (), f"«{name}» não existe nos fluxos", file=STEP_NAMES_FILE)
        for name in (*names.groups, *names.steps)
        if name not in known
    ]
