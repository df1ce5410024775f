"""The server's part of a trace: one span a call, below the one the service names in its header.

Off, and costing nothing, where no collector is named. A span tells the door and the status, never what was said.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Thread
from typing import Protocol

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Tracer, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

SERVICE = "concilia-nlu"
HEADER = "traceparent"
SENT_WITHIN_S = 2.0
CARRIER = TraceContextTextMapPropagator()


class Tracing(Protocol):
    def call(self, door: str, headers: Mapping[str, str], span_ns: tuple[int, int], status: int) -> None:
        """Tell of a call that was answered: when it began and ended, and how."""

    def close(self) -> None: ...


class NoTracing:
    def call(self, door: str, headers: Mapping[str, str], span_ns: tuple[int, int], status: int) -> None:
        """Nobody asked."""

    def close(self) -> None:
        """Nothing is waiting."""


class OtlpTracing:
    """Sends spans to a collector by HTTP, in batches and beside the calls."""

    def __init__(self, endpoint: str) -> None:
        self._provider = TracerProvider(resource=Resource({"service.name": SERVICE}), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer: Tracer = self._provider.get_tracer(SERVICE)

    def call(self, door: str, headers: Mapping[str, str], span_ns: tuple[int, int], status: int) -> None:
        if HEADER not in headers:
            return  # nobody follows this one
        began, ended = span_ns
        span = self._tracer.start_span(
            f"nlu {door}", context=CARRIER.extract(headers), kind=SpanKind.SERVER, start_time=began
        )
        span.set_attribute("http.response.status_code", status)
        span.end(ended)

    def close(self) -> None:
        """Send what waits; a collector that is away holds up no stop."""
        sending = Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(SENT_WITHIN_S)


def open_tracing(endpoint: str) -> Tracing:
    return OtlpTracing(endpoint) if endpoint else NoTracing()
