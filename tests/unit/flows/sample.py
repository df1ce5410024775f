"""The tiny good content the tests of the flow language break, one way at a time."""

from collections.abc import Callable
from pathlib import Path

from flows.model import Content
from flows.parsing import parse_content
from flows.tree import read_tree

FIXTURES = Path(__file__).parent / "fixtures"
NLU = {
    "a.yml": 'version: "3.1"\nnlu:\n- intent: affirm\n  examples: |\n    - sim\n    - pode ser\n',
    "b.yml": 'version: "3.1"\nnlu:\n- intent: deny\n  examples: |\n    - não\n    - 123\n    - 456\n',
}


def sample_files() -> dict[str, str]:
    return read_tree(FIXTURES)


def sample_content() -> Content:
    content, problems = parse_content(sample_files())
    assert problems == []
    return content


def broken_files(name: str, change: Callable[[str], str]) -> dict[str, str]:
    """The sample with one file changed; a change that changes nothing is a mistake of the test."""
    files = sample_files()
    changed = change(files[name])
    assert changed != files[name], f"the mutation left {name} as it was"
    return {**files, name: changed}
