"""The live stream of a chart: what changed, never what it says; pages then read it again as everybody does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
from sse_starlette import EventSourceResponse, ServerSentEvent

from salus.core.http.call import ClinicalCall, PatientUuid
from salus.core.http.routing import SliceRouter
from salus.core.http.sse import event, stream
from salus.records import service

router = SliceRouter(prefix="/api/v1", tags=["records"])
MINUTES_BEFORE_ASKING_AGAIN = 15  # then the stream ends, and the browser's reconnect passes the chart's door anew
BEATS = MINUTES_BEFORE_ASKING_AGAIN * 60  # about one a second


@router.get("/patients/{patient_uuid}/events")
async def follow(call: ClinicalCall, patient_uuid: PatientUuid) -> EventSourceResponse:
    """Notices about one chart as server-sent events."""
    async with call.reading() as ctx:
        chart = await service.open_chart(ctx, patient_uuid, action="chart.follow")

    async def events() -> AsyncIterator[ServerSentEvent]:
        yield event("message", {"type": "connected"})
        beats = 0
        async with call.services.notices.of_patient(chart.patient_id) as notices:
            async for notice in notices:
                if notice is not None:
                    yield event("message", orjson.loads(notice))
                beats += notice is None
                if beats > BEATS or call.is_over:
                    return

    return stream(events())
