"""Tokens for programs and devices: least privilege, shown once, rotated without a gap, ended within five seconds."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from salus.core.apitokens import door
from salus.core.apitokens.contract import Scope
from salus.core.apitokens.secrets import PREFIX, is_well_formed, new_secret
from salus.core.audit.contract import AuditFilter, AuditRow
from salus.core.audit.service import read_rows
from salus.core.config import Settings
from salus.core.http.marks import SCOPE
from tests.support.app import SETUP
from tests.support.clinic import Clinic

TOKENS = "/api/v1/admin/tokens"
WEIGHT = {
    "code": "29463-7",
    "code_display": "Body weight",
    "effective_at": "2026-11-20T07:00:00Z",
    "value": 71.5,
    "unit": "kg",
}


async def make(client: httpx.AsyncClient, clinic: Clinic, *scopes: Scope, **more: object) -> dict[str, object]:
    """What the administrator is shown of a new token for the clinic's patient."""
    body = {"name": "Scale in room 4", "scopes": list(scopes), "patient_uuid": str(clinic.patient_id), **more}
    answer = await client.post(TOKENS, headers=clinic.admin.headers, json=body)
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    assert isinstance(data, dict)
    return data


def as_bearer(issued: dict[str, object]) -> dict[str, str]:
    return {"Authorization": f"Bearer {issued['secret']}"}


def token_id(issued: dict[str, object]) -> str:
    token = issued["token"]
    assert isinstance(token, dict)
    return str(token["id"])


async def rows_of(clinic: Clinic, actor_id: UUID, action: str) -> list[AuditRow]:
    async with clinic.as_actor(SETUP) as ctx:
        return await read_rows(ctx, AuditFilter(actor_id=actor_id, action=action))


def test_a_secret_is_recognised_by_scanners_and_by_its_checksum() -> None:
    secrets = {new_secret() for _ in range(200)}
    assert len(secrets) == 200
    for secret in secrets:
        assert re.fullmatch(r"salus_pat_[0-9A-Za-z]{46}", secret)
        assert is_well_formed(secret)
        mistyped = secret[:-1] + ("0" if secret[-1] != "0" else "1")
        assert not is_well_formed(mistyped)
    assert not is_well_formed(PREFIX)
    assert not is_well_formed(PREFIX + "ä" * 46)


