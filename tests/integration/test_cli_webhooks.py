"""`concilia webhooks`: refused deliveries by their cause, and those the provider signed taken in without a page."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select
from twilio.request_validator import RequestValidator

from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.tables import InboxRow, RefusedRequestRow
from bot.adapters.db.vault import Vault
from bot.application.refused import RefusedRequest
from bot.cli import main
from bot.config import Settings, load_settings
from tests.builders import PHONE, a_refused
from webhooks.form import PostedForm

OLD = "a-token-of-last-year"

type Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path))
    monkeypatch.setenv("TWILIO_RETIRED_TOKENS", OLD)


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


def signed(settings: Settings, sid: str, token: str) -> RefusedRequest:
    pairs = (("MessageSid", sid), ("From", f"whatsapp:{PHONE}"), ("To", "whatsapp:+556733141010"), ("Body", "oi"))
    url = f"{settings.public_url}/webhooks/twilio/messages"
    return a_refused(pairs=pairs, signature=RequestValidator(token).compute_signature(url, PostedForm(pairs)))


async def refused(*tokens: str) -> None:
    settings = load_settings()
    await migrate(settings.database_url)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    await SqlRefused(database).keep([signed(settings, f"SM{n}", token) for n, token in enumerate(tokens)])
    await database.close()


async def taken() -> tuple[list[str], list[str | None]]:
    settings = load_settings()
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    async with database.reading() as session:
        inbox = [row.external_id for row in await session.scalars(select(InboxRow))]
        by = [row.taken_by for row in await session.scalars(select(RefusedRequestRow).order_by("id"))]
    await database.close()
    return inbox, by


def test_they_are_counted_by_cause_and_only_the_providers_are_taken_in(call: Call) -> None:
    asyncio.run(refused(load_settings().twilio_tokens[0], OLD, "somebody-elses"))

    code, told, _ = call("webhooks", "refused", "--json")
    done = [call("webhooks", "replay", cause)[2].strip() for cause in ("fits_now", "old_token", "unknown")]
    plain = call("webhooks", "refused")[1]

    causes = {one["cause"]: one["count"] for one in json.loads(told)}
    assert (code, causes) == (0, {"fits_now": 1, "old_token": 1, "unknown": 1})
    assert done == ["1 taken in", "1 taken in", "0 taken in"]
    assert plain.split() == ["unknown", "1"]
    assert asyncio.run(taken()) == (["SM0", "SM1"], ["command line", "command line", None])


def test_a_cause_there_is_not_is_wrong_usage(call: Call) -> None:
    assert call("webhooks", "replay", "whatever")[0] == 2
