"""Objects are durable, encrypted on disk, and out of reach of other charts."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from salus.core.context import Ctx
from salus.core.crypto import Undecipherable
from salus.core.services import Services
from salus.core.storage.service import ObjectMissing
from tests.support.app import SETUP

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
