"""Where backups and keys go, by their addresses, and what lies there."""

from __future__ import annotations

import asyncio
from pathlib import Path

from salus.app.backup.contract import BackupRefused, Manifest, RestoreRefused
from salus.core.storage.engines.choose import S3, engine_at
from salus.core.storage.engines.folder import Folder
from salus.core.storage.ports import ObjectEngine

BACKUPS, OBJECTS, WAL, KEYS = "backups", "objects", "wal", "keys"
MANIFEST, STARTED = "manifest.json", "started.json"


def place_for_writing(address: str, data_dir: Path) -> ObjectEngine:
    """The engine of a place; a local folder is made for its owner alone, and lies outside the data directory."""
    if not address.startswith(S3):
        folder = Path(address).expanduser().absolute()
        if folder.is_relative_to(data_dir.absolute()):
            raise BackupRefused(
                f"{folder} lies inside the data directory {data_dir}, so both would be lost together.",
                "Choose a place on another disk, or s3://bucket/prefix.",
            )
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise BackupRefused(f"{folder} cannot be used: {error.strerror}.", "Choose another place.") from error
    return engine_at(address)


async def read_all(place: ObjectEngine, name: str) -> bytes:
    """A small file at once."""
    return b"".join([piece async for piece in await place.open(name)])


def manifest_name(backup_id: str) -> str:
    """Where a backup's manifest lies."""
    return f"{BACKUPS}/{backup_id}/{MANIFEST}"


async def backup_ids(place: ObjectEngine) -> tuple[list[str], list[str]]:
    """The complete backups and the incomplete ones, each from the oldest to the newest."""
    names = [each.key.split("/") async for each in place.listed(f"{BACKUPS}/")]
    ids = {name[1] for name in names if len(name) > 2}
    complete = {name[1] for name in names if name[2:] == [MANIFEST]}
    return sorted(complete), sorted(ids - complete)


async def read_manifest(place: ObjectEngine, backup_id: str) -> Manifest:
    """A complete backup's manifest; one without is refused."""
    try:
        return Manifest.of_json(await read_all(place, manifest_name(backup_id)))
    except FileNotFoundError as error:
        complete, incomplete = await backup_ids(place)
        word = "is incomplete: it broke off before its end" if backup_id in incomplete else "is not there"
        raise RestoreRefused(
            f"The backup {backup_id} {word}.", f"Complete ones: {', '.join(complete) or 'none'}."
        ) from error


async def remove_below(place: ObjectEngine, prefix: str) -> None:
    """Everything below a prefix, the manifest first: what is left of a kill is then incomplete, not wrong."""
    names = sorted([each.key async for each in place.listed(prefix)], key=lambda name: not name.endswith(MANIFEST))
    for name in names:
        await place.delete(name)
    if isinstance(place, Folder):
        await asyncio.to_thread(_remove_empty, place.root / prefix)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
