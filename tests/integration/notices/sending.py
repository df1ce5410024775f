"""Plays the dialogue and the provider around the dispatcher of notices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.adapters.documents import PaperDocuments
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools
from bot.application.messages import DeliveryState, StatusCallback
from bot.application.notices.dispatch import DispatchTools, dispatch_due, try_next_means
from bot.application.ports import Prediction
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText, Texts
from bot.domain.conversation import Channel
from bot.domain.policy import Policy
from tests.builders import SENDER
from tests.fakes import FakeCalendar
from tests.integration.notices.office import Office

TEXTS = Texts({"opener": ResponseText("Procuro {first_name}. {protocol}", "Procuro {first_name}. {protocol}")})
PHRASES = {f"greeting_{part}": "Olá" for part in ("morning", "afternoon", "night")}


class Opens:
    """A dialogue that says the opener and waits."""

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return Prediction(("opener",), None, {"step": step, "return_to": ""})


class OneRelease:
    def __init__(self, policies: dict[str, Policy], phrases: Mapping[str, str]) -> None:
        self._live = LoadedRelease("live", {}, TEXTS, policies, phrases)

    async def live(self) -> LoadedRelease:
        return self._live

    async def get(self, release_id: str) -> LoadedRelease:
        return self._live


@dataclass
class NoWait:
    """Counts the places taken of each sender's rate."""

    taken: list[tuple[str, Channel]] = field(default_factory=list)

    async def wait_s(self, sender: str, channel: Channel) -> float:
        self.taken.append((sender, channel))
        return 0.0


@dataclass
class Desk:
    """The dispatcher of an office, and what the provider says."""

    office: Office
    phrases: Mapping[str, str]
    pace: NoWait = field(default_factory=NoWait)
    is_stopped: bool = False

    async def stopped(self) -> bool:
        return self.is_stopped

    def tools(self) -> DispatchTools:
        storage, clock = self.office.storage, self.office.clock
        services = Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments())
        turns = TurnTools(
            inbox=storage.inbox(),
            dialogue=Opens(),  # type: ignore[arg-type]
            releases=OneRelease(self.office.policies, self.phrases),
            services=services,
            clock=clock,
            default_creditor="cassems",
            quiet=timedelta(seconds=1),
            lease_s=30,
            is_stopped=self.stopped,
        )
        return DispatchTools(self.office.ledger, turns, self.pace, self._sender)

    async def makes(self) -> int:
        return await dispatch_due(self.tools())

    async def follows_up(self) -> int:
        return await try_next_means(self.tools())

    async def hands_over(self, prefix: str = "MK") -> list[str]:
        """Everything in the outbox, taken by the provider; to whom."""
        outbox, contacts = self.office.storage.outbox(), list[str]()
        while sendings := await outbox.claim(20, 30):
            for sending in sendings:
                await outbox.sent(sending, f"{prefix}{sending.id}", self.office.clock.now())
                contacts.append(sending.contact)
        return contacts

    async def told(self, sid: str, state: str, code: str | None = None) -> None:
        at = self.office.clock.now()
        await self.office.storage.inbox().store_status(StatusCallback(sid, DeliveryState(state), code, at, {}))

    def _sender(self, creditor: str, channel: Channel) -> str | None:
        return SENDER if channel in self.office.channels else None
