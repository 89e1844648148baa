"""Objects are durable, encrypted on disk, and out of reach of other charts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from salus.core.context import Ctx
from salus.core.crypto import Undecipherable
from salus.core.errors import StorageClosed, StorageFull
from salus.core.services import Services
from salus.core.storage.engines.folder import Folder
from salus.core.storage.service import ObjectMissing, ObjectStorage
from tests.support.app import SETUP
from tests.support.disks import fill, make_read_only, make_writable

SECRET = b"canary-of-a-patient " * 5000


async def open_chart_of(ctx: Ctx, patient_id: UUID) -> None:
    await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))


async def test_an_object_comes_back_and_is_unreadable_on_disk(services: Services, data_dir: Path) -> None:
    patient_id = uuid4()
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await services.storage.put(ctx, patient_id, SECRET)
        assert kept.size == len(SECRET)
        assert await services.storage.get(ctx, patient_id, kept.key) == SECRET
    assert b"canary" not in (data_dir / "objects" / kept.key).read_bytes()


async def test_without_the_open_chart_the_key_is_not_seen(services: Services) -> None:
    patient_id = uuid4()
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await services.storage.put(ctx, patient_id, SECRET)
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, uuid4())
        with pytest.raises(Undecipherable):
            await services.storage.get(ctx, patient_id, kept.key)


async def test_a_missing_object_says_so_and_deleting_twice_is_no_error(services: Services) -> None:
    patient_id = uuid4()
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await services.storage.put(ctx, patient_id, b"x")
        await services.storage.delete(kept.key)
        await services.storage.delete(kept.key)
        with pytest.raises(ObjectMissing):
            await services.storage.get(ctx, patient_id, kept.key)


async def test_an_object_is_unsettled_until_its_transaction_commits(services: Services) -> None:
    patient_id, at_once = uuid4(), timedelta(0)
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await services.storage.put(ctx, patient_id, SECRET)
        assert (patient_id, kept.key) in await services.storage.unsettled(at_once)
        assert (patient_id, kept.key) not in await services.storage.unsettled(timedelta(hours=1))
    assert (patient_id, kept.key) not in await services.storage.unsettled(at_once)


async def test_what_a_transaction_that_failed_had_stored_stays_unsettled(services: Services) -> None:
    """Whether a commit that was cut off took place is not known here: whoever sweeps looks for the row."""
    patient_id = uuid4()
    with pytest.raises(KeyError):
        async with services.transaction(SETUP, "r") as ctx:
            await open_chart_of(ctx, patient_id)
            kept = await services.storage.put(ctx, patient_id, SECRET)
            raise KeyError
    assert (patient_id, kept.key) in await services.storage.unsettled(timedelta(0))
    await services.storage.delete(kept.key)


async def test_deleting_takes_what_a_broken_off_writing_left(services: Services, data_dir: Path) -> None:
    patient_id = uuid4()
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await services.storage.put(ctx, patient_id, SECRET)
    half = data_dir / "objects" / f"{kept.key}#1"  # the engine writes there first, then moves
    half.write_bytes(b"half")
    await services.storage.delete(kept.key)
    assert list(half.parent.iterdir()) == []


def files_in(folder: Path) -> list[Path]:
    """All of them, notes included."""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("is_streamed", [False, True])
async def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    services: Services, small_disk: Callable[[int], Path], is_streamed: bool
) -> None:
    disk, patient_id = small_disk(8), uuid4()
    storage = ObjectStorage(Folder(disk / "objects"), services.storage.keys)
    large = bytes(4 << 20)

    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield bytes(1 << 20)

    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        await storage.put(ctx, patient_id, b"it works")
        before, ballast = len(files_in(disk / "objects")), fill(disk, but_bytes=2 << 20)
        with pytest.raises(StorageFull):
            await storage.put(ctx, patient_id, streamed() if is_streamed else large)
        assert len(files_in(disk / "objects")) == before
        ballast.unlink()
        assert (await storage.put(ctx, patient_id, streamed() if is_streamed else large)).size == len(large)


async def test_a_disk_that_takes_no_files_is_told_and_works_again_by_itself(
    services: Services, small_disk: Callable[[int], Path]
) -> None:
    disk, patient_id = small_disk(8), uuid4()
    storage = ObjectStorage(Folder(disk / "objects"), services.storage.keys)
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await storage.put(ctx, patient_id, SECRET)
        make_read_only(disk)
        with pytest.raises(StorageClosed):
            await storage.put(ctx, patient_id, SECRET)
        assert await storage.get(ctx, patient_id, kept.key) == SECRET
        make_writable(disk)
        await storage.put(ctx, patient_id, SECRET)
