"""Minutes are written down, alerts open and close and leave the house, and only administrators see them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from pydantic import SecretStr

from salus.core.config import Settings
from salus.core.context import WORKER, Role
from salus.core.operations import service, store
from salus.core.operations.contract import CLASSES, AlertKind, Finding, Severity, Traffic
from salus.core.operations.counting import TRAFFIC, StatementWatch
from salus.core.operations.watch import tell, write_down
from salus.core.services import Services, open_services
from tests.support.app import People, Person

SLOW = "SELECT pg_sleep(0.02), %s::text"


@pytest.fixture
async def house(settings: Settings, fresh_database_url: str) -> Any:
    """Engines with a database of their own, whose minutes and alerts nobody else writes."""
    own = settings.model_copy(update={"database_url": SecretStr(fresh_database_url), "slow_statement_ms": 10.0})
    async with open_services(own) as services:
        yield services


async def overview(house: Services) -> Any:
    async with house.transaction(WORKER, "test") as ctx:
        return await service.read_overview(ctx, timedelta(hours=1))


def test_requests_are_counted_by_how_long_they_took() -> None:
    counter = type(TRAFFIC)()
    for status, seconds in ((200, 0.001), (200, 0.03), (503, 9.0)):
        counter.note(status, seconds)
    assert counter.take() == Traffic(3, 1, (1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1))
    assert counter.take() == Traffic(0, 0, (0,) * CLASSES)


async def test_the_api_counts_its_requests_and_its_failures(client: httpx.AsyncClient) -> None:
    TRAFFIC.take()
    await client.get("/api/v1/auth/config")
    await client.get("/health/live")
    assert TRAFFIC.take().requests == 1, "supervisors and scrapers are not callers"


async def test_minutes_of_several_processes_add_up(house: Services) -> None:
    seen = Traffic(3, 1, (2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0))
    async with house.transaction(WORKER, "test") as ctx:
        for process in ("a", "b", "a"):
            await service.note_minute(ctx, process, seen, {})
    found = await overview(house)
    assert found.month == Traffic(9, 3, (6, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0))
    assert [point.traffic.requests for point in found.traffic] == [9]
    assert len(found.engines) == 1
    assert found.engines[0].database_bytes > 0


async def test_a_slow_statement_is_noted_without_its_values(house: Services) -> None:
    async with house.transaction(WORKER, "test") as ctx:
        await ctx.db.execute(SLOW, ("Quiroga",))
        await ctx.db.execute("SELECT 1")
    await write_down(house)
    slow = (await overview(house)).slow
    assert [each.statement for each in slow if "pg_sleep" in each.statement] == [SLOW]
    assert all("Quiroga" not in each.statement for each in slow)
    assert next(each for each in slow if each.statement == SLOW).worst_ms >= 20


async def test_a_lookup_that_shares_its_message_is_noted_without_its_values(house: Services) -> None:
    async with house.single_read(WORKER, "test") as ctx:
        await ctx.db.execute(SLOW, ("Quiroga",))
    assert list(house.database.watch.take()) == [SLOW]


async def test_a_statement_that_fails_is_timed_too(house: Services) -> None:
    with pytest.raises(Exception, match="division"):
        async with house.transaction(WORKER, "test") as ctx:
            await ctx.db.execute("SELECT 1 / (SELECT 0 FROM pg_sleep(0.02))")
    assert any("pg_sleep" in statement for statement in house.database.watch.take())


def test_a_flood_of_slow_statements_keeps_within_bounds() -> None:
    watch = StatementWatch(0.0)
    for number in range(1_000):
        watch.note(f"SELECT {number}", 0.0)
    assert len(watch.take()) == 200


async def test_an_alert_opens_once_and_closes_when_its_reason_has_gone(house: Services) -> None:
    now = datetime.now(UTC)
    async with house.transaction(WORKER, "test") as ctx:
        finding = Finding(AlertKind.DISK, Severity.WARNING, 1.0, "little room")
        assert await store.open_alert(ctx.db, finding, now)
        worse = replace(finding, severity=Severity.CRITICAL, note="hardly any room")
        assert not await store.open_alert(ctx.db, worse, now + timedelta(minutes=1))
        (alert,) = await store.select_alerts(ctx.db, now)
        assert (alert.severity, alert.note, alert.opened_at) == (Severity.CRITICAL, "hardly any room", now)
        assert await store.close_alerts(ctx.db, [], now + timedelta(minutes=2)) == [AlertKind.DISK]
        assert await store.close_alerts(ctx.db, [], now + timedelta(minutes=3)) == []
        assert await store.open_alert(ctx.db, finding, now + timedelta(minutes=4)), "it may come again"


async def test_a_waiting_job_raises_an_alert_and_one_that_was_done_ends_it(house: Services) -> None:
    async with house.transaction(WORKER, "test") as ctx:
        ticket = await house.jobs.enqueue(ctx, "records.nothing", {})
        await ctx.db.execute(
            "UPDATE core.job SET created_at = now() - interval '40 minutes' WHERE id = %s", (ticket.job_id,)
        )
        await service.judge(ctx, ctx.now)
    alerts = (await overview(house)).alerts
    assert [(each.kind, each.severity) for each in alerts if each.kind is AlertKind.QUEUE_AGE] == [
        (AlertKind.QUEUE_AGE, Severity.CRITICAL)
    ]
    async with house.transaction(WORKER, "test") as ctx:
        await ctx.db.execute("UPDATE core.job SET status = 'succeeded' WHERE id = %s", (ticket.job_id,))
        await service.judge(ctx, ctx.now + timedelta(minutes=1))
    (closed,) = (each for each in (await overview(house)).alerts if each.kind is AlertKind.QUEUE_AGE)
    assert closed.closed_at is not None


async def test_one_process_judges_each_minute(house: Services) -> None:
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    async with house.transaction(WORKER, "test") as ctx:
        assert await store.add_engines(ctx.db, minute, 1, 2) is not None
        assert await store.add_engines(ctx.db, minute, 1, 2) is None


async def test_what_is_old_is_forgotten(house: Services) -> None:
    async with house.transaction(WORKER, "test") as ctx:
        await store.add_traffic(ctx.db, ctx.now - timedelta(days=40), "a", Traffic(1, 0, (1,) + (0,) * (CLASSES - 1)))
        await store.add_engines(ctx.db, ctx.now - timedelta(days=40), 1, 2)
        await service.forget(ctx)
        assert (await store.select_traffic(ctx.db, ctx.now - timedelta(days=99))).requests == 0
        assert await store.select_engines(ctx.db, ctx.now - timedelta(days=99), timedelta(days=1)) == []


@contextmanager
def receiver(status: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that takes alerts, or refuses them."""
    taken: list[dict[str, str]] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(orjson.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", taken
    finally:
        server.shutdown()
        server.server_close()


async def raise_one(house: Services, severity: Severity) -> None:
    async with house.transaction(WORKER, "test") as ctx:
        await store.open_alert(ctx.db, Finding(AlertKind.DISK, severity, 1.0, "little room"), ctx.now)


async def test_an_alert_is_told_once_and_again_when_it_gets_worse(house: Services) -> None:
    with receiver(204) as (url, taken):
        house.settings.alert_url = SecretStr(url)
        await raise_one(house, Severity.WARNING)
        for _ in range(2):
            await tell(house)
        assert [each["severity"] for each in taken] == ["warning"]
        await raise_one(house, Severity.CRITICAL)
        for _ in range(2):
            await tell(house)
    assert [(each["kind"], each["severity"]) for each in taken] == [("disk", "warning"), ("disk", "critical")]


async def test_an_alert_that_was_not_taken_is_told_again(house: Services) -> None:
    await raise_one(house, Severity.WARNING)
    with receiver(500) as (url, refused):
        house.settings.alert_url = SecretStr(url)
        await tell(house)
    with receiver(200) as (url, taken):
        house.settings.alert_url = SecretStr(url)
        await tell(house)
    assert (len(refused), len(taken)) == (1, 1)


async def test_a_database_that_is_away_costs_the_minute_and_nothing_else(house: Services) -> None:
    await house.database.close()
    async with asyncio.timeout(20):
        await write_down(house)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/admin/operations"), ("POST", f"/api/v1/admin/alerts/{UUID(int=7)}/acknowledge")],
)
async def test_only_administrators_come_in(client: httpx.AsyncClient, people: People, method: str, path: str) -> None:
    assert (await client.request(method, path)).status_code == 401
    for role in (Role.PATIENT, Role.DOCTOR):
        own = {"patient_id" if role is Role.PATIENT else "practitioner_id": uuid4()}
        person = await people.make(role, **own)
        assert (await client.request(method, path, headers=person.headers)).status_code == 403


