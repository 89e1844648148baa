"""A backup brings everything back as it was, or says what is wrong and touches nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr

from salus.app.backup import keybundle
from salus.app.backup.contract import (
    BackupDamaged,
    BackupRefused,
    RestoreRefused,
    WrongPassphrase,
)
from salus.app.backup.make import Places, make, prune
from salus.app.backup.note import read_note, told, write_note
from salus.app.backup.places import BACKUPS, OBJECTS, backup_ids
from salus.app.backup.restore import Wish, restore
from salus.app.backup.schedule import back_up
from salus.app.doctor import examine
from salus.app.embedded.datadir import DataDir
from salus.core.services import Services, open_services
from salus.core.storage.engines.choose import engine_at
from tests.support.app import SETUP
from tests.support.backups import (
    CANARY,
    PASSPHRASE,
    Installation,
    content,
    files_of,
    fill,
    read,
    running,
    untouched,
)


@pytest.mark.parametrize("place", ["folder", "bucket"], indirect=True)
async def test_everything_comes_back_as_it_was(
    salus: Installation, salus_services: Services, places: Places, wish: Wish, place: str
) -> None:
    """Every row, every object, every hash, the audit chain; and the restored Salus opens its files."""
    objects = await fill(salus_services, 20)
    before, stored = content(salus.owner_url), files_of(salus.data_dir.objects)
    manifest = await make(salus.settings, places, is_embedded=True)
    report = await restore(wish)
    assert report.is_whole, report
    assert (report.objects, report.audit_rows, manifest.objects) == (20, 20, 20)
    assert report.files > 900
    assert report.tables == len(manifest.tables)
    assert files_of(wish.data_dir / "objects") == stored
    with running(DataDir(wish.data_dir)) as again:
        assert content(again.owner_url) == before
        async with open_services(again.settings) as other:
            for patient, key in objects.items():
                assert await read(other, patient, key) == f"{CANARY}{patient}".encode() * 300
    assert (wish.data_dir / "keys" / "encryption.key").stat().st_mode & 0o077 == 0


async def test_the_place_of_backups_alone_tells_nothing(
    salus: Installation, salus_services: Services, home: Path
) -> None:
    objects = await fill(salus_services, 10)
    patient = next(iter(objects))
    with psycopg.connect(salus.owner_url) as db:
        db.execute("CREATE TABLE public.plain (words text)")
        db.execute("INSERT INTO public.plain SELECT 'canary-of-a-row' FROM generate_series(1, 500)")
    sealed = salus.settings.model_copy(update={"backup_passphrase": SecretStr(PASSPHRASE)})
    await make(sealed, Places.of(sealed, str(home / "all"), None), is_embedded=True)
    everything = b"".join(path.read_bytes() for path in (home / "all").rglob("*") if path.is_file())
    key = (salus.data_dir.keys / "encryption.key").read_bytes().strip()
    for word in (CANARY.encode(), b"canary-of-a-row", key, salus.data_dir.read_secrets().owner_password.encode()):
        assert word not in everything
    assert str(patient).encode() not in b"".join(
        path.read_bytes() for path in (home / "all" / BACKUPS).rglob("*") if path.is_file()
    )


async def test_what_is_there_is_not_copied_again(
    salus: Installation, salus_services: Services, places: Places, home: Path
) -> None:
    await fill(salus_services, 5)
    await make(salus.settings, places, is_embedded=False)
    first = {path: path.stat().st_mtime_ns for path in (home / "backups" / OBJECTS).rglob("*")}
    await fill(salus_services, 2)
    manifest = await make(salus.settings, places, is_embedded=False)
    second = {path: path.stat().st_mtime_ns for path in (home / "backups" / OBJECTS).rglob("*") if path.is_file()}
    assert manifest.objects == len(second) == 7
    assert {path: second[path] for path in first if path.is_file()} == {p: t for p, t in first.items() if p.is_file()}


async def test_a_damaged_missing_or_exchanged_file_is_named_and_nothing_is_touched(
    salus: Installation, salus_services: Services, places: Places, wish: Wish, home: Path
) -> None:
    await fill(salus_services, 3)
    manifest = await make(salus.settings, places, is_embedded=True)
    assert manifest.database is not None
    database = home / "backups" / manifest.database.name
    objects = sorted(path for path in (home / "backups" / OBJECTS).rglob("*") if path.is_file())
    for path in (database, home / "backups" / manifest.index.name, objects[0]):
        whole = path.read_bytes()
        for damage in (whole[:-1], whole[:100] + bytes([whole[100] ^ 1]) + whole[101:], None):
            path.unlink() if damage is None else path.write_bytes(damage)
            with pytest.raises(BackupDamaged):
                await restore(wish)
            assert untouched(wish)
        path.write_bytes(whole)
    one, two = objects[0].read_bytes(), objects[1].read_bytes()
    objects[0].write_bytes(two)
    objects[1].write_bytes(one)
    with pytest.raises(BackupDamaged):
        await restore(wish)
    assert untouched(wish)


async def test_a_folder_that_is_not_empty_is_refused(salus: Installation, places: Places, wish: Wish) -> None:
    await make(salus.settings, places, is_embedded=True)
    wish.data_dir.mkdir()
    (wish.data_dir / "somebody's").write_text("letter")
    with pytest.raises(RestoreRefused, match="not empty"):
        await restore(wish)
    assert [path.name for path in wish.data_dir.iterdir()] == ["somebody's"]


async def test_a_wrong_passphrase_is_told_and_the_right_one_opens(
    salus: Installation, salus_services: Services, wish: Wish, place: str
) -> None:
    await fill(salus_services, 1)
    sealed = salus.settings.model_copy(update={"backup_passphrase": SecretStr(PASSPHRASE)})
    await make(sealed, Places.of(sealed, place, None), is_embedded=True)
    beside = replace(wish, keys=engine_at(place))
    for passphrase in (None, "another"):
        with pytest.raises(WrongPassphrase):
            await restore(replace(beside, passphrase=passphrase))
        assert untouched(wish)
    assert (await restore(replace(beside, passphrase=PASSPHRASE))).is_whole


async def test_keys_of_another_installation_are_refused(
    salus: Installation, places: Places, wish: Wish, home: Path
) -> None:
    await make(salus.settings, places, is_embedded=True)
    other = keybundle.KeyBundle("99991231T000000-ffffff", str(uuid4()), {}, (), ())
    await keybundle.keep(engine_at(home / "keys"), other, None)
    with pytest.raises(RestoreRefused, match="another installation"):
        await restore(wish)


def test_keys_beside_the_backup_need_a_passphrase_and_places_lie_outside(salus: Installation, place: str) -> None:
    with pytest.raises(BackupRefused, match="unprotected"):
        Places.of(salus.settings, place, None)
    with pytest.raises(BackupRefused, match="inside the data directory"):
        Places.of(salus.settings, str(salus.data_dir.root / "backups"), place)
    with pytest.raises(BackupRefused, match="No place"):
        Places.of(salus.settings, None, None)


async def test_a_backup_that_was_killed_is_incomplete_and_never_restored(
    salus: Installation, salus_services: Services, places: Places, wish: Wish, home: Path
) -> None:
    """kill -9 while the database is copied; the one before stays the newest that is whole."""
    await fill(salus_services, 3)
    whole = await make(salus.settings, places, is_embedded=True)
    with psycopg.connect(salus.owner_url) as holder:
        # The count of rows waits for this lock: the kill falls after the objects and before the manifest.
        holder.execute("LOCK TABLE core.app_user IN ACCESS EXCLUSIVE MODE")
        process = subprocess.Popen(  # noqa: ASYNC220 - it only starts
            [sys.executable, "-m", "salus.app.cli", "backup", str(home / "backups"), "--keys-to", str(home / "keys")],
            env={**os.environ, "SALUS_DATA_DIR": str(salus.data_dir.root)},
        )
        place = engine_at(home / "backups")
        deadline = time.monotonic() + 60
        while not (await backup_ids(place))[1]:
            assert process.poll() is None
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    complete, incomplete = await backup_ids(place)
    assert (complete, len(incomplete)) == ([whole.id], 1)
    with pytest.raises(RestoreRefused, match="incomplete"):
        await restore(replace(wish, backup_id=incomplete[0]))
    assert untouched(wish)
    assert (await restore(wish)).backup_id == whole.id


async def test_an_erased_patient_is_readable_from_no_backup(
    salus: Installation, salus_services: Services, places: Places, wish: Wish, home: Path
) -> None:
    """Not from an old backup with all keys there are; everybody else is."""
    objects = await fill(salus_services, 6)
    erased, *others = objects
    old = await make(salus.settings, places, is_embedded=True)
    old_key = (salus.data_dir.keys / "encryption.key").read_text().split()[0]
    async with salus_services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("SELECT set_config('salus.chart', %s, true)", (str(erased),))
        await salus_services.storage.destroy_key(ctx, erased)
    await make(salus.settings, places, is_embedded=True)
    remaining = b"".join(path.read_bytes() for path in (home / "keys").rglob("*") if path.is_file())
    assert old_key.encode() not in remaining
    assert (salus.data_dir.keys / "encryption.key").read_text().split()[0] != old_key
    report = await restore(replace(wish, backup_id=old.id))
    assert report.is_whole
    assert report.erased_keys >= 1
    with running(DataDir(wish.data_dir)) as again:
        async with open_services(again.settings) as other:
            for patient in others:
                assert CANARY.encode() in await read(other, patient, objects[patient])
            with pytest.raises(Exception, match="UNDECIPHERABLE"):
                await read(other, erased, objects[erased])
        with psycopg.connect(again.owner_url) as db:
            assert db.execute("SELECT count(*) FROM core.data_key WHERE patient_id = %s", (erased,)).fetchone() == (0,)


async def test_a_database_elsewhere_is_marked_and_not_copied(
    salus: Installation, salus_services: Services, places: Places, wish: Wish
) -> None:
    await fill(salus_services, 3)
    manifest = await make(salus.settings, places, is_embedded=False)
    assert manifest.database is None
    assert "/" in manifest.marker
    report = await restore(wish)
    assert (report.has_database, report.objects) == (False, 3)
    assert (wish.data_dir / "keys" / "encryption.key").exists()


async def test_older_backups_go_with_what_only_they_need(
    salus: Installation, salus_services: Services, places: Places, home: Path, wish: Wish
) -> None:
    objects = await fill(salus_services, 2)
    await make(salus.settings, places, is_embedded=False)
    for key in objects.values():
        await salus_services.storage.delete(key)
    await fill(salus_services, 1)
    await make(salus.settings, places, is_embedded=False)
    newest = await make(salus.settings, places, is_embedded=True)
    assert await prune(salus.settings, places, 1) == 2
    assert await backup_ids(engine_at(home / "backups")) == ([newest.id], [])
    assert len([path for path in (home / "backups" / OBJECTS).rglob("*") if path.is_file()]) == 1
    assert (await restore(wish)).is_whole


async def test_a_good_backup_is_noted_for_the_health_page(salus: Installation, places: Places) -> None:
    assert read_note(salus.data_dir.root) is None
    assert told(salus.data_dir.root, 24) == (False, "none was ever made")
    manifest = await back_up(salus.settings, places, "somewhere", is_embedded=False)
    note = read_note(salus.data_dir.root)
    assert note is not None
    assert (note.id, note.to) == (manifest.id, "somewhere")
    assert told(salus.data_dir.root, 24)[0]
    write_note(salus.data_dir.root, "old", "2026-01-01T00:00:00+00:00", "somewhere")
    assert not told(salus.data_dir.root, 24)[0]


async def test_the_doctor_warns_until_there_is_a_backup(salus: Installation, places: Places) -> None:
    async def said() -> str:
        findings = await asyncio.to_thread(examine, salus.data_dir.root)
        return next(finding.state for finding in findings if finding.check == "Backup")

    assert await said() == "warn"
    await back_up(salus.settings, places, "somewhere", is_embedded=False)
    assert await said() == "ok"
