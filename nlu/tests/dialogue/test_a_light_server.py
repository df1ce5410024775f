"""The server as it is started: without TensorFlow, and the same in all it answers."""

import json
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from concilia_nlu.releases import Releases
from serving.light import NotThere, StandIns, is_ours_alone

NLU = Path(__file__).parent.parent.parent
PATIENCE_S = 120.0
TEXTS = ["bom dia", "quero parcelar", "???", ""]


def ask(place: Path, path: str, body: Any = None) -> Any:
    connection = HTTPConnection("nlu")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(place))
    connection.request("GET" if body is None else "POST", path, body=None if body is None else json.dumps(body))
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def wait_for(place: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not place.exists():
        assert time.monotonic() < deadline
        with suppress(subprocess.TimeoutExpired):
            assert process.wait(0.1) is None


def test_a_server_holds_no_tensorflow_and_understands_alike(releases_folder: Path, tmp_path: Path) -> None:
    """Issue 6: less memory than stock Rasa; the model and what it makes of a text are the same."""
    place = tmp_path / "nlu.sock"
    command = [sys.executable, "-W", "ignore", str(NLU / "server.py"), "--releases", str(releases_folder)]
    with subprocess.Popen([*command, "--socket", str(place), "--preload", "first"]) as process:
        try:
            wait_for(place, process)
            understood = ask(place, "/parse", {"release": "first", "texts": TEXTS})["results"]
            mapped = Path(f"/proc/{process.pid}/maps").read_text()
        finally:
            process.terminate()

    whole = Releases(releases_folder).get("first").rank(TEXTS)
    assert [one["alternatives"][0]["confidence"] for one in understood[:2]] == [
        ranking[0].confidence for ranking in whole[:2]
    ]
    assert "numpy" in mapped
    assert "tensorflow" not in mapped


def test_a_pipeline_with_a_component_of_rasas_keeps_all_of_it(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n- name: concilia_nlu.a.A\n- name: DIETClassifier\npolicies: []\n")

    assert is_ours_alone(NLU / "config.yml")
    assert not is_ours_alone(config)


def test_what_was_left_out_says_so_when_it_is_used() -> None:
    absent = StandIns().create_module(StandIns().find_spec("tensorflow", None))

    with pytest.raises(NotThere, match="Tensor"):
        absent.Tensor()
