"""Limits: counted by class, role and caller; exact in the long run; held in process when Valkey is away."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from pydantic import SecretStr, ValidationError

from salus.app.embedded import ports
from salus.app.http import create_app
from salus.core.cache import Cache
from salus.core.config import Settings
from salus.core.limits.address import address_of, counted_by, parse_networks
from salus.core.limits.buckets import Buckets
from salus.core.limits.contract import LimitClass, LimitReached, Rule, parse_rules, rule_for
from salus.core.limits.limiter import Limiter
from tests.support.app import PASSWORD
from tests.support.clinic import Clinic

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]
TEN = Rule(10, 60)


@pytest.fixture
def opened(settings: Settings) -> Open:
    """Opens an app with other limits and a client of it, from an address of its own."""

    @asynccontextmanager
    async def open_app(address: str = "192.0.2.1", **limits: object) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(settings.model_copy(update=limits))
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40_000))
            async with httpx.AsyncClient(transport=transport, base_url="http://salus.test") as client:
                yield client

    return open_app


class Process:
    """A limiter with a connection of its own, as each process has."""

    def __init__(self, settings: Settings, **limits: object) -> None:
        changed = settings.model_copy(update=limits)
        self.cache = Cache(changed.redis_url.get_secret_value() if changed.redis_url else None)
        self.limiter = Limiter(changed, self.cache)

    async def __aenter__(self) -> Process:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.limiter.close()
        await self.cache.close()

    async def admitted(self, kind: LimitClass, caller: str, tries: int) -> int:
        """How many of so many, one after the other, were let through."""
        count = 0
        for _ in range(tries):
            try:
                await self.limiter.admit(kind, "doctor", caller)
            except LimitReached:
                continue
            count += 1
        return count


def test_a_rule_for_everybody_and_others_for_roles() -> None:
    rules = parse_rules("600/min, doctor=3000/min, admin=off, client=5/s")
    assert rule_for(rules, "patient") == Rule(600, 60)
    assert rule_for(rules, "doctor") == Rule(3000, 60)
    assert rule_for(rules, "client") == Rule(5, 1)
    assert rule_for(rules, "admin") is None


@pytest.mark.parametrize(
    "text",
    ["", "600", "0/min", "-1/min", "600/day", "doctor=600/min", "600/min, king=1/s", "1/s, 2/s", "600/min,", "off/min"],
)
def test_a_limit_that_cannot_be_read_stops_the_start_and_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValidationError, match=r"600/min"):
        Settings(rate_reads=text)


def test_a_full_bucket_lets_its_burst_through_and_then_one_an_interval() -> None:
    buckets = Buckets()
    assert [buckets.take("a", TEN, 0.0).is_allowed for _ in range(12)] == [True] * 10 + [False] * 2
    assert not buckets.take("a", TEN, 5.9).is_allowed
    assert buckets.take("a", TEN, 6.0).is_allowed
    assert not buckets.take("a", TEN, 6.1).is_allowed
    assert buckets.take("b", TEN, 6.1).is_allowed


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_no_window_ever_holds_more_than_twice_and_the_rate_is_kept(waits: list[float]) -> None:
    """GCRA: in any window w at most the burst and what came back in it."""
    buckets, now, taken = Buckets(), 0.0, []
    for wait in waits:
        now += wait
        if buckets.take("a", TEN, now).is_allowed:
            taken.append(now)
    for index, begin in enumerate(taken):
        inside = sum(1 for at in taken[index:] if at - begin < TEN.window_s)
        assert inside <= 2 * TEN.amount
    assert len(taken) <= TEN.amount + now / TEN.interval_s + 1


def test_idle_callers_are_forgotten_and_the_memory_is_bounded() -> None:
    buckets = Buckets(most=100)
    for number in range(1000):
        buckets.take(str(number), TEN, 0.0)
    assert len(buckets) <= 100
    assert list(buckets.unsettled())
    buckets.forget_idle(61.0)
    assert len(buckets) == 0


async def test_reads_ask_the_engine_nothing_and_two_processes_settle_to_one_count(settings: Settings) -> None:
    caller, reads = uuid4().hex, LimitClass.READS
    async with Process(settings, rate_reads="10/min") as first, Process(settings, rate_reads="10/min") as second:
        assert await first.admitted(reads, caller, 6) == 6
        await first.limiter.settle()
        assert await second.admitted(reads, caller, 1) == 1  # knows nothing of the first yet
        await second.limiter.settle()
        assert await second.admitted(reads, caller, 12) == 3  # and now everything
        await second.limiter.settle()
        assert await first.admitted(reads, caller, 1) == 1  # heard nothing since it settled
        await first.limiter.settle()
        assert await first.admitted(reads, caller, 9) == 0  # pays for the one too many


async def test_all_but_reads_are_exact_over_processes(settings: Settings) -> None:
    caller = uuid4().hex
    async with AsyncExitStack() as stack:
        several = [await stack.enter_async_context(Process(settings, rate_writes="20/min")) for _ in range(4)]
        counts = await asyncio.gather(*(each.admitted(LimitClass.WRITES, caller, 15) for each in several))
        assert sum(counts) == 20


@pytest.mark.parametrize("kind", [LimitClass.READS, LimitClass.WRITES])
async def test_without_the_engine_each_process_holds_the_limit_itself(settings: Settings, kind: LimitClass) -> None:
    nobody = SecretStr(f"redis://:secret@127.0.0.1:{ports.choose(None)}/0")
    async with Process(settings, redis_url=nobody, rate_reads="10/min", rate_writes="10/min") as alone:
        assert await alone.admitted(kind, "a", 12) == 10


async def test_a_forgetful_engine_gives_nobody_a_second_burst(settings: Settings) -> None:
    caller = uuid4().hex
    async with Process(settings, rate_reads="10/min") as one:
        assert await one.admitted(LimitClass.READS, caller, 10) == 10
        await one.limiter.settle()
        await one.cache.forget(f"salus:limit:reads:{caller}")
        assert await one.admitted(LimitClass.READS, caller, 3) == 0


async def test_one_too_many_is_told_what_to_do_and_changes_nothing(opened: Open, clinic: Clinic) -> None:
    async with opened(rate_reads="3/min") as client:
        path = f"/api/v1/patients/{clinic.patient_id}"
        answers = [await client.get(path, headers=clinic.doctor.headers) for _ in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert [each.headers["ratelimit"].split(";t=")[0] for each in answers] == [
            f'"reads";r={left}' for left in (2, 1, 0, 0)
        ]
        assert answers[0].headers["ratelimit-policy"] == '"reads";q=3;w=60'
        assert "retry-after" not in answers[0].headers
        refused = answers[3]
        assert 0 < int(refused.headers["retry-after"]) <= 20
        error = refused.json()["error"]
        assert error["code"] == "TOO_MANY_REQUESTS"
        assert re.search(
            r"Too many reads: 3 in 1 minute are allowed\..* Wait \d+ seconds, then try again", error["message"]
        )
        assert error["details"]["limit_class"] == "reads"
        other = await client.get(path, headers=clinic.patient.headers)
        assert other.status_code == 200


async def test_classes_are_counted_apart(opened: Open, clinic: Clinic) -> None:
    limits = {"rate_reads": "2/min", "rate_writes": "2/min", "rate_chat": "1/min", "rate_exports": "1/min"}
    async with opened(**limits) as client:
        chart = f"/api/v1/patients/{clinic.patient_id}"
        ask = {"message": "which medicines are listed"}
        weight = {
            "code": "29463-7",
            "code_display": "Body weight",
            "effective_at": "2026-11-20T07:00:00Z",
            "value": 71.5,
            "unit": "kg",
        }
        as_patient = clinic.patient.headers
        asked = [await client.post(f"{chart}/chat", headers=as_patient, json=ask) for _ in range(2)]
        assert [each.status_code for each in asked] == [200, 429]
        written = [await client.post(f"{chart}/observations", headers=as_patient, json=weight) for _ in range(3)]
        assert [each.status_code for each in written] == [201, 201, 429]
        assert [(await client.get(chart, headers=as_patient)).status_code for _ in range(3)] == [200, 200, 429]
        absent = f"/api/v1/documents/{uuid4()}/file"
        assert [(await client.get(absent, headers=as_patient)).status_code for _ in range(2)] == [403, 429]


async def test_roles_have_their_own_limits(opened: Open, clinic: Clinic) -> None:
    async with opened(rate_reads="1/min, doctor=3/min, admin=off") as client:
        path = f"/api/v1/patients/{clinic.patient_id}"
        let_in = {}
        for who in ("patient", "doctor", "admin"):
            headers = getattr(clinic, who).headers
            codes = [(await client.get(path, headers=headers)).status_code for _ in range(5)]
            let_in[who] = codes.count(200)
        assert let_in == {"patient": 1, "doctor": 3, "admin": 5}


async def test_strangers_are_counted_by_address_before_their_refusals_fill_the_audit_trail(opened: Open) -> None:
    limits = {"rate_reads": "5/min"}
    async with opened("192.0.2.10", **limits) as client:
        codes = [(await client.get("/api/v1/me")).status_code for _ in range(7)]
        assert codes == [401] * 5 + [429] * 2
        forged = {"Authorization": "Bearer rubbish"}
        assert (await client.get("/api/v1/me", headers=forged)).status_code == 429
    async with opened("192.0.2.11", **limits) as client:
        assert (await client.get("/api/v1/me")).status_code == 401


async def test_attempts_to_sign_in_are_counted_by_address_whatever_name_is_tried(opened: Open, clinic: Clinic) -> None:
    async with opened("192.0.2.20", rate_sign_in="3/min") as client:
        for number in range(3):
            tried = {"username": f"{number}@example.test", "password": "wrong password"}
            assert (await client.post("/api/v1/auth/token", data=tried)).status_code == 401
        right = {"username": clinic.doctor.username, "password": PASSWORD}
        refused = await client.post("/api/v1/auth/login", json=right)
        assert (refused.status_code, refused.json()["error"]["details"]["limit_class"]) == (429, "sign-in")
        assert int(refused.headers["retry-after"]) > 0
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert (await client.post("/api/v1/auth/refresh")).status_code == 401  # no guess, and open pages need it
        assert (await client.get("/api/v1/auth/config")).status_code == 200
    async with opened("192.0.2.21", rate_sign_in="3/min") as client:
        assert (await client.post("/api/v1/auth/login", json=right)).status_code == 200


async def test_a_header_of_the_caller_moves_nobody_to_another_address(opened: Open) -> None:
    async with opened("192.0.2.30", rate_reads="2/min") as client:
        codes = [
            (await client.get("/api/v1/me", headers={"X-Forwarded-For": f"198.51.100.{number}"})).status_code
            for number in range(4)
        ]
        assert codes == [401, 401, 429, 429]
    async with opened("192.0.2.31", rate_reads="2/min", trusted_proxies="192.0.2.31") as client:
        codes = [
            (await client.get("/api/v1/me", headers={"X-Forwarded-For": f"198.51.100.{number}"})).status_code
            for number in range(4)
        ]
        assert codes == [401] * 4


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.7", "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.2", "rubbish", "10.0.0.0/8", "10.0.0.2"),
        ("10.0.0.2", None, "10.0.0.0/8", "10.0.0.2"),
        ("2001:db8:1:2:3:4:5:6", None, "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, "", "192.0.2.1"),
        (None, None, "", "unknown"),
    ],
)
def test_the_address_is_the_nearest_that_is_not_a_trusted_proxy(
    peer: str | None, forwarded: str | None, trusted: str, address: str
) -> None:
    assert counted_by(address_of(peer, forwarded, parse_networks(trusted))) == address


async def test_figures_tell_how_many_were_admitted_and_refused_by_class_and_role(opened: Open, clinic: Clinic) -> None:
    def figure(verdict: str) -> float:
        labels = {"limit": "reads", "role": "patient", "verdict": verdict}
        return REGISTRY.get_sample_value("salus_rate_limit_total", labels) or 0.0

    before = figure("admitted"), figure("refused")
    async with opened(rate_reads="2/min") as client:
        for _ in range(3):
            await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=clinic.patient.headers)
    assert (figure("admitted") - before[0], figure("refused") - before[1]) == (2, 1)
