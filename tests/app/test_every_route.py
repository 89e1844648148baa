"""Every operation of the OpenAPI document, tried by everybody who may not use it, on a clinic full of planted words."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from attacks.access import attack, untried
from attacks.attempts import Attempts, owner_of
from attacks.clinic import Builder, Clinic
from attacks.likeness import compare
from attacks.sweep import Attacker, Attempt, Judge
from salus.core.config import Settings
from salus.core.keys import signing_key
from salus.core.services import Services

EACH = 15  # of the crooked attempts; `make attack` makes all of them, on twenty patients


@pytest.fixture(scope="module")
async def besieged(app: FastAPI, services: Services) -> Clinic:
    """Two patients, with everything that the routes can keep about them."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://salus.test", timeout=60)
    return await Builder(app, services, client).build(2)


async def test_no_route_leaks_and_every_refusal_is_audited(besieged: Clinic, settings: Settings) -> None:
    attempts = Attempts(besieged, signing_key(settings))
    result = await attack(besieged, attempts, EACH)
    assert result.leaks == []
    assert result.broken == []
    assert result.unaudited == []
    assert result.refusals > 10 * len(attempts.routes)
    assert untried(attempts, result) == [], "a new route needs something to steal: let attacks/clinic.py put it there"


async def test_not_there_and_not_yours_are_one_answer(besieged: Clinic) -> None:
    likeness = await compare(besieged, pairs=1)
    assert likeness.unlike == []
    assert likeness.routes > 40


async def test_the_judge_sees_what_comes_out(besieged: Clinic) -> None:
    """An attack that can find nothing proves nothing: the rightful doctor's own reads, judged as a stranger's."""
    judge = Judge(besieged.canaries, [(owner_of(n), case.holdings) for n, case in enumerate(besieged.cases)])
    case = besieged.cases[0]
    stranger = Attacker("a stranger", case.doctor.token)
    for path in ("", "/chart", "/timeline", "/conditions", "/consents", "/conversations"):
        address = f"/api/v1/patients/{case.holdings.patient}{path}"
        attempt = Attempt(stranger, "GET", path, address, "plain", is_aimed=False)
        answer = await besieged.client.get(address, headers=stranger.headers)
        assert answer.status_code == 200
        assert judge.leaked(attempt, answer), path
