"""Real conversations walked anew on a trial release: where it would now answer differently (F2).

Nothing is done again: what an act answered then is what it answers now, and where another act is asked, the walk
through that conversation ends. Values are not computed: compared are the texts of steps, as they are written.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from bot.application.editor.trying.ports import Held, HeldTurn
from bot.application.ports import Dialogue, Prediction, Utterance
from bot.application.releases import LoadedRelease
from bot.application.wording import TextMissing
from bot.domain.conversation import Channel
from bot.domain.errors import BotError

MOST_ACTS = 25
CHANGES_KEPT = 300
_DECIDED = {"reader", "button"}
UTTER, ACT, OUTCOME = "utter_", "act_", "outcome"


class Differs(StrEnum):
    """What is different about an answer."""

    WORDS = "words"  # other words, or other choices
    PLACE = "place"  # it goes somewhere else
    ACT = "act"  # it asks for something that was not done then: nothing is known of what follows
    GONE = "gone"  # the draft no longer has where the conversation stood


class PlaceGone(BotError):
    """The release cannot go on from where the conversation stood."""


@dataclass(frozen=True)
class Side:
    """An answer: what was understood, what is said (as written in the steps), and where it waits."""

    intent: str
    step: str
    texts: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    conversation: int
    turn: int
    differs: Differs
    before: Side
    after: Side


@dataclass(frozen=True)
class Replay:
    """What was found, without anybody's words: those are read where they are kept."""

    release: str
    version: int
    as_live: bool
    conversations: int = 0
    turns: int = 0
    changed: int = 0  # conversations
    changes: tuple[Change, ...] = field(default=(), repr=False)

    def with_one(self, turns: int, found: Sequence[Change]) -> "Replay":
        return replace(
            self,
            conversations=self.conversations + 1,
            turns=self.turns + turns,
            changed=self.changed + bool(found),
            changes=(*self.changes, *found)[:CHANGES_KEPT],
        )

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def replay_in(text: str) -> Replay:
    told = json.loads(text)
    changes = tuple(_change(one) for one in told.pop("changes"))
    return Replay(**told, changes=changes)


@dataclass(frozen=True)
class Stage:
    """The trial release, the releases conversations were held on, and the dialogue that walks."""

    trial: LoadedRelease
    then: Mapping[str, LoadedRelease]
    dialogue: Dialogue


async def walk_again(held: Held, stage: Stage) -> tuple[int, list[Change]]:
    """How many turns were walked, and those answered differently."""
    found: list[Change] = []
    slots: dict[str, str] = {"profile": held.profile}
    for number, turn in enumerate(held.turns, 1):
        slots = {**slots, **(turn.before or {})}
        was = recorded(turn, slots)
        change = await _compared(held, turn, was, slots, stage)
        if change is not None:
            found.append(change)
            if change.differs in {Differs.ACT, Differs.GONE}:
                return number, found
        slots |= was.slots
    return len(held.turns), found


@dataclass(frozen=True)
class Recorded:
    """A turn as it went: the lines by name, the acts with their outcomes, the slots afterwards."""

    lines: tuple[str, ...]
    acts: tuple[tuple[str, str], ...]
    slots: Mapping[str, str]
    source: str = ""
    conditional: bool = False


def recorded(turn: HeldTurn, before: Mapping[str, str]) -> Recorded:
    """Read out of what the dialogue recorded."""
    heard = next((one for one in turn.events if one.get("event") == "user"), {})
    metadata = heard.get("metadata")
    told: Mapping[str, object] = metadata if isinstance(metadata, Mapping) else {}
    set_ = {str(one["name"]): str(one.get("value") or "") for one in turn.events if one.get("event") == "slot"}
    set_.pop(OUTCOME, None)
    return Recorded(
        lines=tuple(_names(turn, UTTER)),
        acts=tuple(_outcomes(turn)),
        slots={**before, **set_},
        source=str(told.get("source") or ""),
        conditional=bool(told.get("conditional")),
    )


def _names(turn: HeldTurn, beginning: str) -> Iterator[str]:
    for event in turn.events:
        if event.get("event") == "action" and str(event.get("name")).startswith(beginning):
            yield str(event["name"])


def _outcomes(turn: HeldTurn) -> Iterator[tuple[str, str]]:
    """An act is recorded as done right before its outcome."""
    for done, event in zip(turn.events, turn.events[1:], strict=False):
        if event.get("event") == "slot" and event.get("name") == OUTCOME and str(done.get("name")).startswith(ACT):
            yield str(done["name"]).removeprefix(ACT), str(event.get("value") or "")


