"""A lean load generator: keep-alive connections over bare asyncio, every status checked."""

from __future__ import annotations

import asyncio
import time
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


async def drive(port: int, path: str, token: str | None, *, clients: int, seconds: float) -> Load:
    """GET the path from so many connections at once for so long; anything but 200 is an error."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    request = (head + (f"Authorization: Bearer {token}\r\n" if token else "") + "\r\n").encode()
    latencies: list[float] = []
    began = time.perf_counter()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() - began < seconds:
            sent = time.perf_counter()
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{path} answered {answer[:20]!r}")
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
