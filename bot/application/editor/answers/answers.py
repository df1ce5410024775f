"""The ready answers of a draft: those all creditors share, and a creditor's own over them (F5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from bot.application.agents.values_today import LOOKED_UP
from bot.application.editor.script import Script
from bot.application.editor.steps.values import Values, values_known
from flows.catalogue import ACTS, PROFILE_PLACEHOLDERS
from flows.ready_answers import READY_ANSWERS_FILE, SHARED, ReadyAnswer, read_ready_answers

type Files = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """`is_own`: it stands in the file of the one looked at; `is_shared`: all creditors have one of that name."""

    ready: ReadyAnswer
    is_own: bool
    is_shared: bool

    @property
    def id(self) -> str:
        return self.ready.id


def path_of(folder: str) -> str:
    return f"{folder}/{READY_ANSWERS_FILE}"


def answers_in(files: Files, folder: str) -> list[Answer]:
    """As those who answer for a creditor have them; of the shared folder, the shared ones."""
    own, shared = _read(files, folder), _read(files, SHARED)
    return [Answer(one, name in own, name in shared) for name, one in (shared | own).items()]


def answer_in(files: Files, folder: str, name: str) -> Answer | None:
    return next((one for one in answers_in(files, folder) if one.id == name), None)


def answer_mark(answer: Answer) -> str:
    """Changes when anything of the answer does: an edit that carries another one is stale."""
    return sha256(repr(answer).encode()).hexdigest()[:16]


def is_readable(files: Files, folder: str) -> bool:
    """A file brought from outside may be no YAML: it is mended where it came from."""
    problems = [one for name in {SHARED, folder} for one in read_ready_answers(files.get(path_of(name), ""))[1]]
    return not any(one.code in {"bad_yaml", "duplicate_key", "wrong_type"} for one in problems)


def values_for(script: Script) -> Values:
    """What an answer may name; what is looked up while somebody answers has a value, the rest hardly ever."""
    fixed = script.profile.globals
    looked_up = {name for act in LOOKED_UP for name in ACTS[act].fills}
    return values_known(fixed, {*PROFILE_PLACEHOLDERS, *fixed, *looked_up, "first_name"})


def steps_said(script: Script) -> list[tuple[str, list[tuple[str, str]]]]:
    """The steps whose words an answer may take, under their flows' names."""
    groups = []
    for flow in script.profile.flows:
        said = [(node.id, script.step_name(node.id)) for node in script.steps_of(flow) if node.step.say is not None]
        if said:
            groups.append((script.flow_name(flow), said))
    return sorted(groups, key=lambda group: group[0].casefold())


def words_of(answer: ReadyAnswer, script: Script) -> Mapping[str, str]:
    """What is said on each channel."""
    if answer.text:
        return {"whatsapp": answer.text, "sms": answer.text}
    node = script.graph.nodes.get(answer.says_as)
    said = node.step.say if node is not None else None
    return {"whatsapp": said.whatsapp.strip(), "sms": said.sms.strip()} if said is not None else {}


def _read(files: Files, folder: str) -> dict[str, ReadyAnswer]:
    return read_ready_answers(files.get(path_of(folder), ""))[0]
