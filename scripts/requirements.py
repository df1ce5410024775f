"""Fills the last column of docs/requirements.md with the tests that name each requirement id."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "requirements.md"
TESTS = [ROOT / "tests", ROOT / "nlu" / "tests"]
FAULTS = ROOT / "tests" / "faults" / "matrix"  # its F1 to F10 are faults, and no requirements of flows
ID = re.compile(r"\b(?:[ITPGNHFRC]\d{1,2})\b")
ROW = re.compile(r"^\| (?P<id>[ITPGNHFRC]\d{1,2}) \| (?P<what>[^|]*) \| (?P<where>[^|]*) \|[^|]*\|$")
NONE_YET = "none yet"


def naming_tests() -> dict[str, list[str]]:
    """The test files that name each id, as seen from the root."""
    found: dict[str, set[str]] = defaultdict(set)
    for folder in TESTS:
        for file in folder.rglob("test_*.py"):
            for name in ID.findall(file.read_text(encoding="utf-8")):
                if not (name.startswith("F") and file.is_relative_to(FAULTS)):
                    found[name].add(str(file.relative_to(ROOT)))
        for transcript in folder.rglob("transcripts/**/*.txt"):  # its first line names what it proves
            for name in ID.findall(transcript.read_text(encoding="utf-8").splitlines()[0]):
                found[name].add(str(transcript.relative_to(ROOT)))
    return {name: sorted(files) for name, files in found.items()}


def filled(table: str, tests: dict[str, list[str]]) -> str:
    return "\n".join(_filled_row(line, tests) for line in table.splitlines()) + "\n"


def _filled_row(line: str, tests: dict[str, list[str]]) -> str:
    row = ROW.match(line)
    if row is None:
        return line
    links = ", ".join(f"[{Path(file).stem.removeprefix('test_')}](../{file})" for file in tests.get(row["id"], []))
    return f"| {row['id']} | {row['what']} | {row['where']} | {links or NONE_YET} |"


if __name__ == "__main__":
    TABLE.write_text(filled(TABLE.read_text(encoding="utf-8"), naming_tests()), encoding="utf-8")
