"""Sends spans to a collector by OTLP over HTTP, in batches and beside the work."""

from collections.abc import Sequence
from threading import Thread

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, get_current_span, set_span_in_context
from opentelemetry.trace import Span as OtlpSpan
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

CARRIER = TraceContextTextMapPropagator()
HEADER = "traceparent"
SENT_WITHIN_S = 2.0
KINDS = {"webhook": SpanKind.SERVER, "turn": SpanKind.CONSUMER, "send": SpanKind.CLIENT, "nlu": SpanKind.CLIENT}


class SentSpan:
    """A span on its way to the collector."""

    def __init__(self, span: OtlpSpan) -> None:
        self._span = span
        written: dict[str, str] = {}
        CARRIER.inject(written, set_span_in_context(span, Context()))
        self.carried = written.get(HEADER, "")

    def end(self, **facts: str | int) -> None:
        for name, value in facts.items():
            self._span.set_attribute(f"concilia.{name}", value)
        self._span.end()


class OtlpTracing:
    """The `Tracing` port."""

    is_on = True

    def __init__(self, endpoint: str, service: str) -> None:
        self._provider = TracerProvider(resource=Resource({"service.name": service}), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("concilia")

    def begin(self, name: str, parent: str = "", links: Sequence[str] = (), began_ns: int | None = None) -> SentSpan:
        beside = [Link(get_current_span(_context(link)).get_span_context()) for link in links]
        kind = KINDS.get(name.partition(" ")[0], SpanKind.INTERNAL)
        return SentSpan(
            self._tracer.start_span(name, context=_context(parent), kind=kind, links=beside, start_time=began_ns)
        )

    def close(self) -> None:
        sending = Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(SENT_WITHIN_S)


def _context(carried: str) -> Context:
    """Something that is no traceparent begins a trace of its own."""
    return CARRIER.extract({HEADER: carried}, Context())
