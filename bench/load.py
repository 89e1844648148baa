"""A lean load generator: keep-alive connections over bare asyncio, every status checked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Load:
    """What a round of requests showed."""

    requests: int
    seconds: float
    latencies_s: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def quantile_ms(self, share: float) -> float:
        """The latency that this share of the requests stays under [ms]."""
        ordered = sorted(self.latencies_s)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What every caller sends: a GET, or a POST where there is a body; it may differ each time, by its number."""

    path: str
    token: str | None = None
    body: Callable[[int], bytes] | None = None

    def encoded(self, number: int) -> bytes:
        """The request as it goes over the wire."""
        content = self.body(number) if self.body else b""
        head = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        if self.token:
            head.append(f"Authorization: Bearer {self.token}")
        if self.body:
            head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        return "\r\n".join([*head, "", ""]).encode() + content

    @property
    def success(self) -> bytes:
        """How the answer must begin."""
        return b"HTTP/1.1 201" if self.body else b"HTTP/1.1 200"


async def drive(port: int, asked: Asked, *, clients: int, seconds: float) -> Load:
    """Send it from so many connections at once for so long; any other status is an error."""
    latencies: list[float] = []
    began, sent_before = time.perf_counter(), 0
    same = None if asked.body else asked.encoded(0)

    async def one() -> None:
        nonlocal sent_before
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() - began < seconds:
            sent_before += 1
            request = same or asked.encoded(sent_before)
            sent = time.perf_counter()
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(asked.success):
                raise RuntimeError(f"{asked.path} answered {answer[:20]!r}")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
            await reader.readexactly(length)
            latencies.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    return Load(len(latencies), time.perf_counter() - began, tuple(latencies))


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used, user and system [s]."""
    import os

    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
