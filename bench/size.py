"""A clinic of 100,000 people and a chart of 100,000 values: what every list, search and first paint take."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import UUID

import httpx
import numpy as np
import orjson
from playwright.async_api import Browser, async_playwright
from pydantic import SecretStr

from bench import retrieval
from bench.pipeline import wait_until_quiet
from bench.reading import server_pid
from bench.report import Row, at_most, told
from bench.system import System, running
from salus.app.embedded import addresses
from salus.core.config import Settings
from salus.core.context import Actor, Role
from salus.core.services import open_services
from salus.records import service as records
from tools.ensure_chromium import find_chromium

PEOPLE, VALUES, DOCUMENTS, PIECES = 100_000, 100_000, 2_000, 1_000_000
TIMES = 30
PAINTS = 5
LIST_BAR_MS, CHART_BAR_MS, SEARCH_BAR_MS, PAINT_BAR_S = 100, 150, 50, 1.0
MEMORY_BAR_MB = 250
THICK = "SYN-0000001"  # treated by the demo's doctor, as are the 1,999 after it
USUAL = "SYN-0000002"  # some forty documents
TYPED = (
    "Rodriguez",
    "Rodrigez",
    "Lindqivst",
    "maria jose garcia",
    "Muller",
    "Wisniewsk",
    "Okafro",
    "van den Berg",
    "An",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request by one of the demo's accounts."""

    who: str
    path: str
    params: Mapping[str, str | int] | None = None


def rows() -> list[Row]:
    """Slowest list, chart, searches and first paint, each at its 95th percentile or median."""
    with running() as system:
        with system.sign_in("admin") as admin:
            wait_until_quiet(admin)
        began = time.monotonic()
        _load(system)
        loaded_s = time.monotonic() - began
        return [told("size: loading a clinic of 100,000", loaded_s, "s", 1), *measured(system)]


