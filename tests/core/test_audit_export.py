"""An exported trail shows by itself, without database or Salus, what somebody changed in it afterwards."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import psycopg
import pytest
from botocore.exceptions import ClientError
from pydantic import SecretStr

from attacks.audit import Tampering, tampered
from salus.core.audit import export as exporting
from salus.core.audit import verify_audit
from salus.core.audit.contract import AuditEvent
from salus.core.audit.export import ExportRefused, export, public_key_of
from salus.core.audit.place import LockedBucket
from salus.core.audit.schedule import keep_exporting
from salus.core.audit.verify_audit import segments_in, verify
from salus.core.config import Settings
from salus.core.keys import audit_key
from salus.core.services import Services, open_services
from tests.conftest import Engines
from tests.support.app import SETUP


async def write(services: Services, rows: int) -> None:
    await services.audit.record_now(*(AuditEvent.of(SETUP, f"r{n}", "test.deed") for n in range(rows)))


@pytest.fixture
async def own(
    fresh_database_url: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Services]:
    """Thirty rows in segments of eight, exported."""
    monkeypatch.setattr(exporting, "ROWS", 8)
    changed = {"database_url": SecretStr(fresh_database_url), "data_dir": tmp_path}
    async with open_services(settings.model_copy(update=changed)) as services:
        await write(services, 30)
        await export(services)
        yield services


def folder_of(services: Services) -> Path:
    (folder,) = (services.settings.data_dir / "audit" / "export").iterdir()
    return folder


def key_of(services: Services) -> str:
    return public_key_of(audit_key(services.settings))


async def test_an_honest_export_is_whole_and_goes_on_where_it_ended(own: Services) -> None:
    await write(own, 5)
    assert (await export(own)).rows == 5
    found = verify(segments_in(folder_of(own)), key_of(own))
    assert (found.ok, found.rows, found.segments) == (True, 35, 5)
    assert "Quiroga" not in str(found)


async def test_who_exports_does_it_once_more_when_stopped(own: Services) -> None:
    exporting_now = asyncio.create_task(keep_exporting(own))
    while len(list(folder_of(own).glob("*.audit.gz"))) == 4:
        await asyncio.sleep(0.01)
    await write(own, 3)
    exporting_now.cancel()
    with pytest.raises(asyncio.CancelledError):
        await exporting_now
    assert verify(segments_in(folder_of(own)), key_of(own)).rows == 33


@pytest.mark.parametrize("how", list(Tampering))
async def test_whatever_is_done_to_a_row_is_found_and_named(own: Services, how: Tampering) -> None:
    segments = list(segments_in(folder_of(own)))
    for row in range(1, 31):
        changed, first_bad = tampered(segments, row, how)
        found = verify(changed, key_of(own))
        assert (found.ok, found.row) == (False, first_bad), (how, row)


def without_the_third(folder: Path) -> int:
    (folder / f"{3:09d}.audit.gz").unlink()
    return 17


def with_a_broken_byte(folder: Path) -> int:
    path = folder / f"{2:09d}.audit.gz"
    path.write_bytes(path.read_bytes()[:-9])
    return 9


def with_two_exchanged(folder: Path) -> int:
    one, other = folder / f"{2:09d}.audit.gz", folder / f"{3:09d}.audit.gz"
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)
    return 9


@pytest.mark.parametrize("spoil", [without_the_third, with_a_broken_byte, with_two_exchanged])
async def test_segments_that_are_gone_damaged_or_exchanged_are_named(
    own: Services, spoil: Callable[[Path], int]
) -> None:
    row = spoil(folder_of(own))
    found = verify(segments_in(folder_of(own)), key_of(own))
    assert (found.ok, found.row) == (False, row)


async def test_a_tail_of_whole_segments_is_missed_by_the_clock(own: Services) -> None:
    (folder_of(own) / f"{4:09d}.audit.gz").unlink()
    segments = list(segments_in(folder_of(own)))
    assert verify(segments, key_of(own)).ok  # nothing that is there says so
    found = verify(segments, key_of(own), datetime.now(UTC) + timedelta(minutes=1))
    assert (found.ok, found.row) == (False, 25)


async def test_another_key_signs_nothing_that_passes(own: Services, settings: Settings) -> None:
    found = verify(segments_in(folder_of(own)), public_key_of(audit_key(settings)))
    assert (found.ok, found.row) == (False, 1)
    assert "not signed by this key" in found.reason


async def test_a_chain_that_was_written_anew_is_not_signed(
    own: Services, engines: Engines, fresh_database_url: str
) -> None:
    url = engines.database_url("salus_owner", fresh_database_url.rpartition("/")[2])
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as db:
        await db.execute("ALTER TABLE core.audit_event DISABLE TRIGGER ALL")
        await db.execute("UPDATE core.audit_event SET hash = sha256('x') WHERE seq = 30")
    await write(own, 2)
    with pytest.raises(ExportRefused):
        await export(own)
    assert len(list(folder_of(own).glob("*.audit.gz"))) == 4


def said_by(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


async def test_the_verifier_is_one_file_that_needs_no_salus(own: Services, tmp_path: Path) -> None:
    alone = tmp_path / "verify_audit.py"
    alone.write_bytes(Path(verify_audit.__file__).read_bytes())
    command = [sys.executable, "-I", str(alone), str(folder_of(own)), key_of(own), "--max-age-min", "5"]
    done = said_by(command)
    assert (done.returncode, done.stderr) == (0, "")
    assert "whole: 30 rows in 4 segments" in done.stdout
    without_the_third(folder_of(own))
    done = said_by(command)
    assert done.returncode == 1
    assert "segment 3 at row 17: segment 3 is missing" in done.stderr


async def test_a_locked_bucket_gives_no_segment_up_and_takes_none_twice(
    own: Services, aws: str, settings: Settings
) -> None:
    client = boto3.client("s3")
    client.create_bucket(Bucket="salus-audit", ObjectLockEnabledForBucket=True)
    changed = {"audit_export_url": "s3://salus-audit/trail", "data_dir": own.settings.data_dir}
    there = settings.model_copy(update={**changed, "database_url": own.settings.database_url})
    async with open_services(there) as services:
        assert (await export(services)).rows == 30
        await write(services, 1)
        assert (await export(services)).rows == 1
    versions = client.list_object_versions(Bucket="salus-audit")["Versions"]
    assert len(versions) == 5
    segments = [
        (place, client.get_object(Bucket="salus-audit", Key=each["Key"])["Body"].read())
        for place, each in enumerate(sorted(versions, key=lambda each: each["Key"]), 1)
    ]
    assert verify(segments, key_of(own)).rows == 31
    first = min(versions, key=lambda each: each["Key"])
    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket="salus-audit", Key=first["Key"], VersionId=first["VersionId"])
    kept = client.head_object(Bucket="salus-audit", Key=first["Key"])
    assert kept["ObjectLockMode"] == "COMPLIANCE"
    assert kept["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=2190)
    number = int(first["Key"].rpartition("/")[2].partition(".")[0])
    bucket = LockedBucket("salus-audit", f"{first['Key'].rpartition('/')[0]}/", timedelta(days=1))
    with pytest.raises(FileExistsError):
        bucket.add(number, b"forged")
