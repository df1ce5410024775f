"""What is written down: one JSON line an event, which names nobody whatever went wrong (I1, section 10)."""

import asyncio
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.adapters.db.engine import open_engine
from bot.adapters.nlu_client import DialogueRefused
from bot.application.send_outbox import DeliveryFailed
from bot.config import ROOT
from bot.lanes.lines import attempt
from bot.logs import TAKEN_OUT, configure_logs, json_line, told_of, without_people

CPF, DOTTED, PHONE = "52998224725", "529.982.247-25", "+5567991000042"
NAME = "Marluce Quintanilha Braga"
MASKED = ("***.982.247-**", "529.***.***-25", "529.XXX.XXX-25")
NUMBERS = (
    CPF,
    DOTTED,
    *MASKED,
    PHONE,
    PHONE[1:],
    "(67) 99100-0042",
    "67 99100 0042",
    "9910-00042",
    "55 (67) 9 9100-0042",
)
QUOTED = f"The 'To' number whatsapp:{PHONE} of {NAME}, CPF {DOTTED}, is not valid"

type Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What was written since, line by line."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs("worker")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def raised(raiser: Callable[[], object]) -> Exception:
    try:
        raiser()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def quoting() -> list[Exception]:
    """Errors as libraries make them, each with somebody in its message."""

    class Form(BaseModel):
        count: int

    def refused_by_pydantic() -> object:
        return Form.model_validate({"count": f"{NAME} {CPF}"})

    def refused_by_the_database() -> object:
        raise IntegrityError("INSERT INTO person", {"name": NAME, "cpf": CPF}, Exception(QUOTED))

    def refused_by_the_provider() -> object:
        raise ValueError(QUOTED)

    return [raised(refused_by_pydantic), raised(refused_by_the_database), raised(refused_by_the_provider)]


def names_somebody(line: object) -> list[str]:
    said = json.dumps(line, ensure_ascii=False)
    return [secret for secret in (*NUMBERS, *NAME.split()) if secret in said]


def test_an_event_of_ours_is_one_line_with_its_facts(lines: Lines) -> None:
    structlog.get_logger().error("turn failed", id=7, passing=True)

    [line] = lines()
    assert (line["event"], line["level"], line["process"]) == ("turn failed", "error", "worker")
    assert (line["id"], line["passing"]) == (7, True)
    assert str(line["timestamp"]).endswith("+00:00")


@pytest.mark.parametrize("error", quoting(), ids=lambda error: type(error).__name__)
def test_an_error_is_told_by_its_class_and_place(lines: Lines, error: Exception) -> None:
    structlog.get_logger().error("turn failed", **told_of(error))
    structlog.get_logger().error("turn failed", exc_info=error)

    for line in lines():
        assert line["error"] == type(error).__name__
        assert str(line["at"]).startswith("unit/test_logs.py:")
        assert names_somebody(line) == []


def test_the_first_of_several_errors_is_told_and_what_caused_it() -> None:
    def several() -> object:
        raise ExceptionGroup(QUOTED, [raised(lambda: _from(ConnectionRefusedError(PHONE)))])

    told = told_of(raised(several))

    assert (told["error"], told["cause"]) == ("LookupError", "ConnectionRefusedError")


def _from(cause: Exception) -> None:
    raise LookupError(QUOTED) from cause


@pytest.mark.parametrize(
    "logger", ["uvicorn.error", "asyncio", "asyncpg", "sqlalchemy.pool", "httpx", "twilio.http_client"]
)
def test_a_library_is_told_by_its_name_and_the_class_of_its_error(lines: Lines, logger: str) -> None:
    for error in quoting():
        logging.getLogger(logger).error("Exception in %s: " + QUOTED, QUOTED, exc_info=error)
    logging.getLogger(logger).error(f"Traceback (most recent call last):\n{QUOTED}\n{NAME}: {CPF}")

    written = lines()
    assert [line["event"] for line in written] == [logger] * 4
    assert [line.get("error") for line in written] == ["ValidationError", "IntegrityError", "ValueError", None]
    assert [line for line in written if names_somebody(line)] == []


