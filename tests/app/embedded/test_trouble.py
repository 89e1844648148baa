"""What can stand in the way of a start is mended where that is safe, and else refused in words that help."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from salus.app.embedded.account import engine_account
from salus.app.embedded.datadir import FREE_FOR_FIRST_START
from salus.app.embedded.processid import wait_until
from tests.app.embedded.conftest import copy
from tests.app.embedded.harness import Holder, holding

ANOTHER_UID = 1  # `daemon` on every Unix
MIB = 1 << 20
PYTHONS = ("python3.13", "python3.12", "python3.11")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")


def assert_refused(root: Path, *words: str) -> None:
    """A start on this directory is refused with these words."""
    said = Holder(root).wait_refusal()
    assert all(word in said for word in words), said


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the account that engines run as, which has nothing to do with us."""
    account = engine_account()
    process = subprocess.Popen(["sleep", "600"], user=account.uid if account else None)
    yield process
    process.kill()
    process.wait()


def test_a_second_salus_on_the_directory_is_told_about_the_first(directory: Path) -> None:
    with holding(directory) as first:
        pid = first.process.pid
        assert_refused(directory, f"already running on {directory}", f"process {pid}", f"kill {pid}", "--data-dir")
        assert first.answers()


def test_a_pid_file_whose_number_now_belongs_to_a_stranger_is_no_obstacle(
    directory: Path, stranger: subprocess.Popen[bytes]
) -> None:
    with holding(directory) as holder:
        holder.kill_itself()
        holder.kill("PostgreSQL")
    pid_file = directory / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines() if pid_file.exists() else ["", "/elsewhere", "1", "1", "", "", "0 0"]
    pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    shutil.chown(pid_file, (directory / "postgres").stat().st_uid, (directory / "postgres").stat().st_gid)
    with holding(directory) as successor:
        assert successor.query("SELECT id FROM visit") == [(1,)]
    assert stranger.poll() is None


def test_a_note_that_names_a_stranger_kills_nobody(directory: Path, stranger: subprocess.Popen[bytes]) -> None:
    note = directory / "run" / "state.json"
    state = json.loads(note.read_text())
    state["processes"] = {"Valkey": {"pid": stranger.pid, "started": "0"}}
    note.write_text(json.dumps(state))
    with holding(directory):
        assert stranger.poll() is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"ports": 1}', b'{"processes": {"x": 1}}'])
def test_a_damaged_note_is_only_a_lost_hint(tmp_path: Path, damage: bytes) -> None:
    from salus.app.embedded.datadir import DataDir, State

    data_dir = DataDir(tmp_path)
    data_dir.prepare()
    data_dir.state_file.write_bytes(damage)
    assert data_dir.read_state() == State()


def test_a_cluster_half_made_by_a_crash_is_made_anew(tmp_path: Path) -> None:
    left = tmp_path / "salus" / "postgres.new" / "base"
    left.mkdir(parents=True)
    with holding(tmp_path / "salus") as holder:
        assert holder.answers()
    assert not left.exists()


def test_a_port_taken_meanwhile_is_exchanged(directory: Path) -> None:
    import socket

    remembered = json.loads((directory / "run" / "state.json").read_text())["ports"]
    with socket.create_server(("127.0.0.1", remembered["postgres"])), holding(directory) as holder:
        assert holder.answers()
        assert holder.data_dir.read_state().ports["postgres"] != remembered["postgres"]


def test_a_database_of_another_major_version_is_refused_untouched(directory: Path) -> None:
    version = directory / "postgres" / "PG_VERSION"
    version.write_text("17\n")
    assert_refused(directory, "written by PostgreSQL 17", "brings PostgreSQL 18", "pg_dump")
    assert version.read_text() == "17\n"


def test_a_folder_that_holds_something_else_is_refused_untouched(tmp_path: Path) -> None:
    letter = tmp_path / "postgres" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("not a database")
    assert_refused(tmp_path, "is not empty and holds no PostgreSQL database")
    assert letter.read_text() == "not a database"


