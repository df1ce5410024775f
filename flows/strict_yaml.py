"""YAML as people mean it: a repeated key is an error and only true and false are booleans."""

import re
from collections.abc import Hashable
from typing import Any

import yaml


class StrictLoader(yaml.CSafeLoader):
    """Safe loader, in C, without YAML 1.1's surprises ("no" is a word here, a date is a text)."""


_SURPRISES = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"}
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _SURPRISES]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _mapping_without_repeats(loader: StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"duplicate key {key!r}", key_node.start_mark)
        seen.add(key)
    return yaml.CSafeLoader.construct_mapping(loader, node, deep=True)


StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping_without_repeats)


class BadYaml(Exception):
    """A text that is not YAML, or repeats a key; `reason` in the parser's words, `line` counted from 1."""

    def __init__(self, line: int, reason: str, repeated: bool) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason
        self.repeated = repeated


def load_yaml(text: str) -> Any:
    try:
        return yaml.load(text, StrictLoader)  # a CSafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or "?"
        line = mark.line + 1 if mark else 0
        raise BadYaml(line, reason, reason.startswith("duplicate key")) from error
