"""`make chaos`: what was tried and what was lost, as a table and in build/chaos.json. Names narrow it.

Tried: kill -9 of worker, broker, database and web server under uploads, with each engine of jobs; two editors at once;
kill -9 of the web server while answers stream.
Not tried: a soak, a slow disk, a clock that jumps, a schema that is upgraded under traffic.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bench import backup, chaos, chats_killed, editors
from bench.report import Row, publish
from salus.core.telemetry import configure_logging

SMALL_RACES = 50
FAULTS: Mapping[str, Callable[[], list[Row]]] = {
    "procrastinate": partial(chaos.rows, "procrastinate"),
    "celery": partial(chaos.rows, "celery"),
    "editors": editors.rows,
    "backup": backup.rows,
    "chats": chats_killed.rows,
}
SMALL: Mapping[str, Callable[[], list[Row]]] = {
    "procrastinate": partial(chaos.rows, "procrastinate", chaos.SMALL),
    "celery": partial(chaos.rows, "celery", chaos.SMALL),
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
