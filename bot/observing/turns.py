"""The turn a task is at: what its steps took, and where their spans hang. A turn begins and ends in one task."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter, time_ns

from bot.application.changes import HandedOff, TurnRecord
from bot.application.ports import Claim, Prediction
from bot.observing.figures import ACT, ACTS, BURST, HANDED_OVER, LAG, TURN, TURNS, UNDERSTOOD
from bot.observing.spans import NO_SPAN, Span, Tracing

COMMITTED, SUPERSEDED, FAILED = "committed", "superseded", "failed"


@dataclass(frozen=True)
class ActInHand:
    """The act the dialogue asked for, until its outcome is told."""

    name: str
    began: float
    began_ns: int


@dataclass
class TurnInHand:
    span: Span
    began: float
    act: ActInHand | None = None


_in_hand: ContextVar[TurnInHand | None] = ContextVar("turn", default=None)


@dataclass(frozen=True)
class Turns:
    """Watches turns from the claim to the commit."""

    tracing: Tracing

    def begin(self, claim: Claim, quiet_since: datetime) -> None:
        """In the trace of the turn's first message; those of the others are linked."""
        received = [message.received_at for message in claim.messages if message.received_at is not None]
        if received:
            BURST.observe(_between(min(received), max(received)))
            LAG.observe(_between(max(received), quiet_since))
        first, *others = [message.trace for message in claim.messages if message.trace] or [""]
        _in_hand.set(TurnInHand(self.tracing.begin("turn", first, others), perf_counter()))

    def end(self, outcome: str) -> None:
        turn = _in_hand.get()
        if turn is None:
            return
        if turn.act is not None:
            self.act_ended(FAILED)
        TURN.observe(perf_counter() - turn.began)
        TURNS.labels(outcome).inc()
        turn.span.end(outcome=outcome)
        _in_hand.set(None)

    def step(self, name: str) -> Span:
        """A step of the turn, or one on its own where no turn is in hand."""
        turn = _in_hand.get()
        return self.tracing.begin(name, turn.span.carried) if turn is not None else NO_SPAN

    @property
    def carried(self) -> str:
        turn = _in_hand.get()
        return turn.span.carried if turn is not None else ""

    def act_asked(self, prediction: Prediction) -> None:
        """From here until its outcome is told the act is performed."""
        turn = _in_hand.get()
        if turn is not None:
            act = prediction.act
            turn.act = ActInHand(act.name, perf_counter(), time_ns()) if act is not None else None

    def act_ended(self, outcome: str) -> None:
        turn = _in_hand.get()
        if turn is None or turn.act is None:
            return
        act, turn.act = turn.act, None
        ACT.labels(act.name).observe(perf_counter() - act.began)
        ACTS.labels(act.name, outcome).inc()
        self.tracing.begin(f"act {act.name}", turn.span.carried, began_ns=act.began_ns).end(outcome=outcome)


def count_decided(turn: TurnRecord) -> None:
    """What a turn that counts understood, and whether it gave the conversation away."""
    if turn.intent is not None:
        UNDERSTOOD.labels(turn.intent).inc()
    for change in turn.changes:
        if isinstance(change, HandedOff):
            HANDED_OVER.labels(change.reason).inc()


def _between(first: datetime, last: datetime) -> float:
    """Clocks of two machines may differ: never less than nothing."""
    return max((last - first).total_seconds(), 0.0)
