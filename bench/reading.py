"""An authenticated read of a patient with a durable audit row, beside a trivial route in the same run."""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass, field

from bench.load import Load, cpu_seconds, drive
from bench.pipeline import wait_until_quiet
from bench.report import Row, at_least, told
from bench.system import System, running

ROUNDS = 5
ROUND_S = 2.0
FEW, MANY = 8, 32
BAR = 0.40  # at FEW at once, as the reference measures it
TRIVIAL = "/health/live"


def server_pid(system: System) -> int:
    """The process that listens on the port."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if "serve" in command and _listens(process.pid, system.port):
            return process.pid
    raise RuntimeError("no server process found")


def _listens(pid: int, port: int) -> bool:
    import psutil

    return any(c.laddr.port == port for c in psutil.Process(pid).net_connections("tcp") if c.status == "LISTEN")


def rows() -> list[Row]:
    """Rates, their ratio, and CPU per request, for few callers at once and for many."""
    with running() as system, system.sign_in("doctor") as doctor, system.sign_in("admin") as admin:
        wait_until_quiet(admin)  # the demo's own documents would share the two cores
        patient = doctor.get("/api/v1/patients").json()["data"]["items"][0]["uuid"]
        token = doctor.headers["Authorization"].removeprefix("Bearer ")
        target = _Target(system.port, server_pid(system), f"/api/v1/patients/{patient}", token)
        before = _audit_rows(system)
        few, many = (_measure(target, clients) for clients in (FEW, MANY))
        audited = _audit_rows(system) - before
    count = sum(few.counts) + sum(many.counts)
    return [
        *_figures(few, f"{FEW} at once", BAR),
        *_figures(many, f"{MANY} at once", None),
        at_least("audit rows per read", audited / count, 1.0, "ratio", count),
    ]


@dataclass(frozen=True, slots=True)
class _Target:
    port: int
    pid: int
    path: str
    token: str


@dataclass(slots=True)
class _Seen:
    """One entry a round."""

    reads: list[Load] = field(default_factory=list)
    trivials: list[Load] = field(default_factory=list)
    cpu_read_ms: list[float] = field(default_factory=list)
    cpu_trivial_ms: list[float] = field(default_factory=list)

    @property
    def counts(self) -> list[int]:
        return [load.requests for load in self.reads]


def _measure(target: _Target, clients: int) -> _Seen:
    """Rounds of both routes in turn, so that what disturbs one disturbs the other."""
    seen = _Seen()
    for _ in range(ROUNDS):
        began = cpu_seconds(target.pid)
        trivial = asyncio.run(drive(target.port, TRIVIAL, None, clients=clients, seconds=ROUND_S))
        between = cpu_seconds(target.pid)
        read = asyncio.run(drive(target.port, target.path, target.token, clients=clients, seconds=ROUND_S))
        seen.cpu_trivial_ms.append((between - began) / trivial.requests * 1000)
        seen.cpu_read_ms.append((cpu_seconds(target.pid) - between) / read.requests * 1000)
        seen.trivials.append(trivial)
        seen.reads.append(read)
    return seen


def _figures(seen: _Seen, how: str, bar: float | None) -> list[Row]:
    middle, count = statistics.median, sum(seen.counts)
    ratio = middle(read.rate / trivial.rate for read, trivial in zip(seen.reads, seen.trivials, strict=True))
    peer = f"{middle(load.rate for load in seen.trivials):.0f}/s"
    name = f"read of a patient / trivial route, {how}"
    return [
        told(name, ratio, "ratio", count, peer) if bar is None else at_least(name, ratio, bar, "ratio", count, peer),
        told(f"read of a patient, {how}", middle(load.rate for load in seen.reads), "1/s", count),
        told(
            f"CPU of a read, {how}",
            middle(seen.cpu_read_ms),
            "ms",
            count,
            f"trivial {middle(seen.cpu_trivial_ms):.3f} ms",
        ),
        told(f"latency of a read, {how}, p50", middle(load.quantile_ms(0.5) for load in seen.reads), "ms", count),
        told(f"latency of a read, {how}, p99", middle(load.quantile_ms(0.99) for load in seen.reads), "ms", count),
    ]


def _audit_rows(system: System) -> int:
    with system.sign_in("admin") as admin:
        return int(admin.post("/api/v1/admin/audit/verify").json()["data"]["rows"])
