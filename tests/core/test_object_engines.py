"""A folder and a bucket keep the same promises: whole or not at all, never replaced, told in words when they cannot."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from salus.core.context import Ctx
from salus.core.crypto import seal
from salus.core.errors import AppError, StorageAway, StorageClosed, StorageFull
from salus.core.services import Services
from salus.core.storage.engines.bucket import Bucket, Patience
from salus.core.storage.engines.choose import engine_at
from salus.core.storage.ports import AlreadyThere, ObjectEngine
from salus.core.storage.service import ObjectMissing, ObjectStorage
from tests.support.app import SETUP
from tests.support.aws import Troubled

HASTY = Patience(timedelta(seconds=1), timedelta(milliseconds=400), 2, timedelta(seconds=2))
LARGE = 20 << 20
BLOCK = bytes(range(256)) * 4096


@pytest.fixture(params=["folder", "bucket"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectEngine:
    """Each engine in turn."""
    if request.param == "folder":
        return engine_at(tmp_path / "objects")
    return engine_at(f"s3://{request.getfixturevalue('bucket')}/below/a/prefix")


async def blocks(size: int) -> AsyncIterator[bytes]:
    """A stream of this many bytes."""
    for _ in range(size // len(BLOCK)):
        yield BLOCK
    yield BLOCK[: size % len(BLOCK)]


async def small(data: bytes = b"content") -> AsyncIterator[bytes]:
    """A stream of one piece."""
    yield data


async def read(engine: ObjectEngine, key: str) -> bytes:
    """The whole object."""
    return b"".join([piece async for piece in await engine.open(key)])


async def keys_of(engine: ObjectEngine, prefix: str = "") -> list[str]:
    """Names in order."""
    return sorted([each.key async for each in engine.listed(prefix)])


async def open_chart_of(ctx: Ctx, patient_id: object) -> None:
    await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))


@pytest.mark.parametrize("size", [0, 1, LARGE])
async def test_what_is_kept_comes_back_whatever_its_size(engine: ObjectEngine, size: int) -> None:
    await engine.put_new("patient/one", blocks(size))
    assert await read(engine, "patient/one") == b"".join([piece async for piece in blocks(size)])
    assert [(each.key, each.size) async for each in engine.listed("patient/")] == [("patient/one", size)]


@pytest.mark.parametrize("size", [7, LARGE])
async def test_an_object_is_never_replaced(engine: ObjectEngine, size: int) -> None:
    await engine.put_new("patient/one", small(b"first"))
    with pytest.raises(AlreadyThere):
        await engine.put_new("patient/one", blocks(size))
    assert await read(engine, "patient/one") == b"first"


async def test_an_upload_that_breaks_off_is_never_seen(engine: ObjectEngine) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        async for piece in blocks(LARGE):
            yield piece
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await engine.put_new("patient/half", breaking())
    assert await keys_of(engine) == []
    with pytest.raises(FileNotFoundError):
        await engine.open("patient/half")


async def test_removing_twice_is_no_error_and_listing_nothing_neither(engine: ObjectEngine) -> None:
    assert await keys_of(engine) == []
    await engine.put_new("a/1", small())
    await engine.put_new("b/2", small())
    assert await keys_of(engine, "a/") == ["a/1"]
    await engine.delete("a/1", "b/2")
    await engine.delete("a/1", "b/2")
    assert await keys_of(engine) == []


async def test_small_notes_are_replaced_in_one_step(engine: ObjectEngine) -> None:
    await engine.put_small("note", b"one")
    await engine.put_small("note", b"two")
    assert await read(engine, "note") == b"two"


async def test_a_patients_object_is_encrypted_noted_and_settled_in_either_store(
    services: Services, engine: ObjectEngine
) -> None:
    storage, patient_id, secret = ObjectStorage(engine, services.storage.keys), uuid4(), b"canary of a patient " * 1000
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await storage.put(ctx, patient_id, secret)
        assert await storage.get(ctx, patient_id, kept.key) == secret
        assert await storage.unsettled(timedelta(0)) == [(patient_id, kept.key)]
        assert await storage.unsettled(timedelta(hours=1)) == []
        assert b"canary" not in await read(engine, kept.key)
        await storage.settle([kept.key])
        assert await storage.unsettled(timedelta(0)) == []
        await storage.delete(kept.key)
        with pytest.raises(ObjectMissing):
            await storage.get(ctx, patient_id, kept.key)


async def test_what_a_killed_upload_left_is_found_by_another_machine(services: Services, engine: ObjectEngine) -> None:
    """The note lies in the store itself, so it does not matter which machine was killed."""
    patient_id = uuid4()
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        kept = await ObjectStorage(engine, services.storage.keys).put(ctx, patient_id, b"x")
        ctx.stored_objects.clear()
    elsewhere = ObjectStorage(engine, services.storage.keys)
    assert await elsewhere.unsettled(timedelta(0)) == [(patient_id, kept.key)]
    await elsewhere.delete(kept.key)
    assert await keys_of(engine) == []


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (503, "SlowDown", StorageAway),
        (500, "InternalError", StorageAway),
        (403, "AccessDenied", StorageClosed),
        (404, "NoSuchBucket", StorageClosed),
        (507, "StorageFull", StorageFull),
        (400, "EntityTooLarge", StorageFull),
    ],
)
async def test_a_bucket_that_refuses_says_so_within_seconds(
    troubled: Troubled, status: int, code: str, told: type[AppError]
) -> None:
    troubled.status, troubled.code = status, code
    began = time.monotonic()
    with pytest.raises(told) as refused:
        await Bucket("any", patience=HASTY).put_new("patient/one", small())
    assert refused.value.status in (503, 507)
    assert troubled.requests <= 1 + HASTY.retries
    assert time.monotonic() - began < 10


async def test_a_bucket_that_hangs_is_given_up_within_seconds(troubled: Troubled) -> None:
    troubled.is_silent = True
    engine, began = Bucket("any", patience=HASTY), time.monotonic()
    with pytest.raises(StorageAway):
        await engine.put_new("patient/one", small())
    with pytest.raises(StorageAway):
        await engine.open("patient/one")
    assert time.monotonic() - began < 15


@pytest.mark.parametrize("verb", ["put", "open", "delete", "list"])
async def test_a_bucket_that_is_away_is_told_as_503_for_every_verb(nobody: str, verb: str) -> None:
    engine = Bucket("any", patience=HASTY)
    with pytest.raises(StorageAway) as away:
        if verb == "put":
            await engine.put_new("patient/one", small())
        elif verb == "open":
            await engine.open("patient/one")
        elif verb == "delete":
            await engine.delete("patient/one")
        else:
            await keys_of(engine)
    assert away.value.status == 503


async def test_an_upload_while_the_bucket_is_away_loses_nothing_and_works_after_its_return(
    services: Services, troubled: Troubled, aws_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import boto3

    patient_id = uuid4()
    async with services.transaction(SETUP, "r") as ctx:
        await open_chart_of(ctx, patient_id)
        with pytest.raises(StorageAway):
            await ObjectStorage(Bucket("away", patience=HASTY), services.storage.keys).put(ctx, patient_id, b"x")
        assert ctx.stored_objects == []
        monkeypatch.setenv("AWS_ENDPOINT_URL", aws_server)
        boto3.client("s3").create_bucket(Bucket="away")
        back = ObjectStorage(Bucket("away", patience=HASTY), services.storage.keys)
        kept = await back.put(ctx, patient_id, b"x")
        assert await back.get(ctx, patient_id, kept.key) == b"x"


async def test_settling_while_the_store_is_away_is_left_to_the_sweeper(services: Services, nobody: str) -> None:
    """The rows are committed by then: the answer must not be an error."""
    await ObjectStorage(Bucket("any", patience=HASTY), services.storage.keys).settle([f"{uuid4()}/x"])


async def test_large_objects_are_sealed_as_they_pass(engine: ObjectEngine) -> None:
    """What is listed is larger by a tag for each segment; everything of the source was asked for once."""
    asked = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal asked
        async for piece in blocks(64 << 20):
            asked += len(piece)
            yield piece

    await engine.put_new("patient/large", seal(counted(), bytes(32)))
    assert asked == 64 << 20
    assert [each.size > asked async for each in engine.listed("patient/")] == [True]
