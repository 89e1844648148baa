"""Traces of requests, jobs, statements and models by OpenTelemetry; without a collector nothing is loaded or noted.

A span carries names of things and never what they hold: route templates, kinds of jobs, statements with placeholders.
Errors are noted by their type, because a message may quote data.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.trace import Span, Tracer

    from salus.core.config import Settings

PATH = "/v1/traces"  # OTLP over HTTP, opentelemetry.io/docs/specs/otlp: the default path of signal traces
_NOTHING: AbstractContextManager[Any] = nullcontext()


@dataclass(slots=True)
class _Tracing:
    """What this process makes spans with; nothing while it is off."""

    provider: TracerProvider | None = None
    tracer: Tracer | None = None


_tracing = _Tracing()


def configure_tracing(settings: Settings, process: str) -> None:
    """Send traces to the collector that is set; does nothing where none is."""
    if settings.otlp_url is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    exporter = OTLPSpanExporter(endpoint=settings.otlp_url.rstrip("/") + PATH)
    _start(BatchSpanProcessor(exporter), process, settings.trace_share)


def _start(processor: SpanProcessor, process: str, share: float) -> None:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    from salus import __version__

    resource = Resource({"service.name": "salus", "service.version": __version__, "service.instance.id": process})
    provider = TracerProvider(sampler=ParentBasedTraceIdRatio(share), resource=resource)
    provider.add_span_processor(processor)
    _tracing.provider, _tracing.tracer = provider, provider.get_tracer("salus")


def end_tracing() -> None:
    """Send what waits, then stop."""
    if _tracing.provider is not None:
        _tracing.provider.shutdown()
    _tracing.provider = _tracing.tracer = None


def is_tracing() -> bool:
    """Whether spans go anywhere."""
    return _tracing.tracer is not None


def span(name: str, **attributes: str | int | float) -> AbstractContextManager[Span | None]:
    """What happens within belongs to a span of this name."""
    return _NOTHING if _tracing.tracer is None else _span(name, None, attributes)


def joined(parent: str | None, name: str, **attributes: str | int | float) -> AbstractContextManager[Span | None]:
    """Like `span`, as a part of the trace that `parent` names, whichever process began it."""
    return _NOTHING if _tracing.tracer is None else _span(name, parent, attributes)


def trace_parent() -> str | None:
    """Names the present span to another process, as the header of the same name does (w3.org/TR/trace-context)."""
    if _tracing.tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")


def note(name: str, seconds: float, **attributes: str | int | float) -> None:
    """A span of what has just ended, within the present one; for work that is not one block, as a stream."""
    if _tracing.tracer is None:
        return
    from opentelemetry import trace

    if not trace.get_current_span().is_recording():
        return  # a heartbeat or a poll that no request and no job asked for
    ended_ns = time.time_ns()
    began_ns = ended_ns - int(seconds * 1e9)
    _tracing.tracer.start_span(name, start_time=began_ns, attributes=attributes).end(ended_ns)


@contextmanager
def _span(name: str, parent: str | None, attributes: dict[str, str | int | float]) -> Iterator[Span]:
    from opentelemetry.trace import Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    assert _tracing.tracer is not None
    context = TraceContextTextMapPropagator().extract({"traceparent": parent}) if parent else None
    with _tracing.tracer.start_as_current_span(
        name, context, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise
