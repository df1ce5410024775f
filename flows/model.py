"""What flows are made of: steps, texts per channel, flows, profiles and the settings they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

CHANNELS = ("whatsapp", "sms")
START_FLOW = "opening"
FALLBACK_FLOW = "misunderstood"
OTHERWISE = "*"

_EMPTY: Mapping[str, str] = MappingProxyType({})
_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Text:
    """The same thing said on each channel; `shared` when it was written once for both."""

    whatsapp: str = ""
    sms: str = ""
    shared: bool = False

    def on(self, channel: str) -> str:
        return self.whatsapp if channel == "whatsapp" else self.sms

    def everywhere(self) -> str:
        return f"{self.whatsapp}\n{self.sms}"


@dataclass(frozen=True)
class Button:
    """A choice offered with a text; `payload` is an intent, or "plan:6" style intent and argument."""

    label: str
    payload: str


@dataclass(frozen=True)
class Step:
    """One place in a flow: it performs an act, or says something and then waits, goes on, ends or returns.

    What it says under a `template` may begin a talk on WhatsApp: its words are approved beforehand.
    """

    id: str
    act: str = ""
    args: Mapping[str, str] = field(default=_EMPTY)
    outcomes: Mapping[str, str] = field(default=_EMPTY)
    say: Text | None = None
    again: Text | None = None
    resume: str = ""
    buttons: tuple[Button, ...] = ()
    options_from: str = ""
    tap_only: bool = False
    alone: bool = False
    template: str = ""
    attach: str = ""
    expects: tuple[str, ...] = ()
    wait: Mapping[str, str] | None = None
    sure: tuple[str, ...] = ()
    next: str = ""
    end: bool = False
    returns: bool = False

    @property
    def waits(self) -> bool:
        """Whether the conversation stops here for an answer; an end only listens for a last word."""
        return self.wait is not None and not self.end

    def texts(self) -> list[Text]:
        return [text for text in (self.say, self.again) if text is not None]


@dataclass(frozen=True)
class Flow:
    """A published script: what it is for, which intents interrupt into it, and its steps, the first being its entry.

    `begins` are the steps we speak from unasked, each with whether the person is verified by then.
    """

    id: str
    about: str
    interrupts: tuple[str, ...]
    steps: Mapping[str, Step]
    file: str = ""
    begins: Mapping[str, str] = field(default=_EMPTY)

    @property
    def entry(self) -> str:
        return f"{self.id}.{next(iter(self.steps))}"


@dataclass(frozen=True)
class Profile:
    """One creditor's conversation: its own flows over those it includes, and fixed values of placeholders.

    `unanswered` is what acts never answer under its policy.
    """

    slug: str
    name: str
    flows: Mapping[str, Flow]
    globals: Mapping[str, str] = field(default=_EMPTY)
    unanswered: Mapping[str, frozenset[str]] = field(default=_NOTHING)


@dataclass(frozen=True)
class ContentSettings:
    """What all profiles share: thresholds, order of intents in one burst, and words that may not be said.

    `template_samples` are the placeholders a template may have, each with a value that shows what it is.
    """

    threshold: float = 0.5
    sure_threshold: float = 0.8
    priority: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    banned_before_identity: tuple[str, ...] = ()
    threats: tuple[str, ...] = ()
    template_samples: Mapping[str, str] = field(default=_EMPTY)


@dataclass(frozen=True)
class Content:
    settings: ContentSettings
    profiles: Mapping[str, Profile]
