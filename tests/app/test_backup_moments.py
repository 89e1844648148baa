"""The write-ahead log is carried as it is written: a moment comes back to the second, and a lost machine too."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from salus.app.backup.contract import (
    BackupDamaged,
    Manifest,
    RestoreFailed,
)
from salus.app.backup.make import Places, backup_key_of, make
from salus.app.backup.places import BACKUPS, WAL
from salus.app.backup.restore import Report, Wish, restore
from salus.app.backup.schedule import carry_round
from salus.app.backup.wal import Carrier, Receiver, after
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.processid import wait_until
from salus.core.services import Services
from tests.app.harness import PATIENCE_S
from tests.app.harness import running as up_running
from tests.support.backups import (
    PASSPHRASE,
    Installation,
    fill,
    running,
    untouched,
)


def mark(salus: Installation, number: int) -> datetime:
    """A row with the time at which it was committed."""
    with psycopg.connect(salus.owner_url, autocommit=True) as db:
        db.execute("CREATE TABLE IF NOT EXISTS public.mark (number integer, at timestamptz)")
        db.execute("INSERT INTO public.mark VALUES (%s, clock_timestamp())", (number,))
        row = db.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return datetime.fromisoformat(str(row[0]))


def marks_of(data_dir: Path) -> list[int]:
    """The marks that came back."""
    with running(DataDir(data_dir)) as again, psycopg.connect(again.owner_url) as db:
        return [number for (number,) in db.execute("SELECT number FROM public.mark ORDER BY 1").fetchall()]


async def carried(salus: Installation, places: Places, carrier: Carrier, position: str) -> None:
    """Every byte of the log up to a position is at the place of backups."""
    folder = salus.data_dir.wal
    with psycopg.connect(salus.owner_url, autocommit=True) as db:
        flushed = (
            "SELECT bool_or(flush_lsn >= %s::pg_lsn) FROM pg_stat_replication WHERE application_name = 'pg_receivewal'"
        )
        await asyncio.to_thread(
            wait_until, lambda: db.execute(flushed, (position,)).fetchone() in ((True,), (None,)), 30.0
        )
    assert await asyncio.to_thread(wait_until, lambda: any(folder.iterdir()), 30.0)
    await carry_round(salus.settings, places, carrier)


@pytest.mark.slow
async def test_a_moment_comes_back_to_the_second_and_the_latest_without_one(
    salus: Installation, salus_services: Services, places: Places, wish: Wish, home: Path
) -> None:
    """Marks a second apart; the restore to between two of them has the one and not the other."""
    objects = await fill(salus_services, 2)
    receiver = Receiver(salus.data_dir)
    process = receiver.spawn()
    carrier = Carrier(salus.data_dir.wal, places.backups, backup_key_of(salus.settings))
    try:
        await make(salus.settings, places, is_embedded=True)
        moments = []
        for number in range(4):
            moments.append(mark(salus, number))
            await asyncio.sleep(1.0)  # the very distance that is to be told apart
        objects |= await fill(salus_services, 1)
        with psycopg.connect(salus.owner_url, autocommit=True) as db:
            position = db.execute("SELECT pg_current_wal_lsn()::text").fetchone()
        assert position is not None
        await asyncio.sleep(0.5)
        await carried(salus, places, carrier, position[0])
    finally:
        process.terminate()
        process.wait()
    between = datetime.fromtimestamp(moments[1].timestamp() + 0.5, UTC)
    report = await restore(replace(wish, to=between, with_log=True))
    assert not report.audit_trouble
    assert marks_of(wish.data_dir) == [0, 1]
    latest = await restore(replace(wish, data_dir=home / "latest", with_log=True))
    assert marks_of(home / "latest") == [0, 1, 2, 3]
    assert latest.missing_objects == 0
    with pytest.raises(RestoreFailed, match="ends before"):
        await restore(replace(wish, data_dir=home / "never", with_log=True, to=datetime(2199, 1, 1, tzinfo=UTC)))
    assert not (home / "never").exists()


async def test_a_gap_in_the_log_is_told_and_nothing_is_touched(
    salus: Installation, places: Places, wish: Wish, home: Path
) -> None:
    manifest = await make(salus.settings, places, is_embedded=True)
    beyond = after(after(after(manifest.first_segment)))
    folder = salus.data_dir.wal
    folder.mkdir()
    (folder / beyond).write_bytes(b"of a later time")
    await carry_round(salus.settings, places, Carrier(folder, places.backups, backup_key_of(salus.settings)))
    assert [path.name for path in (home / "backups" / WAL).iterdir()] == [beyond]
    with pytest.raises(RestoreFailed, match="gap"):
        await restore(replace(wish, with_log=True))
    assert untouched(wish)
    assert (await restore(wish)).is_whole


def test_segments_are_counted_as_postgresql_counts_them() -> None:
    assert after("000000010000000000000002") == "000000010000000000000003"
    assert after("0000000100000000000000FF") == "000000010000000100000000"


def test_a_manifest_that_was_touched_is_damage() -> None:
    for data in (b"", b"{}", b"[]", b'{"id": 1}'):
        with pytest.raises(BackupDamaged):
            Manifest.of_json(data)


def test_a_report_that_differs_is_not_whole() -> None:
    assert Report("x").is_whole
    assert not Report("x", differing=["a"]).is_whole
    assert not Report("x", missing_objects=1).is_whole
    assert not Report("x", audit_trouble="cut").is_whole


@pytest.mark.slow
def test_backups_by_the_clock_beside_a_running_salus_bring_it_back_by_the_command_line(home: Path) -> None:
    """`salus up` with a place set; its data directory is then lost, and `salus restore` brings the newest back."""
    environment = {
        "SALUS_BACKUP_TO": str(home / "backups"),
        "SALUS_BACKUP_PASSPHRASE": PASSPHRASE,
    }
    with up_running(home / "data", environment=environment) as up:
        complete = home / "backups" / BACKUPS
        assert wait_until(lambda: bool(list(complete.glob("*/manifest.json"))), PATIENCE_S), up.said
        assert {"WAL receiver", "Backups"} <= up.pids.keys()
        owner = addresses.of_running(up.data_dir)[addresses.OWNER_DATABASE_URL]
        with psycopg.connect(owner, autocommit=True) as db:
            db.execute("CREATE TABLE public.mark (number integer)")
            db.execute("INSERT INTO public.mark VALUES (7)")
            segment = str((db.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone() or ("",))[0])
        written_at = time.time()
        place = home / "backups" / WAL

        def is_carried() -> bool:
            return any(each.stat().st_mtime > written_at + 1 for each in place.glob(f"{segment}*"))

        assert wait_until(is_carried, PATIENCE_S), up.said
    words = [sys.executable, "-m", "salus.app.cli", "restore", str(home / "backups"), "--data-dir", str(home / "new")]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything is as it was." in done.stdout
    assert marks_of(home / "new") == [7]
    again = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    assert "Traceback" not in again.stderr
