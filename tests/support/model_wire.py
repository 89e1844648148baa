"""The bytes of three wire formats, from the side of the server, and enough of HTTP/1.1 to carry them.

OpenAI: platform.openai.com/docs/api-reference/chat/streaming. Anthropic: docs.anthropic.com, Streaming Messages.
Bedrock: docs.aws.amazon.com, ConverseStream, and the event stream encoding (prelude, two CRC-32, typed headers).
"""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

LAST_CHUNK = b"0\r\n\r\n"
REASONS = {400: "Bad Request", 401: "Unauthorized", 429: "Too Many Requests", 500: "Oops", 503: "Busy", 529: "Busy"}


async def read_request(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, str], bytes]:
    """Method, path, headers in lower case, body."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return method, path, headers, body


def plain(status: int, body: bytes, retry_after: str | None = None, error_type: str | None = None) -> bytes:
    """An answer in one piece."""
    extra = f"Retry-After: {retry_after}\r\n" if retry_after else ""
    extra += f"x-amzn-ErrorType: {error_type}\r\n" if error_type else ""
    head_ = f"HTTP/1.1 {status} {REASONS.get(status, 'OK')}\r\nContent-Type: application/json\r\n{extra}"
    return f"{head_}Content-Length: {len(body)}\r\n\r\n".encode() + body


def head(media_type: str) -> bytes:
    """The head of an answer that comes in chunks."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()


def chunk(data: bytes) -> bytes:
    """One chunk."""
    return b"%x\r\n%s\r\n" % (len(data), data)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one provider words the pieces of an answer."""

    media_type: str
    opening: Callable[[str], list[bytes]]
    token: Callable[[str], bytes]
    closing: Callable[[], list[bytes]]
    trouble: Callable[..., bytes]
    refusal: Callable[[int, str | None], bytes]


def sse(data: dict[str, Any], name: str | None = None) -> bytes:
    """One server-sent event."""
    return (f"event: {name}\n" if name else "").encode() + b"data: " + json.dumps(data).encode() + b"\n\n"


def frame(kind: str, payload: dict[str, Any], message_type: str = "event") -> bytes:
    """One frame of an AWS event stream."""
    named = ":event-type" if message_type == "event" else ":exception-type"
    pairs = ((named, kind), (":content-type", "application/json"), (":message-type", message_type))
    headers = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack("!H", len(value)) + value.encode()
        for name, value in pairs
    )
    data = json.dumps(payload).encode()
    prelude = struct.pack("!II", 16 + len(headers) + len(data), len(headers))
    message = prelude + struct.pack("!I", crc32(prelude)) + headers + data
    return message + struct.pack("!I", crc32(message))


def _openai_token(text: str) -> bytes:
    return sse({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


def _openai_closing() -> list[bytes]:
    return [sse({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}), b"data: [DONE]\n\n"]


def _openai_trouble(*, is_busy: bool) -> bytes:
    return sse({"error": {"type": "rate_limit_error" if is_busy else "server_error", "message": "prompt was: secret"}})


def _openai_refusal(status: int, retry_after: str | None) -> bytes:
    return plain(status, b'{"error": {"message": "prompt was: secret"}}', retry_after)


def _anthropic_opening(model: str) -> list[bytes]:
    start = {"type": "message_start", "message": {"id": "msg_1", "role": "assistant", "model": model, "content": []}}
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    return [sse(start, "message_start"), sse(block, "content_block_start"), sse({"type": "ping"}, "ping")]


def _anthropic_token(text: str) -> bytes:
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
    return sse(delta, "content_block_delta")


def _anthropic_closing() -> list[bytes]:
    return [
        sse({"type": "content_block_stop", "index": 0}, "content_block_stop"),
        sse({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}}, "message_delta"),
        sse({"type": "message_stop"}, "message_stop"),
    ]


def _anthropic_trouble(*, is_busy: bool) -> bytes:
    kind = "overloaded_error" if is_busy else "api_error"
    return sse({"type": "error", "error": {"type": kind, "message": "prompt was: secret"}}, "error")


def _bedrock_token(text: str) -> bytes:
    return frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": text}})


def _bedrock_closing() -> list[bytes]:
    return [
        frame("contentBlockStop", {"contentBlockIndex": 0}),
        frame("messageStop", {"stopReason": "end_turn"}),
        frame("metadata", {"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {}}),
    ]


def _bedrock_trouble(*, is_busy: bool) -> bytes:
    kind = "throttlingException" if is_busy else "modelStreamErrorException"
    return frame(kind, {"message": "prompt was: secret"}, "exception")


def _bedrock_refusal(status: int, retry_after: str | None) -> bytes:
    kind = "ThrottlingException" if status == 429 else "ValidationException"
    return plain(status, b'{"message": "prompt was: secret"}', retry_after, kind)


DIALECTS = {
    "openai": Dialect(
        "text/event-stream", lambda _: [], _openai_token, _openai_closing, _openai_trouble, _openai_refusal
    ),
    "anthropic": Dialect(
        "text/event-stream",
        _anthropic_opening,
        _anthropic_token,
        _anthropic_closing,
        _anthropic_trouble,
        _openai_refusal,
    ),
    "bedrock": Dialect(
        "application/vnd.amazon.eventstream",
        lambda _: [frame("messageStart", {"role": "assistant"})],
        _bedrock_token,
        _bedrock_closing,
        _bedrock_trouble,
        _bedrock_refusal,
    ),
}


def of_openai(said: dict[str, Any], path: str, headers: dict[str, str], body: bytes, make: Callable[..., Any]) -> Any:
    """What OpenAI's format asks."""
    system, user = said["messages"]
    content = user["content"] if isinstance(user["content"], list) else [{"type": "text", "text": user["content"]}]
    texts = [part["text"] for part in content if part["type"] == "text"]
    pictures = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    assert said["stream"] is True
    return make(
        "openai",
        said["model"],
        system["content"],
        "".join(texts),
        tuple(base64.b64decode(url.partition("base64,")[2]) for url in pictures),
        said["max_tokens"],
        path,
        headers,
        body,
    )


def of_anthropic(
    said: dict[str, Any], path: str, headers: dict[str, str], body: bytes, make: Callable[..., Any]
) -> Any:
    """What Anthropic's format asks."""
    content = said["messages"][0]["content"]
    assert said["stream"] is True
    return make(
        "anthropic",
        said["model"],
        said["system"],
        "".join(part["text"] for part in content if part["type"] == "text"),
        tuple(base64.b64decode(part["source"]["data"]) for part in content if part["type"] == "image"),
        said["max_tokens"],
        path,
        headers,
        body,
    )


def of_bedrock(
    said: dict[str, Any], model: str, path: str, headers: dict[str, str], body: bytes, make: Callable[..., Any]
) -> Any:
    """What ConverseStream asks."""
    content = said["messages"][0]["content"]
    return make(
        "bedrock",
        model,
        said["system"][0]["text"],
        "".join(part["text"] for part in content if "text" in part),
        tuple(base64.b64decode(part["image"]["source"]["bytes"]) for part in content if "image" in part),
        said["inferenceConfig"]["maxTokens"],
        path,
        headers,
        body,
    )
