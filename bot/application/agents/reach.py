"""How far whoever asks may reach: a user bound to creditors, a key bound to rights (section 10).

It is set once where somebody is recognised (`console.auth.session`, `console.api.auth`) and holds for all that is done
for that request. `bot.adapters.db.within_reach` applies it to every statement, `roles.may` to every right, so that no
page and no route has to think of it. What asks for nobody (the worker, a command) reaches everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    creditors: frozenset[str] = frozenset()  # none named: all of them
    rights: frozenset[str] | None = None  # of a key; None: all of the role's

    def has_creditor(self, creditor: str | None) -> bool:
        """What is not known to be of one of theirs is not theirs."""
        return not self.creditors or creditor in self.creditors

    def has_right(self, right: str) -> bool:
        return self.rights is None or right in self.rights


EVERYTHING = Reach()
_REACH: ContextVar[Reach] = ContextVar("reach", default=EVERYTHING)


def reach() -> Reach:
    """Of whom the work at hand is done for."""
    return _REACH.get()


def bind(found: Reach) -> None:
    """From here to the end of the task: a request has a task of its own."""
    _REACH.set(found)


@contextmanager
def reaching(found: Reach) -> Iterator[None]:
    token = _REACH.set(found)
    try:
        yield
    finally:
        _REACH.reset(token)
