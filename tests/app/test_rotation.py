"""Another wrapping key takes over while everybody works; killed in the middle, the next try does the rest."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from salus.app import rotation
from salus.app.embedded import addresses
from salus.app.rotation import KeysNamedElsewhere, NotTheOwner, StillNeeded, retire, rotate, show
from salus.core.audit.anchor import Anchor, Anchors
from salus.core.config import Settings
from salus.core.keys import file_keys
from salus.core.services import Services, open_services
from salus.core.storage.service import ObjectStorage
from salus.core.wrapping.ports import Owner
from tests.conftest import Engines
from tests.support.app import SETUP

CANARY = b"canary of a patient"


@pytest.fixture
def own(engines: Engines, fresh_database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """An installation of this test alone, its key in a file."""
    owner = engines.database_url(addresses.OWNER_ROLE, fresh_database_url.rpartition("/")[2])
    return Settings(
        database_url=fresh_database_url, owner_database_url=owner, redis_url=redis_url, data_dir=tmp_path / "data"
    )


@pytest.fixture
async def clinic(own: Settings) -> AsyncIterator[Services]:
    """Its engines, as a running web server has them."""
    async with open_services(own) as services:
        yield services


async def keep(services: Services, patient_id: UUID, data: bytes = CANARY) -> str:
    """An object of a patient."""
    async with services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))
        return (await services.storage.put(ctx, patient_id, data)).key


async def read(services: Services, patient_id: UUID, key: str, storage: ObjectStorage | None = None) -> bytes:
    """What was kept."""
    async with services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(patient_id),))
        return await (storage or services.storage).get(ctx, patient_id, key)


async def test_a_rotation_leaves_every_object_readable_and_nothing_under_the_old_key(
    own: Settings, clinic: Services
) -> None:
    objects = {patient: await keep(clinic, patient) for patient in (uuid4() for _ in range(120))}
    old = file_keys(own).key_id
    assert (await rotate(own)).exchanged == 120
    assert [(use.key_id == old, use.data_keys) for use in await show(own)] == [(False, 120), (True, 0)]
    assert await retire(own) == (old,)
    for patient, key in objects.items():
        assert await read(clinic, patient, key) == CANARY
    late = uuid4()
    await keep(clinic, late)
    assert [use.data_keys for use in await show(own)] == [121]


async def test_reads_and_writes_go_on_during_rotations_without_one_failure(own: Settings, clinic: Services) -> None:
    patients = [uuid4() for _ in range(30)]
    objects = {patient: await keep(clinic, patient) for patient in patients}
    over, served = asyncio.Event(), 0

    async def work() -> None:
        nonlocal served
        while not over.is_set():
            for patient, key in list(objects.items()):
                assert await read(clinic, patient, key) == CANARY
                served += 1
            newcomer = uuid4()
            objects[newcomer] = await keep(clinic, newcomer)

    worker = asyncio.create_task(work())
    for _ in range(4):
        await rotate(own)
        await rotate(own) if any(use.data_keys and not use.wraps for use in await show(own)) else None
        await retire(own)
    over.set()
    await worker
    assert served >= 30
    for patient, key in objects.items():
        assert await read(clinic, patient, key) == CANARY


async def test_a_rotation_that_was_killed_is_finished_by_the_next(own: Settings, clinic: Services) -> None:
    """kill -9 while data keys are exchanged: both keys stand in the file, and nothing is closed meanwhile."""
    objects = {patient: await keep(clinic, patient) for patient in (uuid4() for _ in range(400))}
    assert own.owner_database_url is not None
    assert own.database_url is not None
    with psycopg.connect(own.owner_database_url.get_secret_value(), autocommit=True) as db:
        # The row that is exchanged last is held, so that the kill falls between the first and the last.
        last = max(objects)
        with psycopg.connect(own.owner_database_url.get_secret_value()) as holder:
            holder.execute("SELECT FROM core.data_key WHERE patient_id = %s FOR UPDATE", (last,))
            process = subprocess.Popen(  # noqa: ASYNC220 - it only starts
                [sys.executable, "-m", "salus.app.cli", "keys", "rotate"],
                env={
                    **os.environ,
                    "DATABASE_URL": own.database_url.get_secret_value(),
                    "SALUS_OWNER_DATABASE_URL": own.owner_database_url.get_secret_value(),
                    "SALUS_DATA_DIR": str(own.data_dir),
                },
            )
            waiting = (
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%core.data_key%'"
            )
            while db.execute(waiting).fetchone() == (0,):
                assert process.poll() is None
                await asyncio.sleep(0.02)
            process.send_signal(signal.SIGKILL)
            process.wait()
    between = [use.data_keys for use in await show(own)]
    assert sum(between) == 400
    assert min(between) > 0
    for patient, key in list(objects.items())[::40]:
        assert await read(clinic, patient, key) == CANARY
    done = await rotate(own)
    assert 0 < done.exchanged < 400
    assert [use.data_keys for use in await show(own)] == [400, 0]
    for patient, key in list(objects.items())[::40]:
        assert await read(clinic, patient, key) == CANARY


async def test_a_key_that_is_needed_is_not_let_go(own: Settings, clinic: Services) -> None:
    await keep(clinic, uuid4())
    before = file_keys(own).wrapper
    rotation._put_first(own, "A" * 43 + "=")
    with pytest.raises(StillNeeded):
        await retire(own)
    assert before.key_id in file_keys(own).wrapper.key_ids


async def test_from_a_file_to_kms_and_back_by_the_same_command(own: Settings, clinic: Services, aws: str) -> None:
    import boto3

    patient = uuid4()
    key = await keep(clinic, patient)
    arn = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    with_kms = own.model_copy(update={"kms_key_id": arn})
    assert (await rotate(with_kms)).exchanged == 1
    assert next((use.key_id, use.data_keys) for use in await show(with_kms)) == (f"kms:{arn}", 1)
    assert await read(clinic, patient, key) == CANARY  # a process that was started before still opens it
    assert (await rotate(own)).exchanged == 1
    assert await read(clinic, patient, key) == CANARY
    assert [use.data_keys for use in await show(own)] == [1]


async def test_the_runtime_role_is_told_that_it_cannot(own: Settings) -> None:
    with pytest.raises(NotTheOwner):
        await rotate(own.model_copy(update={"owner_database_url": None}))


async def test_keys_that_the_operator_holds_are_exchanged_there(own: Settings, clinic: Services) -> None:
    patient = uuid4()
    key = await keep(clinic, patient)
    old, new = (own.data_dir / "keys" / "encryption.key").read_text().strip(), "B" * 43 + "="
    both = Settings(**{**own.model_dump(), "encryption_key": f"{new},{old}"})
    assert (await rotate(both)).exchanged == 1
    with pytest.raises(KeysNamedElsewhere):
        await retire(both)
    async with open_services(Settings(**{**own.model_dump(), "encryption_key": new})) as after:
        assert await read(after, patient, key) == CANARY


async def test_notes_of_the_audit_chain_outlive_the_key_that_signed_them(own: Settings, clinic: Services) -> None:
    await keep(clinic, uuid4())
    noted = Anchor("one/1", 5, "aa", "2026-11-25T17:00:00+00:00")
    Anchors(own.data_dir, file_keys(own).wrapper).add(noted)
    await rotate(own)
    assert Anchors(own.data_dir, file_keys(own).wrapper).of("one/1") == [noted]
    await retire(own)
    assert Anchors(own.data_dir, file_keys(own).wrapper).of("one/1") == [noted]


async def test_secrets_of_authenticator_apps_go_over_to_the_new_key_as_well(own: Settings, clinic: Services) -> None:
    """Or everybody with a second factor would stand outside once the old key is let go."""
    assert own.owner_database_url is not None
    user, secret = uuid4(), b"shared secret of an app"
    with psycopg.connect(own.owner_database_url.get_secret_value(), autocommit=True) as db:
        row = db.execute("SELECT id FROM core.installation").fetchone()
        assert row is not None
        owner, keys = Owner(user, row[0]), clinic.storage.keys
        wrapped, old = await keys.wrap(secret, owner), keys.key_id
        db.execute(
            "INSERT INTO core.app_user (id, username, display_name, role, password_hash) "
            "VALUES (%s, 'one@example.test', 'One', 'admin', 'x')",
            (user,),
        )
        db.execute("INSERT INTO core.totp (user_id, sealed, wrapping_key_id) VALUES (%s, %s, %s)", (user, wrapped, old))
        rotation._put_first(own, "C" * 43 + "=")
        with pytest.raises(StillNeeded):
            await retire(own)
        await rotate(own)
        assert await retire(own) == (old,)
        found = db.execute("SELECT sealed, wrapping_key_id FROM core.totp WHERE user_id = %s", (user,)).fetchone()
    assert found is not None
    assert file_keys(own).wrapper.unwrap(bytes(found[0]), user.bytes) == secret
