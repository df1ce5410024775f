"""A worker has no door: what only pages, the API and commands need is not in its memory (issue 6, 7)."""

import subprocess
import sys

NOT_ITS_OWN = ("fastapi", "console.api", "xlsxwriter", "python_calamine", "alembic")


def test_a_worker_holds_nothing_of_pages_sheets_and_migrations() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, bot.worker; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    held = set(told.stdout.split())
    assert "bot.worker" in held
    assert held.isdisjoint(NOT_ITS_OWN)
