"""JSON logs without patient text, and metrics with bounded labels."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from prometheus_client import Counter, Gauge, Histogram

REQUEST_SECONDS = Histogram(
    "salus_request_seconds",
    "Time from request to the end of its answer [s].",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
RATE_LIMIT = Counter("salus_rate_limit_total", "Requests by class, role and verdict.", ["limit", "role", "verdict"])
JOBS_ENDED = Counter("salus_jobs_ended_total", "Attempts at jobs by how they ended.", ["kind", "status"])
JOBS_WAITING = Gauge("salus_jobs", "Jobs by status.", ["status"])
ALERTS = Gauge("salus_alert", "1 while an alert of this kind is open, as this process last judged.", ["kind"])
OLDEST_JOB_SECONDS = Gauge("salus_oldest_queued_job_seconds", "Age of the longest waiting job [s].")

# Names under which somebody might log what must not be logged.
FORBIDDEN_FIELDS = frozenset({
    "password", "token", "access_token", "refresh_token", "authorization", "cookie", "secret", "key",
    "name", "given", "family", "birth_date", "address", "phone", "email", "text", "quote", "message_text", "body",
})  # fmt: skip
SECRETS_IN_TEXT = re.compile(r"(eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=://)[^:/@\s]+:[^@\s]+(?=@)|[\w.+-]+@[\w-]+\.[\w.]+)")
LONGEST_VALUE = 300


def redact(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank forbidden fields, credentials and e-mail addresses wherever they stand."""
    for name, value in entry.items():
        if name in FORBIDDEN_FIELDS:
            entry[name] = "[redacted]"
        elif isinstance(value, str) and name != "exception" and _may_tell(value):
            entry[name] = SECRETS_IN_TEXT.sub("[redacted]", value)[:LONGEST_VALUE]
    return entry


def _may_tell(value: str) -> bool:
    """Whether a value is worth the expression's time: most are short words and ids."""
    return len(value) > LONGEST_VALUE or "@" in value or "eyJ" in value


def describe_exception(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Where it happened and of which type; never the message, which may quote data (a database error does)."""
    error = entry.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        entry["exception"] = _trace(error)
    return entry


def _trace(error: BaseException) -> str:
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    cause = f" <- {_trace(error.__cause__)}" if error.__cause__ else ""
    return f"{type(error).__name__} at {' > '.join(frames[-8:])}{cause}"


def configure_logging(level: str = "INFO") -> None:
    """JSON lines on standard error for our own logs and the libraries' warnings."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        describe_exception,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=orjson.dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
