"""Where root's account for engines cannot reach the wheels, it runs a copy, made once and whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from salus.app.embedded.account import ENGINE_USER, Account, engine_account, everyone_can_reach
from salus.app.embedded.binaries import copied, in_wheels, reachable
from salus.app.embedded.errors import EngineMissing

NOBODY = Account(ENGINE_USER, 65534, 65534)


@pytest.fixture(scope="module")
def open_place() -> Iterator[Path]:
    """A folder that every account may pass; pytest's own are private."""
    place = Path(tempfile.mkdtemp(prefix="salus-copies-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def test_programs_in_a_private_home_are_copied_to_where_everybody_can_run_them(
    tmp_path: Path, open_place: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    private = copied(in_wheels(), home)
    assert not everyone_can_reach(private.postgres)
    public = reachable(private, NOBODY, open_place / "engines")
    assert public.postgres.is_relative_to(open_place)
    account = engine_account()
    for program in (public.postgres, public.initdb, public.valkey_server):
        done = subprocess.run([program, "--version"], capture_output=True, user=account.uid if account else None)
        assert done.returncode == 0, done.stderr


def test_a_person_who_is_not_root_runs_the_wheels_own(tmp_path: Path) -> None:
    assert reachable(in_wheels(), None, tmp_path) == in_wheels()
    assert list(tmp_path.iterdir()) == []


def test_a_copy_is_made_once(open_place: Path) -> None:
    first = copied(in_wheels(), open_place / "once")
    made_at = first.postgres.stat().st_ctime_ns
    assert copied(in_wheels(), open_place / "once") == first
    assert first.postgres.stat().st_ctime_ns == made_at


def test_where_no_copy_can_be_made_the_way_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineMissing, match=r"could not be copied to .*normal user"):
        copied(in_wheels(), tmp_path / "file" / "engines")


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("initdb"))
    with pytest.raises(EngineMissing, match="initdb is missing"):
        in_wheels()
