"""A Salus inside this process, on engines of its own: for measuring services below the web server."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from pydantic import SecretStr

from salus.app import wiring
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.core.config import Settings
from salus.core.context import WORKER, Actor, Ctx, Role
from salus.core.db.migrate import upgrade
from salus.core.jobs.runner import JobRunner
from salus.core.services import Services, open_services
from salus.documents import service as documents
from salus.documents.contract import NewDocument
from salus.records import service as records
from salus.records.contract import Chart, NewCareTeamMember, NewPatient, NewPractitioner, Sex

T = TypeVar("T")


@contextmanager
def engines() -> Iterator[Settings]:
    """PostgreSQL and Valkey in a throw-away folder, with the newest schema."""
    home = Path(tempfile.mkdtemp(prefix="salus-inside-"))
    home.chmod(0o755)  # PostgreSQL runs as another user when we are root
    command = [
        sys.executable,
        "-m",
        "salus.app.embedded",
        "--until",
        str(os.getpid()),
        "--data-dir",
        str(home / "data"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != b"ready":
            raise RuntimeError("the engines did not start")
        found = addresses.of_running(DataDir(home / "data"))
        assert found is not None
        settings = Settings(
            database_url=SecretStr(found["DATABASE_URL"]),
            owner_database_url=SecretStr(found["SALUS_OWNER_DATABASE_URL"]),
            redis_url=SecretStr(found["REDIS_URL"]),
            data_dir=home / "data",
            log_level="CRITICAL",
        )
        upgrade(settings.migration_database_url())
        yield settings
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Practice:
    """A doctor with patients, and a worker that reads their documents at once."""

    services: Services
    doctor: Actor

    async def register(self, given: str, family: str, birth_date: date, sex: Sex) -> UUID:
        """A patient of the doctor."""
        async with self.services.transaction(WORKER, "inside") as ctx:
            chart, patient = await records.create_patient(
                ctx, NewPatient(given=given, family=family, birth_date=birth_date, sex=sex)
            )
            practitioner = self.doctor.practitioner_id
            assert practitioner is not None
            await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=practitioner))
            return patient.id

    @asynccontextmanager
    async def chart(self, patient_id: UUID) -> AsyncIterator[tuple[Ctx, Chart]]:
        """A patient's chart, opened by the doctor."""
        async with self.services.transaction(self.doctor, "inside") as ctx:
            yield ctx, await records.open_chart(ctx, patient_id)

    async def file(self, patient_id: UUID, new: NewDocument) -> UUID:
        """Take a document in and carry it through all tiers."""
        from salus.documents.manifest import MANIFEST

        async with self.chart(patient_id) as (ctx, chart):
            receipt = await documents.upload(ctx, chart, new)
        if receipt.job_id is not None:
            await JobRunner(self.services, MANIFEST.jobs).run(receipt.job_id)
        return receipt.document_id


@asynccontextmanager
async def practice(settings: Settings) -> AsyncIterator[Practice]:
    """Services on these engines, with one doctor."""
    async with open_services(settings, wiring.listeners()) as services:
        async with services.transaction(WORKER, "inside") as ctx:
            doctor = await records.create_practitioner(ctx, NewPractitioner(given="Iris", family="Falk"))
        yield Practice(services, Actor(UUID(int=7), Role.DOCTOR, "Dr. Iris Falk", practitioner_id=doctor.id))


def in_practice(measure: Callable[[Practice], Awaitable[T]]) -> T:
    """What is measured in a practice on throw-away engines."""

    async def run(settings: Settings) -> T:
        async with practice(settings) as found:
            return await measure(found)

    with engines() as settings:
        return asyncio.run(run(settings))
