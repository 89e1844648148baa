"""The verbs of the worklist: give and clear reasons, read a doctor's patients by urgency."""

from __future__ import annotations

from salus.core.context import Ctx, Role
from salus.core.errors import RoleNotAllowed
from salus.records.chart import Chart
from salus.records.contract.views import Attention, AttentionKind, WorklistItem
from salus.records.logic.attention import RANK_NOTHING, nothing_new
from salus.records.service.guards import require_clinical
from salus.records.store import worklist as store


async def set_attention(ctx: Ctx, chart: Chart, reason: Attention) -> None:
    """Give a reason to look at this patient; it appears in the worklists of those who treat the patient."""
    require_clinical(chart)
    await store.put_attention(ctx.db, chart, [reason])


async def clear_attention(ctx: Ctx, chart: Chart, kind: AttentionKind, key: str) -> None:
    """Take a reason away."""
    require_clinical(chart)
    await store.remove_attention(ctx.db, chart, [kind], [key])


async def read_worklist(ctx: Ctx, limit: int = 50) -> tuple[WorklistItem, ...]:
    """The acting doctor's patients, the most urgent first, each with its first reason in one line."""
    if ctx.actor.role is not Role.DOCTOR:
        raise RoleNotAllowed
    rows = await store.select_worklist(ctx.db, limit)
    await ctx.audit("worklist.read", count=len(rows))
    return tuple(_item(row) for row in rows)


def _item(row: store.WorklistRow) -> WorklistItem:
    return WorklistItem(
        patient=row.patient,
        reason=row.reason or nothing_new(row.last_entry_at, row.last_looked_at),
        rank=row.rank or RANK_NOTHING,
        kind=AttentionKind(row.kind) if row.kind else None,
        at=row.at or row.last_entry_at,
        open_reasons=row.open_reasons,
        unread_documents=row.unread_documents,
        pending_proposals=row.pending_proposals,
        last_looked_at=row.last_looked_at,
    )
