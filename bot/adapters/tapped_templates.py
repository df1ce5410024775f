"""The SIDs of what is tapped in a talk, as the storage knew them some seconds ago: each message asks for several.

One registered meanwhile is used that much later, one that is gone is refused and forgotten at once. What begins a
talk is looked up each time, as its approval decides whether it may be sent at all.
"""

from time import monotonic

from bot.application.registered_templates import RegisteredTemplates

KNOWN_FOR_S = 10.0


class TappedTemplates:
    def __init__(self, registered: RegisteredTemplates, known_for_s: float = KNOWN_FOR_S) -> None:
        self._registered = registered
        self._known_for_s = known_for_s
        self._known: dict[str, tuple[str | None, float]] = {}

    async def sid_of(self, name: str) -> str | None:
        sid, until = self._known.get(name, (None, 0.0))
        if monotonic() < until:
            return sid
        found = await self._registered.find(name)
        sid = found.sid if found is not None else None
        self._known[name] = sid, monotonic() + self._known_for_s
        return sid

    def forget(self) -> None:
        self._known.clear()