def test_the_server_says_plainly_why_it_does_not_start(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").error("[Errno 98] error while attempting to bind on ('127.0.0.1', 8000)")

    [line] = lines()
    assert line["said"] == "[Errno 98] error while attempting to bind on ('127.0.0.1', 8000)"


def test_a_warning_is_a_line_that_quotes_nothing(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn(QUOTED, stacklevel=1)

    [line] = lines()
    assert (line["event"], line["level"], names_somebody(line)) == ("py.warnings", "warning", [])


def test_a_task_whose_error_nobody_read_is_told_without_it(lines: Lines) -> None:
    async def scenario() -> None:
        error = raised(lambda: _from(ValueError(QUOTED)))
        asyncio.get_running_loop().call_exception_handler({"message": f"never retrieved {QUOTED}", "exception": error})

    asyncio.run(scenario())

    [line] = lines()
    assert (line["event"], line["error"], names_somebody(line)) == ("asyncio", "LookupError", [])


def test_what_is_no_plain_value_is_told_by_its_kind(lines: Lines) -> None:
    structlog.get_logger().info("kept", what=ValueError(NAME), form={"texts": [PHONE]})

    [line] = lines()
    assert (line["what"], line["form"]) == ("ValueError", {"texts": [TAKEN_OUT]})


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_somebody_is_taken_out_wherever_it_got_in(number: str) -> None:
    assert without_people(f"to {number}, said {number}.") == f"to {TAKEN_OUT}, said {TAKEN_OUT}."


def test_an_address_is_taken_out_too() -> None:
    assert without_people("sent to marluce.braga@exemplo.invalid now") == f"sent to {TAKEN_OUT} now"


@pytest.mark.parametrize("plain", ["a1b2c3d4e5f6", "SM" + "01234567" * 4, "127.0.0.1", "12 of 1000", "1234567", ""])
def test_what_names_nobody_stays(plain: str) -> None:
    assert without_people(plain) == plain


def test_each_line_is_noted_by_level_and_event(lines: Lines) -> None:
    heard: list[tuple[str, str]] = []
    configure_logs("api", lambda level, event: heard.append((level, event)))

    structlog.get_logger().error("storage away")
    logging.getLogger("asyncpg").warning(QUOTED)

    assert heard == [("error", "storage away"), ("warning", "asyncpg")]


def test_a_line_for_a_file_is_of_the_same_form() -> None:
    line = json.loads(json_line("supervisor", "info", f"api ended with 3: {PHONE}"))

    assert (line["event"], line["process"], line["level"]) == (f"api ended with 3: {TAKEN_OUT}", "supervisor", "info")


@pytest.mark.parametrize(
    "ending",
    [
        "raise ValueError(WHO)",
        "threading.Thread(target=lambda: int(WHO)).start()",
        "class Left:\n    def __del__(self): raise ValueError(WHO)\nLeft()",
    ],
)
def test_an_error_nobody_caught_is_told_by_its_class_and_place(ending: str) -> None:
    script = (
        f"import threading\nfrom bot.logs import *\nWHO = {QUOTED!r}\nconfigure_logs('api'); note_deaths()\n{ending}\n"
    )

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    [line] = [json.loads(line) for line in done.stderr.splitlines()]
    assert (line["error"], line["level"], line["process"]) == ("ValueError", "critical", "api")
    assert names_somebody(line) == []


async def test_a_refusal_of_the_database_itself_quotes_no_parameter(database_url: str) -> None:
    """`hide_parameters` is on, and the driver's own words are not told."""
    engine = open_engine(database_url)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT nothing FROM nowhere WHERE cpf = :cpf"), {"cpf": CPF})
    except Exception as error:
        told, said = told_of(error), str(error)
    await engine.dispose()

    assert names_somebody(told) == []
    assert CPF not in said


def test_pydantic_itself_quotes_what_it_was_given() -> None:
    """The reason why messages of errors are never written down."""
    [refused, *_] = quoting()

    assert isinstance(refused, ValidationError)
    assert CPF in str(refused)


@pytest.mark.parametrize("error", [DeliveryFailed(QUOTED, permanent=True), DialogueRefused(500, QUOTED), *quoting()])
async def test_a_loop_of_the_worker_writes_down_no_message_of_an_error(lines: Lines, error: Exception) -> None:
    async def job() -> None:
        raise error

    assert await attempt(job, "turn failed", id=7) is error

    [line] = lines()
    assert (line["event"], line["error"], line["id"]) == ("turn failed", type(error).__name__, 7)
    assert names_somebody(line) == []
