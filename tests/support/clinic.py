"""A small clinic for each test: a doctor, a colleague who treats nobody here, a patient and a stranger's patient."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest

from salus.core.context import WORKER, Actor, Ctx, Role
from salus.core.services import Services
from salus.records import service as records
from salus.records.contract import Chart, Identifier, NewCareTeamMember, NewPatient, NewPractitioner, Sex
from tests.support.app import People, Person


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who is there; `other_patient_id` is treated by `other_doctor` only."""

    doctor: Person
    other_doctor: Person
    patient: Person
    admin: Person
    patient_id: UUID
    other_patient_id: UUID
    services: Services

    @asynccontextmanager
    async def as_actor(self, actor: Actor) -> AsyncIterator[Ctx]:
        """A writing transaction of somebody."""
        async with self.services.transaction(actor, "test-request") as ctx:
            yield ctx

    @asynccontextmanager
    async def chart(
        self, actor: Actor | None = None, patient_id: UUID | None = None
    ) -> AsyncIterator[tuple[Ctx, Chart]]:
        """The patient's chart, opened by the doctor unless said otherwise."""
        async with self.as_actor(actor or self.doctor.actor) as ctx:
            yield ctx, await records.open_chart(ctx, patient_id or self.patient_id)


def a_patient(given: str = "Ana", family: str = "Quiroga", **changes: object) -> NewPatient:
    """A person who can be registered; the identifier is new each time."""
    values: dict[str, object] = {
        "given": given,
        "family": family,
        "birth_date": date(1968, 4, 12),
        "sex": Sex.FEMALE,
        "identifiers": (Identifier("urn:salus:mrn", uuid4().hex[:12]),),
    }
    return NewPatient(**{**values, **changes})  # type: ignore[arg-type]  # tests pass what the fields take


@pytest.fixture
async def clinic(services: Services, people: People, admin: Person) -> Clinic:
    """Made anew for each test; nothing is counted globally."""
    return await make_clinic(services, people, admin)


@pytest.fixture(scope="session")
async def standing_clinic(services: Services, people: People, admin: Person) -> Clinic:
    """One for many tests that change nothing in it."""
    return await make_clinic(services, people, admin)


async def make_clinic(services: Services, people: People, admin: Person) -> Clinic:
    """Register everybody and open their accounts."""
    async with services.transaction(WORKER, "set-up") as ctx:
        ours = await records.create_practitioner(ctx, NewPractitioner(given="Mara", family="Lindqvist", prefix="Dr."))
        theirs = await records.create_practitioner(ctx, NewPractitioner(given="Otto", family="Brandt", prefix="Dr."))
        chart, patient = await records.create_patient(ctx, a_patient())
        await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=ours.id))
        chart, other = await records.create_patient(ctx, a_patient("Bela", "Novak"))
        await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=theirs.id))
    return Clinic(
        doctor=await people.make(Role.DOCTOR, practitioner_id=ours.id),
        other_doctor=await people.make(Role.DOCTOR, practitioner_id=theirs.id),
        patient=await people.make(Role.PATIENT, patient_id=patient.id),
        admin=admin,
        patient_id=patient.id,
        other_patient_id=other.id,
        services=services,
    )
