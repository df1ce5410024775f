"""Moving running conversations to another release: only where the new step is like the one of before (F2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.application.releases import LoadedRelease


@dataclass(frozen=True)
class Place:
    """Where a conversation of the bot stands, on its release."""

    conversation_id: int
    release: str
    profile: str
    step: str
    return_to: str = ""


def moved_place(place: Place, old: LoadedRelease, new: LoadedRelease, renamed: Mapping[str, str]) -> Place | None:
    """The place in the new release; None where the conversation has to finish on the old one."""
    steps = [_moved(name, place.profile, old, new, renamed) for name in (place.step, place.return_to)]
    if None in steps or place.profile not in new.policies:
        return None
    return Place(place.conversation_id, new.id, place.profile, *(step or "" for step in steps))


def steps_without_like(place: Place, old: LoadedRelease, new: LoadedRelease) -> tuple[str, ...]:
    """Which of its steps keep a conversation where it is, unless they are said to be called otherwise now."""
    names = dict.fromkeys((place.step, place.return_to))
    return tuple(name for name in names if _moved(name, place.profile, old, new, {}) is None)


def steps_like(name: str, profile: str, old: LoadedRelease, new: LoadedRelease) -> tuple[str, ...]:
    """Where a conversation at that step could go on; steps that came with the new release first."""
    before, steps = _step(old, profile, name), _steps(new, profile)
    like = [other for other, step in steps.items() if before is not None and _is_like(before, step)]
    return tuple(sorted(like, key=lambda other: _step(old, profile, other) is not None))


def _moved(name: str, profile: str, old: LoadedRelease, new: LoadedRelease, renamed: Mapping[str, str]) -> str | None:
    if not name:
        return name
    wanted = renamed.get(name, name)
    before, after = _step(old, profile, name), _step(new, profile, wanted)
    return wanted if before is not None and after is not None and _is_like(before, after) else None


def _step(release: LoadedRelease, profile: str, name: str) -> Mapping[str, Any] | None:
    return _steps(release, profile).get(name)


def _steps(release: LoadedRelease, profile: str) -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = release.graph["profiles"].get(profile, {}).get("steps", {})
    return found


def _is_like(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """It waits as the old one does, for the same kinds of answer, and all that was offered still leads on."""
    return _kind(before) == _kind(after) and before.get("wait", {}).keys() <= after.get("wait", {}).keys()


def _kind(step: Mapping[str, Any]) -> tuple[object, ...]:
    return step.get("act"), "wait" in step, bool(step.get("end")), tuple(step.get("expects", ()))
