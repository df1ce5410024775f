"""A flow file as it is written: read with its comments, changed, and written with every other line as it was."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from flows.editing.blocks import Blocks, blocks_of
from flows.editing.refused import EditRefused
from flows.strict_yaml import load_yaml

_NEVER_FOLDED = 1_000_000
_UNREADABLE = re.compile(r"[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\uffef\U00010000-\U0010fffd]")


@dataclass
class FlowDocument:
    """The file's mapping to be changed in place; `text` is as it came, `before` as it is written unchanged."""

    text: str
    root: CommentedMap
    before: str

    @property
    def flow(self) -> str:
        return str(self.root.get("flow", ""))

    @property
    def steps(self) -> CommentedMap:
        found = self.root.get("steps")
        if not isinstance(found, CommentedMap):
            raise EditRefused("no_steps", "Este arquivo não tem etapas para editar.")
        return found

    def step(self, name: str) -> CommentedMap:
        found = self.steps.get(name)
        if not isinstance(found, CommentedMap):
            raise EditRefused("no_step", f"A etapa «{name}» não existe mais neste fluxo.")
        return found

    def written(self, renamed: Mapping[str, str] | None = None) -> str:
        """The file with what was changed: what nobody touched keeps its bytes. `renamed` are old codes by new ones."""
        after = _dump(self.root)
        if after == self.before:
            return self.text
        kept = _merged(blocks_of(self.text), blocks_of(self.before), blocks_of(after), renamed or {})
        return kept if kept is not None and _says(kept) == _says(after) else after


def open_flow(text: str) -> FlowDocument:
    try:
        root = _load(text)
    except (MarkedYAMLError, YAMLError) as error:
        raise EditRefused(
            "bad_yaml", "Este arquivo tem um erro de escrita; corrija-o antes pela importação."
        ) from error
    if not isinstance(root, CommentedMap):
        raise EditRefused("no_steps", "Este arquivo não é de um fluxo.")
    return FlowDocument(text, root, _dump(root))


def clean(words: str) -> str:
    """As somebody typed it, without what no page shows."""
    return _UNREADABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _merged(was: Blocks | None, before: Blocks | None, after: Blocks | None, renamed: Mapping[str, str]) -> str | None:
    """What came, but for the blocks that the change altered."""
    if was is None or before is None or after is None or list(was.steps) != list(before.steps):
        return None
    parts = [was.head if before.head == after.head else after.head]
    for name, block in after.steps.items():
        old = renamed.get(name, name)
        known = was.steps.get(old)
        parts.append(known.gap if known is not None else was.usual_gap)
        is_same = known is not None and before.steps[old].body == block.body
        parts.append(known.body if known is not None and is_same else block.body)
    return "".join([*parts, was.end, was.tail if before.tail == after.tail else after.tail])


def _says(text: str) -> tuple[Any, list[str]]:
    """What a file holds, and its steps in order: the first is where one enters."""
    root = load_yaml(text)
    return root, list(root["steps"])


def _yaml() -> YAML:
    writer = YAML(typ="rt")
    writer.preserve_quotes = True
    writer.width = _NEVER_FOLDED
    writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _load(text: str) -> Any:
    root = _yaml().load(text)
    _keep_anchors(root)
    return root


def _keep_anchors(node: Any) -> None:
    """Also those that nothing names yet: without this they would not be written."""
    anchor = getattr(node, "anchor", None)
    if anchor is not None and anchor.value is not None:
        anchor.always_dump = True
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        _keep_anchors(child)


def _dump(root: Any) -> str:
    out = io.StringIO()
    _yaml().dump(root, out)
    return out.getvalue()
