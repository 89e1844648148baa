"""Data keys are wrapped by a file or by KMS, opened by whichever holder wrapped them, and destroyed for good."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from salus.core.context import Ctx
from salus.core.crypto import KeyWrapper, Undecipherable, new_data_key
from salus.core.errors import KeysAway
from salus.core.services import Services
from salus.core.wrapping import store
from salus.core.wrapping.engines.file import FileKeys
from salus.core.wrapping.engines.kms import DataKeyCache, KmsKeys
from salus.core.wrapping.ports import Owner, WrappingKeys
from salus.core.wrapping.service import DataKeys, KeyDestroyed
from tests.support.app import SETUP

ANNA, BEN = (Owner(uuid4(), UUID(int=7)) for _ in range(2))


def fresh_key() -> str:
    """A key as operators write it."""
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def kms_key(aws: str) -> str:
    """A key of KMS."""
    import boto3

    return str(boto3.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.fixture(params=["file", "kms"])
def keys(request: pytest.FixtureRequest) -> WrappingKeys:
    """Each holder in turn."""
    if request.param == "kms":
        return KmsKeys(request.getfixturevalue("kms_key"))
    key = fresh_key()
    return FileKeys(lambda: key)


@asynccontextmanager
async def chart_of(services: Services, patient_id: UUID) -> AsyncIterator[Ctx]:
    """A transaction in which this patient's chart is open."""
    async with services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))
        yield ctx


async def test_a_wrapped_key_is_another_and_comes_back(keys: WrappingKeys) -> None:
    data_key = new_data_key()
    wrapped = await keys.wrap(data_key, ANNA)
    assert data_key not in wrapped
    assert await keys.unwrap(wrapped, ANNA) == data_key
    assert await keys.unwrap(wrapped, ANNA) == data_key
    assert keys.holds(keys.key_id)


async def test_a_key_cannot_be_given_to_another_patient(keys: WrappingKeys) -> None:
    wrapped = await keys.wrap(new_data_key(), ANNA)
    await keys.unwrap(wrapped, ANNA)  # now it is remembered, for her alone
    with pytest.raises(Undecipherable):
        await keys.unwrap(wrapped, BEN)


async def test_kms_refuses_another_installation(kms_key: str) -> None:
    keys = KmsKeys(kms_key)
    wrapped = await keys.wrap(new_data_key(), ANNA)
    with pytest.raises(Undecipherable):
        await keys.unwrap(wrapped, Owner(ANNA.patient_id, UUID(int=8)))


async def test_opened_keys_are_remembered_for_a_while_and_then_asked_for_again(
    kms_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, asked = KmsKeys(kms_key, remembered_s=0.2), 0
    wrapped, ask = await keys.wrap(new_data_key(), ANNA), KmsKeys._ask

    def counted(self: KmsKeys, verb: str, **words: object) -> object:
        nonlocal asked
        asked += 1
        return ask(self, verb, **words)

    monkeypatch.setattr(KmsKeys, "_ask", counted)
    for _ in range(3):
        await keys.unwrap(wrapped, ANNA)
    assert asked == 1
    monkeypatch.setattr(time, "monotonic", lambda real=time.monotonic: real() + 1)
    await keys.unwrap(wrapped, ANNA)
    assert asked == 2


def test_the_memory_of_opened_keys_is_bounded_in_number() -> None:
    cache = DataKeyCache(60, 3)
    for number in range(10):
        cache.keep(bytes([number]), b"key")
        cache.get(b"\x00")
    assert len(cache) == 3
    assert cache.get(b"\x01") is None
    assert cache.get(b"\x00") == cache.get(b"\x09") == b"key"


async def test_a_kms_that_is_away_is_told_as_503(nobody: str) -> None:
    with pytest.raises(KeysAway) as away:
        await KmsKeys("alias/any").wrap(new_data_key(), ANNA)
    assert away.value.status == 503


def test_a_disabled_key_and_one_that_is_not_there_are_told(kms_key: str) -> None:
    import boto3

    keys = KmsKeys(kms_key)
    assert keys.trouble() is None
    boto3.client("kms").disable_key(KeyId=kms_key.rpartition("/")[2])
    assert "Disabled" in str(keys.trouble())
    assert "NotFound" in str(KmsKeys(f"{kms_key[:-4]}0000").trouble())


async def test_a_process_follows_the_key_file_without_a_restart(tmp_path: Path) -> None:
    file, old, new = tmp_path / "encryption.key", fresh_key(), fresh_key()
    file.write_text(old)
    keys = FileKeys(file.read_text, file)
    wrapped = await keys.wrap(new_data_key(), ANNA)
    file.write_text(f"{new}\n{old}\n")
    assert keys.key_id == KeyWrapper.from_base64(new).key_id
    await keys.unwrap(wrapped, ANNA)
    by_new = await keys.wrap(new_data_key(), ANNA)
    file.write_text(new)
    await keys.unwrap(by_new, ANNA)
    with pytest.raises(Undecipherable):
        await keys.unwrap(wrapped, ANNA)


async def test_each_holder_opens_what_it_wrapped_after_the_other_took_over(services: Services, kms_key: str) -> None:
    key, patient_id = fresh_key(), uuid4()
    own = FileKeys(lambda: key)
    async with chart_of(services, patient_id) as ctx:
        first = await DataKeys(own, KmsKeys("")).of(ctx.db, patient_id)
        assert await DataKeys(KmsKeys(kms_key), own).existing(ctx.db, patient_id) == first
    other = uuid4()
    async with chart_of(services, other) as ctx:
        second = await DataKeys(KmsKeys(kms_key), own).of(ctx.db, other)
        assert await DataKeys(own, KmsKeys("")).existing(ctx.db, other) == second
        with pytest.raises(Undecipherable):
            await DataKeys(own).existing(ctx.db, other)


async def test_a_destroyed_key_is_gone_for_good_and_no_other_follows(services: Services) -> None:
    patient_id = uuid4()
    async with chart_of(services, patient_id) as ctx:
        kept = await services.storage.put(ctx, patient_id, b"canary")
    async with chart_of(services, patient_id) as ctx:
        assert await services.storage.destroy_key(ctx, patient_id) is True
        assert await services.storage.destroy_key(ctx, patient_id) is False
    async with chart_of(services, patient_id) as ctx:
        with pytest.raises(Undecipherable):
            await services.storage.get(ctx, patient_id, kept.key)
        with pytest.raises(KeyDestroyed):
            await services.storage.put(ctx, patient_id, b"more")


async def test_only_the_open_charts_key_is_destroyed(services: Services) -> None:
    from psycopg.errors import InsufficientPrivilege

    with pytest.raises(InsufficientPrivilege):
        async with chart_of(services, uuid4()) as ctx:
            await services.storage.destroy_key(ctx, uuid4())


async def test_a_key_that_was_let_go_between_reading_a_row_and_opening_it_is_no_failure(services: Services) -> None:
    """The row was exchanged meanwhile: what stands there now is opened."""
    patient_id, key = uuid4(), fresh_key()
    keys = DataKeys(FileKeys(lambda: key))
    async with chart_of(services, patient_id) as ctx:
        data_key = await keys.of(ctx.db, patient_id)
        row = await store.select_key(ctx.db, patient_id)
        assert row is not None
        read_before = replace(row, wrapped=KeyWrapper(new_data_key()).wrap(data_key, patient_id.bytes))
        assert await keys._open_as_it_stands(ctx.db, read_before) == data_key
        with pytest.raises(Undecipherable):
            await DataKeys(FileKeys(fresh_key))._open_as_it_stands(ctx.db, row)
