"""Death on order: put into processes of Salus from outside, and told by files when to strike."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.system import System, running

HERE = Path(__file__).parent


class Executioner:
    """Gives orders to the processes of one Salus, and knows which were carried out."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def order(self, process: str, **order: object) -> None:
        """The next time the process comes there it dies."""
        draft = self._place / f"{process}.draft"
        draft.write_text(json.dumps(order))
        draft.rename(self._place / process)

    def is_pending(self, process: str) -> bool:
        """Whether it has not come there yet."""
        return (self._place / process).exists()

    def withdraw(self, process: str) -> bool:
        """Take the order back; False where it was carried out."""
        try:
            (self._place / process).unlink()
        except FileNotFoundError:
            return False
        return True

    def deaths(self) -> list[dict[str, Any]]:
        """Every order that was carried out, with its time (epoch seconds)."""
        journal = self._place / "journal"
        return [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []


@contextmanager
def running_on_orders(settings: Mapping[str, str]) -> Iterator[tuple[System, Executioner]]:
    """A Salus whose servers and workers die where they are told to."""
    with TemporaryDirectory(prefix="salus-orders-") as place:
        injected = {
            "SALUS_BENCH_ORDERS": place,
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])]),
        }
        with running(settings={**settings, **injected}) as system:
            yield system, Executioner(Path(place))
