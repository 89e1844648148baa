"""`salus up` as a person runs it: one command, real engines, web server and worker, and kill -9 at each of them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.processid import identify, wait_until
from tests.app.harness import PATIENCE_S, Up, running
from tests.conftest import Engines

ENGINES = {"PostgreSQL", "Valkey"}
SERVERS = {"Web server", "Worker"}


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A first start, shared by the tests that leave it running."""
    with running(tmp_path_factory.mktemp("up") / "salus") as first:
        yield first


def test_it_serves_and_says_where(up: Up) -> None:
    assert up.is_ready()
    assert f"Ready at {up.url}" in up.said
    assert "Stop with Ctrl-C" in up.said
    assert up.pids.keys() == ENGINES | SERVERS


def test_the_schema_is_at_its_newest_step_and_belongs_to_the_owner(up: Up) -> None:
    import psycopg

    from salus.core.db.migrate import current_step, newest_step

    found = addresses.of_running(up.data_dir)
    assert current_step(found[addresses.OWNER_DATABASE_URL]) == newest_step()
    with psycopg.connect(found[addresses.DATABASE_URL]) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("DROP TABLE core.audit_event")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_the_servers_do_not_know_the_owner_and_no_secret_is_on_a_command_line(up: Up) -> None:
    secrets = up.data_dir.read_secrets()
    known = [value.encode() for value in (secrets.app_password, secrets.owner_password, secrets.valkey_password)]
    for name in SERVERS:
        place = Path(f"/proc/{up.pids[name]}")
        assert secrets.owner_password.encode() not in (place / "environ").read_bytes()
        assert not any(value in (place / "cmdline").read_bytes() for value in known)


def test_logs_are_json_lines(up: Up) -> None:
    for name in ("salus.log", "api.log"):
        lines = (up.data_dir.logs / name).read_text().splitlines()
        assert all("event" in json.loads(line) for line in lines)


def test_a_second_one_on_the_directory_is_refused(up: Up) -> None:
    second = Up(up.data_dir.root)
    assert second.process.wait(PATIENCE_S) == 1
    assert f"already running on {up.data_dir.root} at {up.url}" in second.said
    second.close()
    assert up.is_ready()


def test_a_taken_port_is_named(up: Up, tmp_path: Path) -> None:
    second = Up(tmp_path / "other", port=up.port)
    assert second.process.wait(PATIENCE_S) == 1
    assert f"cannot listen on 127.0.0.1 port {up.port}" in second.said
    assert f"--port {up.port + 1}" in second.said
    second.close()


def test_no_request_is_refused_while_a_killed_web_server_comes_back(up: Up) -> None:
    codes: list[int] = []

    def ask() -> None:
        codes.append(httpx.get(f"{up.url}/health/live", timeout=PATIENCE_S).status_code)

    killed = up.kill("Web server")
    assert wait_until(lambda: identify(killed) is None, PATIENCE_S)
    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert codes == [200, 200, 200]
    assert "Web server ended (signal SIGKILL); starting it again at once" in up.said


def test_a_killed_worker_comes_back(up: Up) -> None:
    killed = up.kill("Worker")
    up.wait_replaced("Worker", killed)


def test_requests_are_served_again_seconds_after_postgresql_was_killed(up: Up) -> None:
    before = up.pids["Web server"]
    killed = up.kill("PostgreSQL")
    up.wait_replaced("PostgreSQL", killed)
    assert wait_until(up.is_ready, 15.0)
    assert up.pids["Web server"] == before


def test_requests_are_served_without_valkey_and_it_comes_back(up: Up) -> None:
    killed = up.kill("Valkey")
    up.wait_replaced("Valkey", killed)
    assert wait_until(lambda: httpx.get(f"{up.url}/health/ready", timeout=30).json()["cache"] is True, 15.0)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Large: " + b"x" * (1 << 20) + b"\r\n\r\n",
        b"GET /?" + b"x" * (1 << 18) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Nul: a\x00b\r\n\r\n",
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["header of 1 MB", "address of 256 kB", "NUL in a header", "negative length", "TLS"],
)
def test_what_is_hardly_http_is_refused_and_costs_nobody_anything(up: Up, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", up.port), timeout=30) as raw:
        raw.sendall(sent)
        assert raw.recv(64).startswith(b"HTTP/1.1 4")
    assert up.is_ready()


def test_the_doctor_finds_all_of_a_running_salus_well(up: Up) -> None:
    asked = [sys.executable, "-m", "salus.app.cli", "doctor", "--json", "--data-dir", str(up.data_dir.root)]
    environment = {**os.environ, "SALUS_PORT": str(up.port)}
    done = subprocess.run(asked, capture_output=True, text=True, env=environment, check=False)
    findings = {finding["check"]: finding for finding in json.loads(done.stdout)}
    looked_at = ("Data directory", "Keys", "Engines", "Running", "Web port", "Database", "pgvector", "Schema", "Cache")
    assert {name: findings[name]["state"] for name in looked_at} == dict.fromkeys(looked_at, "ok")


def test_the_audit_chain_can_be_verified_while_it_runs(up: Up) -> None:
    asked = [sys.executable, "-m", "salus.app.cli", "audit", "verify", "--data-dir", str(up.data_dir.root)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:24]) == (0, "The audit chain is whole"), done.stderr


def test_killed_as_a_whole_it_starts_again_at_the_same_port_and_stops_in_good_order(tmp_path: Path) -> None:
    with running(tmp_path / "salus") as first:
        pids = dict(first.pids)
        first.process.kill()
        first.process.wait()
        with running(tmp_path / "salus", port=first.port) as second:
            assert second.is_ready()
            assert all(identify(pid) is None for pid in pids.values())
            second.process.send_signal(signal.SIGTERM)
            assert second.process.wait(PATIENCE_S) == 0
            assert second.said.rstrip().endswith("Stopped.")
            assert second.data_dir.read_state().processes == {}
            assert "was interrupted" not in _last_run_of_postgres(second.data_dir)


def test_engines_that_the_operator_names_are_used_and_none_is_started(
    engines: Engines, fresh_database_url: str, redis_url: str, tmp_path: Path
) -> None:
    owner = fresh_database_url.replace(
        engines.database_url().partition("@")[0], engines.database_url(addresses.OWNER_ROLE).partition("@")[0]
    )
    named = {"DATABASE_URL": fresh_database_url, "SALUS_OWNER_DATABASE_URL": owner, "REDIS_URL": redis_url}
    with running(tmp_path / "salus", environment=named) as up:
        assert httpx.get(f"{up.url}/health/ready", timeout=30).json()["cache"] is True
        assert up.pids.keys() == SERVERS
        assert not up.data_dir.postgres.exists()
        assert not up.data_dir.valkey.exists()


def test_stopping_during_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    up = Up(tmp_path / "salus")
    assert wait_until(lambda: "PostgreSQL" in up.pids, PATIENCE_S), up.said
    pids = dict(up.pids)
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(PATIENCE_S) == 0
    assert all(identify(pid) is None for pid in pids.values())
    up.close()


def test_an_address_that_cannot_be_listened_on_is_named(tmp_path: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "salus.app.cli", "up", "--data-dir", str(tmp_path), "--host", "192.0.2.1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "cannot listen on 192.0.2.1 port 8000" in refused.stdout


def _last_run_of_postgres(data_dir: DataDir) -> str:
    return (data_dir.logs / "postgres.log").read_text().rpartition("starting PostgreSQL")[2]
