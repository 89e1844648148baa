"""No route reads a big table from end to end, nor a whole chart to show a page of it; patients' searches are exact.

Measured, not guessed from plans: PostgreSQL counts the rows that every statement read, those inside functions too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from attacks.routes import Holdings, fill, harvest
from salus.app.demo.synthetic import load
from salus.app.demo.synthetic.load import Wanted
from salus.app.http import create_app
from salus.core.config import Settings
from salus.core.context import Role
from salus.core.services import Services
from salus.records import service as records
from tests.conftest import Engines
from tests.support.app import SETUP, People, Person

THICK = "SYN-0000001"
PANEL = 200  # patients of each doctor
WANTED = Wanted(patients=4000, observations=20_000, documents=400, of=THICK)
BIG = 1000  # rows; smaller tables are read as a whole by right
MOST = 3000  # rows of one table that one request may fetch: pages of 1,000 some times over, never 20,000 values
STREAMS = ("/events",)

Rows = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice of 4,000 people, one of them with a thick chart, behind an app of its own."""

    client: httpx.AsyncClient
    services: Services
    spec: Mapping[str, Mapping[str, object]]
    owner_url: str
    people: Mapping[str, Person]
    held: Holdings

    async def rows_read(self) -> Rows:
        """How many rows of each table were ever read: from end to end, and by an index."""
        async with AsyncExitStack() as held:
            database = self.services.database
            for lent in (database.connection(), database.connection(), database.connection_aside()):
                connection = await held.enter_async_context(lent)
                await connection.execute("SELECT pg_stat_force_next_flush()")
        with psycopg.connect(self.owner_url, autocommit=True) as db:
            found = db.execute(
                """
                SELECT s.relid::regclass::text, s.seq_tup_read, coalesce(s.idx_tup_fetch, 0)
                FROM pg_stat_user_tables AS s
                JOIN pg_class AS c ON c.oid = s.relid
                WHERE c.reltuples > %s
                """,
                (BIG,),
            )
            return {name: (whole, by_index) for name, whole, by_index in found.fetchall()}


