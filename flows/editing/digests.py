"""What a step, or the rest of its flow, says as its editor saw it: enough to know whether it changed since."""

import hashlib
import json
from typing import Any

from flows.editing.references import flow_in


def step_digest(text: str, step: str) -> str:
    """Of one step, whatever happens to the others; empty when it is not there."""
    flow = flow_in("", text)
    return _digest(flow.steps[step]) if flow is not None and step in flow.steps else ""


def flow_digest(text: str) -> str:
    """Of what is not inside a step: what the flow is for, who enters it, which steps it has in which order."""
    flow = flow_in("", text)
    if flow is None:
        return ""
    return _digest([{key: value for key, value in flow.root.items() if key != "steps"}, list(flow.steps)])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
