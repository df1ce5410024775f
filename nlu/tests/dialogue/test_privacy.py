"""Nothing a debtor writes reaches a log (D: no texts outside the database)."""

import io
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from serving.lines import configure_lines

SECRET = "zoroastrismo quarenta e dois"
SERVER = Path(__file__).parents[2] / "server.py"


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    """All that is logged once the server has set its logging up, down to DEBUG."""
    root, kept = logging.getLogger(), logging.getLogger().handlers[:]
    configure_lines(logging.DEBUG)
    written = io.StringIO()
    root.addHandler(logging.StreamHandler(written))
    yield written
    root.handlers[:] = kept


async def test_no_text_slot_or_fact_is_logged(client, logs, capfd):
    slots = {"profile": "alfa", "step": "opening.ask", "channel": SECRET}
    body = {"release": "first", "slots": slots, "messages": [{"text": SECRET}], "facts": {"channel": SECRET}}

    assert (await client.post("/turn", json=body)).status == 200
    assert (await client.post("/parse", json={"release": "first", "texts": [SECRET]})).status == 200
    assert (await client.post("/parse", json={"release": "first", "bursts": [[{"text": SECRET}]]})).status == 200
    assert (await client.post("/resume", json={**body, "outcome": SECRET})).status == 422
    assert (await client.post("/turn", data=SECRET)).status == 400

    printed = capfd.readouterr()
    assert "zoroastrismo" not in logs.getvalue() + printed.out + printed.err


async def test_an_unexpected_error_is_logged_by_its_class_and_place_only(client, logs):
    slots = {"profile": "beta", "step": "opening.open", "channel": SECRET}
    message = {"text": SECRET, "intent": "affirm", "source": "button"}

    response = await client.post("/turn", json={"release": "first", "slots": slots, "messages": [message]})

    assert response.status == 500
    assert "/turn failed: EndlessWalk at turn.py:" in logs.getvalue()
    assert "zoroastrismo" not in logs.getvalue() + await response.text()


async def test_the_server_process_answers_on_a_socket_stops_when_asked_and_prints_no_text(releases_folder, tmp_path):
    socket = tmp_path / "nlu.sock"
    command = [sys.executable, str(SERVER), "--releases", str(releases_folder), "--socket", str(socket)]
    with subprocess.Popen(command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True) as process:
        started = next(line for line in process.stdout if "listening on" in line)
        async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket))) as session:
            answer = await session.post("http://nlu/parse", json={"release": "first", "texts": [SECRET]})
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=300)

    assert (answer.status, process.returncode) == (200, 0)
    assert "zoroastrismo" not in started + rest


async def test_every_line_is_one_json_object_and_a_librarys_text_is_left_out(capfd):
    root, kept = logging.getLogger(), logging.getLogger().handlers[:]
    configure_lines()
    try:
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("some.library").exception("could not read %s: " + SECRET, SECRET)
        logging.getLogger("concilia.nlu").info("listening")
    finally:
        root.handlers[:] = kept

    library, ours = (json.loads(line) for line in capfd.readouterr().err.splitlines())
    assert (library["event"], library["level"]) == ("some.library", "error")
    assert library["error"].startswith("ValueError at test_privacy.py:")
    assert ours["event"] == "listening"
    assert "zoroastrismo" not in json.dumps(library)


def test_an_error_nobody_caught_is_told_by_its_class_and_place_only():
    script = f"from serving.lines import *\nconfigure_lines(); note_deaths()\nraise ValueError({SECRET!r})"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=SERVER.parent, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert json.loads(done.stderr)["event"] == "ended by an error: ValueError at <string>:3"
