"""People who may not see the victim: nobody, another patient, a doctor who does not treat the victim."""

from __future__ import annotations

from uuid import uuid4

import httpx

from evals.access.sweep import Attacker

PASSWORD = "correct horse battery"


async def make_strangers(client: httpx.AsyncClient, admin_token: str) -> list[Attacker]:
    """Accounts made through the API, as an administrator makes them."""
    admin = {"Authorization": f"Bearer {admin_token}"}
    patient = await _created(client, "/api/v1/patients", admin, {
        "given": "Other", "family": "Person", "birth_date": "1980-01-01", "sex": "female",
    })  # fmt: skip
    doctor = await _created(client, "/api/v1/practitioners", admin, {"given": "Stray", "family": "Doctor"})
    return [
        Attacker("anonymous", None),
        Attacker("other patient", await _account(client, admin, "patient", {"patient_uuid": patient["uuid"]})),
        Attacker("other doctor", await _account(client, admin, "doctor", {"doctor_uuid": doctor["id"]})),
    ]


async def _created(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], body: dict[str, str]
) -> dict[str, str]:
    answer = await client.post(path, headers=headers, json=body)
    answer.raise_for_status()
    data: dict[str, str] = answer.json()["data"]
    return data


async def _account(client: httpx.AsyncClient, admin: dict[str, str], role: str, record: dict[str, str]) -> str:
    username = f"{role}-{uuid4().hex[:8]}@example.test"
    await _created(client, "/api/v1/admin/users", admin, {
        "username": username, "display_name": f"Stranger {role}", "role": role, "password": PASSWORD, **record,
    })  # fmt: skip
    answer = await client.post("/api/v1/auth/token", data={"username": username, "password": PASSWORD})
    answer.raise_for_status()
    return str(answer.json()["access_token"])
