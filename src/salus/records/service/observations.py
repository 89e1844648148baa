"""The verbs of measured values: add one or many, read, list, change, and what follows for timeline and worklist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from salus.core import cursors
from salus.core.context import Ctx
from salus.records.chart import Chart
from salus.records.contract.observations import NewObservation, Observation, ObservationPage
from salus.records.contract.views import NewProvenance, Version
from salus.records.contract.vocabulary import ObservationCategory
from salus.records.kinds import OBSERVATION
from salus.records.service import facts
from salus.records.service.following import follow_measured
from salus.records.service.guards import require_clinical
from salus.records.store import observations as store
from salus.records.store import provenance as provenance_store

LISTING = "observations"


async def add_observation(
    ctx: Ctx, chart: Chart, new: NewObservation, provenance: NewProvenance | None = None
) -> Observation:
    """Write one value; its interpretation is read off the reference range where it was left out."""
    return await facts.add_fact(ctx, chart, OBSERVATION, new, provenance)


async def add_observations(
    ctx: Ctx, chart: Chart, news: Sequence[NewObservation], provenance: NewProvenance | None = None
) -> tuple[Observation, ...]:
    """Write values of one origin in one go; timeline, trends and worklist follow at once."""
    require_clinical(chart)
    contents = [await facts.writable(ctx, chart, OBSERVATION, new) for new in news]
    written = await store.insert_many(ctx.db, chart, contents)
    if provenance is not None and written:
        await provenance_store.insert(ctx.db, chart, OBSERVATION.name, [each.id for each in written], provenance)
    await follow_measured(ctx, chart, written)
    await ctx.audit("observation.create", patient_id=chart.patient_id, count=len(written))
    return tuple(written)


async def read_observation(ctx: Ctx, chart: Chart, observation_id: UUID) -> Observation:
    """One value, also one that was entered in error."""
    return await facts.read_fact(ctx, chart, OBSERVATION, observation_id)


async def list_observations(
    ctx: Ctx,
    chart: Chart,
    codes: Sequence[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 100,
    *,
    category: ObservationCategory | None = None,
) -> tuple[Observation, ...]:
    """Values newest first, of some codes, from `since` until before `until`."""
    require_clinical(chart)
    return await store.select_many(ctx.db, chart, store.Wanted(codes, category, since, until, None, limit))


async def page_observations(
    ctx: Ctx,
    chart: Chart,
    codes: Sequence[str] | None = None,
    category: ObservationCategory | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> ObservationPage:
    """The same, page by page; values that arrive while paging neither repeat nor hide others."""
    require_clinical(chart)
    after = cursors.decode_time(LISTING, cursor) if cursor else None
    found = await store.select_many(ctx.db, chart, store.Wanted(codes, category, since, until, after, limit + 1))
    if len(found) <= limit:
        return ObservationPage(found, None)
    last = found[limit - 1]
    return ObservationPage(found[:limit], cursors.encode_time(LISTING, last.effective_at, last.id))


async def latest_observations(ctx: Ctx, chart: Chart) -> tuple[Observation, ...]:
    """The newest value of every code."""
    require_clinical(chart)
    return tuple(course.newest for course in await store.select_courses(ctx.db, chart, 0))


async def change_observation(
    ctx: Ctx, chart: Chart, observation_id: UUID, version: int, new: NewObservation
) -> Observation:
    """Replace a value if nobody changed it since; the old version is kept."""
    return await facts.change_fact(ctx, chart, OBSERVATION, observation_id, version, new)


async def mark_observation_as_error(ctx: Ctx, chart: Chart, observation_id: UUID, version: int) -> Observation:
    """Mark a value as entered in error: it leaves lists, trends and worklist but stays in the record."""
    return await facts.mark_fact_as_error(ctx, chart, OBSERVATION, observation_id, version)


async def observation_history(ctx: Ctx, chart: Chart, observation_id: UUID) -> tuple[Version[Observation], ...]:
    """Every version of a value, newest first."""
    return await facts.fact_history(ctx, chart, OBSERVATION, observation_id)
