"""Keep backups by the clock, beside `salus up`: the log every few seconds, a whole backup every so many hours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from datetime import UTC, datetime

import structlog

from salus.app.backup import objects
from salus.app.backup.contract import Manifest
from salus.app.backup.make import Places, backup_key_of, make, objects_of, prune
from salus.app.backup.note import write_note
from salus.app.backup.places import backup_ids, read_manifest
from salus.app.backup.wal import Carrier
from salus.app.embedded.datadir import DataDir
from salus.core.config import Settings
from salus.core.telemetry import configure_logging

log = structlog.get_logger()
ROUND_S = 10.0  # what a lost disk costs at most, beside the time that carrying takes
RESTS = 5  # a round that takes long is followed by a rest of so many times as long
RETRY_S = 600.0


async def back_up(settings: Settings, places: Places, to: str, *, is_embedded: bool) -> Manifest:
    """One backup, noted, and older ones let go."""
    manifest = await make(settings, places, is_embedded=is_embedded)
    await asyncio.to_thread(write_note, settings.data_dir, manifest.id, manifest.finished_at, to)
    await prune(settings, places, settings.backup_keep)
    return manifest


def keep_backups(settings: Settings) -> None:
    """Until told to stop. What fails is logged and tried again; nothing else depends on it."""
    configure_logging(settings.log_level)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_keep(settings))


async def _keep(settings: Settings) -> None:
    places = Places.of(settings, None, None)
    data_dir = DataDir(settings.data_dir)
    is_embedded = data_dir.has_database and bool(data_dir.read_state().ports.get("postgres"))
    carrier = Carrier(data_dir.wal, places.backups, backup_key_of(settings))
    due_at = time.monotonic() + await _wait_s(settings, places)
    while os.getppid() != 1:
        began = time.monotonic()
        try:
            if is_embedded:
                await carry_round(settings, places, carrier)
            if time.monotonic() >= due_at:
                due_at = time.monotonic() + RETRY_S
                manifest = await back_up(settings, places, str(settings.backup_to), is_embedded=is_embedded)
                due_at = time.monotonic() + settings.backup_every_h * 3600.0
                log.info("backup_made", backup=manifest.id, objects=manifest.objects, tables=len(manifest.tables))
        except Exception as error:
            log.error("backup_failed", error=type(error).__name__)
        await asyncio.sleep(max(ROUND_S, RESTS * (time.monotonic() - began)))


async def carry_round(settings: Settings, places: Places, carrier: Carrier) -> int:
    """First look at the log, then carry objects, then the log: every object that it names is there before it."""
    found = await asyncio.to_thread(carrier.look)
    if not found:
        return 0
    await objects.copy_missing(objects_of(settings), places.backups)
    return await carrier.carry(found)


async def _wait_s(settings: Settings, places: Places) -> float:
    """Until the next whole backup [s]: at once where there is none."""
    complete, _ = await backup_ids(places.backups)
    if not complete:
        return 0.0
    age = datetime.now(UTC) - (await read_manifest(places.backups, complete[-1])).finished
    return max(0.0, settings.backup_every_h * 3600.0 - age.total_seconds())
