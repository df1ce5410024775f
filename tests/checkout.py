"""The checkout's own content as a release; reading and compiling it takes seconds, so a process does it once."""

from functools import cache
from pathlib import Path

from bot.adapters.release_store import sources_in
from bot.application.releases import Build, LoadedRelease, build_release, load_release

ROOT = Path(__file__).resolve().parents[1]


@cache
def checkout_build() -> Build:
    return build_release(sources_in(ROOT))


@cache
def checkout_release() -> LoadedRelease:
    return load_release(checkout_build().files)
