"""Live notices to open pages: what changed, never what it says. Lost notices cost a refresh, not data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import orjson

from salus.core.cache import Cache


class Notices:
    """Fan-out of small notices by patient or job."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def patient_changed(self, patient_id: UUID, kind: str, ref_id: UUID, status: str | None = None) -> None:
        """Something of this patient changed; call it after the commit."""
        notice = {"type": kind, "id": str(ref_id), "status": status}
        await self._cache.publish(f"salus:patient:{patient_id}", orjson.dumps(notice).decode())

    async def job_changed(self, job_id: UUID) -> None:
        """The job's row changed; listeners read it again."""
        await self._cache.publish(f"salus:job:{job_id}", "changed")

    async def sessions_ended(self) -> None:
        """Sessions ended; whoever keeps a list of them reads it again."""
        await self._cache.publish("salus:sessions", "ended")

    @asynccontextmanager
    async def of_sessions(self) -> AsyncIterator[AsyncIterator[str | None]]:
        """A beat whenever sessions ended, None about once a second in between."""
        async with self._cache.subscribe("salus:sessions") as notices:
            yield notices

    @asynccontextmanager
    async def of_patient(self, patient_id: UUID) -> AsyncIterator[AsyncIterator[str | None]]:
        """Notices about one patient as JSON text, None about once a second in between."""
        async with self._cache.subscribe(f"salus:patient:{patient_id}") as notices:
            yield notices

    @asynccontextmanager
    async def of_job(self, job_id: UUID) -> AsyncIterator[AsyncIterator[str | None]]:
        """A beat whenever the job's row changed, None about once a second in between."""
        async with self._cache.subscribe(f"salus:job:{job_id}") as notices:
            yield notices
