"""What the worker does by itself, at its start and every hour.

Remove stored bytes that no row names: what a process left that was killed between storing and committing. Queue what
another embedding model has indexed.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from salus.core.context import WORKER
from salus.core.events import ObjectInDoubt
from salus.core.services import Services, new_request_id
from salus.documents.service.reindexing import queue_outdated
from salus.documents.store import documents
from salus.records import service as records

log = structlog.get_logger()
OLD_ENOUGH = timedelta(hours=1)  # no transaction lives that long, so whoever stored it is gone


async def sweep_orphans(services: Services, older_than: timedelta = OLD_ENOUGH) -> int:
    """Look at each object whose row may never have been committed, and remove those without one; how many that were."""
    removed = 0
    for patient_id, key in await services.storage.unsettled(older_than):
        async with services.transaction(WORKER, new_request_id()) as ctx:
            chart = await records.open_chart_for_job(ctx, patient_id)
            doubt = ObjectInDoubt(patient_id, key, await documents.names_object(ctx.db, chart, key))
            await services.events.publish(ctx, doubt)  # other slices keep objects too
        if doubt.is_named:
            await services.storage.settle([key])
        else:
            await services.storage.delete(key)
            removed += 1
    if removed:
        log.warning("orphans_removed", objects=removed)
    return removed


async def sweep(services: Services) -> None:
    """The worker's chore."""
    await sweep_orphans(services)


async def reindex(services: Services) -> None:
    """The worker's other chore; one look at an index unless the embedding model has changed."""
    queued = 0
    while True:
        async with services.transaction(WORKER, new_request_id()) as ctx:
            jobs = await queue_outdated(ctx)
        if not jobs:
            break
        queued += len(jobs)
    if queued:
        log.info("documents_queued_for_new_model", documents=queued, model=services.embedder.model_id)
