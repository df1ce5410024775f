"""Plays what stands around the API in its tests: the dialogue, the releases, and conversations to work on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from httpx import AsyncClient, Response

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.keys import NewKey
from bot.application.agents.rota import PresenceAway
from bot.application.changes import Change, HandedOff
from bot.application.messages import OutgoingMessage
from bot.application.ports import Claim, Prediction
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Conversation, Verification
from bot.domain.ownership import Seen
from bot.domain.people import Person
from flows.catalogue import ACTS
from tests.builders import NOON, a_message, a_turn

LONG_AGO = "R$ 0,01"
OF_A_DEBT = {name for act in ACTS.values() if act.discloses for name in act.fills}


@dataclass
class OneRelease:
    """The checkout's flows and texts, compiled and not trained."""

    release: LoadedRelease

    async def live(self) -> LoadedRelease:
        return self.release

    async def get(self, release_id: str) -> LoadedRelease:
        assert release_id == self.release.id
        return self.release


@dataclass
class Reentered:
    """The dialogue come to a step: it says the step's words and listens, as the real one does."""

    release: LoadedRelease
    entered: list[str] = field(default_factory=list)

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        self.entered.append(step)
        found = self.release.graph["profiles"][slots["profile"]]["steps"][step]
        return Prediction((found.get("again") or found["say"],), None, {"step": step}, events=({"event": "slot"},))


@dataclass
class EmergencyStop:
    """The button that silences the bot."""

    pressed: bool = False

    async def is_pressed(self) -> bool:
        return self.pressed


@dataclass
class FakePresence:
    """Heartbeats in memory; `away` plays a Redis that does not answer."""

    beats: dict[str, Seen] = field(default_factory=dict)
    away: bool = False

    async def beat(self, agent: str, seen: Seen) -> None:
        self._must_be_there()
        self.beats[agent] = seen

    async def leave(self, agent: str) -> None:
        self._must_be_there()
        if agent in self.beats:
            self.beats[agent] = replace(self.beats[agent], takes=False)

    async def seen(self) -> Mapping[str, Seen]:
        self._must_be_there()
        return dict(self.beats)

    def _must_be_there(self) -> None:
        if self.away:
            raise PresenceAway("told to be away")


@dataclass
class Caller:
    """Calls the API with one key."""

    client: AsyncClient
    key: NewKey
    email: str

    async def get(self, path: str, **more: Any) -> Response:
        return await self.client.get(f"/api/v1{path}", headers=self._headers(), **more)

    async def post(self, path: str, body: object = None) -> Response:
        return await self.client.post(f"/api/v1{path}", headers=self._headers(), json=body)

    async def delete(self, path: str) -> Response:
        return await self.client.delete(f"/api/v1{path}", headers=self._headers())

    async def takes(self, conversation: int) -> None:
        assert (await self.post(f"/conversations/{conversation}/accept")).status_code == 200

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key.token}"}


@dataclass
class Debtors:
    """Conversations put into the storage as turns leave them."""

    storage: SqlStorage
    release: LoadedRelease
    person: Person

    async def writes(self, sid: str = "SM1", body: str = "quero falar com alguém", **more: Any) -> int:
        conversation = await self.storage.inbox().store(a_message(sid, body, **more))
        assert conversation is not None
        return conversation

    async def claims(self, conversation: int) -> Claim:
        claim = await self.storage.inbox().claim(conversation, quiet_since=NOON.replace(year=2030), lease_s=60)
        assert claim is not None
        return claim

    async def is_answered(self, *replies: OutgoingMessage, changes: tuple[Change, ...] = ()) -> int:
        """A verified debtor the bot has answered, with what was said of the debt another day still in mind."""
        claim = await self.claims(await self.writes())
        turn = a_turn(claim, *replies, conversation=self.verified(claim.conversation), changes=changes)
        assert await self.storage.inbox().commit(claim, turn)
        return claim.conversation.id

    async def waits_for_a_person(self, *, reason: str = "asked", urgent: bool = False) -> int:
        packet = {"reason": reason, "last_text": "quero falar com alguém", "step": "offer.full"}
        handed = HandedOff(reason, packet, urgent)
        return await self.is_answered(OutgoingMessage("t:0", "Vou chamar alguém."), changes=(handed,))

    def verified(self, conversation: Conversation) -> Conversation:
        return replace(
            conversation,
            creditor="cassems",
            protocol="41953420261120000001",
            release=self.release.id,
            slots={"profile": "cassems", "step": "human.waiting"},
            variables=dict.fromkeys(OF_A_DEBT, LONG_AGO),
            verification=Verification(self.person.id, frozenset({"cpf_first3"}), NOON),
        )
