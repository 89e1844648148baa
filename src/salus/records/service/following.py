"""Keep timeline and worklist in step with what was written, changed or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date

from salus.core.context import Ctx
from salus.records.chart import Chart
from salus.records.contract.facts import Flag
from salus.records.contract.observations import Observation
from salus.records.contract.views import AttentionKind, TimelineEntry
from salus.records.contract.vocabulary import ObservationCategory
from salus.records.kinds import ENTERED_IN_ERROR, FactT, Kind, NewT
from salus.records.logic import attention
from salus.records.logic.timeline import OBSERVATION_GROUP, line_of, line_of_results, results_id
from salus.records.logic.trends import MOST_POINTS
from salus.records.store import observations, timeline, worklist

RESULT_KINDS = (AttentionKind.CRITICAL_RESULT, AttentionKind.ABNORMAL_RESULT, AttentionKind.TREND)


async def follow(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], touched: Sequence[FactT]) -> None:
    """After a write: `touched` holds what was written, and for a change also what stood there before it."""
    measured = [fact for fact in touched if isinstance(fact, Observation)]
    if measured:
        await follow_measured(ctx, chart, measured)
        return
    for fact in touched[-1:]:
        if getattr(fact, kind.status_field) == ENTERED_IN_ERROR:
            await timeline.remove(ctx.db, chart, kind.name, fact.id)
        else:
            await timeline.put(ctx.db, chart, [line_of(fact)])
        if isinstance(fact, Flag):
            await follow_flag(ctx, chart, fact)


async def follow_measured(
    ctx: Ctx, chart: Chart, touched: Sequence[Observation], also: Sequence[TimelineEntry] = ()
) -> None:
    """The same for values: the lines of their days, and the reasons that their series give. Six queries at most.

    `also` are lines of other facts that were written with them, so that one statement holds all.
    """
    days = {(each.effective_at.astimezone(UTC).date(), each.category) for each in touched}
    codes = {each.code for each in touched}
    await _show_days(ctx, chart, sorted(days), also)
    await _show_series(ctx, chart, sorted(codes))


async def follow_flag(ctx: Ctx, chart: Chart, flag: Flag) -> None:
    """An open warning stands in the worklist until it is closed."""
    reason = attention.of_flag(flag, ctx.now)
    if reason is None:
        await worklist.remove_attention(ctx.db, chart, [AttentionKind.FLAG], [str(flag.id)])
    else:
        await worklist.put_attention(ctx.db, chart, [reason])


async def _show_days(
    ctx: Ctx, chart: Chart, days: Sequence[tuple[date, ObservationCategory]], also: Sequence[TimelineEntry]
) -> None:
    found = await observations.select_days(ctx.db, chart, days)
    await timeline.put(ctx.db, chart, [*also, *(line_of_results(chart.patient_id, results) for results in found)])
    for day, category in set(days) - {(results.day, results.category) for results in found}:
        await timeline.remove(ctx.db, chart, OBSERVATION_GROUP, results_id(chart.patient_id, day, category))


async def _show_series(ctx: Ctx, chart: Chart, codes: Sequence[str]) -> None:
    """The reasons that the newest value of each code and its way there give; those that no longer hold go."""
    courses = await observations.select_courses_of(ctx.db, chart, codes, MOST_POINTS)
    reasons = [reason for course in courses for reason in attention.of_course(course, ctx.now)]
    await worklist.remove_attention(ctx.db, chart, RESULT_KINDS, codes, but=reasons)
    await worklist.put_attention(ctx.db, chart, reasons)
