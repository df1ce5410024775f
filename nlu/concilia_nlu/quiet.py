"""Logging that never holds what a debtor wrote: errors only from libraries, and of an error its class and place."""

from __future__ import annotations

import logging
import sys
import traceback
import warnings

import structlog

LOUD_LIBRARIES = ("rasa", "tensorflow", "aiohttp.access", "aiohttp.server", "asyncio", "matplotlib", "sanic")


def configure_logging(level: int = logging.INFO) -> None:
    """One line a record on stderr. Rasa's structured records hold texts and slots: none of them is rendered."""
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True
    )
    for name in LOUD_LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(processors=[_drop], cache_logger_on_first_use=False)
    warnings.filterwarnings("ignore")


def place_of(error: BaseException) -> str:
    """Class and place of an error: its message could repeat a text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _drop(_logger: object, _method: str, _event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    raise structlog.DropEvent
