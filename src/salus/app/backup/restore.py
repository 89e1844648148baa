"""Restore into an empty place: built beside it, looked at from all sides, moved there when everything is as it was."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.app.backup import cluster, keybundle, objects, recovery, store
from salus.app.backup.contract import Manifest, RestoreFailed, RestoreRefused
from salus.app.backup.keybundle import KeyBundle
from salus.app.backup.make import BACKUP_KEY_FILE, read_index
from salus.app.backup.places import backup_ids, read_manifest
from salus.app.backup.sealing import open_sealed
from salus.app.embedded.datadir import DataDir, write_private
from salus.core.audit.anchor import FILE as ANCHORS
from salus.core.audit.anchor import Anchors
from salus.core.audit.service import verify_chain
from salus.core.audit.store import select_identity
from salus.core.crypto import KeyWrapper
from salus.core.keys import ENCRYPTION_KEY_FILE
from salus.core.storage.engines.choose import engine_at
from salus.core.storage.ports import ObjectEngine


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be restored, and where to."""

    backups: ObjectEngine
    keys: ObjectEngine
    passphrase: str | None
    data_dir: Path
    objects_url: str | None = None
    backup_id: str | None = None
    to: datetime | None = None
    with_log: bool = True
    encryption_key: str | None = None


@dataclass(slots=True)
class Report:
    """What was restored and what was looked at."""

    backup_id: str
    replayed_to: str = ""
    files: int = 0
    tables: int = 0
    rows: int = 0
    differing: list[str] = field(default_factory=list)
    objects: int = 0
    missing_objects: int = 0
    audit_rows: int = 0
    audit_trouble: str = ""
    erased_keys: int = 0
    has_database: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was."""
        return not (self.differing or self.missing_objects or self.audit_trouble)


async def restore(wish: Wish) -> Report:
    """Bring a backup back; on any error the target is as it was before."""
    target = wish.data_dir.expanduser().absolute()
    _require_empty(target)
    manifest = await _choose(wish)
    bundle = await keybundle.newest(wish.keys, wish.passphrase)
    if bundle.installation != manifest.installation:
        raise RestoreRefused(
            "The keys belong to another installation than the backup.", "Name the right place with --keys-from."
        )
    backup_key = base64.b64decode(bundle.files[BACKUP_KEY_FILE])
    with _workplace(target) as work:
        report = await _build(wish, manifest, bundle, backup_key, work)
    return report


async def _build(wish: Wish, manifest: Manifest, bundle: KeyBundle, backup_key: bytes, work: DataDir) -> Report:
    report = Report(manifest.id, has_database=manifest.database is not None)
    for name, content in bundle.files.items():
        write_private(work.keys / name, content.encode())
    if manifest.anchors:
        notes = b"".join([piece async for piece in open_sealed(wish.backups, manifest.anchors, backup_key)])
        (work.root / ANCHORS).parent.mkdir(mode=0o700)
        write_private(work.root / ANCHORS, notes)
    index = await read_index(wish.backups, manifest, backup_key)
    if manifest.database:
        stream = open_sealed(wish.backups, manifest.database, backup_key)
        report.files = await cluster.unpack(stream, work.postgres)
        replays = wish.with_log and await recovery.bring_log(wish.backups, backup_key, manifest.first_segment, work)
        if wish.to and not replays:
            raise RestoreFailed("There is no write-ahead log at the place of backups.", "Restore without --to.")
        with recovery.running(work, wish.to, replays=replays) as owner_url:
            named = await _look(wish, manifest, bundle, owner_url, work, report, replays=replays)
        later = await objects.listed_there(wish.backups, named - index.keys())
        report.missing_objects = len(named - index.keys() - later.keys())
        index |= later
    kept = engine_at(wish.objects_url or work.objects)
    await objects.bring_back(wish.backups, kept, index)
    report.objects = len(index)
    return report


async def _look(
    wish: Wish,
    manifest: Manifest,
    bundle: KeyBundle,
    owner_url: str,
    work: DataDir,
    report: Report,
    *,
    replays: bool,
) -> set[str]:
    """Put the newest keys in, and compare everything with what was noted; gives the objects that rows name."""
    async with await AsyncConnection.connect(owner_url, autocommit=True) as db:
        own = wish.encryption_key or bundle.files.get(ENCRYPTION_KEY_FILE)
        wrapper = KeyWrapper.from_base64(own) if own else None
        report.erased_keys = await _put_keys(db, bundle, wrapper)
        counts = await store.count_rows(db)
        report.tables, report.rows = len(counts), sum(counts.values())
        report.replayed_to = await store.select_replayed_to(db)
        if not replays:
            report.differing = sorted(_differing(manifest, counts))
        anchors = Anchors(work.root, wrapper).of(await select_identity(db)) if wrapper else []
        verdict = await verify_chain(db, anchors)
        report.audit_rows, report.audit_trouble = verdict.rows, "" if verdict.ok else str(verdict.reason)
        return await store.select_named_objects(db)


async def _put_keys(db: AsyncConnection[Any], bundle: KeyBundle, wrapper: KeyWrapper | None) -> int:
    """The newest bundle's wrappings; what was destroyed since, and what no key opens any more, goes."""
    async with db.transaction():
        rows = bundle.wrapped_keys()
        for patient, wrapped, key_id in rows:
            await store.put_data_key(db, patient, wrapped, key_id)
        erased = await store.destroy(db, [UUID(each) for each in bundle.destroyed])
        if wrapper is not None:
            here = {*wrapper.key_ids, *(key_id for _, _, key_id in rows)}
            erased += await store.drop_closed(db, sorted(here))
    return erased


def _differing(manifest: Manifest, counts: Mapping[str, int]) -> Iterator[str]:
    for table, noted in manifest.tables.items():
        least, most = sorted((noted.before, noted.after))
        found = counts.get(table, 0)
        # Data keys and marks of erasures are those of the newest key bundle.
        if not least <= found <= most and table not in ("core.data_key", "core.destroyed_key"):
            yield f"{table}: {found} rows, {least} to {most} were noted"


async def _choose(wish: Wish) -> Manifest:
    """The backup that was asked for, else the newest complete one that ended before the wanted time."""
    if wish.backup_id:
        return await read_manifest(wish.backups, wish.backup_id)
    complete, incomplete = await backup_ids(wish.backups)
    for backup_id in reversed(complete):
        manifest = await read_manifest(wish.backups, backup_id)
        if wish.to is None or manifest.finished <= wish.to:
            return manifest
    seen = f"{len(complete)} complete and {len(incomplete)} incomplete backups are there"
    until = f" that ended before {wish.to:%Y-%m-%d %H:%M:%S} UTC" if wish.to else ""
    raise RestoreRefused(f"There is no complete backup{until}; {seen}.", "Name another place, or a later time.")


def _require_empty(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RestoreRefused(f"{target} is not empty. Nothing was changed.", "Choose an empty directory.")


@contextmanager
def _workplace(target: Path) -> Iterator[DataDir]:
    """A directory beside the target that takes its place at the end; on any error it goes and the target stays."""
    work = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(work, ignore_errors=True)
    try:
        data_dir = DataDir(work)
        data_dir.prepare()
        yield data_dir
        if target.exists():
            target.rmdir()
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
