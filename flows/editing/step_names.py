"""Changes what staff call a step, in the list of names."""

from flows.editing.document import clean, open_flow
from flows.editing.values import line, rename_key


def rename_named(text: str, old: str, new: str) -> str:
    """A step that got another code keeps its name."""
    document = open_flow(text)
    if old not in document.steps:
        return text
    rename_key(document.steps, old, new)
    return document.written()


def name_step(text: str, step: str, words: str) -> str:
    """What "flow.step" is called; no words: it is called as its flow is."""
    document = open_flow(text)
    steps, told = document.steps, " ".join(clean(words).split())
    if str(steps.get(step, "")) == told:
        return text
    if not told:
        del steps[step]
    elif step in steps:
        steps[step] = line(told)
    else:
        before = [known for known in steps if known < step]
        steps.insert(list(steps).index(before[-1]) + 1 if before else 0, step, line(told))
    return document.written()
