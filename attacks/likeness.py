"""Whether "not there" and "not yours" can be told apart: by the answer's shape, its headers, or the time it takes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import numpy as np

from attacks.attempts import DIRECTORY
from attacks.clinic import Clinic, signed
from attacks.routes import Operation, fill, operations

PAIRS = 30  # of each route; the two are asked in turn, so that what slows the machine slows both
RESAMPLES = 2_000
CLOCK = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")
OWN_TO_EACH = ("x-request-id", "date", "content-length")  # the microseconds of a clock may end in zeros


@dataclass(slots=True)
class Likeness:
    """What was seen of both kinds."""

    routes: int = 0
    unlike: list[str] = field(default_factory=list)
    forbidden_ms: list[float] = field(default_factory=list)
    absent_ms: list[float] = field(default_factory=list)
    by_route: list[float] = field(default_factory=list)

    @property
    def told_apart(self) -> float:
        """How often the time of an answer tells which of the two it was: 0.5 is guessing.

        The area under the ROC curve (Mann-Whitney U over all pairs of a route), averaged over the routes.
        """
        return float(np.mean(self.by_route))

    @property
    def median_difference_ms(self) -> tuple[float, float, float]:
        """Forbidden minus absent, of the medians, with its 99 % interval by resampling pairs."""
        pairs = np.column_stack((self.forbidden_ms, self.absent_ms))
        drawn = np.random.default_rng(1).integers(0, len(pairs), (RESAMPLES, len(pairs)))
        medians = np.median(pairs[drawn], axis=1)
        low, high = np.quantile(medians[:, 0] - medians[:, 1], (0.005, 0.995))
        first, second = np.median(pairs, axis=0)
        return float(first - second), float(low), float(high)


async def compare(clinic: Clinic, pairs: int = PAIRS) -> Likeness:
    """Every reading route that names a chart or a thing in it, asked by a doctor who treats others."""
    found = Likeness()
    victim, other = clinic.cases[0], clinic.cases[1]
    for operation in operations(clinic.spec):
        is_bound = any(operation.places) or "patient_uuid" in operation.query or "patient" in operation.query
        is_open = "/admin/" in operation.path or DIRECTORY.match(operation.name)
        if operation.method == "GET" and is_bound and not is_open:
            found.routes += 1
            await _route(clinic.client, operation, victim.holdings, signed(other.doctor.token), pairs, found)
    return found


async def _route(
    client: httpx.AsyncClient, operation: Operation, held: Any, headers: dict[str, str], pairs: int, found: Likeness
) -> None:
    forbidden = fill(operation.path, held.id_of)
    assert forbidden is not None, "the sweep has found that every route has its victim"
    asks = {"patient_uuid", "patient"} & set(operation.query)
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(pairs):
        answers = {}
        for is_there in (True, False) if turn % 2 else (False, True):
            nobody = str(uuid4())
            address = forbidden if is_there else fill(operation.path, lambda place, nobody=nobody: nobody)
            params = dict.fromkeys(asks, held.patient if is_there else nobody)
            began = time.perf_counter()
            answers[is_there] = await client.get(str(address), params=params, headers=headers)
            times[is_there].append((time.perf_counter() - began) * 1000)
        if _shape(answers[True]) != _shape(answers[False]):
            found.unlike.append(f"{operation.name}: {answers[True].status_code} and {answers[False].status_code}")
            break
    found.forbidden_ms += times[True]
    found.absent_ms += times[False]
    there, absent = np.array(times[True]), np.array(times[False])
    found.by_route.append(float(np.mean(there[:, None] > absent[None, :])))


def _shape(answer: httpx.Response) -> object:
    """Status, headers and body, without the name and time that every answer has of its own."""
    body = answer.text.replace(answer.headers["x-request-id"], "")
    headers = {name: value for name, value in answer.headers.items() if name not in OWN_TO_EACH}
    return answer.status_code, CLOCK.sub("", body), headers
