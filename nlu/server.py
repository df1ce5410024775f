"""Command: `python server.py --help`. The work is in serving.server."""

from pathlib import Path

from serving.light import leave_out_what_is_not_used

leave_out_what_is_not_used(Path(__file__).with_name("config.yml"))

from serving.server import main  # noqa: E402 - imports Rasa

if __name__ == "__main__":
    raise SystemExit(main())
