"""The chart's first paint: everything a reader needs at once, and what changed since that reader's last visit."""

from __future__ import annotations

import asyncio

from salus.core.context import Ctx
from salus.records import kinds
from salus.records.chart import Chart
from salus.records.contract.views import ChartView, LastValue, SinceLastLook
from salus.records.logic.relevance import in_force, is_open
from salus.records.logic.trends import Course, last_step
from salus.records.service.guards import require_clinical
from salus.records.service.patients import read_patient
from salus.records.store import access, facts, observations, timeline, worklist

SPARK_POINTS = 12
CHANGES_SHOWN = 20
DOCUMENTS_SHOWN = 10
FACTS_SHOWN = 200


async def chart_view(ctx: Ctx, chart: Chart) -> ChartView:
    """What the first paint of a chart shows; notes that this reader looked now.

    The queries go out together in pipeline mode: one round trip, not ten.
    """
    require_clinical(chart)
    before = await worklist.look(ctx.db, chart, ctx.now)
    async with ctx.db.pipeline():
        (
            (allergies, problems, medications, flags, consents),
            (patient, courses, documents, changed, revision),
        ) = await asyncio.gather(
            asyncio.gather(
                facts.select_many(ctx.db, chart, kinds.ALLERGY, FACTS_SHOWN),
                facts.select_many(ctx.db, chart, kinds.CONDITION, FACTS_SHOWN),
                facts.select_many(ctx.db, chart, kinds.MEDICATION, FACTS_SHOWN),
                facts.select_many(ctx.db, chart, kinds.FLAG, FACTS_SHOWN),
                facts.select_many(ctx.db, chart, kinds.CONSENT, FACTS_SHOWN),
            ),
            asyncio.gather(
                read_patient(ctx, chart),
                observations.select_courses(ctx.db, chart, SPARK_POINTS),
                timeline.select_page(ctx.db, chart, ["document"], None, DOCUMENTS_SHOWN),
                timeline.select_changed(ctx.db, chart, before or ctx.now, CHANGES_SHOWN),
                access.select_revision(ctx.db, chart),
            ),
        )
    return ChartView(
        patient=patient,
        allergies=tuple(each for each in allergies if is_open(each, ctx.now)),
        problems=tuple(each for each in problems if is_open(each, ctx.now)),
        medications=tuple(each for each in medications if is_open(each, ctx.now)),
        last_values=tuple(_last_value(ctx, course) for course in courses),
        flags=tuple(each for each in flags if is_open(each, ctx.now)),
        consents=in_force(consents, ctx.actor.practitioner_id, ctx.now.date()),
        documents=documents,
        since_last_look=SinceLastLook(before, *changed),
        revision=revision,
    )


def _last_value(ctx: Ctx, course: Course) -> LastValue:
    points = course.oldest_first if course.is_number else ()
    return LastValue(
        observation=course.newest,
        trend=last_step(points),
        previous=points[-2] if len(points) > 1 else None,
        history=course.oldest_first,
        age=ctx.now - course.newest.effective_at,
    )
