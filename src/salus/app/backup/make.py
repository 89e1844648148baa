"""Make one backup while everybody works; its manifest is written last."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg.errors import Error as DatabaseError

from salus import __version__
from salus.app import rotation
from salus.app.backup import cluster, keybundle, objects, store, wal
from salus.app.backup.contract import BackupDamaged, BackupRefused, Manifest, Rows, StoredFile, now_text
from salus.app.backup.keybundle import DataKey, KeyBundle
from salus.app.backup.places import (
    BACKUPS,
    OBJECTS,
    STARTED,
    WAL,
    backup_ids,
    manifest_name,
    place_for_writing,
    read_manifest,
    remove_below,
)
from salus.app.backup.sealing import once, open_sealed, put_sealed
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.errors import EmbeddedError
from salus.core.audit.anchor import FILE as ANCHORS
from salus.core.config import Settings
from salus.core.keys import ENCRYPTION_KEY_FILE, KEYS, load_or_make
from salus.core.storage.engines.choose import engine_at
from salus.core.storage.ports import ObjectEngine
from salus.core.wrapping import store as wrapping_store

BACKUP_KEY_FILE = "backup.key"
KEY_FILES = (ENCRYPTION_KEY_FILE, BACKUP_KEY_FILE, "session.key", "secrets.json")


@dataclass(frozen=True, slots=True)
class Places:
    """Where backups and keys go."""

    backups: ObjectEngine
    keys: ObjectEngine
    passphrase: str | None

    @classmethod
    def of(cls, settings: Settings, to: str | None, keys_to: str | None) -> Places:
        """The places as asked for, else as set; keys never lie unsealed beside the backup they open."""
        to, keys_to = to or settings.backup_to, keys_to or settings.backup_keys_to
        passphrase = settings.backup_passphrase.get_secret_value() if settings.backup_passphrase else None
        if to is None:
            raise BackupRefused("No place is named.", "salus backup DIR, or set SALUS_BACKUP_TO.")
        if not passphrase and keys_to in (None, to):
            raise BackupRefused(
                "The keys would lie unprotected beside the backup that they open.",
                "Name another place with --keys-to (or SALUS_BACKUP_KEYS_TO), or set SALUS_BACKUP_PASSPHRASE.",
            )
        backups = place_for_writing(to, settings.data_dir)
        keys = backups if keys_to in (None, to) else place_for_writing(str(keys_to), settings.data_dir)
        return cls(backups, keys, passphrase)


def objects_of(settings: Settings) -> ObjectEngine:
    """Where this installation keeps its objects."""
    return engine_at(settings.objects_url or settings.data_dir / "objects")


def backup_key_of(settings: Settings) -> bytes:
    """The key that seals backups."""
    return base64.b64decode(load_or_make(settings.data_dir / KEYS, BACKUP_KEY_FILE))


async def make(settings: Settings, places: Places, *, is_embedded: bool) -> Manifest:
    """One backup. Of a database elsewhere only its position is noted: its own tools copy it."""
    backup_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(2)}"
    started_at, folder = now_text(), f"{BACKUPS}/{backup_id}"
    backup_key, source = backup_key_of(settings), objects_of(settings)
    await places.backups.put_small(f"{folder}/{STARTED}", orjson.dumps({"id": backup_id, "started_at": started_at}))
    db = await AsyncConnection.connect(settings.migration_database_url(), autocommit=True)
    async with db:
        if not await wrapping_store.passes_row_security(db):
            raise rotation.NotTheOwner(
                "This database role does not see all rows.", "Set SALUS_OWNER_DATABASE_URL to the schema's owner."
            )
        await _forget_destroyed(settings, places, db)
        known = await _known_objects(places.backups, backup_key)
        # Before and after the database: what is removed in between is still named by the copy of the database.
        index = await objects.copy_new(source, places.backups, known)
        before, (segment, position) = await store.count_rows(db), await _position(db, is_embedded=is_embedded)
        anchors = await _keep_anchors(settings, places.backups, folder, backup_key)
        database = None
        if is_embedded:
            stream = cluster.base_backup(DataDir(settings.data_dir), backup_id)
            database = await put_sealed(places.backups, f"{folder}/database.tar", stream, backup_key)
        finished_at, after = now_text(), await store.count_rows(db)
        index |= await objects.copy_new(source, places.backups, known | index)
        installation = str(await wrapping_store.select_installation(db))
        keys = await keybundle.keep(
            places.keys, await _bundle(settings, db, backup_id, installation), places.passphrase
        )
    lines = once(objects.as_lines(index))
    stored_index = await put_sealed(places.backups, f"{folder}/objects.jsonl", lines, backup_key)
    manifest = Manifest(
        id=backup_id,
        salus=__version__,
        started_at=started_at,
        finished_at=finished_at,
        installation=installation,
        keys=keys,
        index=stored_index,
        objects=len(index),
        objects_bytes=sum(each.size for each in index.values()),
        database=database,
        anchors=anchors,
        first_segment=segment,
        marker=position,
        tables={table: Rows(before.get(table, 0), rows) for table, rows in after.items()},
    )
    await places.backups.put_small(manifest_name(backup_id), manifest.as_json())
    return manifest


async def prune(settings: Settings, places: Places, keep: int) -> int:
    """Remove complete backups but the newest, what broke off, and what no kept backup names; how many backups."""
    complete, incomplete = await backup_ids(places.backups)
    gone = complete[:-keep] + [each for each in incomplete if complete and each < complete[-1]]
    for backup_id in gone:
        await remove_below(places.backups, f"{BACKUPS}/{backup_id}/")
    if not gone:
        return 0
    kept = [await read_manifest(places.backups, each) for each in complete[-keep:]]
    needed: set[str] = set()
    for manifest in kept:
        needed |= (await read_index(places.backups, manifest, backup_key_of(settings))).keys()
    async for each in places.backups.listed(f"{OBJECTS}/"):
        # Younger ones belong to the backup that comes next.
        if each.key.removeprefix(f"{OBJECTS}/") not in needed and each.changed_at < kept[-1].finished:
            await places.backups.delete(each.key)
    segments = [each.key.removeprefix(f"{WAL}/") async for each in places.backups.listed(f"{WAL}/")]
    for name in wal.stale(segments, kept[0].first_segment or "0" * 24):
        await places.backups.delete(f"{WAL}/{name}")
    return len(gone)


async def read_index(place: ObjectEngine, manifest: Manifest, backup_key: bytes) -> dict[str, StoredFile]:
    """The objects of a backup with their digests."""
    return objects.of_lines(b"".join([piece async for piece in open_sealed(place, manifest.index, backup_key)]))


async def _known_objects(place: ObjectEngine, backup_key: bytes) -> dict[str, StoredFile]:
    complete, _ = await backup_ids(place)
    if not complete:
        return {}
    try:
        return await read_index(place, await read_manifest(place, complete[-1]), backup_key)
    except BackupDamaged:
        return {}  # its digests are then computed anew


async def _position(db: AsyncConnection[Any], *, is_embedded: bool) -> tuple[str, str]:
    try:
        return await store.select_position(db)
    except DatabaseError:
        if is_embedded:
            raise
        return "", ""  # a provider that does not tell; the time is the marker then


async def _keep_anchors(settings: Settings, place: ObjectEngine, folder: str, backup_key: bytes) -> StoredFile | None:
    """The notes of the audit chain as they stand before the database is copied: none of them is ahead of it."""
    file = settings.data_dir / ANCHORS
    if not file.exists():
        return None
    return await put_sealed(place, f"{folder}/anchors.jsonl", once(file.read_bytes()), backup_key)


async def _bundle(settings: Settings, db: AsyncConnection[Any], backup_id: str, installation: str) -> KeyBundle:
    folder = settings.data_dir / KEYS
    rows = await store.select_data_keys(db)
    return KeyBundle(
        id=backup_id,
        installation=installation,
        files={name: (folder / name).read_text() for name in KEY_FILES if (folder / name).exists()},
        data_keys=tuple(DataKey(str(patient), base64.b64encode(key).decode(), name) for patient, key, name in rows),
        destroyed=tuple(map(str, await store.select_destroyed(db))),
    )


async def _forget_destroyed(settings: Settings, places: Places, db: AsyncConnection[Any]) -> None:
    """After an erasure another wrapping key takes over: copies of the database hold the erased data key, wrapped by the
    old one, which goes with the older key bundles. Keys that the operator or KMS holds are theirs to exchange."""
    if settings.encryption_key is not None or settings.kms_key_id is not None:
        return
    destroyed = set(map(str, await store.select_destroyed(db)))
    try:
        known = set((await keybundle.newest(places.keys, places.passphrase)).destroyed)
    except EmbeddedError:
        known = set()
    if destroyed - known:
        await rotation.rotate(settings)
        await rotation.retire(settings)
