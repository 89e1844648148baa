"""Traces reach a collector over OTLP, hang together through a job, and hold nothing about a person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from salus.core import tracing
from salus.core.config import Settings
from salus.core.jobs.contract import JobKind
from salus.core.jobs.runner import JobRun, JobRunner
from salus.core.services import Services
from tests.support.clinic import Clinic

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"  # the example of w3.org/TR/trace-context


@dataclass
class Collector:
    """An OTLP collector over HTTP that keeps what it gets."""

    bodies: list[bytes] = field(default_factory=list)

    def spans(self) -> list[tuple[str, str, str, str]]:
        """Trace, own id, parent and name of each span."""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        return [
            (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(), span.name)
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Tracing is on while this stands, and all spans have arrived after `end_tracing`."""
    kept = Collector()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            import gzip

            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tracing.configure_tracing(Settings(otlp_url=f"http://127.0.0.1:{server.server_port}/"), "test")
    try:
        yield kept
    finally:
        tracing.end_tracing()
        server.shutdown()
        server.server_close()


def test_without_a_collector_nothing_is_loaded_and_nothing_noted() -> None:
    tracing.configure_tracing(Settings(otlp_url=None), "test")
    with tracing.span("anything") as span:
        assert span is None
    assert not tracing.is_tracing()
    assert tracing.trace_parent() is None


async def test_a_request_its_statements_and_its_caller_make_one_trace(
    collector: Collector, client: httpx.AsyncClient, standing_clinic: Clinic
) -> None:
    path = f"/api/v1/patients/{standing_clinic.patient_id}/chart"
    answer = await client.get(path, headers={**standing_clinic.doctor.headers, "traceparent": PARENT})
    assert answer.status_code == 200
    tracing.end_tracing()
    spans = [span for span in collector.spans() if span[0] == PARENT.split("-")[1]]
    ((_, request, parent, name),) = (span for span in spans if span[3] != "statement")
    assert (name, parent) == ("GET /api/v1/patients/{patient_uuid}/chart", PARENT.split("-")[2])
    statements = [span for span in spans if span[3] == "statement"]
    assert statements
    assert {span[2] for span in statements} == {request}


async def test_a_trace_holds_nothing_about_a_person(
    collector: Collector, client: httpx.AsyncClient, standing_clinic: Clinic
) -> None:
    """Neither the address with its identifier nor the values of statements nor the words of an error."""
    headers = standing_clinic.doctor.headers
    await client.get(f"/api/v1/patients/{standing_clinic.patient_id}/chart", headers=headers)
    await client.get("/api/v1/patients", params={"query": "Quiroga"}, headers=headers)
    with pytest.raises(ValueError, match="Quiroga"), tracing.span("job documents.ingest"):
        raise ValueError("no room for Quiroga")
    tracing.end_tracing()
    sent = b"".join(collector.bodies)
    assert b"ValueError" in sent
    for secret in (str(standing_clinic.patient_id), "Quiroga", standing_clinic.doctor.token):
        assert secret.encode() not in sent


def test_a_job_goes_on_with_the_trace_of_who_asked_for_it(collector: Collector) -> None:
    with tracing.span("request"):
        handed_over = tracing.trace_parent()
    with tracing.joined(handed_over, "job"):
        pass
    tracing.end_tracing()
    by_name = {span[3]: span for span in collector.spans()}
    assert by_name["job"][0] == by_name["request"][0]
    assert by_name["job"][2] == by_name["request"][1]


async def test_a_job_that_runs_belongs_to_the_request_that_queued_it(
    collector: Collector, standing_clinic: Clinic
) -> None:
    async def handler(run: JobRun) -> None:
        async with run.transaction() as ctx:
            await ctx.db.execute("SELECT 1")

    services = standing_clinic.services
    with tracing.span("request"):
        async with standing_clinic.as_actor(standing_clinic.admin.actor) as ctx:
            ticket = await services.jobs.enqueue(ctx, "records.nothing", {})
    assert await JobRunner(services, [JobKind("records.nothing", handler)]).run(ticket.job_id) is None
    tracing.end_tracing()
    by_name = {span[3]: span for span in collector.spans()}
    assert by_name["job records.nothing"][2] == by_name["request"][1]


def test_work_of_models_is_seen(collector: Collector, services: Services) -> None:
    with tracing.span("request"):
        services.embedder.embed(["one", "two"])
    tracing.end_tracing()
    assert "embedding" in {span[3] for span in collector.spans()}
