"""F3: what is wrong with content is told in Portuguese, by the names staff know; flows are told apart by theirs."""

import ast
import re
from collections import Counter
from pathlib import Path

from flows.step_names import STEP_NAMES_FILE, read_step_names

ROOT = Path(__file__).parents[3]
# Checks of files that only programmers write (forms, the settings' own keys, a notice's parts) name keys of files.
OF_STEPS = ("closing", "filling", "identity", "reach", "references", "templates", "texts")
_KEYS = re.compile(
    r"\b(again|resume|say|wait|next|return|with|sure|alone|attach|buttons|options_from|interrupts|affirm)\b"
)


def said_by(check: str) -> list[str]:
    """Sentences in Portuguese of a check: its texts with a blank in them that are not docstrings."""
    tree = ast.parse((ROOT / "flows" / "checks" / f"{check}.py").read_text(encoding="utf-8"))
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    }
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if " " in text.strip() and text not in docs]


def test_no_problem_of_a_step_speaks_in_keys_of_files() -> None:
    sentences = [(check, text) for check in OF_STEPS for text in said_by(check)]

    assert len(sentences) > 40
    assert [one for one in sentences if _KEYS.search(one[1])] == []


def test_no_two_flows_have_the_same_name() -> None:
    names, problems = read_step_names((ROOT / "flows" / "content" / STEP_NAMES_FILE).read_text(encoding="utf-8"))

    assert problems == []
    assert [name for name, times in Counter(names.groups.values()).items() if times > 1] == []
