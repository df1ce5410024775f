"""Logging: one JSON line an event on stderr, without texts, numbers or names of people.

Our own events are constant words and facts chosen one by one. What a library says is left out, as it may quote what it
was given: of its record only who spoke, where, and the class and place of an error. A last look takes out whatever
looks like a CPF, a phone or an address all the same.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

SPEAKS_PLAINLY = "uvicorn.error"  # an address that is taken, a request that is none: said without quoting anybody
TRACEBACK = "Traceback"
INSTALLED = "site-packages"
NUMBER = re.compile(r"(?<!\w)\+?\(?\d(?:[ ().\-/]{0,2}\d){7,}(?!\w)")
MASKED_CPF = re.compile(r"[\d*•xX]{3}\.[\d*•xX]{3}\.[\d*•xX]{3}-[\d*•xX]{2}")
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
TAKEN_OUT = "[…]"

type Note = Callable[[str, str], None]


def configure_logs(process: str, note: Note | None = None, level: int = logging.INFO) -> None:
    """Bring everything this process says into one form; `note` hears of the level and the event of each line."""

    def finished(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return _finished(event, process, note)

    stderr = cast(TextIO, _Stderr())
    handler = logging.StreamHandler(stderr)
    handler.setFormatter(_LineOfALibrary(process, note))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, finished, _rendered],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stderr),
        cache_logger_on_first_use=True,
    )


def note_deaths() -> None:
    """Python prints an error nobody caught together with its message: say it as everything else is said."""
    sys.excepthook = _died
    sys.unraisablehook = lambda told: _ended("not raised", told.exc_value)
    threading.excepthook = lambda told: _ended("thread ended by an error", told.exc_value)


def told_of(error: BaseException) -> dict[str, str]:
    """Class and place of an error, and the class of what caused it: its message and arguments may hold anything."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    told = {"error": type(error).__name__}
    if place := _place_of(error):
        told["at"] = place
    cause = error.__cause__ or getattr(error, "orig", None)
    return {**told, "cause": type(cause).__name__} if cause is not None else told


def json_line(process: str, level: str, event: str) -> str:
    """A line written elsewhere than on stderr."""
    return _as_json(_finished({"event": event, "level": level}, process, None))


def without_people(value: Any) -> Any:
    """The same without what looks like a number or an address of somebody."""
    if isinstance(value, str):
        return ADDRESS.sub(TAKEN_OUT, NUMBER.sub(TAKEN_OUT, MASKED_CPF.sub(TAKEN_OUT, value)))
    if isinstance(value, Mapping):
        return {key: without_people(one) for key, one in value.items()}
    return [without_people(one) for one in value] if isinstance(value, list | tuple) else value


class _Stderr:
    """Standard error as it is at the moment of writing."""

    def write(self, said: str) -> None:
        sys.stderr.write(said)

    def flush(self) -> None:
        sys.stderr.flush()


class _LineOfALibrary(logging.Formatter):
    """A record of somebody else's logger, by who spoke and where."""

    def __init__(self, process: str, note: Note | None) -> None:
        super().__init__()
        self._process = process
        self._note = note

    def format(self, record: logging.LogRecord) -> str:
        event: EventDict = {"event": record.name, "level": record.levelname.lower()}
        event["at"] = f"{record.filename}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            event.update(told_of(record.exc_info[1]))
        elif record.name == SPEAKS_PLAINLY:
            said = record.getMessage().strip().partition("\n")[0]
            event["said"] = "" if said.startswith(TRACEBACK) else said
        return _as_json(_finished(event, self._process, self._note))


def _finished(event: EventDict, process: str, note: Note | None) -> EventDict:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exception() if given else None
    if error is not None:
        event.update(told_of(error))
    event = without_people(event)
    if note is not None:
        note(event["level"], event["event"])
    return {**event, "process": process, "timestamp": datetime.now(UTC).isoformat()}


def _rendered(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return _as_json(event)


def _as_json(event: Mapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, default=lambda value: type(value).__name__)


def _place_of(error: BaseException) -> str | None:
    """The last place in our own code the error came through, or else where it was raised."""
    frames = extract_tb(error.__traceback__)
    if not frames:
        return None
    frame = next((frame for frame in reversed(frames) if INSTALLED not in frame.filename), frames[-1])
    return f"{'/'.join(frame.filename.rsplit('/', 2)[-2:])}:{frame.lineno}"


def _died(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        _ended("ended by an error", error)


def _ended(event: str, error: BaseException | None) -> None:
    structlog.get_logger().critical(event, **(told_of(error) if error is not None else {}))
