"""Run the engines alone until stopped or until a given process ends: for tests and for developing one process.

    python -m salus.app.embedded --data-dir DIR [--until PID] [--throwaway]

`--throwaway` trades durability for speed, for data that nobody will miss. Prints `ready` once both engines answer;
other processes find the addresses by `addresses.of_running`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from salus.app.embedded.datadir import DataDir
from salus.app.embedded.errors import EmbeddedError
from salus.app.embedded.processid import identify, is_alive
from salus.app.embedded.supervisor import Wanted, engines
from salus.app.processes import StopRequested, Supervisor

# A commit still reaches the system before it is acknowledged, so that kill -9 costs nothing; only power loss does.
THROWAWAY = {"fsync": "off", "full_page_writes": "off"}


def main() -> int:
    """Start, tell, wait."""
    parser = argparse.ArgumentParser(prog="python -m salus.app.embedded")
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--until", type=int, metavar="PID")
    parser.add_argument("--throwaway", action="store_true")
    asked = parser.parse_args()
    watched = identify(asked.until) if asked.until else None
    supervisor = Supervisor()

    def leave_with_watched() -> None:
        if asked.until and not (watched and is_alive(watched)):
            supervisor.stop_asked += 1

    wanted = Wanted(settings=THROWAWAY if asked.throwaway else {})
    try:
        with supervisor.signals(), engines(DataDir(asked.data_dir), supervisor, wanted) as running:
            supervisor.report = lambda _: running.note()
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            supervisor.run(leave_with_watched)
    except StopRequested:
        return 0
    except EmbeddedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
