"""Command for those who write content: `python -m flows CONTENT [--sentences DIR] [--json]`; exit 1 on problems."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from flows.checks import check_files, check_sentences
from flows.tree import read_tree


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m flows", description=__doc__)
    parser.add_argument("content", type=Path, help="flows/content, or another folder like it")
    parser.add_argument("--sentences", type=Path, help="nlu/data, to check the training sentences too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    problems = check_files(read_tree(options.content))
    if options.sentences:
        problems += check_sentences(read_tree(options.sentences), lambda text: text)
    if options.json:
        document = {"problems": [problem.as_dict() for problem in problems]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    sys.stderr.write(f"{len(problems)} problema(s)\n")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
