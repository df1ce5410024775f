"""The whole service in one thread for the simulator's tests: real doors, worker and database, a scripted dialogue."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
import uvicorn
import yaml
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.datastructures import State

from bot.adapters.certificates import trusted
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.api.serving import ENDS_WITHIN_S, Server
from bot.application.messages import Attachment, OutgoingMessage
from bot.application.policy_document import parse_policy
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow
from bot.application.ports import ActCall, Prediction, Utterance
from bot.application.releases import LoadedRelease
from bot.application.waiting import Waiting
from bot.application.wording import ResponseText, Texts
from bot.assembly import Assembly, assemble
from bot.config import Settings
from bot.domain.conversation import Channel
from bot.main import create_app, lifespan
from bot.worker import work
from tests.builders import TODAY, a_message, a_person, a_title, a_turn
from tests.conftest import TEST_KEY
from tests.fakes import SAO_PAULO
from tests.kept_engine import give_back, take_engine

CONTENT = Path(__file__).resolve().parents[3] / "flows" / "content"
PHONE = "+5567999990001"
TOKEN = "a-token-made-up-for-tests"
PATIENCE_S = 120.0  # the machine may be busy
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SAO_PAULO)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c6364f8cf50"
    "0f0003860180" "5a347d6b0000000049454e44ae426082"
)  # fmt: skip
BUTTONS = (("Sim, à vista", "affirm"), ("Quero parcelar", "ask_installments"), ("Falar com pessoa", "ask_human"))
PLANS = tuple((f"{count} parcelas", f"plan:{count}") for count in (2, 4, 6, 8))
OFFER = (
    "Obrigada, Fábio. Encontrei 1 mensalidade em aberto.\n09/2026 · venceu em 20/09/2026 · R$ 1.513,69\n\n"
    "À vista fica em R$ 1.540,47, com vencimento até 28/11/2026. Consegue pagar nessa data?"
)
TEXTS = {
    "hello": ResponseText(
        whatsapp="{greeting}. Aqui é a {attendant} da {house}. Protocolo {protocol}.\n\nFalo com Fábio?",
        sms="Portes Advogados, protocolo {protocol}. Falo com Fabio?",
        buttons=(("Sim, sou eu", "affirm"), ("Não sou eu", "not_me")),
    ),
    "offer": ResponseText(whatsapp=OFFER, sms="A vista R$ 1.540,47 ate 28/11.", buttons=BUTTONS),
    "plans": ResponseText(whatsapp="Em quantas vezes fica bom?", sms="Em quantas vezes?", options_from="plans"),
    "heard": ResponseText(whatsapp="Entendi. Veja https://exemplo.invalid/verificar.", sms="Entendi."),
    "unread": ResponseText(whatsapp="Não consigo ouvir nem ver. Pode escrever?", sms="Pode escrever?"),
}
_NEXT = {"affirm": "offer", "ask_installments": "plans"}
_idle: dict[bool, list[FastAPI]] = {True: [], False: []}  # by whether it has the simulator


class ScriptedDialogue:
    """The Dialogue port with five sentences: enough for a phone to have something to show."""

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        first = messages[0]
        if not slots.get("step"):
            return Prediction((), ActCall("open_contact", {}), {"step": "opening/ask"}, "greet", 1.0)
        wordless = not first.text and first.intent
        knows_plans = slots["step"] == "titles/plans"
        line = "unread" if wordless else "heard" if knows_plans else _NEXT.get(first.intent or "", "heard")
        return Prediction((line,), None, {"step": f"titles/{line}"}, first.intent, 1.0)

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        return Prediction(("hello",), None, {"step": "opening/ask"})

    async def parse(self, release: str, texts: Sequence[str]) -> Sequence[tuple[str, float]]:
        return [("out_of_scope", 1.0) for _ in texts]


class OneRelease:
    """Real policies and phrases under the script's texts."""

    def __init__(self) -> None:
        plain = {
            slug: parse_policy((CONTENT / slug / "policy.yml").read_text(), (CONTENT / slug / "titles.csv").read_text())
            for slug in ("cassems", "assefaz")
        }
        phrases = yaml.safe_load((CONTENT / "common" / "phrases.yml").read_text())
        texts = Texts({name: replace(text, fixed={"plans": PLANS}) for name, text in TEXTS.items()})
        self.release = LoadedRelease("scripted", {"profiles": {}}, texts, plain, phrases)

    async def is_stopped(self) -> bool:
        return False

    async def live(self) -> LoadedRelease:
        return self.release

    async def get(self, release_id: str) -> LoadedRelease:
        return self.release


