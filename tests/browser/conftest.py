"""One browser for the tests of pages, patient with a busy machine."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.kept_browser import KeptBrowser

ROOT = Path(__file__).resolve().parents[2]
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--renderer-process-limit=1"]

PATIENCE_MS = 120_000  # the machine may be busy
expect.set_options(timeout=PATIENCE_MS)

EACH_AT_EVERY_WIDTH = os.environ.get("SOAK_WIDTHS") == "all"  # noqa: TID251


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The first of a file on a phone, and the others on a desk; `make soak` has each at both widths."""
    if EACH_AT_EVERY_WIDTH:
        return
    own = [item for item in items if Path(__file__).parent in item.path.parents]
    first: dict[Path, str] = {}
    for item in own:
        if "phone" in _case(item):
            first.setdefault(item.path, _name(item))
    with_others = {item.path for item in own if "desk" in _case(item) and first.get(item.path) != _name(item)}
    left = [item for item in own if _not_today(item, first.get(item.path), item.path in with_others)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _not_today(item: pytest.Item, first: str | None, has_others: bool) -> bool:
    """The only one of a file that knows widths is tried at both."""
    if _name(item) == first:
        return has_others and "desk" in _case(item)
    return "phone" in _case(item)


def _case(item: pytest.Item) -> list[str]:
    """What it was given, in a word each."""
    return item.name.partition("[")[2].rstrip("]").split("-")


def _name(item: pytest.Item) -> str:
    return item.name.partition("[")[0]


@pytest.fixture(scope="session")
def kept_browser() -> Iterator[KeptBrowser]:
    """For all of them, which run last: beside it, no test with a loop of its own can run."""
    found = subprocess.run(["sh", "scripts/chromium.sh"], cwd=ROOT, check=True, capture_output=True, text=True)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found.stdout.strip(), args=QUIET, timeout=PATIENCE_MS)
        yield KeptBrowser(opened)
        opened.close()


@pytest.fixture
def browser(kept_browser: KeptBrowser) -> Iterator[Browser]:
    yield cast(Browser, kept_browser)
    kept_browser.take_back()
