"""Changes one value of a YAML text where it stands: every other byte, comments and order included, stays as it was."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

type Plain = str | list["Plain"] | dict[str, "Plain"]  # every scalar as it is written, without a type
type Place = tuple[str | int, ...]
_STEP = "  "


def read_plain(text: str) -> Plain:
    """The whole document; an empty one is an empty mapping."""
    return yaml.load(text, Loader=yaml.CBaseLoader) or {}


def plain_at(document: Plain, place: Place) -> Plain | None:
    """What stands at a place, None where nothing does."""
    found: Plain | None = document
    for key in place:
        if isinstance(found, dict) and isinstance(key, str):
            found = found.get(key)
        elif isinstance(found, list) and isinstance(key, int) and key < len(found):
            found = found[key]
        else:
            return None
    return found


def put(text: str, place: Place, value: Plain) -> str:
    """The text with the value at the place, which is made when its parent mapping is there."""
    if plain_at(read_plain(text), place) == value:
        return text
    root = _compose(text)
    node = _node_at(root, place)
    if node is not None:
        return _replaced(text, node, value)
    parent = _node_at(root, place[:-1])
    if parent is None or (isinstance(parent, yaml.MappingNode) and parent.flow_style):
        return put(text, place[:-1], {**dict(_pairs(text, place[:-1])), str(place[-1]): value})
    return _added(text, parent, str(place[-1]), value)


def drop(text: str, place: Place) -> str:
    """The text without the key at the place, or as it is when there is none."""
    parent = _node_at(_compose(text), place[:-1])
    if not isinstance(parent, yaml.MappingNode) or plain_at(read_plain(text), place) is None:
        return text
    if parent.flow_style:
        return put(text, place[:-1], {name: one for name, one in _pairs(text, place[:-1]) if name != place[-1]})
    key, value = next(pair for pair in parent.value if pair[0].value == place[-1])
    begin = text.rfind("\n", 0, key.start_mark.index) + 1
    return text[:begin] + text[_line_end(text, _end_of(text, value)) :]


def _pairs(text: str, place: Place) -> list[tuple[str, Plain]]:
    found = plain_at(read_plain(text), place)
    return list(found.items()) if isinstance(found, dict) else []


def _compose(text: str) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    return node if node is not None else yaml.MappingNode("tag:yaml.org,2002:map", [])


def _node_at(node: yaml.Node, place: Place) -> yaml.Node | None:
    found: yaml.Node | None = node
    for key in place:
        found = _child(found, key)
    return found


def _child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key]  # type: ignore[no-any-return]
    return None


def _end_of(text: str, node: yaml.Node) -> int:
    """Where its last character is: a block's own end lies after the comments that follow it."""
    if isinstance(node, yaml.ScalarNode):
        end: int = node.end_mark.index
        is_block = node.style in {"|", ">"}
        return len(text[:end].rstrip()) if is_block else end
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        flow_end: int = node.end_mark.index
        return flow_end
    last = node.value[-1]
    return _end_of(text, last[1] if isinstance(node, yaml.MappingNode) else last)


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _replaced(text: str, node: yaml.Node, value: Plain) -> str:
    begin, end = node.start_mark.index, _end_of(text, node)
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        lines = _block(value, node.start_mark.column) if not isinstance(value, str) else []
        return text[: text.rfind("\n", 0, begin)] + "".join(f"\n{line}" for line in lines) + text[end:]
    gap = " " if begin == end else ""
    written = _written(value, _Like(node, _indent_of(text, begin)))
    if written.startswith("|") and not _is_yaml(text[:begin] + gap + written + text[end:]):
        written = json.dumps(value, ensure_ascii=False)  # between brackets there are no blocks
    return text[:begin] + gap + written + text[end:]


def _is_yaml(text: str) -> bool:
    try:
        return bool(read_plain(text))
    except yaml.YAMLError:
        return False


def _indent_of(text: str, index: int) -> int:
    """Of the key whose value begins there."""
    before = text[text.rfind("\n", 0, index) + 1 : index]
    after_dash = before.lstrip(" ").startswith("- ")
    return len(before) - len(before.lstrip(" ")) + after_dash * len(_STEP)


def _added(text: str, parent: yaml.Node, key: str, value: Plain) -> str:
    column = parent.value[0][0].start_mark.column if parent.value else 0
    at = _line_end(text, _end_of(text, parent)) if parent.value else len(text)
    broken = "" if not text[:at] or text[:at].endswith("\n") else "\n"
    written = _written(value, _Like(None, column))
    space = "" if written.startswith("\n") else " "
    return f"{text[:at]}{broken}{' ' * column}{key}:{space}{written}\n{text[at:]}"


@dataclass(frozen=True)
class _Like:
    """How what stood there was written, and how far in its key stands."""

    node: yaml.Node | None
    indent: int

    @property
    def style(self) -> str | None:
        return self.node.style if isinstance(self.node, yaml.ScalarNode) else None

    @property
    def is_flow(self) -> bool:
        return bool(getattr(self.node, "flow_style", False))


def _written(value: Plain, like: _Like) -> str:
    if isinstance(value, str):
        return _scalar(value, like)
    if like.is_flow or not value:
        return _flow(value)
    return "".join(f"\n{line}" for line in _block(value, like.indent + len(_STEP)))


def _scalar(value: str, like: _Like) -> str:
    if "\n" in value or like.style in {"|", ">"}:
        return _literal(value, like.indent + len(_STEP))
    if like.style is None and _reads_back(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _literal(value: str, indent: int) -> str:
    lines = value.rstrip("\n").split("\n")
    if not lines[0].strip() or lines[0].startswith(" ") or any(line != line.rstrip() for line in lines):
        return json.dumps(value, ensure_ascii=False)
    chomp = "" if value.endswith("\n") else "-"
    return f"|{chomp}\n" + "\n".join(" " * indent + line if line else "" for line in lines)


def _reads_back(value: str) -> bool:
    """Whether the bare word means itself, in a block and between brackets."""
    try:
        read = yaml.load(f"k: [{value}, {{a: {value}}}]\nv: {value}\n", Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return False
    return bool(read == {"k": [value, {"a": value}], "v": value})


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    return value if _reads_back(value) else json.dumps(value, ensure_ascii=False)


def _block(value: Sequence[Plain] | Mapping[str, Plain], indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        return [line for key, one in value.items() for line in _pair(key, one, indent)]
    lines = []
    for one in value:
        inner = _block(one, indent + len(_STEP)) if isinstance(one, dict) else [f"{pad}{_STEP}{_bare(one)}"]
        lines += [f"{pad}- {inner[0].lstrip(' ')}", *inner[1:]]
    return lines


def _pair(key: str, value: Plain, indent: int) -> list[str]:
    """A mapping of words alone goes on one line, as the house writes discounts."""
    pad = " " * indent
    is_deep = not isinstance(value, str) and any(not isinstance(one, str) for one in _values(value))
    if is_deep or (isinstance(value, list) and any(" " in str(one) for one in value)):
        return [f"{pad}{key}:", *_block(value, indent + len(_STEP))]
    return [f"{pad}{key}: {_bare(value)}"]


def _values(value: Plain) -> Sequence[Plain]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def _bare(value: Plain) -> str:
    if isinstance(value, str):
        return value if _reads_back_alone(value) else json.dumps(value, ensure_ascii=False)
    return _flow(value)


def _reads_back_alone(value: str) -> bool:
    """Outside brackets a comma is a comma."""
    try:
        read = yaml.load(f"- {value}\n- a: {value}\n", Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return False
    return bool(read == [value, {"a": value}])
