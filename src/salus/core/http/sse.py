"""Server-sent events: small JSON pieces as they happen, with a beat that keeps proxies awake."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

import orjson
from fastapi import Request
from sse_starlette import EventSourceResponse, ServerSentEvent

BEAT_S = 15
MEDIA_TYPE = "text/event-stream"


def wants_stream(request: Request) -> bool:
    """Whether the caller asked for events rather than one JSON answer."""
    return MEDIA_TYPE in request.headers.get("accept", "")


def event(name: str, data: object, *, event_id: str | None = None) -> ServerSentEvent:
    """One event with JSON data."""
    return ServerSentEvent(data=orjson.dumps(data, default=str).decode(), event=name, id=event_id)


def together(events: Iterable[ServerSentEvent]) -> bytes:
    """Events that go out in one piece: each piece costs a pass through all layers and a system call."""
    return b"".join(each.encode() for each in events)


def stream(events: AsyncIterator[ServerSentEvent] | AsyncIterator[bytes]) -> EventSourceResponse:
    """The answer that carries the events."""
    return EventSourceResponse(events, ping=BEAT_S, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
