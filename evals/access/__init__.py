"""Every route against everybody who may not use it: nothing leaks, and each refusal leaves an audit row."""

from __future__ import annotations

import asyncio

import httpx

from bench.report import Row, at_least, at_most, told
from bench.system import System, running
from evals.access.people import make_strangers
from evals.access.sweep import Attacker, Sweep, Victim, collect_victim, sweep


def rows() -> list[Row]:
    """Sweep a running demo clinic."""
    with running() as system:
        return asyncio.run(_rows(system))


async def _rows(system: System) -> list[Row]:
    with system.sign_in("doctor") as doctor, system.sign_in("admin") as admin, system.sign_in("patient") as patient:
        own = {"doctor": _token(doctor), "admin": _token(admin), "patient": _token(patient)}
    async with httpx.AsyncClient(base_url=system.url, timeout=60) as client:
        victim = await collect_victim(client, patient=own["patient"], doctor=own["doctor"])
        attackers = await make_strangers(client, own["admin"])
        result = await sweep(client, victim, attackers, admin_token=own["admin"])
    return figures(result)


def figures(result: Sweep) -> list[Row]:
    """The sweep as rows."""
    return [
        told("routes swept", result.routes, "routes", result.attempts),
        at_most("answers that leaked", len(result.leaks), 0, "leaks", result.attempts),
        at_most("server errors on the way", len(result.broken), 0, "errors", result.attempts),
        at_least("refusals with an audit row", result.audited_share, 1.0, "share", result.refusals),
    ]


def _token(client: httpx.Client) -> str:
    return client.headers["Authorization"].removeprefix("Bearer ")


__all__ = ["Attacker", "Sweep", "Victim", "collect_victim", "figures", "make_strangers", "rows", "sweep"]
