"""What the supervisor says is read on the terminal and collected from a file."""

import json
from pathlib import Path

from bot.logs import TAKEN_OUT
from bot.supervisor.told import told_twice


def test_each_line_is_said_and_written_down_as_one_json_object(tmp_path: Path) -> None:
    said: list[str] = []
    tell = told_twice(tmp_path, said.append)

    tell("api ended with 3, again in 0.5 s: +55 67 99100-0042")
    tell("everything is stopped")

    written = [json.loads(line) for line in (tmp_path / "logs" / "supervisor.log").read_text().splitlines()]
    assert said[1] == "everything is stopped"
    assert [line["event"] for line in written] == [f"api ended with 3, again in 0.5 s: {TAKEN_OUT}", said[1]]
    assert {(line["process"], line["level"]) for line in written} == {("supervisor", "info")}


def test_a_log_that_cannot_be_written_silences_nobody(tmp_path: Path, capsys) -> None:
    said: list[str] = []
    (tmp_path / "logs").write_text("a file where a folder should be")

    told_twice(tmp_path, said.append)("starting")

    assert said == ["starting"]
    assert "not written" in capsys.readouterr().err
