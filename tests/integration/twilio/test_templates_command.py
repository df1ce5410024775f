"""`concilia templates sync|list`, from outside: what it says, and how it ends."""

import asyncio
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.db.vault import keys_in
from bot.cli import main
from bot.config import Settings
from tests.checkout import checkout_build
from tests.live_release import make_live
from tests.twilio_server.server import ACCOUNT, TOKEN, TwilioServer

type Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def running_twilio() -> Iterator[TwilioServer]:
    """In a thread of its own: the command has a loop of its own."""
    server, loop = TwilioServer(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result()
    yield server
    asyncio.run_coroutine_threadsafe(server.close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A home with the checkout's texts live, and its database as it should be."""
    home = tmp_path_factory.mktemp("published")
    shutil.copy(sqlite_template, home / "concilia.sqlite3")
    make_live(Settings(_env_file=None, home=home, keys=keys_in(home / "keys")), checkout_build())
    return home


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, running_twilio: TwilioServer, published: Path) -> None:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    for name, value in {
        "CONCILIA_HOME": str(tmp_path),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": running_twilio.url,
        "TWILIO_CONTENT_BASE_URL": running_twilio.url,
    }.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


@pytest.mark.usefixtures("settings")
def test_what_is_lacking_is_registered_once_and_listed_with_its_sid(call: Call, running_twilio: TwilioServer) -> None:
    before = json.loads(call("templates", "list", "--json")[1])
    assert {row["state"] for row in before} == {"lacking"}

    code, out, _ = call("templates", "sync")
    created = len(running_twilio.ledger.contents)
    again = json.loads(call("templates", "sync", "--json")[1])
    listed = json.loads(call("templates", "list", "--json")[1])

    assert (code, out) == (0, f"{created} created, 0 already there\n")
    assert created == len(before) > 20
    assert (again["created"], len(again["kept"])) == ([], created)
    assert len(running_twilio.ledger.contents) == created
    assert {row["name"]: row["sid"] for row in listed} == {
        content["friendly_name"]: content["sid"] for content in running_twilio.ledger.contents
    }
    waiting = {row["name"] for row in listed if row["state"] == "pending"}
    assert waiting == {row["name"] for row in listed if row["name"].startswith("concilia_fixed_")} != set()
    assert {row["state"] for row in listed} == {"registered", "pending"}


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("decided", "state"), [("approved", "approved"), ("rejected", "rejected")])
def test_what_whatsapp_decided_is_listed_after_the_next_synchronisation(
    call: Call, running_twilio: TwilioServer, decided: str, state: str
) -> None:
    """R3: what begins a talk is sent only when approved."""
    first = call("templates", "sync")
    running_twilio.ledger.decide(decided)
    again = call("templates", "sync")

    [fixed, *_] = [row for row in json.loads(call("templates", "list", "--json")[1]) if "_fixed_" in row["name"]]
    assert f"{fixed['name']} is pending" in first[2]
    assert (f"{fixed['name']} is" in again[2]) == (state != "approved")
    assert fixed["state"] == state


def test_before_a_release_is_live_the_texts_of_the_checkout_count(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path))

    code, out, _ = call("templates", "list")

    assert (code, len(out.splitlines()) > 20) == (0, True)
    assert all(line.split()[1:] == ["-", "lacking"] for line in out.splitlines())


@pytest.mark.usefixtures("settings")
def test_a_provider_that_refuses_is_one_line_and_exit_1(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "wrong")

    assert call("templates", "sync") == (1, "", "concilia: templates were not all registered: credentials\n")


@pytest.mark.usefixtures("settings")
def test_a_provider_that_is_not_there_is_one_line_and_exit_1(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_CONTENT_BASE_URL", "http://127.0.0.1:9")

    assert call("templates", "sync") == (1, "", "concilia: templates were not all registered: provider unreachable\n")


def test_without_credentials_there_is_nothing_to_register_with(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path))
    monkeypatch.delenv("TWILIO_ACCOUNT_SID", raising=False)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)

    code, _, err = call("templates", "sync")

    assert (code, "TWILIO_ACCOUNT_SID" in err) == (1, True)


def test_templates_alone_is_wrong_usage(call: Call) -> None:
    assert call("templates", "bogus")[0] == 2
