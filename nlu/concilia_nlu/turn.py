"""One call of the dialogue: slots and messages of now in; lines, act and changed slots out. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from concilia_nlu.flow_policy import OUTCOME, STEP, position_in
from concilia_nlu.releases import Release
from concilia_nlu.understanding import Reading, merge, reading_of
from concilia_nlu.walk import LISTEN, LONGEST_WALK, EndlessWalk, profile_of, step_of

Slots = Mapping[str, Any]
UTTER, ACT = "utter_", "act_"


@dataclass(frozen=True)
class Message:
    """One message of the turn: its text (masked), and its meaning when a reader or a button already gave it."""

    text: str = ""
    intent: str | None = None
    source: str | None = None
    conditional: bool = False


@dataclass
class Answer:
    """What the dialogue decided until it listens or needs an act."""

    lines: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    act: dict[str, Any] | None = None
    listening: bool = False
    slots: dict[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As it is, as nobody changes it any more: a copy of all that is in it took a quarter of a call."""
        return dict(vars(self))


def take_turn(release: Release, slots: Slots, messages: Sequence[Message], facts: Slots) -> dict[str, Any]:
    """Understand the messages as one and walk on from the waiting step."""
    reading = merge(_readings(release, messages), release.graph)
    tracker = _tracker(release, {**slots, **facts})
    heard = UserUttered(
        intent={"name": reading.intent, "confidence": reading.confidence},
        metadata={"source": reading.source, "conditional": reading.conditional},
    )
    tracker.update(heard, release.domain)
    answer = _walk(release, tracker, slots)
    answer.events.insert(0, _compact(heard))
    return {**_understood(reading), **answer.told()}


def resume(release: Release, slots: Slots, outcome: str) -> dict[str, Any]:
    """Go on from the step whose act has just been performed."""
    tracker = _tracker(release, slots)
    position = position_in(tracker)
    step = step_of(profile_of(release.graph, position), position.step)
    done: list[Event] = [ActionExecuted(f"{ACT}{step.act or ''}"), SlotSet(OUTCOME, outcome)]
    tracker.update_with_events(done, release.domain)
    answer = _walk(release, tracker, slots)
    answer.events[:0] = [_compact(event) for event in done]
    return answer.told()


def enter(release: Release, slots: Slots, step: str) -> dict[str, Any]:
    """Come to a step from outside, as when a person hands the conversation back."""
    tracker = _tracker(release, {**slots, STEP: step})
    return _walk(release, tracker, slots).told()


def parse(release: Release, texts: Sequence[str]) -> list[dict[str, Any]]:
    """What the classifier alone makes of each text."""
    return [_flat(reading) for reading in _classify(release, texts)]


def mean(release: Release, bursts: Sequence[Sequence[Message]]) -> list[dict[str, Any]]:
    """What each burst of messages means as one, as a turn would take it; no flow is walked."""
    readings = iter(_readings(release, [message for burst in bursts for message in burst]))
    return [_flat(merge([next(readings) for _ in burst], release.graph)) for burst in bursts]


def _flat(reading: Reading) -> dict[str, Any]:
    return {**vars(reading), "alternatives": _alternatives(reading)}


def _readings(release: Release, messages: Sequence[Message]) -> list[Reading]:
    classified = iter(_classify(release, [message.text for message in messages if message.intent is None]))
    return [_reading(message) or _with_condition(next(classified), message) for message in messages]


def _reading(message: Message) -> Reading | None:
    if message.intent is None:
        return None
    return Reading(message.intent, 1.0, message.source or "reader", message.conditional)


def _with_condition(reading: Reading, message: Message) -> Reading:
    return Reading(
        reading.intent, reading.confidence, reading.source, message.conditional, alternatives=reading.alternatives
    )


def _classify(release: Release, texts: Sequence[str]) -> list[Reading]:
    rankings = release.rank(texts) if texts else []
    return [
        reading_of(ranking if text.strip() else [], release.graph.threshold)
        for text, ranking in zip(texts, rankings)  # noqa: B905 - as many rankings as texts
    ]


def _tracker(release: Release, slots: Slots) -> DialogueStateTracker:
    """A tracker that knows the present only, so that a turn costs the same at any length of conversation."""
    tracker = DialogueStateTracker("turn", release.domain.slots)
    events: list[Event] = [SlotSet(name, value) for name, value in slots.items() if name in tracker.slots]
    tracker.update_with_events([*events, ActionExecuted(LISTEN)], release.domain)
    return tracker


def _walk(release: Release, tracker: DialogueStateTracker, before: Slots) -> Answer:
    answer = Answer()
    for _ in range(LONGEST_WALK):
        prediction = release.predict(tracker)
        action = release.action_of(prediction)
        _record(release, tracker, prediction, action, answer)
        if action == LISTEN or action.startswith(ACT):
            return _finish(release, tracker, action, before, answer)
        answer.lines.append(action)
    raise EndlessWalk(f"more than {LONGEST_WALK} lines without listening, near {position_in(tracker).step}")


def _record(
    release: Release, tracker: DialogueStateTracker, prediction: PolicyPrediction, action: str, answer: Answer
) -> None:
    executed = ActionExecuted(action, prediction.policy_name)
    moved = [event for event in prediction.events if isinstance(event, SlotSet)]
    tracker.update_with_events([*moved, executed], release.domain)
    answer.events.extend(_compact(event) for event in [*moved, executed])


def _finish(release: Release, tracker: DialogueStateTracker, action: str, before: Slots, answer: Answer) -> Answer:
    now = tracker.current_slot_values()
    answer.slots = {name: value for name, value in now.items() if value != before.get(name)}
    answer.listening = action == LISTEN
    if not answer.listening:
        position = position_in(tracker)
        step = step_of(profile_of(release.graph, position), position.step)
        answer.act = {"name": action[len(ACT) :], "args": dict(step.args), "step": step.id}
    return answer


def _understood(reading: Reading) -> dict[str, Any]:
    return {
        "intent": {"name": reading.intent, "confidence": reading.confidence, "source": reading.source},
        "alternatives": _alternatives(reading),
        "conditional": reading.conditional,
    }


def _alternatives(reading: Reading) -> list[dict[str, Any]]:
    return [dict(vars(guess)) for guess in reading.alternatives]


def _compact(event: Event) -> dict[str, Any]:
    """The event under Rasa's names for it, without what was written and without times."""
    if isinstance(event, UserUttered):
        return {"event": "user", "parse_data": {"intent": dict(event.intent)}, "metadata": dict(event.metadata)}
    if isinstance(event, SlotSet):
        return {"event": "slot", "name": event.key, "value": event.value}
    if isinstance(event, ActionExecuted):
        return {"event": "action", "name": event.action_name}
    raise TypeError(f"a turn records no {type(event).__name__}")
