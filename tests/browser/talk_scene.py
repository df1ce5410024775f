"""The service with a debtor waiting for a person after a real exchange, and agents at browsers of their own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.adapters.db.agents.notes import SqlNotes
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.application.agents.talk_tools import TalkTools
from bot.application.changes import CaseOpened, HandedOff
from bot.application.messages import Media, MessageKind, OutgoingMessage
from tests.browser.deal_scene import Scene
from tests.builders import PHONE, a_message, a_row, a_title, a_turn
from tests.checkout import checkout_release
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.api.desk import Debtors
from tests.integration.db.debtors import take_in, with_a_debtor
from tests.integration.simulator.service import Service

HELLO = (
    "Bom dia. Aqui é a assistente virtual da Portes Advogados, em nome da Cassems. Esta conversa é registrada: "
    "protocolo 41953420261120000001.\n\nFalo com Fábio?"
)
OFFER = (
    "Obrigada, Fábio. Encontrei 1 mensalidade em aberto.\n09/2026 · venceu em 20/09/2026 · R$ 1.513,69\n\n"
    "À vista fica em R$ 1.540,47, com vencimento até 27/11/2026. Consegue pagar nessa data?"
)
SOON = "Passei sua conversa para uma pessoa da equipe, com tudo o que já falamos. Ela responde assim que ficar livre."


class TalkScene(Scene):
    """A debtor with a receipt sent, an offer declined and a case open waits for somebody."""

    @classmethod
    def set(cls, service: Service, **more: Any) -> "TalkScene":
        scene = cls(service)
        release = checkout_release()
        service.assembly.releases.release = release  # type: ignore[attr-defined]  # one release, put in by the tests
        state, releases = service.app.state, service.assembly.releases
        state.deal = replace(state.deal, tools=replace(state.deal.tools, releases=releases))
        state.talk = _on(state.talk, releases)
        scene.conversation = service.stage(scene._wait(release, **more))
        return scene

    @property
    def address(self) -> str:
        return f"{self.service.url}/console/inbox/{self.conversation}"

    async def _wait(self, release: Any, *, ago: timedelta = timedelta(minutes=9), lines: int = 0) -> int:
        began = datetime.now(UTC) - ago
        storage = SqlStorage(self.service.settings.database_url, Vault([TEST_KEY]), FakeClock(began))
        await take_in(storage, a_row(a_title("045944372", due_date=date(2026, 8, 20)), PHONE))
        debtors = Debtors(storage, release, await with_a_debtor(storage))
        await self._exchange(debtors, began, lines)
        number = await debtors.writes("SMa", "tá puxado, queria falar com alguém", received_at=began)
        claim = await debtors.claims(number)
        handed = HandedOff("asked", {"reason": "asked", "last_text": "tá puxado, queria falar com alguém"})
        case = CaseOpened(
            "2026112000017",
            "already_paid",
            debtors.person.id,
            date(2026, 11, 25),
            "diz que pagou agosto",
            ("045944372",),
        )
        turn = a_turn(claim, _bot("t:z", SOON, "human.soon"), changes=(handed, case))
        assert await storage.inbox().commit(claim, turn)
        notes = SqlNotes(storage.database, FakeClock(began))
        await notes.add_note(
            number, "bia.lima@exemplo.invalid", "Já falou comigo em outubro: prefere vencimento dia 10."
        )
        await storage.close()
        return number

    async def _exchange(self, debtors: Debtors, began: datetime, lines: int) -> None:
        storage = debtors.storage
        claim = await debtors.claims(await debtors.writes("SM1", "oi, recebi uma mensagem de vocês", received_at=began))
        verified = debtors.verified(claim.conversation)
        proved = replace(verified, verification=replace(verified.verification, confirmed_at=began))
        more = [_bot(f"t:l{number}", f"mensagem {number}", "offer.full") for number in range(lines)]
        assert await storage.inbox().commit(
            claim, a_turn(claim, _bot("t:1", HELLO, "opening.known"), *more, conversation=proved)
        )
        await debtors.writes("SM2", "sim, 159", received_at=began)
        paper = (Media("https://api.exemplo.invalid/1", "application/pdf"),)
        await storage.inbox().store(
            a_message("SM3", "agosto eu paguei, olha", kind=MessageKind.DOCUMENT, media=paper, received_at=began)
        )
        claim = await debtors.claims(1)
        assert await storage.inbox().commit(claim, a_turn(claim, _bot("t:2", OFFER, "offer.full")))


def _bot(key: str, text: str, step: str) -> OutgoingMessage:
    return OutgoingMessage(key, text, step=step)


def _on(talk: TalkTools, releases: Any) -> TalkTools:
    tools = replace(talk.tools, releases=releases)
    opening = replace(talk.opening, turns=replace(talk.opening.turns, releases=releases))
    return replace(talk, tools=tools, rota=replace(talk.rota, tools=tools), opening=opening)
