"""Remove the stored bytes of what was deleted, after the deletion is committed."""

from __future__ import annotations

from salus.documents.store import documents
from salus.documents.tasks import Task


async def purge_discarded(task: Task) -> None:
    """Remove the objects first and forget them afterwards: a kill in between costs a second try, never an orphan."""
    async with task.open() as (ctx, chart):
        keys = await documents.select_discarded(ctx.db, chart)
    for key in keys:
        await task.run.services.storage.delete(key)
    async with task.open() as (ctx, chart):
        await documents.forget_discarded(ctx.db, chart, keys)
