"""Servers that the operator brings: the whole main job on a foreign PostgreSQL and Valkey, under both engines."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from salus.app.doctor import examine
from salus.app.embedded.processid import wait_until
from tests.app.harness import PATIENCE_S, Up, running
from tests.documents import builders
from tests.support.foreign import ForeignPostgres, ForeignValkey

PASSWORD = "salus-demo"


@pytest.fixture(scope="module")
def postgres() -> Iterator[ForeignPostgres]:
    """An operator's database server."""
    server = ForeignPostgres()
    try:
        server.create()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def valkey() -> Iterator[ForeignValkey]:
    """An operator's Valkey."""
    server = ForeignValkey()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module", params=["procrastinate", "celery"])
def clinic(
    request: pytest.FixtureRequest,
    postgres: ForeignPostgres,
    valkey: ForeignValkey,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Up]:
    """A demo clinic that starts no engine, with a database of its own."""
    database = f"hospital_{request.param}"
    postgres.add_database(database)
    environment = {
        "DATABASE_URL": postgres.runtime_url(database),
        "SALUS_OWNER_DATABASE_URL": postgres.owner_url(database),
        "REDIS_URL": valkey.url,
        "SALUS_JOBS_ENGINE": request.param,
    }
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.items():
            patched.setenv(name, value)
        with running(tmp_path_factory.mktemp("external") / "salus", "--demo") as up:
            yield up


@pytest.fixture
def patient(clinic: Up) -> Iterator[httpx.Client]:
    """The demo patient, signed in."""
    answer = httpx.post(
        f"{clinic.url}/api/v1/auth/token", data={"username": "patient@salus.demo", "password": PASSWORD}, timeout=30
    )
    with httpx.Client(base_url=f"{clinic.url}/api/v1", timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


def own_id(client: httpx.Client) -> str:
    """The patient's id."""
    return str(client.get("/me").json()["data"]["patient_uuid"])


def upload(client: httpx.Client, patient_id: str, data: bytes, key: str) -> str:
    """Send one file as a careful client does, until somebody answers; the document's id."""
    found: list[str] = []

    def send() -> bool:
        try:
            answer = client.post(
                "/documents/upload",
                data={"patient_uuid": patient_id},
                files={"file": (f"{key}.pdf", data)},
                headers={"Idempotency-Key": key},
            )
        except httpx.HTTPError:
            return False
        assert answer.status_code in {202, 503}, answer.text
        if answer.status_code == 202:
            found.append(answer.json()["document_id"])
        return bool(found)

    assert wait_until(send, PATIENCE_S)
    return found[0]


def wait_indexed(client: httpx.Client, document: str) -> None:
    """It was read to its end."""

    def is_indexed() -> bool:
        answer = client.get(f"/documents/{document}")
        return answer.status_code == 200 and answer.json()["data"]["processing_status"] == "INDEXED"

    assert wait_until(is_indexed, PATIENCE_S), client.get(f"/documents/{document}").text


def test_it_starts_no_engine_and_has_no_right_over_the_server(clinic: Up, postgres: ForeignPostgres) -> None:
    assert clinic.pids.keys() == {"Web server", "Worker"}
    with psycopg.connect(postgres.operator_url) as db:
        mighty = db.execute("SELECT rolname FROM pg_roles WHERE rolsuper OR rolbypassrls OR rolcreatedb").fetchall()
    assert mighty == [("postgres",)]


def test_a_paper_is_uploaded_indexed_and_quoted(clinic: Up, patient: httpx.Client) -> None:
    patient_id = own_id(patient)
    document = upload(patient, patient_id, builders.pdf(builders.lab_sheet()), "main job")
    wait_indexed(patient, document)
    asked = patient.post(f"/patients/{patient_id}/chat", json={"message": "What was my ferritin?"})
    assert asked.status_code == 200, asked.text
    assert document in asked.text


def test_the_doctor_finds_the_servers_and_the_jobs_well(clinic: Up) -> None:
    findings = {finding.check: finding for finding in examine(clinic.data_dir.root)}
    checks = ("Database", "pgvector", "Schema", "Data keys", "Cache", "Jobs")
    assert {check: findings[check].state for check in checks} == dict.fromkeys(checks, "ok")
    assert "Row security" not in findings  # which is a finding only where the role passes by it


def test_a_failover_under_load_costs_time_and_nothing_else(
    clinic: Up, patient: httpx.Client, postgres: ForeignPostgres
) -> None:
    """All sessions of servers and workers end in the middle of what they do."""
    patient_id, documents = own_id(patient), []
    failover = threading.Thread(target=postgres.restart)
    for n in range(6):
        if n == 2:
            failover.start()
        documents.append(upload(patient, patient_id, builders.digital_pdf(20 + n), f"failover {n}"))
    failover.join()
    for document in documents:
        wait_indexed(patient, document)
    assert len(set(documents)) == len(documents)


def test_a_worker_that_is_killed_costs_time_and_nothing_else(clinic: Up, patient: httpx.Client) -> None:
    patient_id = own_id(patient)
    documents = [upload(patient, patient_id, builders.digital_pdf(40 + n), f"killed {n}") for n in range(3)]
    killed = clinic.kill("Worker")
    clinic.wait_replaced("Worker", killed)
    for document in documents:
        wait_indexed(patient, document)


def test_a_foreign_valkey_that_forgets_everything_loses_nothing(
    clinic: Up, patient: httpx.Client, valkey: ForeignValkey
) -> None:
    patient_id = own_id(patient)
    documents = [upload(patient, patient_id, builders.digital_pdf(60 + n), f"flushed {n}") for n in range(3)]
    valkey.client().flushall()
    valkey.kill()
    documents.append(upload(patient, patient_id, builders.digital_pdf(70), "without"))
    valkey.start()
    for document in documents:
        wait_indexed(patient, document)
