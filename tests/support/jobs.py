"""Jobs on engines of one test alone, with workers in processes of their own, which may be killed.

* `own`: the engines of this test, under each of the two engines of jobs
* `broker`: a Valkey of these tests alone, which may be flushed and killed
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr

from salus.core.config import Settings
from salus.core.jobs.contract import EngineName, Job, JobStatus, Priority
from salus.core.jobs.service import read_job
from salus.core.services import Services, open_services
from tests.support.app import SETUP
from tests.support.foreign import ForeignValkey

DEADLINE_S = 30.0  # a job in a killed worker's hands runs again within it
STALLED_S = 1.0
ENGINES: tuple[EngineName, ...] = ("procrastinate", "celery")


@pytest.fixture(scope="module")
def broker() -> Iterator[ForeignValkey]:
    """A Valkey of these tests alone, which may be flushed and killed."""
    valkey = ForeignValkey()
    valkey.start()
    yield valkey
    valkey.kill()


@dataclass(slots=True)
class Own:
    """Engines on a database of one test alone, so that no other worker takes its jobs."""

    services: Services
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    async def ask(
        self, kind: str, *, lock: str | None = None, priority: Priority = Priority.ORDINARY, **payload: object
    ) -> UUID:
        """Enqueue one job in a transaction of its own."""
        words = {"diary": str(self.folder / "diary"), "go": str(self.folder / "go"), "part": str(self.folder / "part")}
        async with self.services.transaction(SETUP, "r") as ctx:
            ticket = await self.services.jobs.enqueue(
                ctx, f"test.{kind}", {**words, **{k: str(v) for k, v in payload.items()}}, lock=lock, priority=priority
            )
        return ticket.job_id

    async def look(self, job_id: UUID) -> Job:
        """The row as it is now."""
        async with self.services.reading(SETUP, "r") as ctx:
            return await read_job(ctx, job_id)

    async def until(self, job_id: UUID, *wanted: JobStatus) -> Job:
        """The row once it is so."""
        async with asyncio.timeout(DEADLINE_S):
            while (job := await self.look(job_id)).status not in wanted:
                await asyncio.sleep(0.02)
            return job

    async def until_noted(self, word: str) -> list[str]:
        """The words of the first line that begins with this one, once it stands in the diary."""
        async with asyncio.timeout(DEADLINE_S):
            while not (lines := [line for line in self.diary() if line[0] == word]):
                await asyncio.sleep(0.02)
            return lines[0]

    def diary(self) -> list[list[str]]:
        """What the jobs have noted so far."""
        file = self.folder / "diary"
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []

    def let_go(self) -> None:
        """Jobs that wait may go on."""
        (self.folder / "go").touch()

    @contextmanager
    def working(self, engine: EngineName | None = None, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker beside the test, in a process of its own."""
        settings = self.services.settings
        assert settings.database_url is not None
        assert settings.redis_url is not None
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.support.jobworker"],
            env={
                **os.environ,
                "DATABASE_URL": settings.database_url.get_secret_value(),
                "REDIS_URL": settings.redis_url.get_secret_value(),
                "SALUS_DATA_DIR": str(settings.data_dir),
                "SALUS_JOBS_ENGINE": engine or settings.jobs_engine,
                "SALUS_JOB_HEARTBEAT_S": "0.2",
                "SALUS_JOB_STALLED_S": str(STALLED_S),
                **environment,
            },
        )
        self.workers.append(worker)
        try:
            yield worker
        finally:
            worker.kill()
            worker.wait()


@pytest.fixture(params=ENGINES)
async def own(
    request: pytest.FixtureRequest, fresh_database_url: str, settings: Settings, broker: ForeignValkey, tmp_path: Path
) -> AsyncIterator[Own]:
    """Engines of this test alone, under each of the two engines of jobs."""
    changes = {
        "database_url": SecretStr(fresh_database_url),
        "redis_url": SecretStr(broker.url),
        "jobs_engine": request.param,
        "job_stalled_s": STALLED_S,
    }
    async with open_services(settings.model_copy(update=changes)) as services:
        yield Own(services, tmp_path)


def only(name: EngineName) -> pytest.MarkDecorator:
    """For what only one of the engines has."""
    return pytest.mark.parametrize("own", [name], indirect=True)
