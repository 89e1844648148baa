"""The verbs of the timeline and of provenance, for this slice and for those above it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from salus.core import cursors
from salus.core.context import Ctx
from salus.records.chart import Chart
from salus.records.contract.views import NewProvenance, Provenance, TimelineEntry, TimelinePage
from salus.records.service.guards import require_clinical
from salus.records.store import provenance as provenance_store
from salus.records.store import timeline as store

LISTING = "timeline"


async def write_timeline(ctx: Ctx, chart: Chart, entry: TimelineEntry) -> None:
    """Put a line on the timeline; a line about the same thing (ref_type, ref_id) is replaced."""
    require_clinical(chart)
    await store.put(ctx.db, chart, [entry])


async def remove_timeline(ctx: Ctx, chart: Chart, ref_type: str, ref_id: UUID) -> None:
    """Take the line about something off the timeline."""
    require_clinical(chart)
    await store.remove(ctx.db, chart, ref_type, ref_id)


async def timeline(
    ctx: Ctx, chart: Chart, kinds: Sequence[str] | None = None, cursor: str | None = None, limit: int = 50
) -> TimelinePage:
    """Everything about a patient, newest first; entries that arrive while paging neither repeat nor hide others."""
    require_clinical(chart)
    after = cursors.decode_time(LISTING, cursor) if cursor else None
    found = await store.select_page(ctx.db, chart, kinds, after, limit + 1)
    if len(found) <= limit:
        return TimelinePage(found, None)
    last = found[limit - 1]
    return TimelinePage(found[:limit], cursors.encode_time(LISTING, last.at, last.id))


async def add_provenance(ctx: Ctx, chart: Chart, target_type: str, target_id: UUID, new: NewProvenance) -> None:
    """Say where something in the chart comes from."""
    require_clinical(chart)
    await provenance_store.insert(ctx.db, chart, target_type, [target_id], new)


async def provenance_of(ctx: Ctx, chart: Chart, target_type: str, target_ids: Sequence[UUID]) -> tuple[Provenance, ...]:
    """Where some things of one type come from, oldest first."""
    require_clinical(chart)
    return await provenance_store.select(ctx.db, chart, target_type, target_ids)
