"""How long Salus takes to be ready: the first time on an empty directory, and again."""

from __future__ import annotations

from bench.report import Row, at_most, told
from bench.system import running

AGAIN = 3


def rows() -> list[Row]:
    """Seconds from `salus up` to the first 200 of /health/ready."""
    with running() as system:
        system.stop()
        again = []
        for _ in range(AGAIN):
            again.append(system.start())
            system.stop()
        system.data_dir.rename(system.data_dir.with_name("moved"))
        system.data_dir = system.data_dir.with_name("moved")
        moved = system.start()
    return [
        at_most("second start to ready, slowest", max(again), 5, "s", AGAIN),
        told("start in a moved directory", moved, "s", 1),
    ]
