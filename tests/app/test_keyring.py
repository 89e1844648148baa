"""A key that was lost is not replaced in silence: a start is refused while the database needs another one."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from salus.app.doctor import Finding, examine
from salus.app.embedded import addresses, ports
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.errors import KeysMissing
from salus.app.embedded.probe import used_keys
from salus.app.keyring import keys_at_hand, require_right_key
from salus.core.crypto import KeyWrapper
from tests.app.harness import PATIENCE_S, Up, running
from tests.conftest import Engines

KEY, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
NAME = KeyWrapper.from_base64(KEY).key_id


@pytest.fixture
def owner(engines: Engines, fresh_database_url: str) -> str:
    """A database of this test alone, as its owner."""
    return engines.database_url(addresses.OWNER_ROLE, fresh_database_url.rpartition("/")[2])


@pytest.fixture
def wrapped(owner: str) -> str:
    """The name of the key that wrapped a patient's data key in the database."""
    with psycopg.connect(owner) as db:
        wrapper = KeyWrapper.from_base64(KEY)
        db.execute(
            "INSERT INTO core.data_key (patient_id, wrapped, wrapping_key_id) VALUES (%s, %s, %s)",
            (uuid4(), wrapper.wrap(bytes(32), b""), wrapper.key_id),
        )
    return NAME


@pytest.fixture
def place(tmp_path: Path) -> DataDir:
    """A data directory without an encryption key."""
    data_dir = DataDir(tmp_path / "salus")
    data_dir.prepare()
    return data_dir


def found(place: DataDir) -> Finding:
    """What the doctor says of the data keys."""
    return next(finding for finding in examine(place.root) if finding.check == "Data keys")


def test_the_runtime_role_learns_names_of_keys_and_sees_no_key(fresh_database_url: str, wrapped: str) -> None:
    assert used_keys(fresh_database_url) == {wrapped}
    with psycopg.connect(fresh_database_url) as db:
        assert db.execute("SELECT count(*) FROM core.data_key").fetchone() == (0,)


def test_a_database_without_data_keys_takes_any_key(place: DataDir, fresh_database_url: str) -> None:
    require_right_key(place, None, fresh_database_url)
    require_right_key(place, OTHER, fresh_database_url)


def test_the_right_key_is_taken_from_the_file_or_from_the_operator(
    place: DataDir, fresh_database_url: str, wrapped: str
) -> None:
    require_right_key(place, KEY, fresh_database_url)
    place.encryption_key_file.write_text(KEY)
    require_right_key(place, None, fresh_database_url)


@pytest.mark.parametrize(("named", "word"), [(None, "is missing"), (OTHER, "is another one")])
def test_a_missing_and_another_key_are_refused_and_none_is_made(
    place: DataDir, fresh_database_url: str, wrapped: str, named: str | None, word: str
) -> None:
    with pytest.raises(KeysMissing) as refused:
        require_right_key(place, named, fresh_database_url)
    assert word in refused.value.problem
    assert wrapped in refused.value.problem
    assert "backup" in refused.value.remedy
    assert not place.encryption_key_file.exists()


@pytest.mark.parametrize("damage", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_a_damaged_key_is_named(place: DataDir, damage: str) -> None:
    place.encryption_key_file.write_text(damage)
    with pytest.raises(KeysMissing, match="is damaged"):
        keys_at_hand(place, None)


def test_without_a_key_a_silent_database_is_no_reason_to_make_one(place: DataDir) -> None:
    nobody = f"postgresql://someone:secret@127.0.0.1:{ports.choose(None)}/salus"
    with pytest.raises(KeysMissing) as refused:
        require_right_key(place, None, nobody)
    assert "secret" not in str(refused.value)
    require_right_key(place, KEY, nobody)  # waited for, as ever


def test_the_doctor_says_what_is_missing_and_how_to_mend_it(
    place: DataDir, monkeypatch: pytest.MonkeyPatch, fresh_database_url: str, owner: str, wrapped: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SALUS_OWNER_DATABASE_URL", owner)
    missing = found(place)
    place.encryption_key_file.write_text(OTHER)
    another = found(place)
    place.encryption_key_file.write_text(KEY)
    right = found(place)
    assert [finding.state for finding in (missing, another, right)] == ["fail", "fail", "ok"]
    assert wrapped in missing.note
    assert "ENCRYPTION_KEY" in missing.remedy


@pytest.mark.parametrize("command", ["up", "serve", "work", "migrate"])
def test_no_way_to_start_makes_a_key_that_the_database_does_not_know(
    place: DataDir, fresh_database_url: str, owner: str, redis_url: str, wrapped: str, command: str
) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": fresh_database_url,
        "SALUS_OWNER_DATABASE_URL": owner,
        "SALUS_DATA_DIR": str(place.root),
        "SALUS_PORT": str(ports.choose(None)),
    }
    words = [sys.executable, "-m", "salus.app.cli", command]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False, timeout=PATIENCE_S)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "encryption key is missing" in said
    assert "Traceback" not in said
    assert not place.encryption_key_file.exists()


def test_an_embedded_database_with_another_key_is_refused(tmp_path: Path) -> None:
    """The folder keys/ was exchanged for that of another installation, passwords apart."""
    with running(tmp_path / "salus") as first:
        owner = addresses.of_running(first.data_dir)[addresses.OWNER_DATABASE_URL]
        with psycopg.connect(owner) as db:
            db.execute(
                "INSERT INTO core.data_key (patient_id, wrapped, wrapping_key_id) VALUES (%s, '', %s)", (uuid4(), NAME)
            )
    second = Up(tmp_path / "salus")
    try:
        assert second.process.wait(PATIENCE_S) == 1
        assert "The encryption key is another one" in second.said
    finally:
        second.close()


@pytest.fixture
def kms_wrapped(owner: str, aws: str) -> str:
    """The ARN of a KMS key that wrapped the only data key in the database."""
    import boto3

    arn = str(boto3.client("kms").create_key()["KeyMetadata"]["Arn"])
    with psycopg.connect(owner) as db:
        db.execute(
            "INSERT INTO core.data_key (patient_id, wrapped, wrapping_key_id) VALUES (%s, '', %s)",
            (uuid4(), f"kms:{arn}"),
        )
    return arn


def test_what_kms_wrapped_is_no_reason_to_refuse_the_key_file(
    place: DataDir, fresh_database_url: str, kms_wrapped: str
) -> None:
    """On the way from KMS to a file, or back, both are in use."""
    require_right_key(place, None, fresh_database_url, kms_wrapped)
    require_right_key(place, OTHER, fresh_database_url)


def test_a_kms_key_that_is_disabled_is_refused_by_name(
    place: DataDir, fresh_database_url: str, kms_wrapped: str
) -> None:
    import boto3

    boto3.client("kms").disable_key(KeyId=kms_wrapped.rpartition("/")[2])
    with pytest.raises(KeysMissing) as refused:
        require_right_key(place, None, fresh_database_url)
    assert kms_wrapped in refused.value.problem
    assert "Disabled" in refused.value.problem


def test_a_kms_that_is_away_is_waited_for(
    place: DataDir, fresh_database_url: str, kms_wrapped: str, nobody: str
) -> None:
    require_right_key(place, None, fresh_database_url)
