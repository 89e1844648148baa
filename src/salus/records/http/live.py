"""The live stream of a chart: what changed, never what it says; pages then read it again as everybody does.

Whoever listens is asked for at the chart's door again before every notice, so that a withdrawn consent, an ended care
relationship or a locked account ends the stream with the very notice that tells of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import orjson
from sse_starlette import EventSourceResponse, ServerSentEvent

from salus.core.auth import service as auth
from salus.core.http.call import ClinicalCall, PatientUuid, SignedIn
from salus.core.http.routing import SliceRouter
from salus.core.http.sse import event, stream
from salus.records import service

router = SliceRouter(prefix="/api/v1", tags=["records"])
MINUTES_BEFORE_ASKING_AGAIN = 15  # then the stream ends, and the browser's reconnect passes the chart's door anew
BEATS = MINUTES_BEFORE_ASKING_AGAIN * 60  # about one a second
BEATS_BETWEEN_LOOKS = 15  # a notice can be lost, and a consent can end with its last day


@router.get("/patients/{patient_uuid}/events")
async def follow(call: ClinicalCall, patient_uuid: PatientUuid) -> EventSourceResponse:
    """Notices about one chart as server-sent events; the stream ends when the chart closes to who listens."""
    async with call.reading() as ctx:
        chart = await service.open_chart(ctx, patient_uuid, action="chart.follow")

    async def events() -> AsyncIterator[ServerSentEvent]:
        yield event("message", {"type": "connected"})
        beats = 0
        async with call.services.notices.of_patient(chart.patient_id) as notices:
            async for notice in notices:
                beats += notice is None
                is_time_to_look = notice is not None or beats % BEATS_BETWEEN_LOOKS == 0
                if beats > BEATS or call.is_over or (is_time_to_look and not await _may_listen(call, chart.patient_id)):
                    return
                if notice is not None:
                    yield event("message", orjson.loads(notice))

    return stream(events())


async def _may_listen(call: SignedIn, patient_id: UUID) -> bool:
    async with call.reading() as ctx:
        return await auth.is_active(ctx, call.actor.user_id) and await service.may_still_open(ctx, patient_id)