@pytest.fixture(scope="module")
async def practice(engines: Engines, worker_name: str, redis_url: str, data_dir: object) -> AsyncIterator[Practice]:
    name = f"plans_{worker_name}"
    engines.create_database(name)
    owner_url = engines.database_url("salus_owner", name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "PANEL", PANEL)
        load.load(owner_url, WANTED, lambda line: None)
    settings = Settings(
        database_url=SecretStr(engines.database_url(database=name)),
        redis_url=SecretStr(redis_url),
        data_dir=data_dir,
        db_pool_max=2,
        log_level="CRITICAL",
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        services: Services = app.state.services
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://salus.test") as client:
            people = await _people(services, People(services, app.state.mint))
            held = await _held(client, app.openapi(), people)
            yield Practice(client, services, app.openapi()["paths"], owner_url, people, held)
    engines.drop_database(name)


async def _people(services: Services, make: People) -> dict[str, Person]:
    async with services.transaction(SETUP, "set-up") as ctx:
        (who,) = (await records.find_patients(ctx, identifier=THICK)).items
        first = (await records.find_practitioners(ctx, name="Practitioner 0")).items[0]
    return {
        "doctor": await make.make(Role.DOCTOR, practitioner_id=first.id),
        "patient": await make.make(Role.PATIENT, patient_id=who.id),
        "admin": await make.make(Role.ADMIN),
    }


async def _held(client: httpx.AsyncClient, spec: dict[str, object], people: Mapping[str, Person]) -> Holdings:
    """What the addresses of the thick chart are made of, a conversation included."""
    patient, doctor = people["patient"], people["doctor"]
    held = Holdings(str(patient.actor.patient_id), str(doctor.actor.practitioner_id))
    asked = {"message": "which medicines are listed"}
    answer = await client.post(f"/api/v1/patients/{held.patient}/chat", json=asked, headers=patient.headers)
    held.note("conversations", answer.json()["data"]["conversation_id"])
    await harvest(client, spec, held, [doctor.token, patient.token, people["admin"].token])
    return held


async def test_no_route_reads_a_big_table_whole_or_more_rows_than_it_needs(practice: Practice) -> None:
    asked, faults = 0, []
    for path, operations in practice.spec.items():
        if "get" not in operations or path.endswith(STREAMS):
            continue
        address = fill(path, practice.held.id_of)
        if address is None:
            continue  # asks for something that a synthetic chart does not hold
        for who, person in practice.people.items():
            before = await practice.rows_read()
            answer = await practice.client.get(address, headers=person.headers)
            after = await practice.rows_read()
            asked += answer.status_code == 200
            faults += _faults(f"{path} as {who}", before, after)
    assert "\n".join(faults) == ""
    assert asked > 40


SEARCHES = {
    "by name": ("admin", "/api/v1/patients?search=Rodrigez"),
    "by name in a panel": ("doctor", "/api/v1/patients?search=Rodrigez"),
    "by two names": ("admin", "/api/v1/patients?search=Maria%20Garcia"),
    "by number": ("admin", f"/api/v1/patients?identifier={THICK}"),
    "by birth date": ("admin", "/api/v1/patients?birth_date=1980-02-03"),
    "practitioners": ("doctor", "/api/v1/practitioners?search=Synthetic"),
    "audit by deed": ("admin", "/api/v1/admin/audit?action=synthetic.values"),
    "audit of refusals": ("admin", "/api/v1/admin/audit?outcome=refused"),
    "failed jobs": ("admin", "/api/v1/admin/jobs?status=failed"),
    "documents of a chart": ("doctor", "/api/v1/documents?patient_uuid={patient}"),
}


@pytest.mark.parametrize("name", SEARCHES)
async def test_no_search_reads_a_big_table_whole(practice: Practice, name: str) -> None:
    who, address = SEARCHES[name]
    address = address.format(patient=practice.held.patient)
    before = await practice.rows_read()
    answer = await practice.client.get(address, headers=practice.people[who].headers)
    assert answer.status_code == 200
    assert _faults(name, before, await practice.rows_read()) == []


IN_CHART = {
    "values of one code": "observations?codes=8867-4&limit=1000",
    "values of one category": "observations?category=laboratory",
    "values since": "observations?since=2025-01-01T00:00:00Z",
    "timeline of one kind": "timeline?kinds=document",
    "proposals of one code": "proposals?code=718-7",
}


@pytest.mark.parametrize("name", IN_CHART)
async def test_no_filter_reads_a_chart_whole(practice: Practice, name: str) -> None:
    address = f"/api/v1/patients/{practice.held.patient}/{IN_CHART[name]}"
    before = await practice.rows_read()
    answer = await practice.client.get(address, headers=practice.people["doctor"].headers)
    assert answer.status_code == 200
    assert _faults(name, before, await practice.rows_read()) == []


async def test_later_pages_cost_what_the_first_one_does(practice: Practice) -> None:
    address = f"/api/v1/patients/{practice.held.patient}/observations?limit=1000"
    cursor = None
    for _ in range(12):
        before = await practice.rows_read()
        query = f"{address}&cursor={cursor}" if cursor else address
        answer = await practice.client.get(query, headers=practice.people["doctor"].headers)
        assert _faults(query, before, await practice.rows_read()) == []
        cursor = answer.json()["data"]["next_cursor"]
        assert cursor is not None


async def test_a_chat_reads_the_pieces_of_its_own_patient_alone(practice: Practice) -> None:
    doctor = practice.people["doctor"]
    before = await practice.rows_read()
    answer = await practice.client.post(
        f"/api/v1/doctors/{doctor.actor.practitioner_id}/chat",
        headers=doctor.headers,
        json={"patient_uuid": practice.held.patient, "message": "What did the last letter say of the knee?"},
    )
    assert answer.status_code == 200
    after = await practice.rows_read()
    assert _faults("chat", before, after, most=40_000) == []
    assert after["documents.chunk"][1] > before["documents.chunk"][1]


def test_no_approximate_index_stands_on_what_belongs_to_patients(practice: Practice) -> None:
    """A search that goes through one and filters afterwards finds 2 % of a patient's pieces."""
    with psycopg.connect(practice.owner_url) as db:
        found = db.execute(
            """
            SELECT i.indexrelid::regclass::text
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_am AS m ON m.oid = c.relam
            WHERE m.amname IN ('hnsw', 'ivfflat')
              AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = i.indrelid AND a.attname = 'patient_id')
            """
        ).fetchall()
    assert found == []


def _faults(what: str, before: Rows, after: Rows, most: int = MOST) -> list[str]:
    found = []
    for table, (whole, by_index) in after.items():
        whole_before, by_index_before = before.get(table, (whole, by_index))
        if whole - whole_before > BIG:
            found.append(f"{what}: {table} read from end to end, {whole - whole_before} rows")
        if by_index - by_index_before > most:
            found.append(f"{what}: {by_index - by_index_before} rows of {table} fetched")
    return found
