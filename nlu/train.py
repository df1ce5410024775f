"""Command: `python train.py --help`. The work is in concilia_nlu.training."""

from concilia_nlu.training import main

if __name__ == "__main__":
    raise SystemExit(main())
