"""Without Valkey everything that matters goes on: sign-in, reads, uploads, jobs; only live updates wait."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from salus.app import wiring
from salus.app.embedded import ports
from salus.app.http import create_app
from salus.core.config import Settings
from salus.core.jobs.runner import JobRunner
from tests.documents import builders
from tests.support.app import PASSWORD
from tests.support.clinic import Clinic


@pytest.fixture
async def alone(settings: Settings) -> AsyncIterator[FastAPI]:
    """The app, with nobody at the address of its cache."""
    nobody = SecretStr(f"redis://:secret@127.0.0.1:{ports.choose(None)}/0")
    app = create_app(settings.model_copy(update={"redis_url": nobody}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(alone: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that app."""
    transport = httpx.ASGITransport(alone, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://salus.test") as client:
        yield client


async def test_people_sign_in_and_read(client: httpx.AsyncClient, clinic: Clinic) -> None:
    signed_in = await client.post("/api/v1/auth/token", data={"username": clinic.doctor.username, "password": PASSWORD})
    assert signed_in.status_code == 200
    headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
    assert (await client.get(f"/api/v1/patients/{clinic.patient_id}/chart", headers=headers)).status_code == 200
    ready = await client.get("/health/ready")
    assert (ready.status_code, ready.json()["cache"]) == (200, False)


async def test_an_upload_is_taken_and_read_to_its_end(
    alone: FastAPI, client: httpx.AsyncClient, clinic: Clinic
) -> None:
    taken = await client.post(
        "/api/v1/documents/upload",
        data={"patient_uuid": str(clinic.patient_id)},
        files={"file": ("a.pdf", builders.digital_pdf(1))},
        headers=clinic.doctor.headers,
    )
    assert taken.status_code == 202
    runner = JobRunner(alone.state.services, wiring.job_kinds())
    job, document = taken.json()["job_id"], taken.json()["document_id"]
    assert await runner.run(job) is None
    read = await client.get(f"/api/v1/documents/{document}", headers=clinic.doctor.headers)
    assert read.json()["data"]["processing_status"] == "INDEXED"
    followed = await client.get(f"/api/v1/jobs/{job}/events", headers=clinic.doctor.headers)
    assert '"succeeded"' in followed.text  # the stream looks for itself once a second
