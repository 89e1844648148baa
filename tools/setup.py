"""`make setup`: from a bare Python to a ready `.venv`, model and front end; idempotent. Stdlib only."""

from __future__ import annotations

import argparse
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from tools.environment import prepare_environment
from tools.frontend import prepare_frontend
from tools.models import prepare_models
from tools.shell import ROOT, Stopwatch, finish, say

LOCK = ROOT / "build" / "setup.lock"


def main() -> int:
    """Do what is not yet done; say how long it took only when it took long enough to notice."""
    options = argparse.ArgumentParser(prog="tools.setup", description=__doc__)
    options.add_argument("--packages", choices=("dev", "core"), default="dev", help="which locked list")
    which = options.parse_args().packages
    watch = Stopwatch()
    with _alone():
        prepare_environment(which)
        prepare_models()
        prepare_frontend()
    if watch.seconds() > 1:
        say(f"setup: ready in {watch.seconds():.0f} s")
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups at once in one tree would undo each other; the second one waits."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    finish(main)
