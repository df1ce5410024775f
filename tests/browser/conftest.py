"""One browser for the tests of pages, patient with a busy machine."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]

PATIENCE_MS = 120_000  # the machine may be busy
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = subprocess.run(["sh", "scripts/chromium.sh"], cwd=ROOT, check=True, capture_output=True, text=True)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found.stdout.strip(), args=QUIET, timeout=PATIENCE_MS)
        yield opened
        opened.close()
