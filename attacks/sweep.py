"""Carry attempts out and judge the answers: did anything come out, did the server stumble, was the refusal recorded."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from attacks.canaries import CLINICAL, Canaries
from attacks.clinic import Clinic
from attacks.routes import UUID_TEXT, Holdings
from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.core.context import Actor, Ctx, Role

AT_ONCE = 6
STREAM_S = 20.0
REFUSED = (401, 403, 404)
NOT_REACHED = (400, 405, 409, 413, 415, 422, 429)
# The self link of a FHIR search repeats the caller's own question; what was found stands beside it and is judged.
SELF_LINK = re.compile(r'"relation":"self","url":"[^"]*"')
# Known to everybody who is signed in, or the administrator's own business: no secret of a patient.
NO_SECRET = frozenset({"practitioners", "users", "actors", "alerts", "tokens"})


@dataclass(frozen=True, slots=True)
class Attacker:
    """Somebody with some token. `sees` names the patients whose data they may read, `persons` that names are theirs."""

    name: str
    token: str | None
    sees: frozenset[str] = frozenset()
    own: Holdings | None = None
    sees_persons: bool = False
    must_be_unknown: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What signs the requests."""
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request. `is_aimed`: it names the victim's things, so that anything but a refusal is a leak."""

    attacker: Attacker
    method: str
    route: str
    address: str
    way: str
    is_aimed: bool
    arguments: dict[str, Any] = field(default_factory=dict)
    victim: str | None = None

    @property
    def said(self) -> str:
        """For people."""
        return f"{self.attacker.name}, {self.way}: {self.method} {self.route}"


@dataclass(slots=True)
class Sweep:
    """What came of all attempts."""

    attempts: int = 0
    refusals: int = 0
    leaks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unaudited: list[str] = field(default_factory=list)
    not_reached: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    aimed_at: set[str] = field(default_factory=set)  # routes that were asked for something that is there
    _refused: dict[str, str] = field(default_factory=dict)


class Judge:
    """Knows whose every planted word and every id is."""

    def __init__(self, canaries: Canaries, cases: Iterable[tuple[str, Holdings]]) -> None:
        self._canaries = canaries
        self._owner: dict[str, str | None] = {}
        for owner, holdings in cases:
            for place, found in holdings.ids.items():
                for each in found:
                    if place not in NO_SECRET:
                        self._owner[each] = owner if self._owner.get(each, owner) == owner else None
            self._owner[holdings.patient] = owner

    def leaked(self, attempt: Attempt, answer: httpx.Response) -> str | None:
        """What came out that must not; None where nothing did."""
        attacker, text = attempt.attacker, SELF_LINK.sub("", answer.text)
        for planted in self._canaries.seen_in(text):
            may_see = planted.owner in attacker.sees or (attacker.sees_persons and planted.kind != CLINICAL)
            if not may_see:
                return f"{planted.place} of {planted.owner}"
        if not attacker.sees_persons:
            request = f"{attempt.address} {attempt.arguments}".lower()
            for found in set(UUID_TEXT.findall(text)):
                owner = self._owner.get(found)
                if owner is not None and owner not in attacker.sees and found not in request:
                    return f"an id of {owner}"
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if attacker.must_be_unknown and answer.status_code < 400 and not is_page:
            return f"status {answer.status_code} without being known"
        if attempt.is_aimed and answer.status_code < 400:
            return f"status {answer.status_code}"
        return None


async def sweep(clinic: Clinic, judge: Judge, attempts: Iterable[Attempt]) -> Sweep:
    """Make every attempt, a few at a time; then look for the refusals in the audit trail."""
    result, waiting = Sweep(), iter(attempts)

    async def worker() -> None:
        for attempt in waiting:
            await _make(clinic.client, judge, attempt, result)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    result.refusals = len(result._refused)
    audited = await _audited(clinic)
    result.unaudited = [said for request_id, said in result._refused.items() if request_id not in audited]
    return result


async def _make(client: httpx.AsyncClient, judge: Judge, attempt: Attempt, result: Sweep) -> None:
    result.attempts += 1
    result.ways[attempt.way] += 1
    arguments = {**attempt.arguments, "headers": {**attempt.arguments.get("headers", {}), **attempt.attacker.headers}}
    try:
        async with asyncio.timeout(STREAM_S):
            answer = await client.request(attempt.method, attempt.address, **arguments)
    except TimeoutError:
        result.leaks.append(f"{attempt.said}: a stream stayed open")
        return
    leaked = judge.leaked(attempt, answer)
    if leaked:
        result.leaks.append(f"{attempt.said}: {leaked}")
    if answer.status_code >= 500:
        result.broken.append(f"{attempt.said}: {answer.status_code}")
    if attempt.is_aimed:
        _note_refusal(attempt, answer, result)


def _note_refusal(attempt: Attempt, answer: httpx.Response, result: Sweep) -> None:
    if answer.status_code in NOT_REACHED and not attempt.attacker.must_be_unknown:
        result.not_reached[f"{attempt.method} {attempt.route} {answer.status_code}"] += 1
        return
    result.aimed_at.add(f"{attempt.method} {attempt.route}")
    request_id = answer.headers.get("x-request-id")
    if answer.status_code in REFUSED and request_id and attempt.method not in ("HEAD", "OPTIONS"):
        result._refused[request_id] = f"{attempt.said}: {answer.status_code}"


async def _audited(clinic: Clinic) -> set[str]:
    """Request ids of all refusals in the audit trail."""
    seen: set[str] = set()
    before: int | None = None
    reader = Actor(UUID(int=1), Role.ADMIN, "Reader")
    while True:
        async with clinic.services.database.transaction(reader, read_only=True) as db:
            ctx = Ctx(reader, "attack", clinic.services.clock(), db, clinic.services)
            rows = await read_rows(ctx, AuditFilter(outcome=Outcome.REFUSED, before_seq=before, limit=5000))
        seen |= {row.request_id for row in rows}
        if len(rows) < 5000:
            return seen
        before = rows[-1].seq