async def test_a_device_writes_for_its_patient_and_is_named_in_the_trail(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    issued = await make(client, clinic, Scope.OBSERVATIONS_WRITE)
    path = f"/api/v1/patients/{clinic.patient_id}/observations"
    written = await client.post(path, headers=as_bearer(issued), json={**WEIGHT, "source": "device"})
    assert written.status_code == 201, written.text
    assert written.json()["data"]["source"] == "device"
    assert written.json()["data"]["recorded_by"] == token_id(issued)
    (row,) = await rows_of(clinic, UUID(token_id(issued)), "observation.create")
    assert (row.patient_id, row.actor_role, row.actor_name) == (clinic.patient_id, "client", "Scale in room 4")
    log = await client.get(
        f"/api/v1/patients/{clinic.patient_id}/access-log?others=true", headers=clinic.patient.headers
    )
    assert ("Scale in room 4", "device or program") in {
        (note["who"], note["role"]) for note in log.json()["data"]["items"]
    }


async def test_a_token_never_speaks_as_a_clinician(client: httpx.AsyncClient, clinic: Clinic) -> None:
    issued = await make(client, clinic, Scope.OBSERVATIONS_WRITE)
    path = f"/api/v1/patients/{clinic.patient_id}/observations"
    written = await client.post(path, headers=as_bearer(issued), json={**WEIGHT, "source": "clinician"})
    assert written.json()["data"]["source"] == "patient"


async def test_a_token_for_one_patient_opens_no_other(client: httpx.AsyncClient, clinic: Clinic) -> None:
    issued = await make(client, clinic, Scope.OBSERVATIONS_WRITE, Scope.OBSERVATIONS_READ, Scope.PERSON_READ)
    told = []
    for patient in (clinic.other_patient_id, uuid4()):
        for method, path in (("GET", ""), ("GET", "/observations"), ("POST", "/observations")):
            body = WEIGHT if method == "POST" else None
            address = f"/api/v1/patients/{patient}{path}"
            answer = await client.request(method, address, headers=as_bearer(issued), json=body)
            told.append((answer.status_code, answer.json()["error"]["code"]))
    assert set(told) == {(403, "CHART_ACCESS_DENIED")}


async def test_a_token_for_a_practitioner_opens_their_patients_and_respects_a_denial(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    practitioner = clinic.doctor.actor.practitioner_id
    issued = await make(client, clinic, Scope.PERSON_READ, patient_uuid=None, doctor_uuid=str(practitioner))
    own, other = (f"/api/v1/patients/{each}" for each in (clinic.patient_id, clinic.other_patient_id))
    assert (await client.get(own, headers=as_bearer(issued))).status_code == 200
    assert (await client.get(other, headers=as_bearer(issued))).status_code == 403
    deny = {"category": "treatment", "decision": "deny", "practitioner_id": str(practitioner)}
    assert (await client.post(f"{own}/consents", headers=clinic.patient.headers, json=deny)).status_code == 201
    assert (await client.get(own, headers=as_bearer(issued))).status_code == 403


def code_in(answer: httpx.Response) -> str:
    """The error's code, in the envelope or as FHIR says it."""
    body = answer.json()
    if body.get("resourceType") == "OperationOutcome":
        return str(body["issue"][0]["details"]["coding"][0]["code"])
    return str(body["error"]["code"])


async def test_every_route_is_closed_to_a_token_unless_it_names_a_scope_that_was_granted(
    app: FastAPI, client: httpx.AsyncClient, clinic: Clinic
) -> None:
    """Each operation of the OpenAPI document, with a token that has all scopes but the one of the route."""
    spec = (await client.get("/api/openapi.json")).json()
    issued = {
        scope: await make(client, clinic, *(each for each in Scope if each not in (scope, Scope.METRICS_READ)))
        for scope in (*Scope, None)
    }
    tried = 0
    for path, operations in spec["paths"].items():
        for method, said in operations.items():
            if not said.get("security", True) or path.startswith(("/api/v1/auth/", "/health/")):
                continue
            headers = as_bearer(issued[Scope(said[SCOPE]) if SCOPE in said else None])
            address = re.sub(r"\{[a-z_]+\}", str(clinic.patient_id), path)
            answer = await client.request(method, address, headers=headers, json={})
            if answer.status_code == 422:
                continue  # its body was looked at first; no such route does anything before it knows who calls
            assert (answer.status_code, code_in(answer)) == (403, "SCOPE_NOT_GRANTED"), path
            tried += 1
    assert tried > 40


async def test_a_refused_scope_leaves_an_audit_row_that_names_the_token(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    issued = await make(client, clinic, Scope.OBSERVATIONS_READ)
    refused = await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=as_bearer(issued))
    assert refused.json()["error"]["details"] == {"needed": "person.read"}
    (row,) = await rows_of(clinic, UUID(token_id(issued)), "access.refused")
    assert row.detail["code"] == "SCOPE_NOT_GRANTED"


async def test_the_secret_is_shown_once_and_kept_as_a_hash(
    client: httpx.AsyncClient, clinic: Clinic, owner_database_url: str
) -> None:
    issued = await make(client, clinic, Scope.PERSON_READ)
    secret = str(issued["secret"])
    listed = await client.get(TOKENS, headers=clinic.admin.headers)
    assert token_id(issued) in listed.text
    assert secret not in listed.text
    async with await psycopg.AsyncConnection.connect(owner_database_url) as db:
        cursor = await db.execute(
            "SELECT secret_hash FROM core.api_token_secret WHERE token_id = %s", (token_id(issued),)
        )
        assert await cursor.fetchall() == [(hashlib.sha256(secret.encode()).digest(),)]


async def test_a_retry_makes_no_second_token_and_its_secret_is_nowhere_in_the_kept_answers(
    client: httpx.AsyncClient, clinic: Clinic, owner_database_url: str
) -> None:
    body = {"name": "Retried", "scopes": ["metrics.read"]}
    headers = {**clinic.admin.headers, "Idempotency-Key": uuid4().hex}
    first = await client.post(TOKENS, headers=headers, json=body)
    again = await client.post(TOKENS, headers=headers, json=body)
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["error"]["code"] == "ALREADY_DONE"
    async with await psycopg.AsyncConnection.connect(owner_database_url) as db:
        cursor = await db.execute(
            "SELECT count(*) FROM core.idempotent_answer WHERE position(%s::bytea IN body) > 0",
            (first.json()["data"]["secret"].encode(),),
        )
        assert await cursor.fetchone() == (0,)


async def test_rotation_leaves_both_secrets_valid_for_the_overlap_and_no_longer(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    old = await make(client, clinic, Scope.PERSON_READ)
    path = f"{TOKENS}/{token_id(old)}/rotate"
    rotated = await client.post(path, headers=clinic.admin.headers, json={"overlap_hours": 1})
    new = rotated.json()["data"]
    assert new["secret"] != old["secret"]
    assert token_id(new) == token_id(old)
    ends = [datetime.fromisoformat(each["expires_at"]) for each in new["token"]["secrets"]]
    assert ends[0] - datetime.now(UTC) > timedelta(days=89)
    assert timedelta(minutes=59) < ends[1] - datetime.now(UTC) <= timedelta(hours=1)
    person = f"/api/v1/patients/{clinic.patient_id}"
    for issued in (old, new):
        assert (await client.get(person, headers=as_bearer(issued))).status_code == 200
    at_once = await client.post(path, headers=clinic.admin.headers, json={"overlap_hours": 0})
    newest = at_once.json()["data"]
    assert (await client.get(person, headers=as_bearer(newest))).status_code == 200
    assert newest["token"]["secrets"][0]["hint"] == newest["secret"][-4:]


async def test_a_revoked_token_is_refused_within_five_seconds(
    app: FastAPI, client: httpx.AsyncClient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trusted for three seconds after it was asked about; the clock is moved, nobody sleeps."""
    issued = await make(client, clinic, Scope.PERSON_READ)
    person = f"/api/v1/patients/{clinic.patient_id}"
    assert (await client.get(person, headers=as_bearer(issued))).status_code == 200
    revoked = await client.delete(f"{TOKENS}/{token_id(issued)}", headers=clinic.admin.headers)
    assert revoked.json()["data"]["revoked_at"]
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + 5.0)
    monkeypatch.setattr(door, "time", later)
    refused = await client.get(person, headers=as_bearer(issued))
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "NOT_SIGNED_IN")
    again = await client.delete(f"{TOKENS}/{token_id(issued)}", headers=clinic.admin.headers)
    assert again.json()["error"]["code"] == "API_TOKEN_NOT_FOUND"


async def test_an_expired_secret_is_refused(client: httpx.AsyncClient, clinic: Clinic, owner_database_url: str) -> None:
    issued = await make(client, clinic, Scope.PERSON_READ, days=1)
    async with await psycopg.AsyncConnection.connect(owner_database_url, autocommit=True) as db:
        await db.execute(
            "UPDATE core.api_token_secret SET expires_at = now() - interval '1 second' WHERE token_id = %s",
            (token_id(issued),),
        )
    assert (await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=as_bearer(issued))).status_code == 401


@pytest.mark.parametrize(
    "secret",
    ["salus_pat_", new_secret(), PREFIX + "x" * 46, PREFIX + base64.b64encode(b"\xff" * 30).decode()],
    ids=["empty", "never issued", "wrong checksum", "wrong alphabet"],
)
async def test_unknown_and_malformed_secrets_are_refused_alike(client: httpx.AsyncClient, secret: str) -> None:
    answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "NOT_SIGNED_IN")


async def test_a_token_is_no_cookie(client: httpx.AsyncClient, clinic: Clinic) -> None:
    issued = await make(client, clinic, Scope.PERSON_READ)
    client.cookies.set("salus_access", str(issued["secret"]))
    assert (await client.get(f"/api/v1/patients/{clinic.patient_id}")).status_code == 401


async def test_last_use_is_told(client: httpx.AsyncClient, clinic: Clinic) -> None:
    issued = await make(client, clinic, Scope.PERSON_READ)
    token = issued["token"]
    assert isinstance(token, dict)
    assert token["secrets"][0]["last_used_at"] is None
    await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=as_bearer(issued))
    listed = (await client.get(TOKENS, headers=clinic.admin.headers)).json()["data"]
    (found,) = (each for each in listed if each["id"] == token_id(issued))
    assert datetime.now(UTC) - datetime.fromisoformat(found["secrets"][0]["last_used_at"]) < timedelta(minutes=1)
    assert found["created_by_name"]


@pytest.mark.parametrize(
    ("scopes", "binding", "why"),
    [
        (["person.read"], {}, "which patient or practitioner"),
        (["person.read"], {"patient_uuid": str(uuid4()), "doctor_uuid": str(uuid4())}, "not for both"),
        (["metrics.read", "person.read"], {"patient_uuid": str(uuid4())}, "acts for nobody"),
        (["metrics.read"], {"days": 367}, "1 to 366 days"),
    ],
)
async def test_a_token_that_could_do_too_much_is_not_made(
    client: httpx.AsyncClient, clinic: Clinic, scopes: list[str], binding: dict[str, object], why: str
) -> None:
    body = {"name": "Too much", "scopes": scopes, **binding}
    answer = await client.post(TOKENS, headers=clinic.admin.headers, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "INVALID_API_TOKEN")
    assert why in answer.json()["error"]["message"]


@pytest.mark.parametrize("scope", ["everything", "admin", ""])
async def test_there_is_no_scope_for_everything(client: httpx.AsyncClient, clinic: Clinic, scope: str) -> None:
    answer = await client.post(TOKENS, headers=clinic.admin.headers, json={"name": "x", "scopes": [scope]})
    assert answer.status_code == 422


async def test_only_administrators_make_list_rotate_and_revoke(client: httpx.AsyncClient, clinic: Clinic) -> None:
    device = await make(client, clinic, Scope.PERSON_READ)
    one = f"{TOKENS}/{token_id(device)}"
    body = {"name": "x", "scopes": ["metrics.read"]}
    for method, path, sent in (
        ("GET", TOKENS, None),
        ("POST", TOKENS, body),
        ("POST", f"{one}/rotate", {}),
        ("DELETE", one, None),
    ):
        assert (await client.request(method, path, json=sent)).status_code == 401
        for person in (clinic.doctor, clinic.patient):
            refused = await client.request(method, path, headers=person.headers, json=sent)
            assert refused.json()["error"]["code"] == "ROLE_NOT_ALLOWED"
        refused = await client.request(method, path, headers=as_bearer(device), json=sent)
        assert refused.json()["error"]["code"] == "SCOPE_NOT_GRANTED"


async def test_what_an_administrator_does_with_tokens_is_in_the_audit_trail(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    issued = await make(client, clinic, Scope.PERSON_READ)
    one = f"{TOKENS}/{token_id(issued)}"
    await client.post(f"{one}/rotate", headers=clinic.admin.headers, json={})
    await client.delete(one, headers=clinic.admin.headers)
    rows = await rows_of(clinic, clinic.admin.actor.user_id, "api-token.")
    about = [row for row in rows if row.resource == f"api-token/{token_id(issued)}"]
    assert [row.action for row in about] == ["api-token.revoke", "api-token.rotate", "api-token.create"]
    assert about[2].detail["scopes"] == "person.read"
    assert about[2].patient_id == clinic.patient_id


async def test_nobody_but_administrators_reads_the_tables(client: httpx.AsyncClient, clinic: Clinic) -> None:
    await make(client, clinic, Scope.PERSON_READ)
    for actor in (clinic.doctor.actor, clinic.patient.actor):
        async with clinic.as_actor(actor) as ctx:
            for table in ("api_token", "api_token_secret"):
                cursor = await ctx.db.execute(f"SELECT count(*) FROM core.{table}")
                assert await cursor.fetchone() == (0,)


async def test_metrics_take_a_token_with_their_scope_and_no_other(client: httpx.AsyncClient, clinic: Clinic) -> None:
    scraper = await make(client, clinic, Scope.METRICS_READ, patient_uuid=None)
    device = await make(client, clinic, Scope.PERSON_READ)
    assert (await client.get("/metrics", headers=as_bearer(scraper))).status_code == 200
    assert (await client.get("/metrics", headers=as_bearer(device))).status_code == 403
    assert (await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=as_bearer(scraper))).status_code == 403


async def test_metrics_may_be_closed_to_whoever_brings_no_token(
    app: FastAPI, client: httpx.AsyncClient, clinic: Clinic, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    scraper = await make(client, clinic, Scope.METRICS_READ, patient_uuid=None)
    monkeypatch.setattr(settings, "metrics_need_token", True)
    assert (await client.get("/metrics")).status_code == 401
    assert (await client.get("/metrics", headers=clinic.doctor.headers)).status_code == 403
    for headers in (as_bearer(scraper), clinic.admin.headers):
        assert (await client.get("/metrics", headers=headers)).status_code == 200


def test_each_scope_opens_a_route(app: FastAPI) -> None:
    """A scope that opens nothing would be a promise that nobody keeps."""
    named = {
        (route.openapi_extra or {}).get(SCOPE)
        for router in app.routes
        for route in (
            getattr(router, "routes", None) or getattr(getattr(router, "original_router", None), "routes", [router])
        )
        if isinstance(route, APIRoute)
    }
    assert named >= set(Scope)
