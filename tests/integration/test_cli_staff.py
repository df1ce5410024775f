"""`concilia users`, `keys` and `queue`: staff, their keys, and conversations waiting for people."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.db.migrate import migrate
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.application.agents.keys import caller
from bot.application.changes import HandedOff
from bot.application.staff.invitations import NewPassword, accept_invitation
from bot.application.staff.records import Visit
from bot.application.staff.sessions import Opened
from bot.application.staff.sign_in import Credentials, sign_in
from bot.cli import main
from bot.cli.staff_desk import staff_desk
from bot.config import load_settings
from bot.development import DEMO_EMAIL, demo_secrets
from bot.parts.staffing import ensure_demo_user, opened_staff
from tests.builders import a_message, a_turn
from tests.checkout import checkout_build
from tests.live_release import make_live

type Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path))


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line and gives its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


def test_a_key_is_printed_once_and_opens_the_api_until_revoked(call: Call) -> None:
    assert call("users", "add", "Ana@exemplo.invalid", "--role", "agent")[0] == 0
    code, token, _ = call("keys", "add", "--user", "ana@exemplo.invalid")

    assert (code, _whose(token.strip())) == (0, "ana@exemplo.invalid")
    [listed] = json.loads(call("keys", "list", "--json")[1])
    assert call("keys", "revoke", listed["prefix"])[0] == 0
    assert _whose(token.strip()) is None


def test_adding_a_user_again_changes_the_role(call: Call) -> None:
    call("users", "add", "ana@exemplo.invalid", "--role", "agent")
    call("users", "add", "ana@exemplo.invalid", "--role", "supervisor")

    listed = json.loads(call("users", "list", "--json")[1])

    told = {"email": "ana@exemplo.invalid", "role": "supervisor", "state": "added", "second_factor": False}
    assert listed == [{**told, "creditors": [], "capacity": None}]


def test_a_user_is_bound_to_creditors_and_a_capacity_and_freed_again(call: Call) -> None:
    limits = ("--creditor", "cassems", "--creditor", "assefaz", "--capacity", "7")
    assert call("users", "add", "ana@exemplo.invalid", "--role", "agent", *limits)[0] == 0
    [bound] = json.loads(call("users", "list", "--json")[1])
    call("users", "add", "ana@exemplo.invalid", "--role", "supervisor")
    [kept] = json.loads(call("users", "list", "--json")[1])
    call("users", "add", "ana@exemplo.invalid", "--role", "agent", "--creditor", "all", "--capacity", "0")
    [freed] = json.loads(call("users", "list", "--json")[1])

    assert (bound["creditors"], bound["capacity"]) == (["assefaz", "cassems"], 7)
    assert (kept["role"], kept["creditors"], kept["capacity"]) == ("supervisor", ["assefaz", "cassems"], 7)
    assert (freed["creditors"], freed["capacity"]) == ([], None)


def test_a_creditor_nobody_knows_binds_nobody_and_adds_nobody(call: Call) -> None:
    code, _, told = call("users", "add", "ana@exemplo.invalid", "--role", "agent", "--creditor", "nada")

    assert (code, "unknown creditor nada" in told) == (1, True)
    assert json.loads(call("users", "list", "--json")[1]) == []


def test_a_key_is_made_with_scopes_and_a_last_day(call: Call) -> None:
    call("users", "add", "ana@exemplo.invalid", "--role", "agent")

    made = call("keys", "add", "--user", "ana@exemplo.invalid", "--scope", "read_debts", "--expires", "2099-01-31")
    [listed] = json.loads(call("keys", "list", "--json")[1])
    refused = call("keys", "add", "--user", "ana@exemplo.invalid", "--scope", "import")

    assert (made[0], listed["scopes"], listed["expires_at"]) == (0, ["read_debts"], "2099-02-01T03:00:00+00:00")
    assert (refused[0], "role agent does not grant import" in refused[2]) == (1, True)


def test_an_invitation_is_a_link_that_sets_a_password(call: Call) -> None:
    call("users", "add", "ana@exemplo.invalid", "--role", "agent")

    code, link, _ = call("users", "invite", "Ana@exemplo.invalid")
    opened = asyncio.run(_accepts(link.strip().rpartition("/")[2]))

    assert (code, link.startswith("http://127.0.0.1:8000/console/invitations/")) == (0, True)
    assert isinstance(opened, Opened)
    [listed] = json.loads(call("users", "list", "--json")[1])
    assert listed["state"] == "active"


def test_a_disabled_user_s_keys_open_nothing_until_enabled(call: Call) -> None:
    call("users", "add", "ana@exemplo.invalid", "--role", "agent")
    token = call("keys", "add", "--user", "ana@exemplo.invalid")[1].strip()

    assert call("users", "disable", "ana@exemplo.invalid")[0] == 0
    assert _whose(token) is None
    assert "disabled" in call("users", "list")[1]
    assert call("users", "enable", "ana@exemplo.invalid")[0] == 0

    assert _whose(token) == "ana@exemplo.invalid"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("users", "add", "ana", "--role", "agent"), 1),
        (("users", "add", "ana@exemplo.invalid", "--role", "king"), 2),
        (("users", "add", "ana@exemplo.invalid"), 2),
        (("keys", "add", "--user", "bia@exemplo.invalid"), 1),
        (("users", "invite", "bia@exemplo.invalid"), 1),
        (("users", "disable", "bia@exemplo.invalid"), 1),
        (("users", "enable", "bia@exemplo.invalid"), 1),
        (("users", "reset-second-factor", "bia@exemplo.invalid"), 1),
        (("keys", "revoke", "000000000000"), 1),
        (("queue", "show", "7"), 1),
        (("queue", "return", "7", "--step", "identity.waiting", "--fact", "first_due"), 2),
    ],
)
def test_what_cannot_be_done_ends_with_its_code_and_a_reason(call: Call, arguments: tuple[str, ...], code: int) -> None:
    ended, out, err = call(*arguments)

    assert (ended, out) == (code, "")
    assert err


def test_the_queue_is_listed_and_a_conversation_closed_with_its_form(call: Call) -> None:
    _release_of_the_checkout()
    conversation = asyncio.run(_one_waiting())
    form = ("--outcome", "sem contato", "--action", "nenhuma", "--reason", "outros", "--sector", "cadastro")

    [entry] = json.loads(call("queue", "list", "--json")[1])
    refused = call("queue", "close", str(conversation), *form)
    closed = call("queue", "close", str(conversation), *form, "--note", "número errado")

    assert (entry["id"], entry["reason"]) == (conversation, "asked")
    assert (refused[0], refused[2]) == (1, "concilia: the form lacks justification\n")
    assert closed[0] == 0
    assert json.loads(call("queue", "list", "--json")[1]) == []


def _whose(token: str) -> str | None:
    async def find() -> str | None:
        async with staff_desk() as desk:
            member = await caller(token, desk.staff, desk.now)
        return member.email if member is not None else None

    return asyncio.run(find())


async def _accepts(token: str) -> object:
    async with opened_staff(load_settings()) as (_, tools):
        chosen = NewPassword("girassol na janela", "girassol na janela")
        return await accept_invitation(token, chosen, Visit("", ""), tools)


async def _one_waiting() -> int:
    settings = load_settings()
    await migrate(settings.database_url)
    vault = Vault.from_text(settings.keys.get_secret_value())
    clock = SystemClock(None)
    storage = SqlStorage(settings.database_url, vault, clock)
    try:
        conversation = await storage.inbox().store(a_message(received_at=clock.now())) or 0
        claim = await storage.inbox().claim(conversation, quiet_since=clock.now(), lease_s=30)
        assert claim is not None
        await storage.inbox().commit(claim, a_turn(claim, changes=(HandedOff("asked", {"reason": "asked"}),)))
        return conversation
    finally:
        await storage.close()


@pytest.mark.parametrize(("env", "expected"), [("development", [(DEMO_EMAIL, "admin")]), ("production", [])])
def test_the_demo_login_is_an_admin_outside_production(
    call: Call, monkeypatch: pytest.MonkeyPatch, env: str, expected: list[tuple[str, str]]
) -> None:
    call("migrate")
    settings = load_settings().model_copy(update={"env": env})

    asyncio.run(ensure_demo_user(settings))

    listed = json.loads(call("users", "list", "--json")[1])
    assert [(user["email"], user["role"]) for user in listed] == expected


@pytest.mark.parametrize(("env", "is_let_in"), [("development", True), ("production", False)])
def test_the_printed_password_opens_the_console_in_development_only(
    call: Call, tmp_path: Path, env: str, is_let_in: bool
) -> None:
    call("migrate")
    asyncio.run(ensure_demo_user(load_settings()))
    asyncio.run(ensure_demo_user(load_settings()))  # twice is once
    given = Credentials(DEMO_EMAIL, demo_secrets(tmp_path).password)

    async def come_in() -> object:
        async with opened_staff(load_settings().model_copy(update={"env": env})) as (_, tools):
            return await sign_in(given, Visit("", ""), tools)

    assert isinstance(asyncio.run(come_in()), Opened) is is_let_in


def _release_of_the_checkout() -> None:
    """Its forms; nothing is said, so no model is needed."""
    make_live(load_settings(), checkout_build())
