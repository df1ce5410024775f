"""`concilia nlu parse` as a shell runs it: lines in, one answer a line out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.release_store import LivePointer, ReleaseFolder

type Run = Callable[..., subprocess.CompletedProcess[str]]

LINES = "045\ns\n👍\n\nsim mas tira o juros\nquero falar com um atendente\n/restart\n"
INTENTS = ["inform_identity", "affirm", "affirm", "out_of_scope", "ask_discount", "ask_human"]


@pytest.fixture
def run(tmp_path: Path, release_folder: ReleaseFolder, release_id: str) -> Run:
    """The command under a home whose live release is the session's."""
    (tmp_path / "releases").symlink_to(release_folder.releases)
    LivePointer(tmp_path / "live-release").move(release_id)

    def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", "nlu", "parse", *arguments]
        settings = {**os.environ, "CONCILIA_HOME": str(tmp_path), "CONCILIA_NOW": "2026-11-21T10:00", **environment}  # noqa: TID251  # passed on
        return subprocess.run(command, input=LINES, env=settings, capture_output=True, text=True, check=True)

    return _run


def test_each_line_in_is_one_json_document_out(run: Run, nlu_url: str):
    ended = run("--json", CONCILIA_NLU_URL=nlu_url)

    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["text"] for one in found] == LINES.splitlines()
    assert [one["intent"] for one in found[:6]] == INTENTS
    assert found[6]["intent"] != "restart"
    assert found[0]["entities"] == [{"entity": "cpf_first3", "value": "045", "text": "045", "start": 0, "end": 3}]
    assert [one["confidence"] for one in found[:3]] == [1.0, 1.0, 1.0]
    assert all(0 <= one["confidence"] <= 1 for one in found)
    assert ended.stderr == ""


def test_without_json_a_row_holds_text_intent_and_confidence(run: Run, nlu_url: str):
    rows = [line.split("\t") for line in run(CONCILIA_NLU_URL=nlu_url).stdout.splitlines()]

    assert rows[0] == ["045", "inform_identity", "1.00"]
    assert [row[1] for row in rows[:6]] == INTENTS


def test_with_nothing_running_a_server_is_started_for_the_command_and_ended(run: Run, tmp_path: Path):
    ended = run("--json", CONCILIA_NLU_URL="")

    assert [json.loads(line)["intent"] for line in ended.stdout.splitlines()][:6] == INTENTS
    assert "starting the understanding" in ended.stderr
    assert "atendente" not in ended.stderr
    assert not _processes_of(tmp_path)


def _processes_of(home: Path) -> list[str]:
    commands = [_command(folder) for folder in Path("/proc").glob("[0-9]*")]
    return [command for command in commands if str(home) in command]


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text(errors="replace")
    except OSError:  # it ended meanwhile
        return ""
