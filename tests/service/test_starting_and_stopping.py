"""Starting, stopping and being killed as a whole; what is written down; production."""

import json
import subprocess
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.supervisor.embedded import free_port
from tests.conftest import TEST_KEY
from tests.service.conftest import DEBTORS, Dial
from tests.service.kept import Kept
from tests.service.local_twilio import LocalTwilio
from tests.service.people import Debtor, as_csv
from tests.service.phone import Phone
from tests.service.running import COMMAND_WITHIN_S, ROOT, Service, environment, is_free
from tests.service.waiting import wait_until
from tests.twilio_server.server import Day

SENTENCE = "gostaria de conversar amanhã cedo sobre aquele assunto da família"
SERVICES = ["api", "nlu", "valkey", "worker"]
OF_OURS = ["nlu.log", "supervisor.log"]  # what is said at a start; api and worker say something when it goes wrong
INVALID_NUMBER = 21211
PRODUCTION = {
    "CONCILIA_ENV": "production",
    "CONCILIA_NOW": "",
    "CONCILIA_KEYS": TEST_KEY,
    "CONCILIA_PUBLIC_URL": "https://negocia.exemplo.invalid",
}


@pytest.fixture
def production(running: Service, twilio: LocalTwilio, tmp_path: Path) -> Iterator[Service]:
    """A second home beside the first, in production, leaning on the first one's nlu."""
    record = (running.home / "run" / "supervisor.json").read_text()
    nlu = record.partition('"CONCILIA_NLU_URL": "')[2].partition('"')[0]
    home = tmp_path / "production"
    settings = environment(home, free_port(), twilio.url, CONCILIA_NLU_URL=nlu, **PRODUCTION)
    service = Service(home, settings, tmp_path / "output", Kept(f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}"))
    service.start()
    yield service
    service.end()


def test_two_homes_run_side_by_side_and_production_has_no_simulator(running: Service, production: Service) -> None:
    """Contract: settings, status and HTTP."""
    production.until_ready()

    first, second = running.services(), production.services()
    assert sorted(first) == SERVICES
    assert sorted(second) == ["api", "valkey", "worker"]
    assert not set(first.values()) & set(second.values())
    assert (running.get("/simulator").status_code, production.get("/simulator").status_code) == (200, 404)
    assert "simulator" not in production.said


def test_production_without_its_secrets_says_so_in_one_line(tmp_path: Path) -> None:
    """Contract: exit 1 with one clear line on stderr."""
    needed = ("CONCILIA_KEYS", "CONCILIA_PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")

    done = refused(tmp_path, dict.fromkeys(needed, ""))

    assert done.returncode == 1
    assert [name for name in needed if f"{name} must be set in production" not in done.stderr] == []
    assert len(done.stderr.splitlines()) == 1


def test_production_refuses_a_set_clock(tmp_path: Path) -> None:
    """Contract: CONCILIA_NOW is for tests and demos."""
    done = refused(tmp_path, {"CONCILIA_NOW": "2026-11-21T10:00"})

    assert done.returncode == 1
    assert "CONCILIA_NOW is refused in production" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def refused(folder: Path, change: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """A start in production that must not come to anything."""
    settings = environment(folder / "home", free_port(), "http://127.0.0.1:9", **{**PRODUCTION, **change})
    command = [str(ROOT / "concilia"), "run"]
    return subprocess.run(command, env=settings, capture_output=True, text=True, timeout=COMMAND_WITHIN_S, check=False)


def test_what_is_logged_names_nobody(running: Service, dial: Dial, twilio: LocalTwilio, tmp_path: Path) -> None:
    """I1, section 10: whatever happens and goes wrong, no CPF, name, phone or message in any log or on the terminal."""
    phone, refused, late = dial(), dial(), dial("")
    twilio.server.refuse[refused.address] = INVALID_NUMBER
    twilio.server.days_of[late.address] = deque([Day.BABBLES, Day.BUSY])
    talked(phone, refused, late)
    knocked_at(running, phone)
    for words in commands(phone.debtor, tmp_path):
        running.command(*words)
    late.until_answered()

    logs = {file.name: file.read_text(errors="replace") for file in (running.home / "logs").iterdir()}
    told = running.said + "".join(logs.values())
    lines = [json.loads(line) for name in OF_OURS for line in logs[name].splitlines()]

    assert {line["level"] for line in lines} >= {"info"}
    assert all("event" in line and "timestamp" in line for line in lines)
    secrets = {secret for debtor in DEBTORS for secret in ways_to_write(debtor)}
    assert [secret for secret in (*secrets, SENTENCE) if secret in told] == []


def talked(phone: Phone, refused: Phone, late: Phone) -> None:
    """A conversation up to the closing, one the provider refuses to carry, and one it carries on a bad day."""
    phone.says("oi")
    phone.says(f"sou {phone.debtor.name}, meu cpf é {dotted(phone.debtor.cpf)}")
    phone.says(phone.debtor.cpf_first3)
    phone.says(SENTENCE, f"meu número é {phone.debtor.phone}")
    phone.says("quero falar com uma pessoa")
    assert refused.says(f"oi, é a {refused.debtor.first_name}, {refused.debtor.cpf}") == ""
    late.says(f"{late.debtor.name} {late.debtor.cpf}")


def knocked_at(service: Service, phone: Phone) -> None:
    """Requests that are wrong in every way, each with the debtor in it."""
    form = phone.form(f"{phone.debtor.name} {phone.debtor.cpf}")
    service.post("/webhooks/twilio/messages", form, "forged")
    service.post("/webhooks/twilio/messages", form | {"Body": phone.debtor.name * 20_000})
    service.post("/webhooks/twilio/status", {"MessageSid": phone.debtor.cpf, "MessageStatus": phone.debtor.phone})
    service.post(f"/webhooks/{phone.debtor.phone}", form)
    for path in ("/console", "/console/inbox", "/api/v1/queue", f"/verify/{phone.debtor.cpf}", "/files/x"):
        service.get(f"{path}?q={phone.debtor.cpf}&name={phone.debtor.name}")
    service.get(f"/console/conversations/{phone.debtor.cpf}{phone.debtor.cpf}")
    service.post("/console/sign-in", {"email": phone.debtor.cpf, "password": phone.debtor.name})


def commands(debtor: Debtor, folder: Path) -> list[tuple[str, ...]]:
    """A file with rows that are refused, a notice, and questions about somebody."""
    file = folder / "carteira.csv"
    file.write_text(as_csv([debtor]).replace("900,00", f"{debtor.name} {debtor.cpf}"), encoding="utf-8")
    return [
        ("import", str(file), "--creditor", "cassems"),
        ("notice", "issue", "--creditor", "cassems", "--cpf", debtor.cpf),
        ("notice", "list", "--cpf", debtor.cpf),
    ]


def dotted(cpf: str) -> str:
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def ways_to_write(debtor: Debtor) -> tuple[str, ...]:
    """Whole and in parts, as people and programs write them."""
    cpf, phone, local = debtor.cpf, debtor.phone[1:], debtor.phone[5:]
    masked = (f"***.{cpf[3:6]}.{cpf[6:9]}-**", f"{cpf[:3]}.***.***-{cpf[9:]}", f"{cpf[:3]}.XXX.XXX-{cpf[9:]}")
    numbers = (phone, phone[2:], local, local[-8:], f"{local[:5]}-{local[5:]}", f"({phone[2:4]}) {local[:5]}")
    return (cpf, dotted(cpf), cpf[:9], *masked, *numbers, debtor.name, debtor.name.upper(), *debtor.name.split())


def test_after_a_kill_9_nothing_is_left_and_the_next_start_goes_on(running: Service, dial: Dial) -> None:
    """The children end with their supervisor; the conversation is where it was."""
    phone = dial()
    phone.says("oi")
    before = [running.process(name) for name in SERVICES]

    running.kill()
    running.start()
    wait_until(lambda: not any(process.is_alive() for process in before), "nothing left of before")
    running.until_ready()

    assert "R$ 1.802,50" in phone.says(phone.debtor.cpf_first3)
    assert sorted(running.services()) == SERVICES


def test_ctrl_c_leaves_no_process_and_no_port(running: Service) -> None:
    """Contract: gone within 20 s."""
    before = [running.process(name) for name in SERVICES]

    status = running.press_ctrl_c()

    assert status == 0
    assert running.said.rstrip().endswith("everything is stopped")
    assert [process for process in before if process.is_alive()] == []
    assert running.processes() == []
    assert is_free(running.port)
    assert running.document("status") == {"services": []}
