"""The dialogue, watched: how long each question takes, what fails, and the acts it asks for in between."""

from collections.abc import Awaitable, Mapping, Sequence
from contextvars import ContextVar
from time import perf_counter

from bot.adapters.nlu_client import NluClient
from bot.adapters.nlu_push import ReleasePush
from bot.application.ports import Meaning, Prediction, Utterance
from bot.observing.figures import NLU, NLU_FAILED
from bot.observing.turns import Turns

HEADER = "traceparent"
_carried: ContextVar[str] = ContextVar("carried", default="")


class WatchedDialogue(NluClient):
    """The `Dialogue` port; between an answer that names an act and the next question that act is performed."""

    def __init__(self, urls: Sequence[str], turns: Turns, *, push: ReleasePush | None = None) -> None:
        super().__init__(urls, push=push)
        self._watched = turns

    def headers(self) -> Mapping[str, str]:
        """The server hangs its own span on the one this question has."""
        carried = _carried.get()
        return {HEADER: carried} if carried else {}

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        return await self._led("understand", super().understand(release, slots, messages, facts))

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        self._watched.act_ended(outcome)
        return await self._led("resume", super().resume(release, slots, outcome))

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return await self._led("enter", super().enter(release, slots, step))

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return await self._asked("mean", super().mean(release, bursts))

    async def _led(self, call: str, asking: Awaitable[Prediction]) -> Prediction:
        prediction = await self._asked(call, asking)
        self._watched.act_asked(prediction)
        return prediction

    async def _asked[T](self, call: str, asking: Awaitable[T]) -> T:
        span, began, outcome = self._watched.step(f"nlu {call}"), perf_counter(), "failed"
        before = _carried.set(span.carried)
        try:
            answer = await asking
            outcome = "answered"
            return answer
        except Exception as error:
            NLU_FAILED.labels(call, type(error).__name__).inc()
            raise
        finally:
            _carried.reset(before)
            NLU.labels(call).observe(perf_counter() - began)
            span.end(outcome=outcome)
