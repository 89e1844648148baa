"""S1: whoever had a right and lost it. Doctors open everything, keep what they got, and are denied by every patient.

Then they ask again for all of it: every route with every id, what they wrote under an Idempotency-Key, pages behind
their cursors, what they have a version of. Strangers ask with other people's keys, cursors and versions too. At last
the accounts are closed, and their tokens must open nothing at all.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from attacks.attempts import Attempts, owner_of
from attacks.clinic import API, Case, Clinic, clinic_of_own, engines, signed
from attacks.routes import fill, operations
from attacks.sweep import Attacker, Attempt, Judge, Sweep, sweep
from bench.report import Row, at_least, at_most
from salus.core.config import Settings
from salus.core.keys import signing_key

PATIENTS = 8
LEAST_ATTEMPTS = 1_000
SHOWN = 10
OWN_ACCOUNT = re.compile(r"^/api/v1/(account|me)\b")
# One's own queue, and how one's own requests went, are answered still: it is judged by what they say.
OWN_WORK = re.compile(r"^/api/v1/(jobs/|doctors/\{doctor_uuid\}/worklist)")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a doctor got while they might: a write to send again, and where lists went on."""

    case: Case
    number: int
    write: tuple[str, dict[str, Any]]
    cursors: tuple[tuple[str, str], ...]


def rows() -> list[Row]:
    """A clinic of eight on engines of its own."""
    with engines() as settings:
        return asyncio.run(_rows(settings))


async def _rows(settings: Settings) -> list[Row]:
    async with clinic_of_own(settings, PATIENTS) as clinic:
        return figures(await attack(clinic, settings))


async def attack(clinic: Clinic, settings: Settings) -> Sweep:
    """Keep everything, lose the right, ask again; then lose the account."""
    attempts = Attempts(clinic, signing_key(settings))
    kept = [await keep(clinic, case, number) for number, case in enumerate(clinic.cases)]
    for each in kept:
        await deny(clinic, each.case)
    judge = Judge(clinic.canaries, [(owner_of(n), case.holdings) for n, case in enumerate(clinic.cases)])
    result = await sweep(clinic, judge, [*_again(attempts, kept), *_with_others(clinic, kept)])
    await _close_accounts(clinic)
    closed = await sweep(clinic, judge, list(_closed(attempts, clinic)))
    for name in ("leaks", "broken", "unaudited"):
        getattr(result, name).extend(getattr(closed, name))
    result.attempts, result.refusals = result.attempts + closed.attempts, result.refusals + closed.refusals
    return result


async def keep(clinic: Clinic, case: Case, number: int) -> Kept:
    """A write under a key, answered; and the cursor of every list that has one."""
    word = clinic.canaries.plant(owner_of(number), "clinical", "kept answer")
    address = f"{API}/patients/{case.holdings.patient}/conditions"
    arguments = {"json": {"display": word}, "headers": {"Idempotency-Key": f"key-{number}-{uuid4().hex}"}}
    headers = {**signed(case.doctor.token), **arguments["headers"]}
    answer = await clinic.client.post(address, json=arguments["json"], headers=headers)
    answer.raise_for_status()
    cursors = []
    for operation in operations(clinic.spec):
        place = fill(operation.path, case.holdings.id_of)
        if operation.method != "GET" or "cursor" not in operation.query or place is None:
            continue
        params = {"limit": 1, **({"patient_uuid": case.holdings.patient} if "patient_uuid" in operation.query else {})}
        page = await clinic.client.get(place, params=params, headers=signed(case.doctor.token))
        data = page.json().get("data") if page.status_code == 200 else None
        if isinstance(data, dict) and data.get("next_cursor"):
            cursors.append((operation.path, str(data["next_cursor"])))
    return Kept(case, number, (address, arguments), tuple(cursors))


async def deny(clinic: Clinic, case: Case) -> None:
    """The patient denies the doctor who treats them."""
    body = {
        "category": "treatment", "decision": "deny", "status": "active", "source": "patient",
        "practitioner_id": case.doctor.own_id,
    }  # fmt: skip
    address = f"{API}/patients/{case.holdings.patient}/consents"
    (await clinic.client.post(address, json=body, headers=signed(case.patient.token))).raise_for_status()


