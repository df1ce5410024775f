"""The figures of a process that has no door of its own, on a port of its own."""

import structlog
from prometheus_client import start_http_server

log = structlog.get_logger()


def serve_figures(host: str, port: int) -> None:
    """No port is no door; one that is taken costs the figures, never the work."""
    if not port:
        return
    try:
        start_http_server(port, host)
    except OSError as error:
        log.warning("figures not served", port=port, error=type(error).__name__)
