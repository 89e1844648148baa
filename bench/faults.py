"""`make chaos`: what was tried and what was lost, as a table and in build/chaos.json. Names narrow it.

Tried: kill -9 of worker, broker, database and web server under uploads, of the worker amid each tier, of either at
every commit of an upload, a reading, a decision and an answer, and of the database under reads and writes; hostile
files; two editors at once; a backup; kill -9 of the web server while answers stream. Jobs are carried by each engine.
Full disks and clocks have tests of their own.
Not tried: a soak, a slow disk, a schema that is upgraded under traffic.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bench import backup, chaos, chats_killed, crashes, database, editors, hostile, tiers
from bench.report import Row, publish
from salus.core.telemetry import configure_logging

SMALL_RACES = 50
SMALL_STEP = 5  # of the commits of a thing, each fifth
FAULTS: Mapping[str, Callable[[], list[Row]]] = {
    "procrastinate": partial(chaos.rows, "procrastinate"),
    "celery": partial(chaos.rows, "celery"),
    "tiers": partial(tiers.rows, "procrastinate"),
    "tiers-celery": partial(tiers.rows, "celery"),
    "commits": partial(crashes.rows, "procrastinate"),
    "commits-celery": partial(crashes.rows, "celery"),
    "database": database.rows,
    "hostile": hostile.rows,
    "editors": editors.rows,
    "backup": backup.rows,
    "chats": chats_killed.rows,
}
SMALL: Mapping[str, Callable[[], list[Row]]] = {
    "procrastinate": partial(chaos.rows, "procrastinate", chaos.SMALL),
    "celery": partial(chaos.rows, "celery", chaos.SMALL),
    "tiers": partial(tiers.rows, "procrastinate", tiers.SMALL),
    "tiers-celery": partial(tiers.rows, "celery", tiers.SMALL),
    "commits": partial(crashes.rows, "procrastinate", SMALL_STEP),
    "commits-celery": partial(crashes.rows, "celery", SMALL_STEP),
    "database": partial(database.rows, database.SMALL_KILLS),
    "hostile": partial(hostile.rows, hostile.SMALL_FILES, hostile.SMALL_SENT),
    "editors": partial(editors.rows, SMALL_RACES),
    "backup": backup.rows,
    "chats": partial(chats_killed.rows, chats_killed.SMALL),
}


def main() -> int:
    """Try these faults, or all; 1 when anything was lost."""
    options = argparse.ArgumentParser(prog="make chaos")
    options.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FAULTS)}")
    options.add_argument("--small", action="store_true", help="a few minutes, to see that it works")
    asked = options.parse_args()
    if unknown := set(asked.names) - FAULTS.keys():
        options.error(f"there is no {', '.join(sorted(unknown))}")
    configure_logging("WARNING")
    found: list[Row] = []
    for name in asked.names or FAULTS:
        print(f"trying {name} ...", file=sys.stderr, flush=True)
        found += (SMALL if asked.small else FAULTS)[name]()
    return 0 if publish(found, Path("build/chaos.json")) else 1


if __name__ == "__main__":
    sys.exit(main())
