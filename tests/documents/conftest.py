"""A small clinic for each test, a file to send, and a worker that does one job at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest

from salus.core.context import WORKER, Actor, Ctx, Role
from salus.core.jobs.runner import JobRunner
from salus.core.services import Services
from salus.documents.manifest import MANIFEST
from salus.records import service as records
from salus.records.contract import Chart, Identifier, NewCareTeamMember, NewPatient, NewPractitioner, Sex
from tests.support.app import People, Person

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who is there: `other_*` belong to another doctor."""

    doctor: Person
    other_doctor: Person
    patient: Person
    other_patient: Person
    admin: Person
    patient_id: UUID
    other_patient_id: UUID
    services: Services
    client: httpx.AsyncClient

    @asynccontextmanager
    async def chart(
        self, actor: Actor | None = None, patient_id: UUID | None = None
    ) -> AsyncIterator[tuple[Ctx, Chart]]:
        """A chart in a writing transaction, opened by the doctor unless said otherwise."""
        actor = actor or self.doctor.actor
        async with self.services.transaction(actor, "test-request") as ctx:
            opened = patient_id or self.patient_id
            if actor.role is Role.SERVICE:
                yield ctx, await records.open_chart_for_job(ctx, opened)
            else:
                yield ctx, await records.open_chart(ctx, opened)

    async def upload(
        self,
        data: bytes,
        *,
        who: Person | None = None,
        filename: str = "paper.pdf",
        patient_id: UUID | None = None,
        **fields: str,
    ) -> httpx.Response:
        """Send a file as a client of ours would."""
        form = {"patient_uuid": str(patient_id or self.patient_id), "document_type": "lab_report", **fields}
        return await self.client.post(
            f"{API}/documents/upload",
            data=form,
            files={"file": (filename, data, "application/octet-stream")},
            headers=(who or self.patient).headers,
        )

    async def work_off(self, job_id: UUID | str) -> None:
        """Do a job now, as a worker would, every attempt that it asks for."""
        runner = JobRunner(self.services, MANIFEST.jobs)
        for _ in range(30):
            if await runner.run(UUID(str(job_id))) is None:
                return
        raise AssertionError("the job never ends")

    async def indexed(self, data: bytes, *, who: Person | None = None, **fields: str) -> str:
        """Upload a file and carry it through all tiers; gives the document's id."""
        answer = (await self.upload(data, who=who, **fields)).json()
        await self.work_off(answer["job_id"])
        return str(answer["document_id"])

    async def get(self, path: str, who: Person | None = None) -> httpx.Response:
        """A GET by the doctor unless said otherwise."""
        return await self.client.get(f"{API}{path}", headers=(who or self.doctor).headers)

    async def post(self, path: str, who: Person | None = None, json: object = None) -> httpx.Response:
        """A POST by the doctor unless said otherwise."""
        return await self.client.post(f"{API}{path}", headers=(who or self.doctor).headers, json=json)

    async def audit_of(self, patient_id: UUID, action: str, outcome: str = "allowed") -> int:
        """How many audit rows say that this was done to this patient's chart."""
        async with self.services.transaction(WORKER, "test-audit") as ctx:
            cursor = await ctx.db.execute(
                "SELECT count(*) FROM core.audit_event WHERE patient_id = %s AND action = %s AND outcome = %s",
                (patient_id, action, outcome),
            )
            row = await cursor.fetchone()
            return int(row[0]) if row else 0


def a_patient(given: str = "Ana", family: str = "Quiroga") -> NewPatient:
    """A person who can be registered; the identifier is new each time."""
    return NewPatient(
        given=given,
        family=family,
        birth_date=date(1968, 4, 12),
        sex=Sex.FEMALE,
        identifiers=(Identifier("urn:salus:mrn", uuid4().hex[:12]),),
    )


@pytest.fixture
async def clinic(services: Services, people: People, admin: Person, client: httpx.AsyncClient) -> Clinic:
    """Made anew for each test."""
    async with services.transaction(WORKER, "set-up") as ctx:
        ours = await records.create_practitioner(ctx, NewPractitioner(given="Mara", family="Lindqvist"))
        theirs = await records.create_practitioner(ctx, NewPractitioner(given="Otto", family="Brandt"))
        chart, patient = await records.create_patient(ctx, a_patient())
        await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=ours.id))
        chart, other = await records.create_patient(ctx, a_patient("Bela", "Novak"))
        await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=theirs.id))
    return Clinic(
        doctor=await people.make(Role.DOCTOR, practitioner_id=ours.id),
        other_doctor=await people.make(Role.DOCTOR, practitioner_id=theirs.id),
        patient=await people.make(Role.PATIENT, patient_id=patient.id),
        other_patient=await people.make(Role.PATIENT, patient_id=other.id),
        admin=admin,
        patient_id=patient.id,
        other_patient_id=other.id,
        services=services,
        client=client,
    )
