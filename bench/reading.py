"""What a request costs beside a trivial route in the same run: a read, a search by name, and a create.

Each leaves its audit row, durable before the answer; a create is validated and leaves a version, its place on the
timeline and, where it is a value, its reasons for the worklist as well.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from bench.load import Asked, Load, cpu_seconds, drive
from bench.pipeline import wait_until_quiet
from bench.report import Row, at_least, at_most, told
from bench.system import System, running

ROUNDS = 5
ROUND_S = 2.0
FEW, MANY = 8, 32
PEOPLE = 2000  # of the doctor: a search by name finds 20 of them
TRIVIAL = Asked("/health/live")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request with its bars at FEW callers: the share of the trivial route's rate, and CPU of the server."""

    name: str
    share: float | None
    cpu_ms: float | None


READ = Kind("read of a patient", 0.50, 0.40)
SEARCH = Kind("search by name", 0.40, 0.45)
CONDITION = Kind("create of a condition", 0.12, 1.2)
OBSERVATION = Kind("create of a value", None, None)


@dataclass(slots=True)
class Seen:
    """One entry a round."""

    loads: list[Load] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All requests."""
        return sum(load.requests for load in self.loads)


def rows() -> list[Row]:
    """Rates, their ratio to the trivial route's, and CPU per request, for few callers at once and for many."""
    with running() as system, system.sign_in("admin") as admin:
        wait_until_quiet(admin)  # the demo's own documents would share the two cores
        add_people(system, PEOPLE)
        kinds = kinds_of(system)
        before = _audit_rows(system)
        figures, requests = [], 0
        for clients in (FEW, MANY):
            seen = measure(system, kinds, clients)
            requests += sum(seen[kind.name].count for kind in kinds)
            figures += [row for kind in kinds for row in _figures(kind, seen, clients)]
        audited = _audit_rows(system) - before
    return [*figures, at_least("audit rows per request", audited / requests, 1.0, "ratio", requests)]


def add_people(system: System, people: int) -> None:
    """Synthetic patients of the demo's doctor."""
    salus = str(Path(sys.executable).with_name("salus"))
    options = ["--doctor", "doctor@salus.demo", "--data-dir", str(system.data_dir)]
    subprocess.run([salus, "synth", "--patients", str(people), *options], check=True, stdout=subprocess.DEVNULL)


def kinds_of(system: System) -> dict[Kind, Asked]:
    """What is asked for, by the demo's doctor."""
    with system.sign_in("doctor") as doctor:
        patient = doctor.get("/api/v1/patients", params={"search": "Smith"}).json()["data"]["items"][0]["uuid"]
        token = doctor.headers["Authorization"].removeprefix("Bearer ")
    chart = f"/api/v1/patients/{patient}"
    return {
        READ: Asked(chart, token),
        SEARCH: Asked("/api/v1/patients?search=Rodrigez", token),
        CONDITION: Asked(f"{chart}/conditions", token, _condition),
        OBSERVATION: Asked(f"{chart}/observations", token, _observation),
    }


def _condition(number: int) -> bytes:
    return orjson.dumps({"display": f"Finding {number}", "onset_date": "2021-03-04", "note": "Seen today."})


def _observation(number: int) -> bytes:
    """Each on a day and of a test of its own, as a laboratory sends them: none makes the next one dearer."""
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number % 2000)
    return orjson.dumps(
        {
            "code": f"bench-{number}",
            "code_display": "Measured",
            "code_system": "http://example.org/tests",
            "effective_at": at.isoformat(),
            "value": 4.1,
            "unit": "mmol/L",
            "reference_low": 3.5,
            "reference_high": 5.1,
        }
    )


def measure(system: System, kinds: dict[Kind, Asked], clients: int) -> dict[str, Seen]:
    """Rounds of all routes in turn, so that what disturbs one disturbs the others."""
    pid = server_pid(system)
    asked = {"trivial": TRIVIAL, **{kind.name: request for kind, request in kinds.items()}}
    seen = {name: Seen() for name in asked}
    for _ in range(ROUNDS):
        for name, request in asked.items():
            began = cpu_seconds(pid)
            load = asyncio.run(drive(system.port, request, clients=clients, seconds=ROUND_S))
            seen[name].cpu_ms.append((cpu_seconds(pid) - began) / load.requests * 1000)
            seen[name].loads.append(load)
    return seen


def _figures(kind: Kind, seen: dict[str, Seen], clients: int) -> list[Row]:
    middle, own, trivial = statistics.median, seen[kind.name], seen["trivial"]
    ratio = middle(load.rate / other.rate for load, other in zip(own.loads, trivial.loads, strict=True))
    how, is_bar = f"{clients} at once", clients == FEW
    name, cpu_name = f"{kind.name} / trivial route, {how}", f"CPU of a {kind.name}, {how}"
    peer, cpu_peer = f"{middle(load.rate for load in trivial.loads):.0f}/s", f"trivial {middle(trivial.cpu_ms):.3f} ms"
    cpu_ms, count = middle(own.cpu_ms), own.count
    return [
        at_least(name, ratio, kind.share, "ratio", count, peer)
        if is_bar and kind.share
        else told(name, ratio, "ratio", count, peer),
        at_most(cpu_name, cpu_ms, kind.cpu_ms, "ms", count, cpu_peer)
        if is_bar and kind.cpu_ms
        else told(cpu_name, cpu_ms, "ms", count, cpu_peer),
        told(f"{kind.name}, {how}", middle(load.rate for load in own.loads), "1/s", count),
        told(f"latency of a {kind.name}, {how}, p50", middle(load.quantile_ms(0.5) for load in own.loads), "ms", count),
        told(
            f"latency of a {kind.name}, {how}, p99", middle(load.quantile_ms(0.99) for load in own.loads), "ms", count
        ),
    ]


def server_pid(system: System) -> int:
    """The process that listens on the port."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if "serve" in command and _listens(process.pid, system.port):
            return int(process.pid)
    raise RuntimeError("no server process found")


def _listens(pid: int, port: int) -> bool:
    import psutil

    return any(c.laddr.port == port for c in psutil.Process(pid).net_connections("tcp") if c.status == "LISTEN")


def _audit_rows(system: System) -> int:
    with system.sign_in("admin") as admin:
        return int(admin.post("/api/v1/admin/audit/verify").json()["data"]["rows"])
