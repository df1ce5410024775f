"""Command: `python evaluate.py --help`. The work is in concilia_nlu.evaluation."""

from concilia_nlu.evaluation import main

if __name__ == "__main__":
    raise SystemExit(main())
