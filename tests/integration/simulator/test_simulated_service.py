"""The simulator against the running service: the same signed door, and nothing of it in production."""

from pathlib import Path
from threading import Event

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr
from sqlalchemy import select

from bot.adapters.db.tables import ConversationRow, RefusedRequestRow
from bot.application.simulator_view import SIMULATOR_MARK
from bot.cli.chat import dial, talk
from bot.config import Settings
from bot.domain.conversation import Channel
from bot.main import create_app
from console.simulator.ingress import MESSAGES, Ingress
from console.simulator.numbers import INVENTED
from tests.conftest import TEST_KEY
from tests.integration.simulator.service import PHONE, TOKEN, Service, running

LINE = {"channel": "whatsapp", "contact": PHONE, "sender": INVENTED[Channel.WHATSAPP]}
FORM = {"MessageSid": "SM1", "From": f"whatsapp:{PHONE}", "To": "whatsapp:+556733140000", "Body": "oi"}
PRODUCTION = {
    "env": "production",
    "now": None,
    "public_url": "https://bot.exemplo.invalid",
    "twilio_account_sid": "AC" + "1" * 32,
}


def brief_pause(_seconds: float) -> None:
    Event().wait(0.05)


async def simulated_flags(service: Service) -> list[bool]:
    async with service.assembly.database.reading() as session:
        return [row.simulated for row in await session.scalars(select(ConversationRow))]


async def rejected(service: Service) -> int:
    async with service.assembly.database.reading() as session:
        return len((await session.scalars(select(RefusedRequestRow))).all())


def test_what_the_page_sends_passes_the_door_and_stays_simulated(service: Service) -> None:
    answer = service.http.post("/simulator/messages", data={**LINE, "body": "oi"})

    assert answer.status_code == 202
    assert service.do(simulated_flags(service)) == [True]
    assert service.do(rejected(service)) == 0


def test_a_delivery_without_the_mark_is_no_simulation(service: Service) -> None:
    async def deliver() -> None:
        ingress = Ingress(service.url, service.settings.public_url, TOKEN)
        await ingress.post(MESSAGES, FORM)
        await ingress.close()

    service.do(deliver())

    assert service.do(simulated_flags(service)) == [False]


def test_production_takes_the_mark_for_an_unknown_parameter(sqlite_url: str, redis_url: str, tmp_path: Path) -> None:
    with running(sqlite_url, redis_url, tmp_path, **PRODUCTION) as service:

        async def deliver() -> None:
            ingress = Ingress(service.url, service.settings.public_url, TOKEN)
            await ingress.post(MESSAGES, {**FORM, SIMULATOR_MARK: "1"})
            await ingress.close()

        service.do(deliver())

        assert service.do(simulated_flags(service)) == [False]


def simulated_paths(settings: Settings) -> set[str]:
    routes = iter_route_contexts(create_app(settings).routes)
    return {route.path for route in routes if route.path and route.path.startswith("/simulator")}


def test_nothing_under_simulator_exists_in_production(sqlite_url: str) -> None:
    secrets = {"keys": SecretStr(TEST_KEY), "twilio_auth_token": SecretStr(TOKEN)}

    assert simulated_paths(Settings(_env_file=None, database_url=sqlite_url)) > {"/simulator"}
    assert simulated_paths(Settings(_env_file=None, database_url=sqlite_url, **PRODUCTION, **secrets)) == set()


def test_a_door_that_does_not_answer_is_said_aloud(sqlite_url: str, redis_url: str, tmp_path: Path) -> None:
    with running(sqlite_url, redis_url, tmp_path, public_url="http://other.exemplo.invalid") as service:
        closed = Ingress("http://127.0.0.1:9", service.settings.public_url, TOKEN)
        service.swap(ingress=closed)

        answer = service.http.post("/simulator/messages", data={**LINE, "body": "oi"})

        assert (answer.status_code, answer.json()) == (502, {"error": "webhook does not answer"})


@pytest.mark.parametrize(
    "path",
    ["", "?debtor=1", "?debtor=1&channel=sms", "?debtor=1&unknown=1", "?debtor=99", "/debtors?search=fabio"],
)
def test_pages_answer(service: Service, path: str) -> None:
    assert service.http.get(f"/simulator{path}").status_code == 200


@pytest.mark.parametrize("file", ["voz.ogg", "comprovante.jpg", "comprovante.pdf", "figurinha.webp"])
def test_the_small_files_a_phone_sends_can_be_fetched(service: Service, file: str) -> None:
    answer = service.http.get(f"/simulator/static/media/{file}")

    assert (answer.status_code, len(answer.content) > 500) == (200, True)


def test_the_card_shows_what_the_bot_will_ask(service: Service) -> None:
    card = service.http.get("/simulator/card", params={**LINE, "debtor": 1}).text

    assert all(fact in card for fact in ("159.083.016-47", "Natália Barbosa", "03/04/1953", "R$ 1.513,69"))


def test_an_invented_debtor_can_be_called_at_once(service: Service) -> None:
    form = {"name": "Olga Nunes Prado", "creditor": "cassems", "code_1": "002", "value_1": "780,00", "days_1": "120"}

    page = service.http.post("/simulator/debtors", data=form, follow_redirects=True)

    assert page.url.params["debtor"] == "2"
    assert "Olga Nunes Prado" in page.text
    assert "R$ 780,00" in page.text


def test_a_debtor_that_cannot_be_is_sent_back_with_the_reason(service: Service) -> None:
    page = service.http.post("/simulator/debtors", data={"name": "Olga", "creditor": "cassems", "code_1": "999"})

    assert page.status_code == 422
    assert "O credor não tem título com este código." in page.text
    assert 'value="Olga"' in page.text


@pytest.mark.parametrize("channel", list(Channel))
def test_a_terminal_phone_hears_the_answer_and_answers_by_number(service: Service, channel: Channel) -> None:
    said: list[str] = []
    lines = iter(["oi\n", "1\n", ""])
    phone = dial(service.http, channel, PHONE, "")
    phone.say = said.append
    talk(phone, lambda _: next(lines), brief_pause)

    text = "\n".join(said)
    assert "Protocolo 9999" in text or "protocolo 9999" in text
    assert ("1. Sim, sou eu" in text) is (channel is Channel.WHATSAPP)
    assert "R$ 1.540,47" in text


def test_a_phone_may_call_the_number_of_one_creditor(service: Service) -> None:
    said: list[str] = []
    lines = iter(["oi\n", ""])
    phone = dial(service.http, Channel.WHATSAPP, PHONE, "assefaz")
    phone.say = said.append
    talk(phone, lambda _: next(lines), brief_pause)

    assert phone.line["sender"] != INVENTED[Channel.WHATSAPP]
    assert "Assefaz" in "\n".join(said)
