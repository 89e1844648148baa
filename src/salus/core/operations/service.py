"""Write down each minute, judge it, tell of what is amiss, and show it all to the operator."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from salus.core.context import Ctx
from salus.core.operations import store
from salus.core.operations.contract import Alert, AlertKind, AlertNotFound, Overview, Traffic
from salus.core.operations.counting import SlowCount
from salus.core.operations.judging import findings
from salus.core.telemetry import ALERTS

log = structlog.get_logger()
MINUTES_KEPT = timedelta(days=35)  # a month's error budget, and some days to look back from its end
ALERTS_KEPT = timedelta(days=366)
POINTS = 180  # of a series; a screen shows no more
BUDGET_WINDOW = timedelta(days=30)


async def note_minute(ctx: Ctx, process: str, traffic: Traffic, slow: dict[str, SlowCount]) -> None:
    """Write down what this process counted; the first process of each minute also looks at engines and alerts."""
    minute = ctx.now.replace(second=0, microsecond=0)
    if traffic.requests:
        await store.add_traffic(ctx.db, minute, process, traffic)
    if slow:
        await store.add_slow(ctx.db, ctx.now, slow)
    await judge(ctx, minute)


async def judge(ctx: Ctx, minute: datetime) -> None:
    """Open and close alerts by what this minute shows; does nothing where another process has done so."""
    disk = shutil.disk_usage(ctx.services.settings.data_dir)
    now = await store.add_engines(ctx.db, minute, disk.free, disk.total)
    if now is None:
        return
    amiss = findings(now, await store.select_windows(ctx.db, ctx.now))
    for finding in amiss:
        if await store.open_alert(ctx.db, finding, ctx.now):
            log.warning("alert_opened", kind=finding.kind.value, severity=finding.severity.value)
    for kind in await store.close_alerts(ctx.db, [finding.kind for finding in amiss], ctx.now):
        log.info("alert_closed", kind=kind.value)
    for kind in AlertKind:
        ALERTS.labels(kind.value).set(any(finding.kind is kind for finding in amiss))


async def read_overview(ctx: Ctx, span: timedelta) -> Overview:
    """Everything about the last hours or days."""
    since = ctx.now - span
    step = max(span / POINTS, timedelta(minutes=1))
    overview = Overview(
        step=step,
        traffic=tuple(await store.select_series(ctx.db, since, step)),
        engines=tuple(await store.select_engines(ctx.db, since, step)),
        month=await store.select_traffic(ctx.db, ctx.now - BUDGET_WINDOW),
        slow=tuple(await store.select_slow(ctx.db, since)),
        alerts=tuple(await store.select_alerts(ctx.db, since)),
    )
    await ctx.audit("operations.read")
    return overview


async def acknowledge(ctx: Ctx, alert_id: UUID) -> Alert:
    """Say that somebody looks after it: it stays open until what it is about has ended."""
    alert = await store.acknowledge(ctx.db, alert_id, ctx.actor.user_id, ctx.now)
    if alert is None:
        raise AlertNotFound
    await ctx.audit("alert.acknowledge", resource=f"alert/{alert_id}")
    return alert


async def forget(ctx: Ctx) -> None:
    """Drop minutes older than five weeks and alerts older than a year."""
    await store.forget_before(ctx.db, ctx.now - MINUTES_KEPT, ctx.now - ALERTS_KEPT)
