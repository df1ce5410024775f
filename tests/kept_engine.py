"""An engine kept from test to test, as each new one compiles every statement anew; where it connects to changes."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Dialect, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.db.engine import open_engine

_kept: dict[str, "KeptEngine"] = {}
_idle: defaultdict[str, list["KeptEngine"]] = defaultdict(list)


class KeptEngine:
    def __init__(self, url: str) -> None:
        self.kind = make_url(url).get_backend_name()
        self._engine = open_engine(url)
        event.listen(self._engine.sync_engine, "do_connect", self._turn_there)

    def at(self, url: str) -> AsyncEngine:
        """For one test, which disposes of its connections before the next one asks."""
        self._address = make_url(url)
        return self._engine

    def _turn_there(self, dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> None:
        arguments[:], named = dialect.create_connect_args(self._address)
        options.update(named)


def engine_at(url: str) -> AsyncEngine:
    kind = make_url(url).get_backend_name()
    if kind not in _kept:
        _kept[kind] = KeptEngine(url)
    return _kept[kind].at(url)


def take_engine(url: str) -> KeptEngine:
    """For a service that runs beside whatever the test itself opens: nobody else's until it is given back."""
    kind = make_url(url).get_backend_name()
    return _idle[kind].pop() if _idle[kind] else KeptEngine(url)


def give_back(*engines: KeptEngine) -> None:
    for engine in reversed(engines):  # each to the place it had
        _idle[engine.kind].append(engine)
