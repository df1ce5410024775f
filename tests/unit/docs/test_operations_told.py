"""What operators are told to type and to expect is what there is: commands, settings, figures, limits (issue 6, 3)."""

import re
import sqlite3
import subprocess
import sys
from importlib import import_module
from inspect import signature
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from typer.main import get_group

from bot.adapters.db.engine import CONNECTION_WITHIN_S, open_engine
from bot.adapters.db.few_connections import MOST as MOST_OF_DRIVER
from bot.adapters.db.vault import Vault
from bot.adapters.redis_allowance import AT_ONCE, PER_SECOND
from bot.adapters.redis_pace import MOST_BEHIND_S
from bot.adapters.twilio_media import MAX_BYTES as MAX_FILE
from bot.api.body_limit import MAX_BYTES, MAX_BYTES_OF_FILES
from bot.api.in_hand import AT_ONCE as IN_HAND
from bot.api.not_stored import AGAIN
from bot.api.serving import ENDS_WITHIN_S
from bot.application.office.media import MOST_BYTES_A_DAY, MOST_FILES_A_DAY
from bot.application.waiting import MOST_IN_A_TURN
from bot.assembly import OF_DOORS
from bot.cli import SUBJECTS
from bot.config import ROOT, Settings
from bot.worker import LEASE_S, STOP_WITHIN_S
from tests.builders import PHONE
from webhooks.crowd import AT_ONCE as STORED_AT_ONCE
from webhooks.form import MAX_BYTES as MAX_FORM
from webhooks.twilio import ANSWER_WITHIN_S

TOLD = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
METRICS = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
MB = 1024 * 1024
COMMAND = re.compile(r"`\./concilia ([a-z]+(?: [a-z]+)?)")
SETTING = re.compile(r"\b(?:CONCILIA|TWILIO|FORWARDED|API|OTEL)_[A-Z_]+\b")
VACUUM = re.compile(r'^\.venv/bin/python (-m sqlite3) \.concilia/(\S+) "(VACUUM INTO .+)" ', re.MULTILINE)


def test_every_command_named_is_one_there_is() -> None:
    named = [words.split() for words in COMMAND.findall(TOLD)]

    assert len(named) > 5
    assert [words for words in named if not is_a_command(*words)] == []


def is_a_command(subject: str, name: str = "") -> bool:
    """`bench` takes a name of its own; `flows` has commands."""
    if subject not in SUBJECTS:
        return False
    command = get_group(import_module(f"bot.cli.{SUBJECTS[subject]}").app).commands[subject]
    return not name or name in getattr(command, "commands", {name: command})


def test_every_setting_named_is_read_by_the_service_or_the_compose_file() -> None:
    known = {str(field.validation_alias or f"CONCILIA_{key.upper()}") for key, field in Settings.model_fields.items()}
    named = set(SETTING.findall(TOLD))

    assert len(named) > 8
    assert [name for name in named if name not in known and name not in COMPOSE] == []


def test_several_nlus_named_as_written_are_each_asked_at_the_port_they_listen_on() -> None:
    [written] = re.findall(r"`CONCILIA_NLU_URL=(\S+)`", TOLD)
    [port] = re.findall(r"\$\{CONCILIA_NLU_URL:-http://nlu:(\d+)\}", COMPOSE)

    asked = Settings(_env_file=None, nlu_url=written).nlu_url
    assert asked == tuple(f"http://concilia-nlu-{number}:{port}" for number in (1, 2))


def test_every_figure_named_is_told_of_with_the_others() -> None:
    assert [name for name in re.findall(r"`(concilia_\w+)`", TOLD) if f"`{name}`" not in METRICS] == []


