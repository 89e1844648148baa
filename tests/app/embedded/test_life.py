"""The engines live through starts, stops and kill -9, and what was committed is there afterwards."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from salus.app.embedded import addresses
from salus.app.embedded.processid import wait_until
from tests.app.embedded.harness import Holder, holding, is_gone


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holder]:
    """Nothing was there before; durable, as a person starts it. Below folders that only this account may pass."""
    with holding(tmp_path_factory.mktemp("first") / "not" / "there yet", throwaway=False) as holder:
        yield holder


def test_a_first_start_brings_postgresql_18_with_vectors(first_start: Holder) -> None:
    assert first_start.query("SHOW server_version_num")[0][0] >= "180000"
    assert first_start.query("SELECT extname FROM pg_extension WHERE extname = 'vector'") == [("vector",)]


def test_it_is_durable_unless_told_otherwise(first_start: Holder) -> None:
    durable = [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")]
    names = "'fsync', 'full_page_writes', 'synchronous_commit'"
    assert first_start.query(f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY 1") == durable
    with first_start.valkey() as valkey:
        assert valkey.config_get("append*")["appendonly"] == "yes"


def test_only_this_machine_can_call(first_start: Holder) -> None:
    assert first_start.query("SHOW listen_addresses") == [("127.0.0.1",)]
    with first_start.valkey() as valkey:
        assert valkey.config_get("bind") == {"bind": "127.0.0.1"}


@pytest.mark.parametrize(("role", "password"), [("postgres", "postgres"), ("salus_app", "guess"), ("nobody", "")])
def test_nobody_comes_in_without_the_password(first_start: Holder, role: str, password: str) -> None:
    port = first_start.data_dir.read_state().ports["postgres"]
    with pytest.raises(
        psycopg.OperationalError, match=r"no pg_hba.conf entry|password authentication failed|no password"
    ):
        psycopg.connect(host="127.0.0.1", port=port, user=role, password=password, dbname="salus")


def test_no_password_stands_on_a_command_line_or_in_a_log(first_start: Holder) -> None:
    secrets = first_start.data_dir.read_secrets()
    known = [value.encode() for value in (secrets.app_password, secrets.owner_password, secrets.valkey_password)]
    pids = [first_start.process.pid, first_start.pid("PostgreSQL"), first_start.pid("Valkey")]
    seen = [Path(f"/proc/{pid}/cmdline") for pid in pids] if Path("/proc/self/cmdline").exists() else []
    for place in (*seen, *first_start.data_dir.logs.iterdir()):
        assert not any(value in place.read_bytes() for value in known), place


def test_keys_are_for_their_owner_alone(first_start: Holder) -> None:
    for path in first_start.data_dir.keys.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    assert first_start.data_dir.root.stat().st_mode & 0o777 == 0o700


def test_failing_statements_leave_no_patient_text_in_the_log(first_start: Holder) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        first_start.query(
            "CREATE TABLE p (name text PRIMARY KEY); INSERT INTO p VALUES ('Iris Canary'), ('Iris Canary')"
        )
    assert "Canary" not in (first_start.data_dir.logs / "postgres.log").read_text()


def test_a_second_start_finds_the_data_at_the_same_ports(directory: Path) -> None:
    """The copy lies elsewhere, so this is also the moved directory."""
    with holding(directory) as holder:
        assert holder.query("SELECT id FROM visit") == [(1,)]
        with holder.valkey() as valkey:
            assert valkey.get("visit") == b"1"
        ports = holder.data_dir.read_state().ports
        assert holder.stop() == 0
    with holding(directory) as holder:
        assert holder.data_dir.read_state().ports == ports
        log = (holder.data_dir.logs / "postgres.log").read_text()
        assert "was interrupted" not in log


def test_postgresql_comes_back_after_kill_9_with_every_committed_row(directory: Path) -> None:
    with holding(directory, throwaway=False) as holder:
        holder.query("INSERT INTO visit SELECT generate_series(2, 1000)")
        killed = holder.kill("PostgreSQL")
        assert wait_until(lambda: holder.is_replaced("PostgreSQL", killed) and holder.answers(), 15.0)
        assert holder.query("SELECT count(*) FROM visit") == [(1000,)]


def test_valkey_comes_back_after_kill_9_with_its_keys(directory: Path) -> None:
    with holding(directory) as holder, holder.valkey() as valkey:
        valkey.set("last", "word")
        killed = holder.kill("Valkey")
        assert wait_until(lambda: holder.is_replaced("Valkey", killed), 15.0)
        assert wait_until(lambda: _get(holder, "last") == b"word", 15.0)


def test_the_engines_end_with_a_killed_salus_and_the_next_one_goes_on(directory: Path) -> None:
    with holding(directory, throwaway=False) as holder:
        holder.query("INSERT INTO visit VALUES (2)")
        pids = [holder.pid("PostgreSQL"), holder.pid("Valkey")]
        holder.kill_itself()
        with holding(directory) as successor:  # at once: the engines may still be on their way out
            assert all(map(is_gone, pids))
            assert successor.query("SELECT count(*) FROM visit") == [(2,)]


def test_all_killed_at_once_loses_nothing(directory: Path) -> None:
    with holding(directory, throwaway=False) as holder:
        holder.query("INSERT INTO visit VALUES (2)")
        for engine in ("PostgreSQL", "Valkey"):
            holder.kill(engine)
        holder.kill_itself()
    with holding(directory) as successor:
        assert successor.query("SELECT count(*) FROM visit") == [(2,)]


def test_an_engine_that_outlived_its_salus_is_stopped_first(directory: Path) -> None:
    """As on systems that cannot tie a child's life to its parent's."""
    with holding(directory) as holder:
        os.kill(holder.process.pid, signal.SIGSTOP)  # neither dead nor in charge
        (holder.data_dir.run / "lock").unlink()  # and its lock out of the way
        left = holder.pid("PostgreSQL")
        with holding(directory) as successor:
            assert is_gone(left)
            assert successor.query("SELECT id FROM visit") == [(1,)]


def test_a_stop_in_good_order_ends_everything(directory: Path) -> None:
    with holding(directory) as holder:
        pids = [holder.pid("PostgreSQL"), holder.pid("Valkey")]
        assert holder.stop() == 0
        assert all(map(is_gone, pids))
        assert holder.data_dir.read_state().processes == {}
        assert addresses.of_running(holder.data_dir) == {}


def _get(holder: Holder, key: str) -> object:
    try:
        with holder.valkey() as valkey:
            return valkey.get(key)
    except redis.RedisError:
        return None