async def test_the_page_shows_traffic_budget_and_alerts(
    client: httpx.AsyncClient, services: Services, admin: Person
) -> None:
    await client.get("/api/v1/me", headers=admin.headers)
    await write_down(services)
    await raise_one(services, Severity.WARNING)
    answer = await client.get("/api/v1/admin/operations", params={"span": "1h"}, headers=admin.headers)
    shown = answer.json()["data"]
    assert answer.status_code == 200
    assert sum(point["requests"] for point in shown["traffic"]) >= 1
    assert shown["budget"]["promised_share"] == 0.999
    (alert,) = (each for each in shown["alerts"] if each["kind"] == "disk" and each["closed_at"] is None)
    path = f"/api/v1/admin/alerts/{alert['id']}/acknowledge"
    acknowledged = await client.post(path, headers=admin.headers)
    assert acknowledged.json()["data"]["acknowledged_at"] is not None
    audited = await client.get("/api/v1/admin/audit", params={"limit": 50}, headers=admin.headers)
    assert {"operations.read", "alert.acknowledge"} <= {row["action"] for row in audited.json()["data"]["items"]}


async def test_an_alert_that_has_closed_cannot_be_acknowledged(client: httpx.AsyncClient, admin: Person) -> None:
    answer = await client.post(f"/api/v1/admin/alerts/{uuid4()}/acknowledge", headers=admin.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ALERT_NOT_FOUND")
