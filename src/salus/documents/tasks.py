"""One document on its way through the tiers: opening its chart, saying how far it is, and stopping with a reason."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from typing import ParamSpec, TypeVar
from uuid import UUID

import psycopg
import structlog

from salus.core.context import Ctx
from salus.core.errors import EngineUnavailable, StatementStopped
from salus.core.jobs.contract import JobRefused
from salus.core.jobs.runner import JobRun
from salus.documents.contract import Document, ProcessingStatus
from salus.documents.errors import UnreadableFile
from salus.documents.logic import status as stages
from salus.documents.service import showing
from salus.documents.store import documents
from salus.records import service as records
from salus.records.contract import Chart

log = structlog.get_logger()
P = ParamSpec("P")
T = TypeVar("T")
SAY_EVERY_S = 0.4  # a page that watches needs no more, and every word costs two small transactions
# Trouble of the machine, not of the document: the job is tried again.
PASSING = (psycopg.Error, EngineUnavailable, StatementStopped, OSError, MemoryError)


class Gone(Exception):
    """The document was deleted or replaced meanwhile: there is nothing left to do."""


class Poison(Exception):
    """Something in this document breaks a step of ours; trying again would break it again."""

    def __init__(self, step: str, error: Exception) -> None:
        super().__init__(f"{step}: {type(error).__name__}")
        self.step = step


@dataclass(slots=True)
class Task:
    """One document and the job that works on it."""

    run: JobRun
    patient_id: UUID
    document_id: UUID
    _said_at: float = field(default_factory=time.monotonic)  # short work needs no words

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Ctx, Chart]]:
        """A transaction with the patient's chart open."""
        async with self.run.transaction() as ctx:
            yield ctx, await records.open_chart_for_job(ctx, self.patient_id)

    async def hold(self, ctx: Ctx, chart: Chart, tier: int) -> Document:
        """The document, held until the transaction ends, if it still waits for this tier; `Gone` otherwise."""
        document = await documents.lock(ctx.db, chart, self.document_id)
        if document is None or document.deleted_at or document.replaced_by or document.tier != tier:
            raise Gone
        return document

    async def say(self, tier: int, fraction: float, message: str) -> None:
        """Tell whoever watches how far it is; words that come too fast are left out."""
        if time.monotonic() - self._said_at < SAY_EVERY_S:
            return
        self._said_at = time.monotonic()
        done = stages.progress(tier, fraction)
        async with self.open() as (ctx, chart):
            await documents.set_progress(ctx.db, chart, self.document_id, done, message)
        await self.run.progress(done, message)
        await self.tell("PROGRESS")

    async def tell(self, status: str) -> None:
        """Let open pages know; call it after the commit."""
        await self.run.services.notices.patient_changed(self.patient_id, "document", self.document_id, status)

    async def stop(self, status: ProcessingStatus, reason: str) -> None:
        """Leave the document to a person, with the reason; `JobRefused` ends the job with the same words."""
        await leave_to_person(self.run, self.patient_id, self.document_id, status, reason)
        raise JobRefused(reason)


async def leave_to_person(
    run: JobRun, patient_id: UUID, document_id: UUID, status: ProcessingStatus, reason: str
) -> None:
    """Write the reason on the document, its timeline line and the worklist; deleted documents are left alone."""
    async with run.transaction() as ctx:
        chart = await records.open_chart_for_job(ctx, patient_id)
        document = await documents.lock(ctx.db, chart, document_id)
        if document is None or document.deleted_at or stages.is_over(document.status):
            return
        await documents.set_state(
            ctx.db,
            chart,
            document_id,
            status=status,
            tier=document.tier,
            progress=document.progress,
            message=stages.FAILED if status is ProcessingStatus.FAILED else stages.IN_REVIEW,
            reason=reason,
        )
        outcome = "failed" if status is ProcessingStatus.FAILED else "review"
        await documents.log_tier(
            ctx.db, chart, document_id, tier=document.tier + 1, outcome=outcome, took_ms=0, counts={}, reason=reason
        )
        stopped = await documents.select(ctx.db, chart, document_id)
        assert stopped is not None, "it is held by this transaction"
        await showing.show_document(ctx, chart, stopped)
    await run.services.notices.patient_changed(patient_id, "document", document_id, status.value)
    log.warning("document_stopped", document_id=str(document_id), status=status.value)


async def compute(step: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run heavy work in a thread; what breaks it for a reason of the document itself is `Poison`."""
    try:
        return await asyncio.to_thread(function, *args, **kwargs)
    except (*PASSING, UnreadableFile):
        raise
    except Exception as error:
        # The message may hold a patient's words, so only its kind and where it happened are logged.
        places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-3:]]
        log.error("document_step_broke", step=step, error=type(error).__name__, places=places)
        raise Poison(step, error) from error


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds since it was made, and what was counted meanwhile."""

    began: float = field(default_factory=time.perf_counter)

    @property
    def ms(self) -> int:
        """Milliseconds so far."""
        return round((time.perf_counter() - self.began) * 1000)


def log_done(step: str, task: Task, took_ms: int, counts: Mapping[str, int]) -> None:
    """One line a tier: names and numbers only."""
    log.info(step, document_id=str(task.document_id), ms=took_ms, **counts)
