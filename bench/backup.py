"""A clinic is backed up, wiped and brought back: every row, object and hash; a moment to the second; keys exchanged."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from pydantic import SecretStr

from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least, at_most
from bench.system import System
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.supervisor import Wanted, engines
from salus.app.processes import Supervisor
from salus.core.config import Settings
from salus.core.context import WORKER, Ctx
from salus.core.errors import AppError
from salus.core.services import Services, open_services
from salus.core.storage.service import UNSETTLED

RESTORED_S = 300.0
MOMENT_S = 1.0
MARKS, MARK_EVERY_S = 40, 0.25
CARRIED_S = 90.0
ROTATIONS = 3
CANARIES = 500
CANARY = "canary-of-a-chart-"
CONTENT = "SELECT count(*), md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) FROM {} AS t"
RESTLESS = ("pg_catalog", "information_schema", "jobs")
PASSPHRASE = "bench: not a secret"


def rows() -> list[Row]:
    """One clinic, lost and found again."""
    home = Path(tempfile.mkdtemp(prefix="salus-bench-"))
    home.chmod(0o755)  # PostgreSQL runs as another user when we are root
    try:
        with _settings(home):
            return [*_lost_and_found(home), *_keys(home)]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _lost_and_found(home: Path) -> list[Row]:
    system = System(home / "data")
    system.start()
    try:
        with system.sign_in("admin") as admin:
            wait_until_quiet(admin)
        _wait_for_first_backup(home)
        marks = _write_marks(system.directory)
        _wait_until_carried(home, marks[-1])
    finally:
        system.stop()
    # Stopped, so that nothing beats: what is compared is what the backup saw.
    took_s = _salus(home, "backup", "--data-dir", str(home / "data"))
    before = _state(home / "data")
    shutil.move(home / "data", home / "lost")
    began = time.monotonic()
    _salus(home, "restore", str(home / "backups"), "--data-dir", str(home / "data"), "--backup-only")
    restore_s = time.monotonic() - began
    after = _state(home / "data")
    middle = len(marks) // 2
    to = marks[middle] + (marks[middle + 1] - marks[middle]) / 2
    words = ("restore", str(home / "backups"), "--data-dir", str(home / "moment"), "--to", to.isoformat())
    _salus(home, *words)
    found = _marks(home / "moment")
    off_s = max((abs((to - at).total_seconds()) for at in set(marks[: middle + 1]) ^ set(found)), default=0.0)
    differing = sum(before[1].get(name) != digest for name, digest in after[1].items())
    return [
        at_most("tables whose rows differ after a restore", differing, 0, "tables", len(before[1])),
        at_most("objects that differ after a restore", len(before[0] ^ after[0]), 0, "objects", len(before[0])),
        at_least("objects restored", len(after[0]), 1, "objects", len(after[0])),
        at_most("backup and restore together", took_s + restore_s, RESTORED_S, "s", 1, f"backup {took_s:.1f} s"),
        at_most("a moment is missed by", off_s, MOMENT_S, "s", len(marks), f"marks every {MARK_EVERY_S} s"),
    ]


def _keys(home: Path) -> list[Row]:
    """Documents are read while keys are exchanged; then canaries are planted, half of their owners erased."""
    system = System(home / "data")
    system.start()
    try:
        served, failed = _read_while_keys_change(home, system)
        planted = asyncio.run(_plant(system.directory))
        _salus(home, "backup", "--data-dir", str(home / "data"))
        old = max(path.name for path in (home / "backups" / "backups").iterdir())
        asyncio.run(_erase(system.directory, planted))
        _salus(home, "backup", "--data-dir", str(home / "data"))
    finally:
        system.stop()
    stolen = b"".join(path.read_bytes() for path in (home / "backups").rglob("*") if path.is_file())
    stolen += b"".join(path.read_bytes() for path in (home / "data" / "objects").rglob("*") if path.is_file())
    bare = sum(_canary(patient) in stolen for patient in planted)
    words = ("restore", str(home / "backups"), "--data-dir", str(home / "old"), "--backup", old, "--backup-only")
    _salus(home, *words)
    again = System(home / "old")
    again.start()
    try:
        readable = asyncio.run(_readable(again.directory, planted))
    finally:
        again.stop()
    return [
        at_least("documents read while keys were exchanged", served, 100, "requests", served, f"{ROTATIONS} exchanges"),
        at_most("of these failed", failed, 0, "requests", served),
        at_most("canaries readable in stolen objects and backups", bare, 0, "canaries", len(planted)),
        at_most("canaries of erased people readable in an older backup", readable, 0, "canaries", len(planted)),
    ]


def _read_while_keys_change(home: Path, system: System) -> tuple[int, int]:
    served, failed, is_over = 0, 0, threading.Event()
    with system.sign_in("patient") as client:
        patient = patient_of(client)
        listed = client.get("/api/v1/documents", params={"patient_uuid": patient}).json()["data"]
        items = listed if isinstance(listed, list) else listed["items"]
        document = items[0].get("document_id") or items[0]["id"]

        def read() -> None:
            nonlocal served, failed
            while not is_over.is_set():
                failed += int(client.get(f"/api/v1/documents/{document}/file").status_code != 200)
                served += 1

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for _ in range(ROTATIONS):
                _salus(home, "keys", "rotate", "--data-dir", str(home / "data"))
                _salus(home, "keys", "retire", "--data-dir", str(home / "data"))
        finally:
            is_over.set()
            reader.join()
    return served, failed


def _canary(patient: UUID) -> bytes:
    return f"{CANARY}{patient}".encode()


@asynccontextmanager
async def _services(data_dir: DataDir) -> AsyncIterator[Services]:
    found = addresses.of_running(data_dir)
    settings = Settings(
        database_url=SecretStr(found[addresses.DATABASE_URL]), data_dir=data_dir.root, log_level="CRITICAL"
    )
    async with open_services(settings) as services:
        yield services


@asynccontextmanager
async def _chart(services: Services, patient: UUID) -> AsyncIterator[Ctx]:
    async with services.transaction(WORKER, "bench") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient),))
        yield ctx


async def _plant(data_dir: DataDir) -> dict[UUID, str]:
    planted = {}
    async with _services(data_dir) as services:
        for patient in (uuid4() for _ in range(CANARIES)):
            async with _chart(services, patient) as ctx:
                planted[patient] = (await services.storage.put(ctx, patient, _canary(patient) * 100)).key
    return planted


async def _erase(data_dir: DataDir, planted: Mapping[UUID, str]) -> None:
    async with _services(data_dir) as services:
        for patient in planted:
            async with _chart(services, patient) as ctx:
                await services.storage.destroy_key(ctx, patient)


async def _readable(data_dir: DataDir, planted: Mapping[UUID, str]) -> int:
    readable = 0
    async with _services(data_dir) as services:
        for patient, key in planted.items():
            async with _chart(services, patient) as ctx:
                with contextlib.suppress(AppError):
                    readable += _canary(patient) in await services.storage.get(ctx, patient, key)
    return readable


def _salus(home: Path, *words: str) -> float:
    """Run a command to its end; the seconds that took."""
    began = time.monotonic()
    command = [str(Path(sys.executable).with_name("salus")), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home)
    if done.returncode:
        raise RuntimeError(f"salus {words[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return time.monotonic() - began


@contextmanager
def _settings(home: Path) -> Iterator[None]:
    ours = {"SALUS_BACKUP_TO": str(home / "backups"), "SALUS_BACKUP_PASSPHRASE": PASSPHRASE}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            del os.environ[name]


@contextmanager
def _owner(root: Path) -> Iterator[psycopg.Connection[Any]]:
    """The database of a directory on which nothing runs, for as long as a block."""
    data_dir = DataDir(root)
    with (
        engines(data_dir, Supervisor(), Wanted(valkey=False)),
        psycopg.connect(addresses.of_noted(data_dir)[addresses.OWNER_DATABASE_URL]) as db,
    ):
        yield db


def _state(root: Path) -> tuple[set[tuple[str, str]], dict[str, str]]:
    """Digest of every object, and count and digest of all rows of each table."""
    objects = {
        (str(path.relative_to(root / "objects")), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in (root / "objects").rglob("*")
        if path.is_file() and UNSETTLED not in path.parts
    }
    with _owner(root) as db:
        tables = db.execute(
            """
            SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)
            FROM pg_tables
            WHERE schemaname <> ALL(%s)
            """,
            (list(RESTLESS),),
        ).fetchall()
        return objects, {name: str(db.execute(CONTENT.format(name)).fetchone()) for (name,) in tables}


def _wait_for_first_backup(home: Path) -> None:
    folder, deadline = home / "backups" / "backups", time.monotonic() + CARRIED_S
    while not list(folder.glob("*/manifest.json")):
        if time.monotonic() > deadline:
            raise TimeoutError("the first backup was not made in time")
        time.sleep(0.2)


def _write_marks(data_dir: DataDir) -> list[datetime]:
    """Rows with the time of their commit, a quarter of a second apart."""
    marks = []
    with psycopg.connect(addresses.of_running(data_dir)[addresses.OWNER_DATABASE_URL], autocommit=True) as db:
        db.execute("CREATE TABLE public.mark (at timestamptz)")
        for _ in range(MARKS):
            row = db.execute("INSERT INTO public.mark VALUES (clock_timestamp()) RETURNING at").fetchone()
            assert row is not None
            marks.append(row[0].astimezone(UTC))
            time.sleep(MARK_EVERY_S)
    return marks


def _wait_until_carried(home: Path, last: datetime) -> None:
    """Until the log that was carried is younger than the last mark by more than a round."""
    folder, deadline = home / "backups" / "wal", time.monotonic() + CARRIED_S
    while not any(path.stat().st_mtime > last.timestamp() + 1 for path in folder.glob("*")):
        if time.monotonic() > deadline:
            raise TimeoutError("the log was not carried in time")
        time.sleep(0.5)


def _marks(root: Path) -> list[datetime]:
    with _owner(root) as db:
        return [at.astimezone(UTC) for (at,) in db.execute("SELECT at FROM public.mark ORDER BY at").fetchall()]
