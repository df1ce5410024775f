"""What axe-core (vendored in `axe/`, under the Mozilla Public License 2.0) has to say about a page."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "axe" / "axe.min.js"
# It would fetch every style once more, for a rule that is not among those it runs.
_IS_THERE = "() => Boolean(window.axe)"
_FOUND = """async () => (
    await axe.run({ resultTypes: ['violations'], preload: { assets: ['media'] } })
).violations.map(one => `${one.impact}: ${one.id} at ${one.nodes[0].html}`)"""


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")


def complaints_about(page: Page) -> list[str]:
    """All of them, the serious ones among them; through the debugger, as the page's own policy lets no script in."""
    if not page.evaluate(_IS_THERE):  # as after the last time, unless another page came
        debugger = page.context.new_cdp_session(page)
        debugger.send("Runtime.evaluate", {"expression": _source()})
        debugger.detach()
    found: list[str] = page.evaluate(_FOUND)
    return found
