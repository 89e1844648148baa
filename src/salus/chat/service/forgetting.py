"""Kept answers go when what they were drawn from changes."""

from __future__ import annotations

from salus.chat import store
from salus.core.context import Ctx
from salus.documents.contract import DocumentDeleted, DocumentIndexed, DocumentReplaced, ProposalDecided

Event = DocumentDeleted | DocumentReplaced | DocumentIndexed | ProposalDecided


async def forget_answers(ctx: Ctx, event: Event) -> None:
    """Drop the kept answers of the open chart, which is the event's: nothing is said from what is gone."""
    await store.delete_cached(ctx.db)
