"""Around every request: a request id, security headers, one log line, metrics; plain ASGI, so streams pass freely."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from fastapi import HTTPException

from salus.core.errors import AppError
from salus.core.http import outcome
from salus.core.http.envelope import failure
from salus.core.http.limits import headers_of
from salus.core.operations.counting import TRAFFIC
from salus.core.services import new_request_id
from salus.core.telemetry import REQUEST_SECONDS
from salus.core.tracing import is_tracing, joined

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger("salus.http")

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", CONTENT_POLICY.encode()),
)
API_HEADERS = (*SECURITY_HEADERS, (b"cache-control", b"no-store"))


LONGEST_HEAD = 64 << 10  # bytes of address and headers; browsers stay below 16 kB with every cookie that we set
LONGEST_BODY = 2 << 20  # bytes; the largest JSON that a page of ours sends is below 100 kB


class HeadTooLarge(AppError):
    """The request's address and headers are longer than 64 kB."""

    status, code, fhir_issue = 431, "HEAD_TOO_LARGE", "too-long"


class Frame:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request through, noting how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with joined(_trace_parent(scope) if is_tracing() else None, "request") as span:
            await self._framed(scope, receive, send)
            if span is not None:
                span.update_name(f"{scope['method']} {_route(scope)}")
                span.set_attribute("salus.request_id", scope["salus.request_id"])

    async def _framed(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = scope["salus.request_id"] = new_request_id()
        is_api = scope["path"].startswith(("/api/", outcome.PREFIX))
        began, answered, status = time.perf_counter(), None, 500

        async def framed(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], time.perf_counter()
                headers = message.setdefault("headers", [])
                present = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers.extend(headers_of(scope))
                headers.extend(
                    [pair for pair in (API_HEADERS if is_api else SECURITY_HEADERS) if pair[0] not in present]
                )
            await send(message)

        try:
            if _head_bytes(scope) > LONGEST_HEAD:
                say = outcome.operation_outcome if scope["path"].startswith(outcome.PREFIX) else failure
                await say(HeadTooLarge(), request_id)(scope, receive, framed)
            else:
                await self._app(scope, _limited(scope, receive), framed)
        finally:
            seconds = time.perf_counter() - began
            route = _route(scope)
            if is_api:
                # A stream is answered when it begins; how long somebody listens says nothing about us.
                TRAFFIC.note(status, (answered or time.perf_counter()) - began)
            REQUEST_SECONDS.labels(scope["method"], route, str(status)).observe(seconds)
            log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )


def _route(scope: Scope) -> str:
    """The template of the address, which holds no identifier."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _trace_parent(scope: Scope) -> str | None:
    """Names the caller's own trace, if it has one."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None)


def _head_bytes(scope: Scope) -> int:
    address = len(scope["path"]) + len(scope["query_string"])
    return address + sum(len(name) + len(value) for name, value in scope["headers"])


def _limited(scope: Scope, receive: Receive) -> Receive:
    """What is parsed in memory as a whole stays small; a route that reads its own body sets its own limit."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LONGEST_BODY and not _reads_its_own_body(scope):
            raise HTTPException(413)  # the one kind of error that FastAPI's parsing of bodies lets through
        return message

    return limited


def _reads_its_own_body(scope: Scope) -> bool:
    described = getattr(scope.get("route"), "openapi_extra", None) or {}
    return "requestBody" in described
