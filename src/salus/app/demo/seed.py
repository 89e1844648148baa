"""Seed the demo clinic: accounts, charts, papers. One transaction a person, so an interrupted seeding goes on."""

from __future__ import annotations

from uuid import UUID

from salus.app import wiring
from salus.app.demo import PASSWORD
from salus.app.demo.chart import write_facts
from salus.app.demo.clinic import DEMO_PATIENT, PEOPLE
from salus.app.demo.papers.content import LabReport, Paper
from salus.app.demo.papers.paperwork import draw
from salus.app.demo.papers.sheet import Subject
from salus.app.demo.people import Ago, Person
from salus.core.auth import service as auth
from salus.core.auth.contract import NewAccount, UsernameTaken
from salus.core.config import Settings
from salus.core.context import Actor, Ctx, Role
from salus.core.services import Services, open_services
from salus.documents import service as documents
from salus.documents.contract import DocumentType, NewDocument
from salus.records import service as records
from salus.records.contract import Chart
from salus.records.contract.people import Identifier, NewPatient, NewPractitioner, Sex

NUMBERS = "urn:salus:demo:patient-number"
SEEDER = Actor(UUID("00000000-0000-7000-8000-000000000002"), Role.SERVICE, "Demo clinic")


async def seed(settings: Settings) -> None:
    """Make the clinic complete; what is already there stays as it is."""
    async with open_services(settings, wiring.listeners()) as services:
        await _account(services, "admin", "Ada Quist", Role.ADMIN)
        doctor = await _doctor(services)
        for number, person in enumerate(PEOPLE, start=1001):
            patient_id = await _person(services, doctor, person, f"S-{number}")
            if person.given == DEMO_PATIENT:
                await _account(services, "patient", person.full_name, Role.PATIENT, patient_id=patient_id)


async def _account(
    services: Services, name: str, display_name: str, role: Role, *,
    patient_id: UUID | None = None, practitioner_id: UUID | None = None,
) -> None:  # fmt: skip
    new = NewAccount(f"{name}@salus.demo", display_name, role, PASSWORD, patient_id, practitioner_id)
    try:
        async with services.transaction(SEEDER, "demo-seed") as ctx:
            await auth.create_demo_account(ctx, new)
    except UsernameTaken:
        return


async def _doctor(services: Services) -> Actor:
    async with services.transaction(SEEDER, "demo-seed") as ctx:
        known = await auth.find_account(ctx, "doctor@salus.demo")
        if known is not None:
            return known.actor()
        practitioner = await records.create_practitioner(
            ctx, NewPractitioner(given="Miriam", family="Adler", prefix="Dr.", specialty="Family medicine")
        )
        new = NewAccount(
            "doctor@salus.demo", practitioner.display_name, Role.DOCTOR, PASSWORD, practitioner_id=practitioner.id
        )
        return (await auth.create_demo_account(ctx, new)).actor()


async def _person(services: Services, doctor: Actor, person: Person, number: str) -> UUID:
    identifier = Identifier(NUMBERS, number)
    async with services.reading(SEEDER, "demo-seed") as ctx:
        known = await records.find_by_identifier(ctx, identifier)
    if known is not None:
        return known
    async with services.transaction(doctor, "demo-seed") as ctx:
        chart, patient = await records.create_patient(
            ctx,
            NewPatient(
                given=person.given,
                family=person.family,
                birth_date=person.birth_date,
                sex=Sex(person.sex),
                identifiers=(identifier,),
                is_pregnant=person.is_pregnant or None,
                language=person.language,
            ),
        )
        await write_facts(ctx, chart, person)
        for paper in person.papers:
            await _upload(ctx, chart, person, paper, number)
        return patient.id


async def _upload(ctx: Ctx, chart: Chart, person: Person, paper: Paper, number: str) -> None:
    today = ctx.now.date()
    months = paper.content.earlier_months if isinstance(paper.content, LabReport) else ()
    data = draw(
        paper,
        Subject(person.full_name, person.birth_date, person.sex, number),
        Ago(paper.months, paper.days).on(today),
        tuple(Ago(month).on(today) for month in months),
    )
    await documents.upload(ctx, chart, NewDocument(paper.filename, data, DocumentType(paper.document_type)))
