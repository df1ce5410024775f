"""What the server writes down: one JSON line an event, which never holds what a debtor wrote.

Of a library's record the text is left out, whatever it says: only who spoke, where, and the class of an error.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from datetime import datetime, timezone
from types import TracebackType

import structlog

from concilia_nlu.quiet import LOUD_LIBRARIES, place_of

OURS = "concilia.nlu"
logger = logging.getLogger(OURS)


class JsonLine(logging.Formatter):
    """One record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, tz=timezone.utc).isoformat()
        line = {"event": record.name, "level": record.levelname.lower(), "timestamp": when}
        if record.name == OURS:
            line["event"] = record.getMessage()
        else:
            line["at"] = f"{record.filename}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = place_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def configure_lines(level: int = logging.INFO) -> None:
    """Everything of this process goes through one line; Rasa's own records, which hold texts and slots, nowhere."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD_LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(processors=[_drop], cache_logger_on_first_use=False)
    warnings.filterwarnings("ignore")


def note_deaths() -> None:
    """Python prints an error nobody caught with its message, which could repeat a text."""
    sys.excepthook = _died
    sys.unraisablehook = lambda told: _write("not raised", told.exc_value)
    threading.excepthook = lambda told: _write("thread ended", told.exc_value)


def _died(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if not isinstance(error, KeyboardInterrupt):
        _write("ended by an error", error)


def _write(event: str, error: BaseException | None) -> None:
    logger.critical("%s: %s", event, place_of(error) if error is not None else "unknown")


def _drop(_logger: object, _method: str, _event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    raise structlog.DropEvent
