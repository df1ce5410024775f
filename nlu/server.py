"""Command: `python server.py --help`. The work is in serving.server."""

from serving.server import main

if __name__ == "__main__":
    raise SystemExit(main())