def test_the_back_up_of_an_embedded_database_is_made_as_written(tmp_path: Path) -> None:
    [(module, name, statement)] = VACUUM.findall(TOLD)
    (tmp_path / ".concilia").mkdir()
    with sqlite3.connect(tmp_path / ".concilia" / name) as made:
        made.execute("CREATE TABLE kept (what TEXT)")
    made.close()

    command = [sys.executable, *module.split(), f".concilia/{name}", statement]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    assert Settings(_env_file=None, home=tmp_path / ".concilia").database_url.endswith(f".concilia/{name}")
    with sqlite3.connect(tmp_path / "concilia-backup.sqlite3") as copy:
        assert copy.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]
    copy.close()


def test_keys_changed_as_written_find_what_was_kept_the_second_time_too() -> None:
    """With keys made as written; what a process of one step seals, one of the next opens, and the other way round."""
    [made] = re.findall(r"^1\. Make one: `\.venv/bin/python -c \"(.+)\"`\.$", TOLD, re.MULTILINE)
    steps = re.findall(r"^\d\. `CONCILIA_KEYS=(\S+)`", TOLD, re.MULTILINE)
    first, second, third = (new_key(made) for _ in range(3))

    lists = [first] + [
        step.replace("OLD", old).replace("NEW", new).replace("INDEX", first)
        for old, new in ((first, second), (second, third))
        for step in steps
    ]
    vaults = [Vault.from_text(keys) for keys in lists]

    assert len(vaults) == 7
    assert {vault.phone_index(PHONE) for vault in vaults} == {vaults[0].phone_index(PHONE)}
    assert {one.open(other.seal("x")) + other.open(one.seal("x")) for one, other in pairwise(vaults)} == {"xx"}


def new_key(made: str) -> str:
    return subprocess.run([sys.executable, "-c", made], check=True, capture_output=True, text=True).stdout.strip()


POOLED = 2 * signature(open_engine).parameters["pool_size"].default
LIMITS = {
    f"| {STORED_AT_ONCE} deliveries being stored by one `api`, or one not stored within {ANSWER_WITHIN_S:g} s |",
    f"503 and `Retry-After: {AGAIN['Retry-After']}`",
    f"| {IN_HAND} requests of pages and programs in hand in one `api` |",
    f"| {POOLED} connections of one process to the database, or the six of messages and turns |",
    f"an `api` has up to {2 * OF_DOORS + MOST_OF_DRIVER} more that only deliveries use",
    f"Set `max_connections` to {POOLED + MOST_OF_DRIVER} for each `worker`, {POOLED + 2 * (MOST_OF_DRIVER + OF_DOORS)}",
    f"| {MOST_IN_A_TURN} messages of one phone in a burst | the oldest {MOST_IN_A_TURN} are one turn",
    f"none within {CONNECTION_WITHIN_S:g} s",
    f"| {AT_ONCE} calls in a row of one API key, then {PER_SECOND} a second |",
    f"| a body of {MAX_BYTES // MB} MB ({MAX_BYTES_OF_FILES // MB} MB where files are posted, {MAX_FORM // 1024} KB",
    f"| {MAX_FILE // MB} MB in a file of a debtor's, {MOST_FILES_A_DAY} files or {MOST_BYTES_A_DAY // MB} MB of",
    f"its lease ends ({LEASE_S:g} s)",
    f"client_max_body_size {MAX_BYTES_OF_FILES // MB}m",
}


@pytest.mark.parametrize("limit", sorted(LIMITS))
def test_every_limit_is_told_with_its_number(limit: str) -> None:
    assert limit in TOLD


def test_what_is_told_in_words_is_so() -> None:
    """Three seconds of an api, six of a worker, twenty before it is killed; two seconds of a notice."""
    compose = yaml.safe_load(COMPOSE)["services"]

    assert (ENDS_WITHIN_S, STOP_WITHIN_S, MOST_BEHIND_S) == (3, 6.0, 2)
    assert {compose[name]["stop_grace_period"] for name in ("api", "worker")} == {"20s"}
    for words in ("within three seconds", "for six", "Give processes 20 s", "up to two seconds later each"):
        assert words in TOLD