async def _compared(held: Held, turn: HeldTurn, was: Recorded, slots: Mapping[str, str], stage: Stage) -> Change | None:
    then = stage.then.get(turn.release)
    before = Side(
        turn.intent,
        was.slots.get("step", ""),
        _texts(was.lines, then, held.channel) if then else (),
        tuple(name for name, _ in was.acts),
    )
    try:
        now = await _walked(turn, was, {**slots}, stage)
    except PlaceGone:
        return Change(held.id, turn.id, Differs.GONE, before, Side("", ""))
    texts = _texts(now.lines, stage.trial, held.channel)
    after = Side(now.intent, now.step, texts, tuple(now.acts))
    if now.asks_other:
        return Change(held.id, turn.id, Differs.ACT, before, after)
    if after.step != before.step:
        return Change(held.id, turn.id, Differs.PLACE, before, after)
    if then is not None and texts != before.texts:
        return Change(held.id, turn.id, Differs.WORDS, before, after)
    return None


@dataclass
class _Walk:
    lines: list[str]
    acts: list[str]
    intent: str
    step: str
    asks_other: bool = False


async def _walked(turn: HeldTurn, was: Recorded, slots: dict[str, str], stage: Stage) -> _Walk:
    _refuse_gone(stage.trial, slots)
    waiting = deque(was.acts)
    answer = await stage.dialogue.understand(stage.trial.id, slots, _utterances(turn, was), {})
    walk = _Walk([*answer.lines], [], answer.intent or "", "")
    slots |= answer.slots
    for _ in range(MOST_ACTS):
        if answer.act is None:
            break
        walk.acts.append(answer.act.name)
        if not waiting or waiting[0][0] != answer.act.name or not _knows(stage.trial, slots, waiting[0][1]):
            walk.asks_other = True
            break
        answer = await _resumed(slots, waiting.popleft()[1], stage)
        walk.lines += answer.lines
        slots |= answer.slots
    walk.step = slots.get("step", "")
    return walk


async def _resumed(slots: Mapping[str, str], outcome: str, stage: Stage) -> Prediction:
    return await stage.dialogue.resume(stage.trial.id, slots, outcome)


def _refuse_gone(release: LoadedRelease, slots: Mapping[str, str]) -> None:
    steps = release.graph.get("profiles", {}).get(slots.get("profile", ""), {}).get("steps", {})
    if any(slots.get(place) and slots[place] not in steps for place in ("step", "return_to")):
        raise PlaceGone(slots.get("step", ""))


def _knows(release: LoadedRelease, slots: Mapping[str, str], outcome: str) -> bool:
    """Whether the step the act is of leads anywhere from what was answered then."""
    steps = release.graph.get("profiles", {}).get(slots.get("profile", ""), {}).get("steps", {})
    leads = steps.get(slots.get("step", ""), {}).get("outcomes")
    return leads is None or outcome in leads or "*" in leads


def _utterances(turn: HeldTurn, was: Recorded) -> list[Utterance]:
    """What a reader or a tap decided then is decided; the rest is understood anew."""
    if was.source in _DECIDED:
        return [Utterance(turn.text, turn.intent, was.source, was.conditional)]
    lines = [line for line in turn.text.splitlines() if line.strip()] or [""]
    return [Utterance(line, conditional=was.conditional) for line in lines]


def _texts(lines: Sequence[str], release: LoadedRelease, channel: Channel) -> tuple[str, ...]:
    return tuple(_text(line, release, channel) for line in lines)


def _text(line: str, release: LoadedRelease, channel: Channel) -> str:
    """As written in the step, with what may be tapped."""
    try:
        text = release.texts.response(line)
    except TextMissing:
        return ""
    body = text.sms if channel is Channel.SMS else text.whatsapp
    for name, value in text.fixed.items():  # the same for everybody
        body = body.replace(f"{{{name}}}", str(value))
    buttons = " ".join(f"[{label}]" for label, _ in text.buttons)
    return f"{body.strip()}\n{buttons}".strip()


def _change(told: dict[str, object]) -> Change:
    sides = {name: _side(told[name]) for name in ("before", "after")}
    return Change(int(str(told["conversation"])), int(str(told["turn"])), Differs(str(told["differs"])), **sides)


def _side(told: object) -> Side:
    assert isinstance(told, dict)
    return Side(told["intent"], told["step"], tuple(told["texts"]), tuple(told["acts"]))