@dataclass
class Service:
    """The running service, and a way to do something inside its loop."""

    settings: Settings
    assembly: Assembly
    loop: asyncio.AbstractEventLoop
    app: FastAPI
    http: httpx.Client

    @property
    def url(self) -> str:
        return self.settings.local_url

    def swap(self, **parts: object) -> None:
        """Another part behind the simulator's pages."""
        self.app.state.simulator = replace(self.app.state.simulator, **parts)

    def do[T](self, job: object) -> T:
        return asyncio.run_coroutine_threadsafe(job, self.loop).result(PATIENCE_S)  # type: ignore[arg-type]

    def stage[T](self, job: object) -> T:
        """The same, for what is put in place claim by claim: no sweep comes between and answers it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.assembly.inbox, "waiting", _nobody_waits)
            return self.do(job)


async def _nobody_waits(*_: object) -> Sequence[Waiting]:
    return ()


@contextmanager
def running(
    database_url: str, redis_url: str, home: Path, *, is_scripted: bool = True, **changes: object
) -> Iterator[Service]:
    """Without the script, the bot is the real one: a release must be live, and an nlu server answer."""
    door = socket.create_server(("127.0.0.1", 0))  # held from here on: no other test comes by its port
    settings = settings_of(database_url, redis_url, home, port=door.getsockname()[1], **changes)
    started: Future[Service] = Future()
    stop = asyncio.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(settings, door, started, stop, is_scripted)), daemon=True
    )
    thread.start()
    service = started.result(PATIENCE_S)
    try:
        yield service
    finally:
        service.http.close()
        service.loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE_S)


def settings_of(database_url: str, redis_url: str, home: Path, **changes: object) -> Settings:
    values: dict[str, object] = {
        "home": home,
        "now": NOW,
        "keys": SecretStr(TEST_KEY),
        "database_url": database_url,
        "redis_url": redis_url,
        "nlu_url": ("http://127.0.0.1:9",),
        "turn_window_ms": 50,
        "twilio_account_sid": "ACde57e57e000000000000000000000000",
        "twilio_auth_token": SecretStr(TOKEN),
    }
    return Settings(_env_file=None, **{**values, **changes})


async def _serve(
    settings: Settings, door: socket.socket, started: Future[Service], stop: asyncio.Event, is_scripted: bool
) -> None:
    engines = take_engine(url := settings.database_url), take_engine(url)
    worker, api = (engine.at(url) for engine in engines)
    async with assemble(settings, engine=worker) as opened:
        assembly = replace(opened, dialogue=ScriptedDialogue(), releases=OneRelease()) if is_scripted else opened
        app = _app(settings, api)
        told = uvicorn.Config(
            app, port=settings.port, log_level="critical", lifespan="on", timeout_graceful_shutdown=ENDS_WITHIN_S
        )
        server = Server(app, told)
        serving = asyncio.create_task(server._serve([door]))
        while not server.started:
            await asyncio.sleep(0.01)
        if settings.has_simulator:
            app.state.simulator = replace(app.state.simulator, releases=assembly.releases)
        working = asyncio.create_task(work(assembly, stop))
        http = httpx.Client(base_url=settings.local_url, trust_env=False, timeout=PATIENCE_S, verify=trusted())
        started.set_result(Service(settings, assembly, asyncio.get_running_loop(), app, http))
        await stop.wait()
        await working
        server.should_exit = True
        await serving
    give_back(*engines)
    _idle[settings.has_simulator].append(app)


def _app(settings: Settings, engine: AsyncEngine) -> FastAPI:
    """One that served before, as to make the hundreds of its doors takes a second; all it works with is new."""
    served = _idle[settings.has_simulator]
    app = served.pop() if served else create_app(settings)
    app.state = State()
    app.router.lifespan_context = partial(lifespan, settings, engine=engine)
    return app


async def put_a_debtor(assembly: Assembly, title: str = "126478448", **person: object) -> None:
    """One invented debtor with one title, reached at PHONE."""
    told = a_person(**person)
    phones = ((Channel.WHATSAPP, PHONE), (Channel.SMS, PHONE))
    taken = await SqlPortfolios(assembly.database, assembly.clock).begin(PortfolioFile("cassems", "teste", TODAY))
    await taken.apply([PortfolioRow(told, phones, a_title(title))])
    await taken.finish(rows=1, rejected=0)


async def put_documents(assembly: Assembly, sender: str) -> None:
    """A turn that sent a Pix picture and a PDF to the simulated phone."""
    now = assembly.clock.now()
    message = a_message("SMdocuments", "manda o pix", contact=PHONE, sender=sender, received_at=now, simulated=True)
    conversation_id = await assembly.inbox.store(message)
    assert conversation_id is not None
    claim = await assembly.inbox.claim(conversation_id, quiet_since=now, lease_s=30)
    assert claim is not None
    picture = Attachment("pix_qr", "image/png", "pix.png", PIXEL)
    paper = Attachment("agreement_pdf", "application/pdf", "acordo.pdf", b"%PDF-1.4\n")
    replies = (
        OutgoingMessage("docs:0", "Aqui está o código Pix.", attachment=picture),
        OutgoingMessage("docs:1", "E o acordo por escrito.", attachment=paper),
    )
    assert await assembly.inbox.commit(claim, a_turn(claim, *replies))
