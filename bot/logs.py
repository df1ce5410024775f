"""Logging: one JSON line an event, without texts, numbers or names of people."""

import logging

import structlog


def configure_logs(level: int = logging.INFO) -> None:
    """Structured lines on standard error; libraries that print what they send are kept quiet."""
    logging.basicConfig(format="%(message)s", level=level)
    for talkative in ("httpx", "httpcore", "twilio.http_client", "sqlalchemy", "aiosqlite"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
