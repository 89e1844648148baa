"""Start a copied cluster for the first time: replay the log to the end or to a moment, and become a database again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from salus.app.backup import wal
from salus.app.backup.contract import RestoreFailed
from salus.app.embedded import addresses, ports
from salus.app.embedded.account import engine_account
from salus.app.embedded.binaries import for_account
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.postgres import Postgres
from salus.app.processes import NotReady, Supervisor
from salus.core.storage.ports import ObjectEngine

LOG_FOLDER = "salus_wal"  # inside the cluster, for its account need not reach any other folder
PATIENCE_S = 12 * 3600.0  # a day of a busy hospital's log takes minutes to replay
GIVE_UP_S = 1.0
LEFTOVERS = ("backup_manifest", "backup_label.old", "tablespace_map.old")


async def bring_log(place: ObjectEngine, backup_key: bytes, first: str, work: DataDir) -> bool:
    """Put the log from this segment on beside the cluster; whether there is any."""
    names = await wal.fetch(place, backup_key, first, work.postgres / LOG_FOLDER)
    own = {path.name for path in (work.postgres / "pg_wal").iterdir()}
    wal.require_no_gap(own | set(names), first)
    return bool(names)


@contextmanager
def running(work: DataDir, to: datetime | None, *, replays: bool) -> Iterator[str]:
    """The recovered database under its owner's address; stopped on leaving, and clean of what recovery needed."""
    (work.postgres / "recovery.signal").touch(mode=0o600)
    account, port = engine_account(), ports.choose(None)
    log = work.logs / "postgres.log"
    settings = {**_target(to, replays=replays), "hot_standby": "off"}  # it answers only when it is done
    postgres = Postgres(work.postgres, port, for_account(account), account, log, work.read_secrets(), settings)
    postgres.prepare()
    supervisor = Supervisor()
    supervisor.start(postgres)
    try:
        supervisor.wait_ready([postgres], PATIENCE_S, GIVE_UP_S)
        yield addresses.database_url(work.read_secrets(), port, addresses.OWNER_ROLE)
    except NotReady as error:
        raise RestoreFailed(
            _why(log.read_text(errors="replace"), to), "Choose another time or another backup."
        ) from error
    finally:
        supervisor.stop()
        for name in LEFTOVERS:
            (work.postgres / name).unlink(missing_ok=True)
        shutil.rmtree(work.postgres / LOG_FOLDER, ignore_errors=True)


def _target(to: datetime | None, *, replays: bool) -> dict[str, str]:
    if not replays:
        return {"restore_command": "false", "recovery_target": "immediate", "recovery_target_action": "promote"}
    command = {"restore_command": f'cp {LOG_FOLDER}/%f "%p"', "recovery_target_action": "promote"}
    if to is None:
        return command
    return {**command, "recovery_target_time": f"{to.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"}


def _why(log: str, to: datetime | None) -> str:
    if "recovery ended before configured recovery target was reached" in log and to is not None:
        times = re.findall(r"last completed transaction was at log time (.*)", log)
        until = f" Its last transaction was at {times[-1]}." if times else ""
        return f"The write-ahead log ends before {to:%Y-%m-%d %H:%M:%S} UTC.{until}"
    fatal = [line.partition("FATAL:")[2].strip() for line in log.splitlines() if "FATAL:" in line]
    return f"The database does not recover: {fatal[-1] if fatal else 'see postgres.log'}."
