"""After a change of the embedding model: queue the documents whose vectors are another model's."""

from __future__ import annotations

from uuid import UUID

from salus.core.context import Ctx
from salus.core.jobs.contract import Priority
from salus.core.jobs.service import payloads_not_done
from salus.documents.store import chunks

REINDEX = "documents.reindex"
MOST_AT_ONCE = 1_000  # two seconds of queueing, so that no transaction is long


async def queue_outdated(ctx: Ctx) -> tuple[UUID, ...]:
    """Queue a new indexing of up to 1,000 documents for which no job of this model was made yet; gives the jobs.

    Call it until it gives none. The jobs `documents.reindex` run while nothing else waits, one after the other for one
    patient. One that was given up stays with the person who reads its reason. For the background worker alone.
    """
    await chunks.hold_queueing(ctx.db)
    model = ctx.services.embedder.model_id
    asked = {one["document_id"] for one in await payloads_not_done(ctx, REINDEX) if one.get("model") == model}
    waiting = [each for each in await chunks.outdated(ctx.db, model) if str(each[1]) not in asked]
    queued = []
    for patient_id, document_id in waiting[:MOST_AT_ONCE]:
        ticket = await ctx.services.jobs.enqueue(
            ctx,
            REINDEX,
            {"document_id": str(document_id), "model": model},
            patient_id=patient_id,
            lock=f"reindex {patient_id}",
            priority=Priority.IDLE,
        )
        queued.append(ticket.job_id)
    return tuple(queued)


async def count_outdated(ctx: Ctx) -> int:
    """How many documents are found by their words alone until they are indexed again. Background worker alone."""
    return len(await chunks.outdated(ctx.db, ctx.services.embedder.model_id))
