"""The checkout's own content as a release; reading and compiling it takes seconds: once for all test processes."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from bot.adapters.release_store import LivePointer, sources_in
from bot.application.releases import Build, LoadedRelease, build_release, load_release
from bot.publishing import state_of

ROOT = Path(__file__).resolve().parents[1]
KEPT = LivePointer(ROOT / ".cache" / "built" / "for-tests.json")


@cache
def checkout_build() -> Build:
    """Kept for the state of the checkout: when anything is changed of what makes a build, it is made anew."""
    told, state = json.loads(KEPT.read() or "{}"), state_of(ROOT)
    if told.get("state") == state:
        return Build(**told["build"])
    build = build_release(sources_in(ROOT))
    KEPT.move(json.dumps({"state": state, "build": asdict(build)}))
    return build


@cache
def checkout_release() -> LoadedRelease:
    return load_release(checkout_build().files)
