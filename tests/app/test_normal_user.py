"""The whole of Salus as a person who is not root: everything is that person's, and needs no rights of anybody else."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from tests.app.harness import PATIENCE_S, running

ANOTHER_UID = 1  # `daemon` on every Unix
# As that account, which may read, but not write, where this test suite's own Python lies: often root's home.
AS_ANOTHER = (
    *("setpriv", f"--reuid={ANOTHER_UID}", f"--regid={ANOTHER_UID}", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
)


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can act as another account, with setpriv"
)
def test_a_normal_user_runs_all_of_it() -> None:
    # pytest's folders are private to root; this one is the other account's own.
    home = Path(tempfile.mkdtemp(prefix="salus-user-"))
    os.chown(home, ANOTHER_UID, ANOTHER_UID)
    try:
        environment = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
        with running(home / "salus", environment=environment, prefix=AS_ANOTHER) as up:
            assert up.is_ready()
            owners = {Path(f"/proc/{pid}").stat().st_uid for pid in up.pids.values()}
            assert owners == {ANOTHER_UID}
            assert {path.stat().st_uid for path in up.data_dir.root.iterdir()} == {ANOTHER_UID}
            up.process.send_signal(signal.SIGTERM)
            assert up.process.wait(PATIENCE_S) == 0
        assert {path.stat().st_uid for path in (home / "salus").rglob("*")} == {ANOTHER_UID}
    finally:
        shutil.rmtree(home)


def test_root_gives_its_engines_to_an_account_without_rights(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("this test is about root")
    with running(tmp_path / "salus") as up:
        owners = {name: Path(f"/proc/{pid}").stat().st_uid for name, pid in up.pids.items()}
    assert owners["Web server"] == owners["Worker"] == 0
    assert 0 not in {owners["PostgreSQL"], owners["Valkey"]}
