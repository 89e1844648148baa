"""The verbs of measured values: add one or many, read, list, change, and what follows for timeline and worklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from uuid import UUID

from salus.core.context import Ctx
from salus.records.chart import Chart
from salus.records.contract.observations import NewObservation, Observation, ObservationPage
from salus.records.contract.views import AttentionKind, NewProvenance, Version
from salus.records.contract.vocabulary import ObservationCategory
from salus.records.kinds import OBSERVATION
from salus.records.logic import attention, cursors
from salus.records.logic.interpretation import interpret
from salus.records.logic.timeline import OBSERVATION_GROUP, line_of_results, results_id
from salus.records.logic.trends import MOST_POINTS
from salus.records.service import facts
from salus.records.service.guards import conflict, require_clinical
from salus.records.store import facts as fact_store
from salus.records.store import observations as store
from salus.records.store import provenance as provenance_store
from salus.records.store import timeline, worklist

LISTING = "observations"
RESULT_KINDS = (AttentionKind.CRITICAL_RESULT, AttentionKind.ABNORMAL_RESULT, AttentionKind.TREND)


async def add_observation(
    ctx: Ctx, chart: Chart, new: NewObservation, provenance: NewProvenance | None = None
) -> Observation:
    """Write one value; its interpretation is read off the reference range where it was left out."""
    return (await add_observations(ctx, chart, [new], provenance))[0]


async def add_observations(
    ctx: Ctx, chart: Chart, news: Sequence[NewObservation], provenance: NewProvenance | None = None
) -> tuple[Observation, ...]:
    """Write values of one origin in one go; timeline, trends and worklist follow at once."""
    require_clinical(chart)
    contents = [_interpreted(await facts.writable(ctx, chart, OBSERVATION, new)) for new in news]
    written = await store.insert_many(ctx.db, chart, contents)
    if provenance is not None and written:
        await provenance_store.insert(ctx.db, chart, OBSERVATION.name, [each.id for each in written], provenance)
    await follow_up(ctx, chart, written)
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
    return await store.select_latest(ctx.db, chart, 1)


async def change_observation(
    ctx: Ctx, chart: Chart, observation_id: UUID, version: int, new: NewObservation
) -> Observation:
    """Replace a value if nobody changed it since; the old version is kept."""
    current = await read_observation(ctx, chart, observation_id)
    content = _interpreted(await facts.writable(ctx, chart, OBSERVATION, new))
    facts.require_own(ctx, current)
    return await _replace(ctx, chart, current, version, content, "update")


async def mark_observation_as_error(ctx: Ctx, chart: Chart, observation_id: UUID, version: int) -> Observation:
    """Mark a value as entered in error: it leaves lists, trends and worklist but stays in the record."""
    current = await read_observation(ctx, chart, observation_id)
    facts.require_writer(ctx, OBSERVATION)
    facts.require_own(ctx, current)
    content = OBSERVATION.as_error(OBSERVATION.content_of(current))
    return await _replace(ctx, chart, current, version, content, "entered-in-error")


async def observation_history(ctx: Ctx, chart: Chart, observation_id: UUID) -> tuple[Version[Observation], ...]:
    """Every version of a value, newest first."""
    return await facts.fact_history(ctx, chart, OBSERVATION, observation_id)


async def _replace(
    ctx: Ctx, chart: Chart, current: Observation, version: int, content: NewObservation, verb: str
) -> Observation:
    changed = await fact_store.update(ctx.db, chart, OBSERVATION, current.id, version, content)
    if changed is None:
        raise conflict(content, version, await read_observation(ctx, chart, current.id))
    await follow_up(ctx, chart, [current, changed])
    await ctx.audit(
        f"observation.{verb}",
        patient_id=chart.patient_id,
        resource=f"observation/{changed.id}",
        version=changed.version,
    )
    return changed


async def follow_up(ctx: Ctx, chart: Chart, touched: Iterable[Observation]) -> None:
    """Bring timeline and worklist in step with values that were written, changed or taken back."""
    days: set[tuple[date, ObservationCategory]] = set()
    codes: set[str] = set()
    for each in touched:
        days.add((each.effective_at.astimezone(UTC).date(), each.category))
        codes.add(each.code)
    if days:
        await _show_days(ctx, chart, sorted(days))
        await _show_series(ctx, chart, sorted(codes))


async def _show_days(ctx: Ctx, chart: Chart, days: Sequence[tuple[date, ObservationCategory]]) -> None:
    found = await store.select_days(ctx.db, chart, days)
    await timeline.put(ctx.db, chart, [line_of_results(chart.patient_id, results) for results in found])
    for day, category in set(days) - {(results.day, results.category) for results in found}:
        await timeline.remove(ctx.db, chart, OBSERVATION_GROUP, results_id(chart.patient_id, day, category))


async def _show_series(ctx: Ctx, chart: Chart, codes: Sequence[str]) -> None:
    """The reasons that the newest value of each code and its way there give; those that no longer hold go."""
    values = await store.select_newest_of(ctx.db, chart, codes, MOST_POINTS)
    reasons = [
        reason
        for _, series in groupby(values, key=lambda each: each.code)
        for reason in attention.of_series(list(series), ctx.now)
    ]
    await worklist.remove_attention(ctx.db, chart, RESULT_KINDS, codes, but=reasons)
    await worklist.put_attention(ctx.db, chart, reasons)


def _interpreted(new: NewObservation) -> NewObservation:
    if new.interpretation is not None:
        return new
    return replace(new, interpretation=interpret(new.value, new.comparator, new.reference_low, new.reference_high))