def _again(attempts: Attempts, kept: list[Kept]) -> Iterator[Attempt]:
    """Everything of each patient by the doctor who had it; the answer under the key first, for a day it is there."""
    for each in kept:
        doctor = Attacker("a doctor denied since", each.case.doctor.token, own=each.case.holdings)
        address, arguments = each.write
        route = f"{API}/patients/{{patient_uuid}}/conditions"
        yield Attempt(doctor, "POST", route, address, "own kept answer", True, arguments)
        for attempt in attempts.as_attacker(doctor, each.number):
            if not OWN_ACCOUNT.match(attempt.route):  # among its routes are those that end the session
                yield replace(attempt, is_aimed=attempt.is_aimed and not OWN_WORK.match(attempt.route))
        for path, cursor in each.cursors:
            own = fill(path, each.case.holdings.id_of)
            if own is not None:
                params = {"params": {"cursor": cursor, "limit": 100}}
                yield Attempt(doctor, "GET", path, own, "own cursor", "{patient_uuid}" in path, params)


def _with_others(clinic: Clinic, kept: list[Kept]) -> Iterator[Attempt]:
    """Keys, cursors and versions of other people's."""
    for each in kept:
        other = kept[(each.number + 1) % len(kept)]
        patient = Attacker(
            "another patient", other.case.patient.token, frozenset({owner_of(other.number)}), other.case.holdings
        )
        address, arguments = each.write
        route = f"{API}/patients/{{patient_uuid}}/conditions"
        yield Attempt(patient, "POST", route, address, "another's key", True, arguments)
        for path, cursor in each.cursors:
            mine = fill(path, other.case.holdings.id_of)
            if mine is not None:
                yield Attempt(patient, "GET", path, mine, "another's cursor", False, {"params": {"cursor": cursor}})
        for operation in operations(clinic.spec):
            theirs = fill(operation.path, each.case.holdings.id_of)
            if operation.path.startswith("/fhir/") and operation.path.endswith("{resource_id}") and theirs:
                for version in range(1, 4):
                    headers = {"headers": {"If-None-Match": f'W/"{version}"'}}
                    aimed = "Practitioner" not in operation.path
                    yield Attempt(patient, "GET", operation.path, theirs, "another's version", aimed, headers)


async def _close_accounts(clinic: Clinic) -> None:
    """An administrator closes the account of every doctor."""
    headers = signed(clinic.admin.token)
    listed = (await clinic.client.get(f"{API}/admin/users", headers=headers)).json()["data"]
    names = {case.doctor.username for case in clinic.cases}
    for user in listed:
        if user["username"] in names:
            body = {"version": user["version"], "display_name": user["display_name"], "is_active": False}
            answer = await clinic.client.put(f"{API}/admin/users/{user['id']}", json=body, headers=headers)
            answer.raise_for_status()


def _closed(attempts: Attempts, clinic: Clinic) -> Iterator[Attempt]:
    for number, case in enumerate(clinic.cases):
        closed = Attacker("an account that was closed", case.doctor.token, must_be_unknown=True)
        yield from attempts.as_attacker(closed, number)


def figures(result: Sweep) -> list[Row]:
    """As rows; what went wrong is said in words as well."""
    for title, found in (("LEAK", result.leaks), ("ERROR", result.broken), ("UNAUDITED", result.unaudited)):
        for each in found[:SHOWN]:
            print(f"{title}: {each}")
    n = result.attempts
    return [
        at_least("S1 attempts by whoever had a right and lost it", n, LEAST_ATTEMPTS, "attempts", n),
        at_most("S1 answers that leaked to them", len(result.leaks), 0, "leaks", n),
        at_most("S1 server errors they met", len(result.broken), 0, "errors", n),
        at_least(
            "S1 their refusals with an audit row",
            1 - len(result.unaudited) / max(1, result.refusals),
            1.0,
            "share",
            result.refusals,
        ),
    ]
