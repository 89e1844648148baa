"""A worker for tests, with jobs that write what they do into a diary: `python -m tests.support.jobworker`.

A process of its own, so that it can be killed. The settings come from the environment, as for `salus work`; with
`SALUS_TEST_CLOCK_SHIFT_H` its clock goes that many hours ahead of the machine's.
"""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from salus.core.config import Settings
from salus.core.jobs.contract import JobKind, JobRefused
from salus.core.jobs.engines import work
from salus.core.jobs.ports import WorkPlan
from salus.core.jobs.runner import JobRun
from salus.core.services import Services, open_services

POLL_S = 0.02


def note(run: JobRun, *words: object) -> None:
    """One line in the diary; lines of several processes do not mix."""
    line = " ".join(map(str, (*words, run.payload.get("n", ""))))
    with Path(run.payload["diary"]).open("ab", buffering=0) as diary:
        diary.write(f"{line.strip()}\n".encode())


async def count(run: JobRun) -> None:
    """Half way, then done."""
    await run.progress(0.5, "Half way")
    note(run, "counted")


async def fail(run: JobRun) -> None:
    """Never succeeds."""
    raise ValueError("a patient's name must not show up here")


async def refuse(run: JobRun) -> None:
    """Cannot succeed."""
    raise JobRefused("the file has no pages")


async def need(run: JobRun) -> None:
    """Succeeds once the part is there."""
    if not Path(run.payload["part"]).exists():
        raise JobRefused("a part is missing")


async def step(run: JobRun) -> None:
    """Says when it is in and when it is out."""
    note(run, "in")
    await asyncio.sleep(0.02)
    note(run, "out")


async def wait(run: JobRun) -> None:
    """Waits on the loop until it is let go; says which process it waits in."""
    note(run, "waits", os.getpid())
    while not Path(run.payload["go"]).exists():
        await asyncio.sleep(POLL_S)
    note(run, "went", os.getpid())


async def freeze(run: JobRun) -> None:
    """Keeps the whole process from doing anything else, the first time."""
    note(run, "frozen" if run.attempt == 1 else "thawed", os.getpid())
    while run.attempt == 1 and not Path(run.payload["go"]).exists():
        time.sleep(POLL_S)  # noqa: ASYNC251 - to block the loop is what it is for


async def crash(run: JobRun) -> None:
    """Takes its process with it, the first time."""
    note(run, "crash", run.attempt)
    if run.attempt == 1:
        os.abort()


KINDS = tuple(
    JobKind(f"test.{handler.__name__}", handler, max_attempts=2 if handler is fail else 5)
    for handler in (count, fail, refuse, need, step, wait, freeze, crash)
)


async def nothing_beside(services: Services) -> None:
    """A worker of tests has no chores."""


def main() -> None:
    """Work until told to stop."""
    if shift_h := float(os.environ.pop("SALUS_TEST_CLOCK_SHIFT_H", "0")):
        import time_machine

        time_machine.travel(datetime.now(UTC) + timedelta(hours=shift_h)).start()
    settings = Settings()
    work(WorkPlan(settings, KINDS, (), partial(open_services, settings), nothing_beside))


if __name__ == "__main__":
    main()
