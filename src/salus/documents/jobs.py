"""Background work of documents: read, understand and index; remove what was deleted; index again."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import structlog

from salus.core.jobs.contract import JobRefused
from salus.core.jobs.runner import JobRun
from salus.documents.contract import ProcessingStatus
from salus.documents.errors import UnreadableFile
from salus.documents.service.indexing import index, index_again
from salus.documents.service.looking import look_at_pictures
from salus.documents.service.purging import purge_discarded
from salus.documents.service.reading import read_pages
from salus.documents.service.thumbnails import make_thumbnails
from salus.documents.service.understanding import understand
from salus.documents.tasks import PASSING, Gone, Poison, Task, leave_to_person

log = structlog.get_logger()
# Kills of worker or database count as attempts too, and must never make a good document look like a bad one.
MAX_ATTEMPTS = 25
BREAKS_OURS = (
    "Something in this document stops our reading of it ({step}). The file is kept safe; a person should look at it."
)
GIVEN_UP = "The reading was broken off too often. The file is kept safe; try again, or ask the operator to look."
PATIENCE_S, PAUSE_S = 20.0, 1.0  # a killed database is back within three seconds
TIERS = (read_pages, understand, look_at_pictures, index)


async def process(run: JobRun) -> None:
    """Carry one document as far as it goes. Each tier commits its own result and is passed over when that is there."""
    task = _task(run)
    if run.attempt > MAX_ATTEMPTS:
        await task.stop(ProcessingStatus.REVIEW, GIVEN_UP)
    try:
        await _patiently(task)
    except UnreadableFile as unreadable:
        await task.stop(ProcessingStatus.FAILED, unreadable.message)
    except Poison as poison:
        await task.stop(ProcessingStatus.REVIEW, BREAKS_OURS.format(step=poison.step))


async def _patiently(task: Task) -> None:
    """Walk through the tiers, and wait within this attempt for a database that is away for a moment."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            await _walk(task)
        except PASSING as trouble:
            if time.monotonic() > until:
                raise
            log.warning("document_waits", document_id=str(task.document_id), trouble=type(trouble).__name__)
            await asyncio.sleep(PAUSE_S)
        else:
            return


async def _walk(task: Task) -> None:
    for tier in (*TIERS, make_thumbnails):
        try:
            await tier(task)
        except Gone:
            continue  # this tier is done already, or the document is deleted: the next one looks for itself


async def give_up(run: JobRun, reason: str) -> None:
    """A dead job never leaves its document in the air."""
    task = _task(run)
    await leave_to_person(run, task.patient_id, task.document_id, ProcessingStatus.REVIEW, GIVEN_UP)


async def reindex(run: JobRun) -> None:
    """Make new pieces of an indexed document, after the embedding model changed."""
    try:
        await index_again(_task(run))
    except Gone:
        return


async def purge(run: JobRun) -> None:
    """Remove the stored bytes of deleted documents."""
    await purge_discarded(_task(run))


def _task(run: JobRun) -> Task:
    if run.patient_id is None or "document_id" not in run.payload:
        raise JobRefused("the job names no document")
    return Task(run, run.patient_id, UUID(run.payload["document_id"]))
