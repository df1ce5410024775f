"""One creditor's conversation as staff read it: its flows and steps under their Portuguese names."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.graph import Graph, Node, build_graph, placeholders
from flows.model import Flow, Profile, Step
from flows.names import names
from flows.parsing import parse_content
from flows.requirement_marks import without_marks
from flows.step_names import STEP_NAMES_FILE, StepNames, read_step_names

_LONGEST_LINE = 64


@dataclass(frozen=True)
class Script:
    """The flows of a profile, the graph they make, and what steps are called."""

    profile: Profile
    graph: Graph
    step_names: StepNames

    def flow(self, flow_id: str) -> Flow | None:
        return self.profile.flows.get(flow_id)

    def flow_name(self, flow_id: str) -> str:
        """Flows of one group share its name, so each that is not the first of them tells how it begins."""
        groups = self.step_names.groups
        name = groups.get(flow_id)
        if name is None:
            return self.about(flow_id) or flow_id
        first = next(other for other, shared in groups.items() if shared == name and other in self.profile.flows)
        return name if first == flow_id else f"{name} ({self.step_name(self.profile.flows[flow_id].entry).lower()})"

    def about(self, flow_id: str) -> str:
        flow = self.flow(flow_id)
        return without_marks(flow.about) if flow else ""

    def steps_of(self, flow_id: str) -> list[Node]:
        """In the order they are written."""
        flow = self.flow(flow_id)
        return [self.graph.nodes[f"{flow_id}.{step}"] for step in flow.steps] if flow else []

    def step_name(self, step_id: str) -> str:
        """Its own name, else what it does, else the words it begins with."""
        node = self.graph.nodes[step_id]
        return self.step_names.steps.get(step_id) or words_of(node.step) or step_id


def read_scripts(files: Mapping[str, str]) -> dict[str, Script]:
    """By profile: what can be read of each, as a draft may be half written."""
    content, _ = parse_content(files)
    step_names, _ = read_step_names(files.get(STEP_NAMES_FILE, ""))
    return {
        slug: Script(profile, build_graph(profile)[0], step_names) for slug, profile in sorted(content.profiles.items())
    }


def words_of(step: Step) -> str:
    """A step by what it does, else by the words it begins with."""
    return _act_name(step) or _quoted(step) or _way_name(step)


def first_line(node: Node) -> str:
    """What the step says first, with the names of the values in place of them."""
    return _first_line(node.step)


def _first_line(step: Step) -> str:
    if step.say is None:
        return ""
    lines = readable(step.say.whatsapp or step.say.sms).splitlines()
    line = next((line.strip() for line in lines if line.strip()), "")
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1].rstrip()}…"


def readable(text: str) -> str:
    """`{lump_total}` becomes "[valor à vista]"."""
    for name in placeholders(text):
        text = text.replace(f"{{{name}}}", f"[{names().placeholder(name)}]")
    return text


def _act_name(step: Step) -> str:
    if not step.act:
        return ""
    arguments = ", ".join(names().argument(value) for value in step.args.values())
    return names().act(step.act) + (f" ({arguments})" if arguments else "")


def _quoted(step: Step) -> str:
    line = _first_line(step)
    return f"“{line}”" if line else ""


def _way_name(step: Step) -> str:
    return "Volta ao que perguntava" if step.returns else ""
