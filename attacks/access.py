"""S1: every route of the document as everybody who may not use it. Nothing comes out, and each refusal is on record."""

from __future__ import annotations

import asyncio
from itertools import chain, islice

import numpy as np

from attacks.attempts import Attempts, owner_of
from attacks.clinic import Clinic, clinic_of_own, engines
from attacks.likeness import Likeness, compare
from attacks.sweep import Judge, Sweep, sweep
from bench.report import Row, at_least, at_most, told
from salus.core.config import Settings
from salus.core.keys import signing_key

PATIENTS = 20
LEAST_ATTEMPTS = 10_000
SHOWN = 12


def rows() -> list[Row]:
    """A clinic of twenty on engines of its own."""
    with engines() as settings:
        return asyncio.run(_rows(settings))


async def _rows(settings: Settings) -> list[Row]:
    async with clinic_of_own(settings, PATIENTS) as clinic:
        attempts = Attempts(clinic, signing_key(settings))
        result = await attack(clinic, attempts)
        missed = untried(attempts, result)
        likeness = await compare(clinic)
    return figures(result, attempts, missed) + of_likeness(likeness)


async def attack(clinic: Clinic, attempts: Attempts, crooked_step: int = 1) -> Sweep:
    """Every plain attempt and each n-th crooked one, judged."""
    tried = chain(attempts.straight(), islice(attempts.crooked(), 0, None, crooked_step))
    judge = Judge(clinic.canaries, [(owner_of(n), case.holdings) for n, case in enumerate(clinic.cases)])
    return await sweep(clinic, judge, tried)


def untried(attempts: Attempts, result: Sweep) -> list[str]:
    """Routes on which nothing that is there was asked for: whether they leak is not known."""
    return sorted({each.name for each in attempts.routes} - result.aimed_at | set(attempts.without_victim()))


def figures(result: Sweep, attempts: Attempts, missed: list[str]) -> list[Row]:
    """The sweep as rows; what went wrong is said in words as well."""
    for title, found in (
        ("LEAK", result.leaks),
        ("ERROR", result.broken),
        ("UNAUDITED", result.unaudited),
        ("UNTRIED", missed),
    ):
        for each in found[:SHOWN]:
            print(f"{title}: {each}")
    routes = len(attempts.routes)
    return [
        at_least(
            "S1 attempts over every route, role, token and form",
            result.attempts,
            LEAST_ATTEMPTS,
            "attempts",
            result.attempts,
        ),
        at_most("S1 answers that leaked", len(result.leaks), 0, "leaks", result.attempts),
        at_most("S1 server errors on the way", len(result.broken), 0, "errors", result.attempts),
        at_least("S1 routes attacked with a victim's data", (routes - len(missed)) / routes, 1.0, "share", routes),
        at_least(
            "S1 refusals with an audit row",
            1 - len(result.unaudited) / max(1, result.refusals),
            1.0,
            "share",
            result.refusals,
        ),
        told("S1 attempts refused for their form alone", sum(result.not_reached.values()), "attempts", result.attempts),
    ]


def of_likeness(likeness: Likeness) -> list[Row]:
    """Whether "not there" and "not yours" can be told apart."""
    routes, n = likeness.routes, len(likeness.forbidden_ms)
    difference, low, high = likeness.median_difference_ms
    interval = f"99 % interval {low:.3f} to {high:.3f} ms; median {np.median(likeness.absent_ms):.2f} ms"
    for each in likeness.unlike[:SHOWN]:
        print(f"UNLIKE: {each}")
    return [
        at_most("S1 routes whose absent and forbidden answers differ", len(likeness.unlike), 0, "routes", routes),
        at_most(
            "S1 advantage over guessing which of the two, by time", abs(likeness.told_apart - 0.5), 0.05, "share", n,
            f"AUC by route {min(likeness.by_route):.2f} to {max(likeness.by_route):.2f}",
        ),
        told("S1 forbidden minus absent, of the medians", difference, "ms", n, interval),
    ]  # fmt: skip
