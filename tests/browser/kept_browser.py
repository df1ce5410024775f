"""A browser whose contexts are lent again: each new one starts a process, and compiles every script anew."""

import json
from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

EMPTY = "http://127.0.0.1/"  # of the site all services under test are of


class KeptBrowser:
    """Of Playwright's `Browser` what tests of pages use; each service has a port, so an origin, of its own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: dict[str, list[BrowserContext]] = defaultdict(list)
        self._lent: list[tuple[str, BrowserContext]] = []

    def new_context(self, **options: Any) -> BrowserContext:
        """Its first page is not the borrower's: it keeps the process alive."""
        kind = json.dumps(options, sort_keys=True)
        context = self._idle[kind].pop() if self._idle[kind] else self._opened(options)
        self._lent.append((kind, context))
        return context

    def new_page(self, **options: Any) -> Page:
        return self.new_context(**options).new_page()

    def take_back(self) -> None:
        """After a test: nothing of it is left for the next borrower."""
        for kind, context in self._lent:
            for page in context.pages[1:]:
                page.close()
            context.clear_cookies()
            context.set_offline(False)
            self._idle[kind].append(context)
        self._lent.clear()

    def _opened(self, options: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(**options)
        keeper = context.new_page()
        keeper.route("**/*", lambda route: route.fulfill(body=""))
        keeper.goto(EMPTY)
        return context
