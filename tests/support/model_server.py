"""A language model's server that speaks three real wire formats over real HTTP and behaves as well or as badly as told.

* `POST /v1/chat/completions`: OpenAI's server-sent events
* `POST /v1/messages`: Anthropic's
* `POST /model/{id}/converse-stream`: frames of `application/vnd.amazon.eventstream` with both checksums: Bedrock

What it says is decided by a `Mind`: a function from what was asked to a `Script`. In tests it runs in the test's own
loop; `tests.support.model_process` runs it as a process of its own for benches. It is bare asyncio, so that a thousand
streams at ten tokens a second leave the cores to Salus.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.support import model_wire as wire


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server understood it."""

    dialect: str
    model: str
    system: str
    user: str
    pictures: tuple[bytes, ...]
    max_tokens: int
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Script:
    """What to do: a status other than 200, or tokens at a pace and one of several ends.

    `ending`: "whole", "cut" (the connection breaks), "hang" (silence), "garbage" (bytes that are no event),
    "busy" (the format's own event for having too much to do), "error" (its event for any other failure).
    """

    tokens: tuple[str, ...] = ()
    first_s: float = 0.0
    between_s: float = 0.0
    ending: str = "whole"
    status: int = 200
    retry_after: str | None = None


Mind = Callable[[Asked], Script]


def says(text: str, **changes: Any) -> Script:
    """A text in tokens of about four characters, as tokenizers cut it."""
    return Script(tuple(re.findall(r"\s*\S{1,4}|\s+", text)), **changes)


@dataclass(slots=True)
class Call:
    """One request with its times on the machine's steady clock."""

    asked: Asked
    came_at: float
    token_at: list[float] = field(default_factory=list)
    was_left: bool = False
    is_over: bool = False


@dataclass(slots=True)
class ModelServer:
    """A running server; `mind` may be changed at any time."""

    mind: Mind
    port: int = 0
    calls: list[Call] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    control: Callable[[str], Any] = field(default=lambda _: {"data": []})

    @property
    def url(self) -> str:
        """Its root."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[Asked]:
        """What was asked, in order."""
        return [call.asked for call in self.calls]

    async def until(self, is_so: Callable[[list[Call]], bool]) -> None:
        """Wait until something is so of the calls."""
        async with asyncio.timeout(10):
            while not is_so(self.calls):
                self.changed.clear()
                await self.changed.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._one(reader, writer):
                pass
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        method, path, headers, body = await wire.read_request(reader)
        if method == "GET":
            writer.write(wire.plain(200, json.dumps(self.control(path)).encode()))
            return True
        asked = understood(path, headers, body)
        call = Call(asked, time.monotonic())
        self.calls.append(call)
        self.changed.set()
        try:
            return await self._answer(call, self.mind(asked), reader, writer)
        finally:
            call.is_over = True
            self.changed.set()

    async def _answer(
        self, call: Call, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        dialect = wire.DIALECTS[call.asked.dialect]
        if script.status != 200:
            writer.write(dialect.refusal(script.status, script.retry_after))
            return True
        gone = asyncio.create_task(reader.read(1))  # nothing more is sent by a client that waits: this is its leaving
        try:
            writer.write(wire.head(dialect.media_type) + b"".join(map(wire.chunk, dialect.opening(call.asked.model))))
            await _wait(script.first_s, gone)
            for token in script.tokens:
                writer.write(wire.chunk(dialect.token(token)))
                call.token_at.append(time.monotonic())
                if script.between_s:
                    await _wait(script.between_s, gone)
            return await self._end(script, dialect, gone, writer)
        except ConnectionError:
            call.was_left = True
            raise
        finally:
            if gone.done() and not gone.cancelled() and not gone.exception() and gone.result() == b"":
                call.was_left = True
            gone.cancel()
            await asyncio.wait((gone,))  # or it would still be reading when the next request is

    async def _end(
        self, script: Script, dialect: wire.Dialect, gone: asyncio.Task[bytes], writer: asyncio.StreamWriter
    ) -> bool:
        if script.ending == "hang":
            await gone
            raise ConnectionResetError
        if script.ending == "cut":
            writer.transport.abort()
            return False
        if script.ending == "garbage":
            writer.write(wire.chunk(b"\x00\x00\x00\x10 this is no frame \xff\n\ndata: {not json\n\n") + wire.LAST_CHUNK)
            return True
        if script.ending in ("busy", "error"):
            writer.write(wire.chunk(dialect.trouble(is_busy=script.ending == "busy")) + wire.LAST_CHUNK)
            return True
        writer.write(b"".join(map(wire.chunk, dialect.closing())) + wire.LAST_CHUNK)
        await writer.drain()
        return not gone.done()


async def _wait(seconds: float, gone: asyncio.Task[bytes]) -> None:
    """A pause that ends at once, with an error, when the client leaves."""
    if seconds:
        await asyncio.wait((gone,), timeout=seconds)
    if gone.done():
        raise ConnectionResetError


def understood(path: str, headers: dict[str, str], body: bytes) -> Asked:
    """What a request of any of the three formats asks."""
    said = json.loads(body)
    if path.endswith("/chat/completions"):
        return wire.of_openai(said, path, headers, body, Asked)
    if path.endswith("/v1/messages"):
        return wire.of_anthropic(said, path, headers, body, Asked)
    model = unquote(path.removeprefix("/model/").removesuffix("/converse-stream"))
    return wire.of_bedrock(said, model, path, headers, body, Asked)


@asynccontextmanager
async def model_server(mind: Mind) -> AsyncIterator[ModelServer]:
    """A server in this loop for as long as the block lasts."""
    server = ModelServer(mind)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=2048)
    server.port = listener.sockets[0].getsockname()[1]
    tasks = set(asyncio.all_tasks())
    try:
        yield server
    finally:
        listener.close()
        for task in asyncio.all_tasks() - tasks:
            if getattr(task.get_coro(), "cr_code", None) is ModelServer.serve.__code__:
                task.cancel()