def _load(system: System) -> None:
    salus = str(Path(sys.executable).with_name("salus"))
    subprocess.run(
        [salus, "synth", "--patients", str(PEOPLE), "--observations", str(VALUES), "--documents", str(DOCUMENTS),
         "--pieces", str(PIECES), "--of", THICK, "--doctor", "doctor@salus.demo", "--data-dir", str(system.data_dir)],
        check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def measured(system: System) -> list[Row]:
    """The figures of a system that is loaded."""
    with _clients(system) as clients:
        patient = _thick(clients["doctor"])
        lists = {name: _p95(clients, asked) for name, asked in lists_of(clients, patient).items()}
        chart = _p95(clients, Asked("doctor", f"/api/v1/patients/{patient}/chart"))
        searches = {who: _searches(clients[who]) for who in ("admin", "doctor")}
    slowest = max(lists, key=lambda name: lists[name])
    paints = asyncio.run(_paints(system, patient))
    return [
        at_most("size: slowest list, p95", lists[slowest], LIST_BAR_MS, "ms", TIMES * len(lists), slowest),
        at_most("size: chart of 100,000 values, API, p95", chart, CHART_BAR_MS, "ms", TIMES),
        at_most("size: search in 100,000, p95", searches["admin"], SEARCH_BAR_MS, "ms", TIMES * len(TYPED)),
        told("size: search in a panel of 2,000, p95", searches["doctor"], "ms", TIMES * len(TYPED)),
        at_most("size: chart of 100,000 values, first paint", median(paints), PAINT_BAR_S, "s", len(paints)),
        at_most("size: memory of the web server after all this", memory_mb(system), MEMORY_BAR_MB, "MB", 1),
        *asyncio.run(searches_in_documents(system)),
        *(told(f"size: {name}, p95", ms, "ms", TIMES) for name, ms in lists.items()),
    ]


def memory_mb(system: System) -> float:
    """Resident memory of the process that answers."""
    import psutil

    return float(psutil.Process(server_pid(system)).memory_info().rss / 1e6)


async def searches_in_documents(system: System) -> list[Row]:
    """What one patient's documents are searched in, among a million pieces of all."""
    found = addresses.of_running(system.directory)
    settings = Settings(
        database_url=SecretStr(found["DATABASE_URL"]), redis_url=SecretStr(found["REDIS_URL"]), data_dir=system.data_dir
    )
    with system.sign_in("doctor") as client:
        practitioner = UUID(client.get("/api/v1/me").json()["data"]["doctor_uuid"])
    doctor = Actor(UUID(int=7), Role.DOCTOR, "Bench", practitioner_id=practitioner)
    async with open_services(settings) as services, services.transaction(doctor, "bench") as ctx:
        (who,) = (await records.find_patients(ctx, identifier=USUAL)).items
        chart = await records.open_chart(ctx, who.id)
        cursor = await ctx.db.execute(
            "SELECT id, embedding::text FROM documents.chunk WHERE patient_id = %s", (chart.patient_id,)
        )
        pieces = await cursor.fetchall()
        vectors = np.array([orjson.loads(text) for _, text in pieces], np.float32)
        return await retrieval.measured(ctx, chart, [row[0] for row in pieces], vectors, f"{PIECES:,} pieces")


def lists_of(clients: Mapping[str, httpx.Client], patient: str) -> dict[str, Asked]:
    """Every list that grows with the clinic or with the chart."""
    chart = f"/api/v1/patients/{patient}"
    document = _first(clients["doctor"], "/api/v1/documents", {"patient_uuid": patient})
    return {
        "worklist": Asked("doctor", "/api/v1/worklist"),
        "worklist of 500": Asked("doctor", "/api/v1/worklist", {"limit": 500}),
        "patients of a doctor": Asked("doctor", "/api/v1/patients"),
        "patients": Asked("admin", "/api/v1/patients"),
        "timeline": Asked("doctor", f"{chart}/timeline"),
        "timeline of one kind": Asked("doctor", f"{chart}/timeline", {"kinds": "laboratory", "limit": 200}),
        "values": Asked("doctor", f"{chart}/observations"),
        "values of one code": Asked("doctor", f"{chart}/observations", {"codes": "8867-4", "limit": 1000}),
        "values of one category": Asked("doctor", f"{chart}/observations", {"category": "laboratory"}),
        "documents": Asked("doctor", "/api/v1/documents", {"patient_uuid": patient}),
        "document": Asked("doctor", f"/api/v1/documents/{document}"),
        "page of a document": Asked("doctor", f"/api/v1/documents/{document}/pages/1"),
        "proposals of a chart": Asked("doctor", f"{chart}/proposals"),
        "review queue": Asked("doctor", "/api/v1/proposals"),
        "conversations": Asked("doctor", f"{chart}/conversations"),
        "audit": Asked("admin", "/api/v1/admin/audit"),
        "audit of a patient": Asked("admin", "/api/v1/admin/audit", {"patient": patient}),
        "audit of a rare deed": Asked("admin", "/api/v1/admin/audit", {"action": "synthetic.values"}),
        "audit of refusals": Asked("admin", "/api/v1/admin/audit", {"outcome": "refused"}),
        "jobs": Asked("admin", "/api/v1/admin/jobs"),
        "system": Asked("admin", "/api/v1/admin/system"),
        "access log": Asked("patient", f"/api/v1/patients/{_first(clients['patient'], '/api/v1/patients')}/access-log"),
    }


@contextmanager
def _clients(system: System) -> Iterator[dict[str, httpx.Client]]:
    clients = {who: system.sign_in(who) for who in ("doctor", "admin", "patient")}
    try:
        yield clients
    finally:
        for client in clients.values():
            client.close()


def _thick(doctor: httpx.Client) -> str:
    return _first(doctor, "/api/v1/patients", {"identifier": THICK})


def _first(client: httpx.Client, path: str, params: Mapping[str, str | int] | None = None) -> str:
    answer = client.get(path, params=params)
    answer.raise_for_status()
    item = answer.json()["data"]["items"][0]
    return str(item.get("uuid") or item["id"])


def _p95(clients: Mapping[str, httpx.Client], asked: Asked) -> float:
    client = clients[asked.who]
    _ms(client, asked.path, asked.params)  # the very first one loads code, for all that come after
    return _quantile([_ms(client, asked.path, asked.params) for _ in range(TIMES)])


def _searches(client: httpx.Client) -> float:
    return _quantile([_ms(client, "/api/v1/patients", {"search": typed}) for typed in TYPED for _ in range(TIMES)])


def _quantile(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _ms(client: httpx.Client, path: str, params: Mapping[str, str | int] | None = None) -> float:
    began = time.perf_counter()
    answer = client.get(path, params=params)
    took = time.perf_counter() - began
    answer.raise_for_status()
    return took * 1000


async def _paints(system: System, patient: str) -> list[float]:
    """From the address to the values on the screen, in a window that has seen the pages before."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        times = await _paint_times(browser, system, patient)
        await browser.close()
    return times


async def _paint_times(browser: Browser, system: System, patient: str) -> list[float]:
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, base_url=system.url)
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.get_by_test_id("demo-doctor").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
    times = []
    for _ in range(PAINTS + 1):
        began = time.perf_counter()
        await page.goto(f"/patients/{patient}", wait_until="commit")
        await page.get_by_text("Heart rate").first.wait_for()
        times.append(time.perf_counter() - began)
    return times[1:]  # the first one fetches the pages themselves
