"""Where the bot may take a conversation up again: steps that wait, whose words are at hand, and that tell nobody else's
debt (H4, I1)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel
from flows.catalogue import ACTS, PAPER_LINK

_PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")


def steps_before_identity(release: LoadedRelease, profile: str) -> frozenset[str]:
    """Every step that can be reached without proving who one is."""
    graph = release.graph["profiles"][profile]
    todo = [graph["start"], graph["fallback"], *graph["interrupts"].values(), *graph.get("first", {}).values()]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found and name in graph["steps"]:
            found.add(name)
            todo += _unproven_ways(graph["steps"][name])
    return frozenset(found)


def reentry_steps(release: LoadedRelease, profile: str, *, is_verified: bool) -> list[str]:
    """The steps a person may hand back to; before identity only those that disclose nothing."""
    waiting = [step for step in release.waiting_steps(profile) if not _links_a_paper(release, profile, step)]
    if is_verified:
        return waiting
    safe = steps_before_identity(release, profile)
    return [step for step in waiting if step in safe]


def steps_of_identity(release: LoadedRelease, profile: str) -> frozenset[str]:
    """Steps of before identity whose answer is looked at as a proof of it: who proved it is not asked again."""
    steps = release.graph["profiles"][profile]["steps"]
    return frozenset(one for one in steps_before_identity(release, profile) if _asks_who(steps, one))


def _asks_who(steps: Mapping[str, Any], step: str) -> bool:
    todo, seen = list(steps[step].get("wait", {}).values()), set()
    while todo:
        name = todo.pop()
        if name in seen or name not in steps:
            continue
        seen.add(name)
        act = ACTS.get(steps[name].get("act", ""))
        if act is not None and act.proves_identity:
            return True
        if not steps[name].get("wait"):
            todo += [*steps[name].get("outcomes", {}).values(), *filter(None, [steps[name].get("next")])]
    return False


def placeholders_at(release: LoadedRelease, profile: str, step: str, channel: Channel) -> frozenset[str] | None:
    """The values the words of a step need, options included; None for a step that has no words."""
    response = words_at(release, profile, step)
    if response is None:
        return None
    text = release.texts.response(response)
    body = text.sms if channel is Channel.SMS else text.whatsapp
    needed = set(_PLACEHOLDER.findall(body)) - set(text.fixed)
    return frozenset(needed | ({text.options_from} if text.options_from else set()))


def words_at(release: LoadedRelease, profile: str, step: str) -> str | None:
    """The name of the text said on coming to a step again."""
    found: Mapping[str, Any] = release.graph["profiles"][profile]["steps"].get(step, {})
    return found.get("again") or found.get("say") or None


def _links_a_paper(release: LoadedRelease, profile: str, step: str) -> bool:
    """A link goes out with its paper only, which is not made again on coming back."""
    said = release.graph["profiles"][profile]["steps"][step].get("say")
    return bool(said) and f"{{{PAPER_LINK}}}" in release.texts.response(said).whatsapp


def _unproven_ways(step: Mapping[str, Any]) -> Iterator[str]:
    act = ACTS.get(step.get("act", ""))
    proving = act.proves_identity if act else frozenset()
    yield from step.get("wait", {}).values()
    yield from (target for outcome, target in step.get("outcomes", {}).items() if outcome not in proving)
    if step.get("next"):
        yield step["next"]