@pytest.mark.parametrize("key", ["encryption.key", "secrets.json"])
def test_a_database_without_its_keys_is_refused_and_no_new_key_is_made(directory: Path, key: str) -> None:
    (directory / "keys" / key).unlink()
    assert_refused(directory, f"{key} is missing", "backup")
    assert not (directory / "keys" / key).exists()


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert_refused(tmp_path / "file" / "salus", "cannot be used: Not a directory", "--data-dir")


@as_root
def test_a_normal_user_needs_no_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path.endswith(("packages", "src"))))
    python = python_for(ANOTHER_UID)
    # pytest's folders are private to root; this one is the other account's own.
    home = Path(f"/tmp/salus-user-{os.getpid()}")
    home.mkdir(mode=0o700)
    os.chown(home, ANOTHER_UID, ANOTHER_UID)
    try:
        with holding(home / "salus", uid=ANOTHER_UID, python=python) as holder:
            assert holder.answers()
            assert {path.stat().st_uid for path in (home / "salus").rglob("*")} == {ANOTHER_UID}
            assert holder.stop() == 0
        assert_refused(home / "salus", f"belongs to account number {ANOTHER_UID}", "chown")
    finally:
        shutil.rmtree(home)


@as_root
def test_roots_engines_run_as_an_account_without_rights(directory: Path) -> None:
    with holding(directory) as holder:
        for engine in ("PostgreSQL", "Valkey"):
            uids = Path(f"/proc/{holder.pid(engine)}").stat().st_uid
            assert uids not in (0, os.geteuid())


def test_a_full_disk_is_named_before_anything_is_created(small_disk: Callable[[int], Path]) -> None:
    place = small_disk(20)
    assert_refused(place / "salus", "is full", f"{FREE_FOR_FIRST_START // MIB} MB needed", "--data-dir")
    assert not (place / "salus" / "postgres").exists()


def test_a_disk_that_fills_up_costs_no_committed_row(small_disk: Callable[[int], Path], used_directory: Path) -> None:
    """Even the write-ahead log finds no room, which stops PostgreSQL at once: the worst case."""
    root = copy(used_directory, small_disk(160) / "salus")
    with holding(root, throwaway=False) as holder:
        ballast = root / "ballast"
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, holder.data_dir.free_bytes() - 24 * MIB)
        committed = commit_until_the_disk_is_full(holder)
        ballast.unlink()
        assert wait_until(holder.answers, 20.0)
        # A row whose commit was not acknowledged any more may be there or not.
        assert holder.query("SELECT max(id) FROM visit")[0][0] in (committed, committed + 1)
        holder.query("INSERT INTO visit SELECT max(id) + 1 FROM visit")
        assert holder.stop() == 0


def commit_until_the_disk_is_full(holder: Holder) -> int:
    """Rows and megabytes of log in turn; the last row whose commit was acknowledged."""
    last = 1
    with psycopg.connect(holder.url(), autocommit=True) as db, contextlib.suppress(psycopg.OperationalError):
        while last < 1000:
            db.execute("INSERT INTO visit VALUES (%s)", (last + 1,))
            last += 1
            db.execute("SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1000000))")
    assert last < 1000, "the disk never filled up"
    return last


def python_for(uid: int) -> str:
    """A Python that the account may run, our own or the system's: the engines need nothing but the standard library."""
    for python in (
        sys.executable,
        *filter(None, (shutil.which(name, path="/usr/local/bin:/usr/bin") for name in PYTHONS)),
    ):
        command = [python, "-c", "import salus.app.embedded.supervisor"]
        with contextlib.suppress(PermissionError):
            if subprocess.run(command, user=uid, group=uid, extra_groups=[], check=False).returncode == 0:
                return python
    pytest.skip("Python lies where no other account can read it")
