"""The verbs of searching one chart by clauses, and of opening the chart that a row belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from salus.core import cursors
from salus.core.context import Ctx
from salus.records.chart import Chart
from salus.records.contract.errors import FactNotFound
from salus.records.contract.people import Identifier, Practitioner
from salus.records.contract.search import FactSearch, Found
from salus.records.contract.views import Provenance
from salus.records.kinds import FactT, Kind, NewT
from salus.records.service.charts import open_chart
from salus.records.service.facts import read_fact
from salus.records.service.guards import require_clinical
from salus.records.store import people
from salus.records.store import provenance as provenance_store
from salus.records.store import search as store

CARE_TEAM, PROVENANCE = "care_team_member", "provenance"


async def search_facts(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], wanted: FactSearch) -> tuple[FactT, ...]:
    """Facts of one kind that satisfy all clauses, newest first; those entered in error are among them."""
    require_clinical(chart)
    return await store.search(ctx.db, chart, kind, wanted)


def position_of(kind: Kind[Any, Any], fact: Any) -> tuple[datetime, UUID]:
    """Where a search of this kind goes on after this fact."""
    at: datetime = getattr(fact, store.sort_column(kind))
    return at, fact.id


async def open_fact(ctx: Ctx, kind: Kind[NewT, FactT], fact_id: UUID, action: str) -> tuple[Chart, FactT]:
    """Open the chart that a fact belongs to, and the fact; what is absent is refused like what is somebody else's."""
    chart = await open_chart_of(ctx, kind.table, fact_id, action, f"{kind.name}/{fact_id}")
    return chart, await read_fact(ctx, chart, kind, fact_id)


async def open_chart_of(ctx: Ctx, table: str, row_id: UUID, action: str, resource: str) -> Chart:
    """Open the chart that a row belongs to."""
    patient_id = await store.patient_of_row(ctx.db, table, row_id)
    # An id that names nothing is looked up as a chart that does not exist: same answer, same audit row.
    return await open_chart(ctx, patient_id or row_id, action=action, resource=resource)


async def page_provenance(
    ctx: Ctx, chart: Chart, targets: tuple[tuple[str, UUID], ...] | None, cursor: str | None, limit: int
) -> Found[Provenance]:
    """The origins of some entries, or of all entries of a chart, page by page."""
    require_clinical(chart)
    after = cursors.decode_time(PROVENANCE, cursor) if cursor else None
    rows = await provenance_store.select_page(ctx.db, chart, targets, after, limit + 1)
    if len(rows) <= limit:
        return Found(rows, None)
    last = rows[limit - 1]
    return Found(rows[:limit], cursors.encode_time(PROVENANCE, last.recorded_at, last.id))


async def open_provenance(ctx: Ctx, provenance_id: UUID, action: str) -> Provenance:
    """One origin, with the chart that it belongs to opened."""
    resource = f"provenance/{provenance_id}"
    chart = await open_chart_of(ctx, PROVENANCE, provenance_id, action, resource)
    found = await provenance_store.select_one(ctx.db, chart, provenance_id)
    if found is None:
        raise FactNotFound
    return found


async def practitioners_by_identifier(ctx: Ctx, identifier: Identifier, limit: int) -> tuple[Practitioner, ...]:
    """Practitioners under a number; an empty system means any."""
    return await people.select_by_identifier(ctx.db, identifier, limit)
