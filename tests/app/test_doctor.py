"""The doctor names what is wrong, says how to mend it, and changes nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from salus.app.doctor import Finding, examine, shown
from salus.app.embedded import ports
from salus.app.embedded.datadir import DataDir


@pytest.fixture(autouse=True)
def free_port(monkeypatch: pytest.MonkeyPatch) -> int:
    """The default port may be in use on a developer's machine."""
    port = ports.choose(None)
    monkeypatch.setenv("SALUS_PORT", str(port))
    return port


@pytest.fixture
def prepared(tmp_path: Path) -> DataDir:
    """A directory as the first start leaves it, without a database."""
    data_dir = DataDir(tmp_path / "salus")
    data_dir.prepare()
    data_dir.secrets()
    return data_dir


def found(place: Path, check: str) -> Finding:
    """The first finding of a check that is not in order, or its last one."""
    findings = [finding for finding in examine(place) if finding.check == check]
    return next((finding for finding in findings if finding.state != "ok"), findings[-1])


def test_a_machine_where_nothing_was_started_yet_is_well(tmp_path: Path) -> None:
    place = tmp_path / "not there"
    findings = {finding.check: finding for finding in examine(place)}
    ready = ("Python", "Data directory", "Free space", "Keys", "Engines", "Running", "Web port", "Database", "Clock")
    assert {name: findings[name].state for name in ready} == dict.fromkeys(ready, "ok")
    assert not place.exists()


def test_it_changes_nothing(prepared: DataDir) -> None:
    before = {path: path.stat().st_mtime_ns for path in prepared.root.rglob("*")}
    examine(prepared.root)
    after = {path: path.stat().st_mtime_ns for path in prepared.root.rglob("*") if path != prepared.lock_file}
    assert after.items() <= before.items()


def test_keys_open_to_others_are_wrong(prepared: DataDir) -> None:
    prepared.encryption_key_file.chmod(0o644)
    finding = found(prepared.root, "Keys")
    assert (finding.state, finding.remedy) == ("fail", f"chmod 600 {prepared.encryption_key_file}")


def test_a_database_without_keys_is_wrong(prepared: DataDir) -> None:
    prepared.postgres.mkdir()
    (prepared.postgres / "PG_VERSION").write_text("18\n")
    prepared.secrets_file.unlink()
    finding = found(prepared.root, "Keys")
    assert (finding.state, finding.note) == ("fail", "missing: secrets.json")
    assert "backup" in finding.remedy


def test_a_key_that_the_operator_holds_elsewhere_is_not_missed(
    prepared: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared.encryption_key_file.unlink()
    monkeypatch.setenv("ENCRYPTION_KEY", "held elsewhere")
    assert found(prepared.root, "Keys").state == "ok"


def test_a_database_of_another_version_is_wrong(prepared: DataDir) -> None:
    prepared.postgres.mkdir()
    (prepared.postgres / "PG_VERSION").write_text("16\n")
    finding = found(prepared.root, "Database")
    assert (finding.state, finding.note) == ("fail", "written by PostgreSQL 16, 18 is needed")


def test_a_used_port_is_worth_a_look(prepared: DataDir, free_port: int) -> None:
    with socket.create_server(("127.0.0.1", free_port)):
        finding = found(prepared.root, "Web port")
    assert (finding.state, finding.remedy) == ("warn", f"Start with --port {free_port + 1}.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_a_directory_of_somebody_else_is_wrong(prepared: DataDir) -> None:
    os.chown(prepared.keys, 1, 1)
    finding = found(prepared.root, "Data directory")
    assert (finding.state, finding.note) == ("fail", f"{prepared.root} belongs to account number 1")


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_a_named_engine_that_does_not_answer_is_wrong(
    prepared: DataDir, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    scheme = {"DATABASE_URL": "postgresql", "REDIS_URL": "redis"}[name]
    monkeypatch.setenv(name, f"{scheme}://someone:secret@127.0.0.1:{ports.choose(None)}/0")
    finding = found(prepared.root, {"DATABASE_URL": "Database", "REDIS_URL": "Cache"}[name])
    assert finding.state == "fail"
    assert "does not answer" in finding.note
    assert "secret" not in finding.note


def test_engines_that_the_operator_names_are_looked_at(
    prepared: DataDir, monkeypatch: pytest.MonkeyPatch, database_url: str, owner_database_url: str, redis_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SALUS_OWNER_DATABASE_URL", owner_database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    states = {finding.check: finding.state for finding in examine(prepared.root)}
    assert {states[name] for name in ("Database", "pgvector", "Schema", "Cache")} == {"ok"}


def test_people_read_what_to_do() -> None:
    text = shown([Finding("Keys", "fail", "readable by other accounts", "chmod 600 it"), Finding("Clock", "ok", "now")])
    assert "FAIL  Keys" in text
    assert "-> chmod 600 it" in text
    assert text.endswith("1 wrong, 0 to look at.")


def test_help_appears_without_loading_what_it_does_not_need() -> None:
    code = "import sys, salus.app.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pydantic", "fastapi", "psycopg", "redis", "numpy", "sqlalchemy", "rich", "uvicorn"} & set(loaded)
