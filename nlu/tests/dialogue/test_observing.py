"""What the server counts of its calls, and what it tells a trace of them."""

import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from concilia_nlu.releases import Releases
from serving.figures import WHAT_THEY_ARE, Figures
from serving.server import make_app
from serving.tracing import NoTracing, open_tracing

TRACE, PARENT = "1234567890abcdef1234567890abcdef", "fedcba0987654321"
TEXT = "zoroastrismo quarenta e dois"


@pytest_asyncio.fixture
async def collector():
    """Takes spans as a collector does."""
    taken = []

    async def take(request: web.Request) -> web.Response:
        told = ExportTraceServiceRequest.FromString(await request.read())
        taken.extend(span for part in told.resource_spans for scope in part.scope_spans for span in scope.spans)
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    async with TestServer(app) as server:
        server.taken = taken
        yield server


async def test_calls_are_counted_by_door_and_status_and_timed(releases_folder):
    nothing_loaded = Releases(releases_folder)  # whatever tests before this one have asked for
    async with TestClient(TestServer(make_app(nothing_loaded))) as client:
        for release in ("first", "third"):
            await client.post("/parse", json={"release": release, "texts": ["oi"]})
        await client.get("/somewhere")
        told = (await (await client.get("/metrics")).text()).splitlines()

    assert 'concilia_nlu_calls_total{door="/parse",code="200"} 1' in told
    assert 'concilia_nlu_calls_total{door="/parse",code="404"} 1' in told
    assert 'concilia_nlu_calls_total{door="other",code="404"} 1' in told
    assert 'concilia_nlu_call_seconds_count{door="/parse"} 2' in told
    assert "concilia_nlu_calls_in_hand 0" in told
    assert "concilia_nlu_releases_loaded 1" in told


def test_a_call_counts_within_every_bound_it_kept():
    figures = Figures()
    figures.answered("/turn", 200, 0.005)
    figures.answered("/turn", 200, 60.0)

    told = figures.text(0)

    assert 'concilia_nlu_call_seconds_bucket{door="/turn",le="0.002"} 0' in told
    assert 'concilia_nlu_call_seconds_bucket{door="/turn",le="0.005"} 1' in told
    assert 'concilia_nlu_call_seconds_bucket{door="/turn",le="10.0"} 1' in told
    assert 'concilia_nlu_call_seconds_bucket{door="/turn",le="+Inf"} 2' in told
    assert all(f"# TYPE {name} " in told for name in WHAT_THEY_ARE)


async def test_a_call_with_a_traceparent_becomes_a_span_below_it(releases, collector):
    tracing = open_tracing(str(collector.make_url("")))
    header = {"traceparent": f"00-{TRACE}-{PARENT}-01"}

    async with TestClient(TestServer(make_app(releases, tracing=tracing))) as client:
        await client.post("/parse", json={"release": "first", "texts": [TEXT]}, headers=header)
        await client.post("/parse", json={"release": "first", "texts": [TEXT]})
        await client.get("/health")
        await client.session.loop.run_in_executor(None, tracing.close)

    [span] = collector.taken
    assert (span.trace_id.hex(), span.parent_span_id.hex(), span.name) == (TRACE, PARENT, "nlu /parse")
    assert TEXT not in str(span)


def test_without_a_collector_nothing_is_traced():
    assert isinstance(open_tracing(""), NoTracing)
