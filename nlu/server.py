"""Command: `python server.py --help`. The work is in concilia_nlu.server."""

from concilia_nlu.server import main

if __name__ == "__main__":
    raise SystemExit(main())
