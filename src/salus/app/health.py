"""Health for supervisors, metrics for Prometheus, and the system page's figures for administrators."""

from __future__ import annotations

import asyncio
import shutil
from typing import Literal

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from salus import __version__
from salus.app.backup.note import told
from salus.core.apitokens.contract import Scope
from salus.core.context import WORKER, Role
from salus.core.http.call import AdminCall, bearer_token, require_role, services_of, signed_in
from salus.core.http.envelope import Success, success
from salus.core.http.marks import opens_to
from salus.core.http.routing import SliceRouter
from salus.core.jobs import store as job_store
from salus.core.jobs.service import job_counts
from salus.core.services import Services
from salus.core.telemetry import JOBS_WAITING, OLDEST_JOB_SECONDS

router = SliceRouter(tags=["health"])
State = Literal["ok", "degraded", "down"]


class Part(BaseModel):
    """One part of the system."""

    name: str
    state: State
    note: str


class SystemOut(BaseModel):
    """How the system is."""

    version: str
    parts: list[Part]
    jobs: dict[str, int]
    disk_free_bytes: int
    disk_total_bytes: int


@router.get("/health/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """Requests can be served: the database answers. A missing cache slows but does not stop."""
    services = services_of(request)
    database = await _database_answers(services)
    cache = await services.cache.is_alive()
    body = {"status": "ready" if database else "not ready", "database": database, "cache": cache}
    return JSONResponse(body, status_code=200 if database else 503)


@router.get("/metrics", include_in_schema=False, openapi_extra=opens_to(Scope.METRICS_READ))
async def metrics(request: Request) -> Response:
    """Figures for Prometheus; labels are bounded and hold nothing about a person."""
    if services_of(request).settings.metrics_need_token or bearer_token(request):
        require_role(await signed_in(request), Role.ADMIN)
    await _measure_jobs(services_of(request))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/admin/system", tags=["administration"])
async def read_system(call: AdminCall) -> Success[SystemOut]:
    """The engines, the queue and the disk."""
    services = call.services
    database, cache, carried, language_model = await asyncio.gather(
        _database_answers(services),
        services.cache.is_alive(),
        services.jobs.is_alive(),
        _language_model(services),
    )
    disk = shutil.disk_usage(services.settings.data_dir)
    async with call.reading() as ctx:
        jobs = await job_counts(ctx)
        waiting_s = await job_store.oldest_queued_age_s(ctx.db)
        await ctx.audit("system.read")
    late = waiting_s > 60
    has_backup, backup = told(services.settings.data_dir, services.settings.backup_every_h)
    parts = [
        Part(name="Database", state="ok" if database else "down", note="PostgreSQL with pgvector"),
        Part(name="Cache", state="ok" if cache else "degraded", note="Valkey: live updates and rate limits"),
        Part(
            name="Jobs",
            state="ok" if carried and not late else "degraded",
            note=_jobs_note(services, waiting_s, is_carried=carried),
        ),
        Part(
            name="Disk",
            state="degraded" if disk.free < 2**30 else "ok",
            note=f"{disk.free / 2**30:.1f} GiB free",
        ),
        language_model,
        # A demo clinic has nothing to lose.
        Part(name="Backup", state="ok" if has_backup or services.settings.demo else "degraded", note=backup),
    ]
    return success(
        SystemOut(
            version=__version__,
            parts=parts,
            jobs=jobs,
            disk_free_bytes=disk.free,
            disk_total_bytes=disk.total,
        ),
        call.request_id,
    )


async def _language_model(services: Services) -> Part:
    """Which model answers in chat and whether it does; without one nothing is missing."""
    name, model = "Language model", services.language_model
    if model is None:
        return Part(name=name, state="ok", note="none is set: answers are taken word for word from the record")
    health = await model.probe()
    if health.trouble is None:
        return Part(name=name, state="ok", note=f"{health.name} answers, {health.name.place}")
    note = f"{health.name} does not answer ({health.trouble.value}): answers are taken word for word from the record"
    return Part(name=name, state="degraded", note=note)


def _jobs_note(services: Services, waiting_s: float, *, is_carried: bool) -> str:
    waiting = f"longest waiting job: {waiting_s:.0f} s" if waiting_s else "nothing waits"
    away = "" if is_carried else "; its broker does not answer, jobs wait safely in the database"
    return f"{waiting}, carried by {services.jobs.engine_name}{away}"


async def _database_answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(3.0), services.database.connection() as db:
            await db.execute("SELECT 1")
    except Exception:
        return False
    return True


async def _measure_jobs(services: Services) -> None:
    async with services.transaction(WORKER, "metrics") as ctx:
        for status, number in (await job_counts(ctx)).items():
            JOBS_WAITING.labels(status).set(number)
        OLDEST_JOB_SECONDS.set(await job_store.oldest_queued_age_s(ctx.db))
