"""A collector of traces: takes spans by OTLP over HTTP, in a thread of its own, and keeps what it was told."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class Told:
    """One span as it was sent."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    whole: str = field(repr=False)


@dataclass
class Collector:
    url: str
    spans: list[Told] = field(default_factory=list)

    def traces(self) -> list[list[Told]]:
        """The spans of each trace."""
        found: dict[str, list[Told]] = defaultdict(list)
        for span in list(self.spans):
            found[span.trace].append(span)
        return list(found.values())

    def take(self, body: bytes) -> None:
        for part in ExportTraceServiceRequest.FromString(body).resource_spans:
            names = {one.key: one.value.string_value for one in part.resource.attributes}
            for span in (span for scope in part.scope_spans for span in scope.spans):
                ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                self.spans.append(Told(names["service.name"], span.name, *ids, whole=_without_ids(span)))


def _without_ids(span: Span) -> str:
    """All a span says but its random bytes, in which anything may be found."""
    told = Span.FromString(span.SerializeToString())
    for name in ("trace_id", "span_id", "parent_span_id", "links"):
        told.ClearField(name)
    return str(told)


@contextmanager
def collecting() -> Iterator[Collector]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is said of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield collector
        server.shutdown()
        thread.join()
