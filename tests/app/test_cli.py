"""Commands that need engines find them: running ones, or their own for as long as they work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from salus import __version__
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.maintenance import verify_audit
from salus.core.audit.contract import ChainVerdict
from salus.core.config import Settings
from tests.conftest import Engines


def salus(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command."""
    command = [sys.executable, "-m", "salus.app.cli", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, check=False, timeout=120
    )


def test_the_version_is_said() -> None:
    assert salus("version").stdout == f"Salus {__version__}\n"


def test_commands_bring_their_own_engines_where_none_run(tmp_path: Path) -> None:
    place = str(tmp_path / "salus")
    migrated = salus("migrate", "--data-dir", place)
    assert migrated.stdout.startswith("The schema stands at "), migrated.stderr
    verified = salus("audit", "verify", "--data-dir", place)
    assert verified.stdout == "The audit chain is whole: 0 rows.\n", verified.stderr
    queued = salus("reindex", "--data-dir", place)
    assert queued.stdout == "Queued now: 0. Waiting to be indexed again: 0.\n", queued.stderr
    left = DataDir(tmp_path / "salus")
    assert not left.is_locked
    assert left.read_state().processes == {}


async def test_a_changed_audit_row_is_named(fresh_database_url: str, owner_of_fresh: str, tmp_path: Path) -> None:
    """What an intruder with the owner's rights could do."""
    settings = Settings(database_url=SecretStr(fresh_database_url), data_dir=tmp_path)
    for rows in range(3):
        assert await verify_audit(settings) == ChainVerdict(True, rows)  # each verification is a row itself
    with psycopg.connect(owner_of_fresh) as db:
        db.execute("ALTER TABLE core.audit_event DISABLE TRIGGER ALL")
        db.execute("UPDATE core.audit_event SET body = replace(body, 'audit.verify', 'nothing') WHERE seq = 2")
    broken = salus("audit", "verify", DATABASE_URL=fresh_database_url, SALUS_DATA_DIR=str(tmp_path))
    assert broken.returncode == 1
    assert "broken at row 2" in broken.stderr


@pytest.fixture
def owner_of_fresh(engines: Engines, fresh_database_url: str) -> str:
    """The fresh database as the schema's owner."""
    return engines.database_url(addresses.OWNER_ROLE, fresh_database_url.rpartition("/")[2])


def test_trouble_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").write_text("not a database")
    refused = salus("migrate", "--data-dir", str(tmp_path))
    assert refused.returncode == 1
    assert "holds no PostgreSQL database" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_bad_slice_name_is_refused(tmp_path: Path) -> None:
    refused = salus("new-slice", "Not-A-Name", "--root", str(tmp_path))
    assert refused.returncode == 2
    assert list(tmp_path.iterdir()) == []
