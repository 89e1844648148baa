"""Objects into the backup and back: as encrypted as they lie, each copied once, each with its digest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import orjson

from salus.app.backup.contract import BackupDamaged, StoredFile
from salus.app.backup.places import OBJECTS
from salus.app.backup.sealing import Tally
from salus.core.storage.ports import AlreadyThere, ObjectEngine
from salus.core.storage.service import UNSETTLED

AT_ONCE = 4


async def copy_new(source: ObjectEngine, place: ObjectEngine, known: Mapping[str, StoredFile]) -> dict[str, StoredFile]:
    """Copy every object that the place does not have; gives all that the source has, with their digests.

    `known` are digests of earlier backups: what stands there with its size is not read again. Objects never change.
    """
    there = {each.key.removeprefix(f"{OBJECTS}/"): each.size async for each in place.listed(f"{OBJECTS}/")}
    found: dict[str, StoredFile] = {}
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(key: str, size: int) -> None:
        async with gate:
            same = there.get(key) == size
            if same and key in known and known[key].size == size:
                found[key] = known[key]
                return
            try:
                found[key] = await (_digest(place, key) if same else _copy(source, place, key))
            except FileNotFoundError:
                return  # removed by its owner while we went through the list

    async with asyncio.TaskGroup() as tasks:
        async for each in source.listed():
            if not each.key.startswith(f"{UNSETTLED}/"):
                tasks.create_task(one(each.key, each.size))
    return found


async def bring_back(place: ObjectEngine, target: ObjectEngine, index: Mapping[str, StoredFile]) -> None:
    """Copy every object of an index to where Salus keeps them; `BackupDamaged` at the first that is not as it was."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(stored: StoredFile) -> None:
        async with gate:
            try:
                tally = Tally(await place.open(f"{OBJECTS}/{stored.name}"))
                await target.put_new(stored.name, tally.pieces())
            except FileNotFoundError as error:
                raise BackupDamaged(f"The object {stored.name} is missing.", "Restore another backup.") from error
            if (tally.size, tally.sha256) != (stored.size, stored.sha256 or tally.sha256):
                raise BackupDamaged(f"The object {stored.name} is not what was stored.", "Restore another backup.")

    try:
        async with asyncio.TaskGroup() as tasks:
            for each in index.values():
                tasks.create_task(one(each))
    except* BackupDamaged as several:
        raise several.exceptions[0] from None


async def listed_there(place: ObjectEngine, keys: set[str]) -> dict[str, StoredFile]:
    """Those of these objects that came after the last backup: they have no digest yet, only their own seal."""
    if not keys:
        return {}
    there = {each.key.removeprefix(f"{OBJECTS}/"): each.size async for each in place.listed(f"{OBJECTS}/")}
    return {key: StoredFile(key, there[key], "") for key in keys & there.keys()}


def as_lines(index: Mapping[str, StoredFile]) -> bytes:
    """The index of a backup, a line for each object."""
    return b"".join(orjson.dumps([each.name, each.size, each.sha256]) + b"\n" for _, each in sorted(index.items()))


def of_lines(data: bytes) -> dict[str, StoredFile]:
    """An index as it was written."""
    return {each.name: each for each in (StoredFile(*orjson.loads(line)) for line in data.splitlines())}


async def _copy(source: ObjectEngine, place: ObjectEngine, key: str) -> StoredFile:
    tally = Tally(await source.open(key))
    try:
        await place.put_new(f"{OBJECTS}/{key}", tally.pieces())
    except AlreadyThere:
        # Of another size than the source's: a copy that was damaged. It is made anew.
        await place.delete(f"{OBJECTS}/{key}")
        tally = Tally(await source.open(key))
        await place.put_new(f"{OBJECTS}/{key}", tally.pieces())
    return StoredFile(key, tally.size, tally.sha256)


async def _digest(place: ObjectEngine, key: str) -> StoredFile:
    tally = Tally(await place.open(f"{OBJECTS}/{key}"))
    await _drain(tally.pieces())
    return StoredFile(key, tally.size, tally.sha256)


async def _drain(pieces: AsyncIterator[bytes]) -> None:
    async for _ in pieces:
        pass


async def copy_missing(source: ObjectEngine, place: ObjectEngine) -> int:
    """Copy what the place does not have, without looking at what it has; how many that were."""
    there = {each.key.removeprefix(f"{OBJECTS}/") async for each in place.listed(f"{OBJECTS}/")}
    missing = [
        each.key async for each in source.listed() if each.key not in there and not each.key.startswith(f"{UNSETTLED}/")
    ]
    for key in missing:
        try:
            await _copy(source, place, key)
        except FileNotFoundError:
            continue  # removed by its owner meanwhile
    return len(missing)
