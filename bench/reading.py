"""An authenticated read of a patient with a durable audit row, beside a trivial route in the same run."""

from __future__ import annotations

import asyncio
import statistics

from bench.load import cpu_seconds, drive
from bench.report import Row, at_least, told
from bench.system import System, running

ROUNDS = 5
ROUND_S = 2.0
CLIENTS = 8
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
    """Rates, their ratio, and CPU per request."""
    with running() as system, system.sign_in("doctor") as doctor:
        patient = doctor.get("/api/v1/patients").json()["data"]["items"][0]["uuid"]
        token = doctor.headers["Authorization"].removeprefix("Bearer ")
        read, pid = f"/api/v1/patients/{patient}", server_pid(system)
        before = _audit_rows(system)
        ratios, reads, trivials, cpu_read, cpu_trivial, p50, p99 = [], [], [], [], [], [], []
        count = 0
        for _ in range(ROUNDS):
            used = cpu_seconds(pid)
            trivial = asyncio.run(drive(system.port, TRIVIAL, None, clients=CLIENTS, seconds=ROUND_S))
            between = cpu_seconds(pid)
            reading = asyncio.run(drive(system.port, read, token, clients=CLIENTS, seconds=ROUND_S))
            cpu_trivial.append((between - used) / trivial.requests * 1000)
            cpu_read.append((cpu_seconds(pid) - between) / reading.requests * 1000)
            ratios.append(reading.rate / trivial.rate)
            reads.append(reading.rate)
            trivials.append(trivial.rate)
            p50.append(reading.quantile_ms(0.5))
            p99.append(reading.quantile_ms(0.99))
            count += reading.requests
        audited = _audit_rows(system) - before
    middle = statistics.median
    return [
        at_least(
            "read of a patient / trivial route", middle(ratios), 0.40, "ratio", count, f"{middle(trivials):.0f}/s"
        ),
        told("read of a patient", middle(reads), "1/s", count),
        told("CPU of a read", middle(cpu_read), "ms", count, f"trivial {middle(cpu_trivial):.3f} ms"),
        told("latency of a read, p50", middle(p50), "ms", count),
        told("latency of a read, p99", middle(p99), "ms", count),
        at_least("audit rows per read", audited / count, 1.0, "ratio", count),
    ]


def _audit_rows(system: System) -> int:
    with system.sign_in("admin") as admin:
        return int(admin.post("/api/v1/admin/audit/verify").json()["data"]["rows"])
