"""HTTP to a model: one pool of connections, every failure turned into `ModelUnavailable`, event streams read by line.

The bodies of failures are never read into a message: providers quote the prompt in them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from salus.core.ai.language import ModelUnavailable, Trouble

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

CONNECT_S = 5.0
LONGEST_LINE = 1 << 20  # bytes of one event; a model's own are below 1 kB
LONGEST_WHOLE = 1 << 20  # bytes of an answer in one piece
# What providers answer when they have too much to do: 429 everywhere, 503 gateways and Bedrock, 529 Anthropic
# (docs.anthropic.com, Errors: overloaded_error).
OVERLOADED = frozenset((429, 503, 529))
REFUSED = frozenset((400, 401, 402, 403, 404, 413, 422))


class Wire:
    """Connections to one endpoint, opened at the first call."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    @asynccontextmanager
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[ClientResponse]:
        """The answer to a request once it is 200; left early, the connection is closed and the model may stop."""
        import aiohttp
        from yarl import URL

        try:
            # Encoded as it was signed. Nobody sends the prompt on to another address.
            async with self._open().post(
                URL(url, encoded=True), headers=headers, data=body, allow_redirects=False
            ) as answer:
                if answer.status != 200:
                    raise ModelUnavailable(_trouble_of(answer.status), _retry_after(answer.headers))
                yield answer
        except TimeoutError:
            raise ModelUnavailable(Trouble.SILENT) from None
        except (aiohttp.ClientPayloadError, ValueError):
            raise ModelUnavailable(Trouble.BROKEN) from None
        except (aiohttp.ClientError, OSError):
            raise ModelUnavailable(Trouble.UNREACHABLE) from None

    def _open(self) -> ClientSession:
        import aiohttp

        if self._session is None:
            # How many calls run at once is bounded by the guard, how long they may be silent too.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
                auto_decompress=True,
                trust_env=True,
            )
        return self._session


def _trouble_of(status: int) -> Trouble:
    if status in OVERLOADED:
        return Trouble.THROTTLED
    return Trouble.REFUSED if status in REFUSED else Trouble.BROKEN


def _retry_after(headers: Mapping[str, str]) -> float | None:
    try:
        return max(0.0, float(headers.get("Retry-After", "")))
    except ValueError:
        return None


async def events(answer: ClientResponse) -> AsyncGenerator[tuple[str, bytes], None]:
    """Server-sent events as (event, data); lines end in LF or CR LF, an event's data may span several lines."""
    rest, event, data = b"", "", []
    async for piece in answer.content.iter_any():
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise ModelUnavailable(Trouble.BROKEN)
        for raw in lines:
            line = raw.rstrip(b"\r")
            if line.startswith(b"data:"):
                data.append(line[5:].lstrip(b" "))
            elif line.startswith(b"event:"):
                event = line[6:].strip().decode("ascii", "replace")
            elif not line and data:
                yield event, b"\n".join(data)
                event, data = "", []


async def whole(answer: ClientResponse) -> bytes:
    """The answer of a server that does not stream, up to a limit."""
    body = await answer.content.read(LONGEST_WHOLE)
    while not answer.content.at_eof():
        more = await answer.content.read(LONGEST_WHOLE)
        body += more
        if len(body) > LONGEST_WHOLE:
            raise ModelUnavailable(Trouble.BROKEN)
    return body


def parsed(data: bytes) -> dict[str, Any]:
    """JSON that must be an object."""
    try:
        value = orjson.loads(data)
    except ValueError:
        raise ModelUnavailable(Trouble.BROKEN) from None
    if not isinstance(value, dict):
        raise ModelUnavailable(Trouble.BROKEN)
    return value


def is_outside(url: str) -> bool:
    """Whether an address lies outside the house: only private, link-local and loopback addresses do not.

    A name is not looked up: it may mean another place tomorrow. `localhost` alone is known.
    """
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_private
    except ValueError:
        return True
