"""What a trace is told: spans that begin and end, and what is handed on so that another process goes on with it.

Off, and costing nothing, where no collector is named: the packages that send spans are not even loaded then. Spans say
which step it was and how it ended, with words from short lists; never a text, a number or a name.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

SENDING = "bot.observing.otlp"


class Span(Protocol):
    """One step of a trace."""

    @property
    def carried(self) -> str:
        """What another process, or a later step, hangs its own span on (a W3C traceparent); empty when off."""
        ...

    def end(self, **facts: str | int) -> None: ...


class Tracing(Protocol):
    def begin(self, name: str, parent: str = "", links: Sequence[str] = (), began_ns: int | None = None) -> Span:
        """A span below what a parent carried, or the first of a new trace."""
        ...

    @property
    def is_on(self) -> bool: ...

    def close(self) -> None:
        """Send what waits; a collector that is away holds up no stop."""
        ...


class NoSpan:
    carried = ""

    def end(self, **facts: str | int) -> None:
        """Nobody asked."""


class NoTracing:
    is_on = False

    def begin(self, name: str, parent: str = "", links: Sequence[str] = (), began_ns: int | None = None) -> Span:
        return NO_SPAN

    def close(self) -> None:
        """Nothing waits."""


NO_SPAN = NoSpan()


def open_tracing(endpoint: str, process: str) -> Tracing:
    """By its name, as loading it costs memory and a tenth of a second that only who traces should pay."""
    if not endpoint:
        return NoTracing()
    return cast(Tracing, import_module(SENDING).OtlpTracing(endpoint, f"concilia-{process}"))
