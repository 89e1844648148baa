"""Keep a handful of processes running: start, wait until ready, restart with backoff, stop in reverse order.

One thread and no polling while all is well: the loop sleeps until a child dies or a signal comes.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

FIRST_DELAY_S = 0.25
LONGEST_DELAY_S = 10.0
LAST_GRACE_S = 5.0  # between the kill signal and SIGKILL
STEADY_S = 10.0  # a process that lived this long did not fail to start; its next failure counts as the first
POLL_S = 0.02  # while somebody waits for readiness
_IDLE_S = 1.0
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Program(Protocol):
    """How to run one long-lived process."""

    @property
    def name(self) -> str:
        """For people and logs."""

    @property
    def stop_signal(self) -> signal.Signals:
        """What asks it to finish in order."""

    @property
    def kill_signal(self) -> signal.Signals:
        """What ends it at once, with as little damage as possible."""

    @property
    def stop_grace_s(self) -> float:
        """How long it may take to finish [s]; then it is killed."""

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it anew. May raise OSError, which counts as a failed start."""

    def is_ready(self, pid: int) -> bool:
        """Whether the process with this number does its work."""


class Happening(StrEnum):
    """What a supervisor reports."""

    STARTED = "process_started"
    READY = "process_ready"
    DIED = "process_died"
    STOPPED = "process_stopped"
    KILLED = "process_killed"


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that happened to one program."""

    what: Happening
    name: str
    pid: int
    detail: str = ""
    delay_s: float = 0.0


class NotReady(Exception):
    """A program did not become ready."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name} {reason}")


class StopRequested(Exception):
    """Somebody asked us to stop."""


@dataclass(slots=True)
class _Run:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    ready: bool = False
    failures: int = 0
    due_at: float = 0.0
    last_exit: str = ""


@dataclass(slots=True)
class Supervisor:
    """Runs programs in groups; a later group needs the earlier ones, so it stops first."""

    report: Callable[[Report], None] = lambda _: None
    stop_asked: int = 0
    _groups: list[list[_Run]] = field(default_factory=list)
    _wakeup: int = -1

    def start(self, *programs: Program) -> None:
        """Start these together; they are restarted from now on whenever they die."""
        runs = [_Run(program) for program in programs]
        self._groups.append(runs)
        for run in runs:
            self._spawn(run)

    def wait_ready(self, programs: Sequence[Program], timeout_s: float, give_up_s: float) -> None:
        """Return when these are ready. Raise `NotReady` after `give_up_s` of failed starts or `timeout_s` in all."""
        begun = time.monotonic()
        while waiting := [run for run in self._runs() if run.program in programs and not run.ready]:
            self.turn(POLL_S)
            elapsed_s = time.monotonic() - begun
            for run in waiting:
                # One failure may be an accident; a second one after a restart is a state.
                if run.failures > 1 and elapsed_s > give_up_s and not run.ready:
                    raise NotReady(run.program.name, f"ended {run.failures} times, last with {run.last_exit}")
                if elapsed_s > timeout_s and not run.ready:
                    raise NotReady(run.program.name, f"was not ready after {timeout_s:.0f} s")

    def wait_for(self, process: subprocess.Popen[bytes]) -> int:
        """Keep everything running until this process, which is none of ours, ends; its exit code."""
        while process.poll() is None:
            self.turn(POLL_S)
        return process.returncode

    def run(self, each_turn: Callable[[], None] = lambda: None) -> None:
        """Keep everything running until somebody asks to stop."""
        with suppress(StopRequested):
            while True:
                self.turn(_IDLE_S)
                each_turn()

    def stop(self) -> None:
        """Stop all groups, the latest first. A second request to stop shortens every grace period to nothing."""
        while self._groups:
            self._stop_group(self._groups[-1])
            self._groups.pop()

    def pids(self) -> dict[str, int]:
        """Process numbers by program name, of those that run now."""
        return {run.program.name: run.process.pid for run in self._runs() if run.process}

    def turn(self, longest_s: float) -> None:
        """Sleep until something happens, at most so long; then bury the dead, start what is due, note what is ready."""
        self._sleep(self._until_due(longest_s))
        if self.stop_asked:
            raise StopRequested
        for run in self._runs():
            self._bury(run)
            if run.process is None and run.due_at <= time.monotonic():
                self._spawn(run)
            if run.process and not run.ready and run.program.is_ready(run.process.pid):
                run.ready = True
                took_s = time.monotonic() - run.started_at
                self.report(Report(Happening.READY, run.program.name, run.process.pid, f"{took_s:.1f} s"))

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Take stop signals as requests, and let the death of a child end the sleep at once."""
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)
        # nohup ignores the hang-up on purpose.
        caught = [number for number in _STOP_SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
        before = {number: signal.signal(number, self._ask_to_stop) for number in caught}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        old_wakeup = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self._wakeup = reading
        try:
            yield
        finally:
            self._wakeup = -1
            signal.set_wakeup_fd(old_wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_asked += 1

    def _runs(self) -> list[_Run]:
        return [run for group in self._groups for run in group]

    def _until_due(self, longest_s: float) -> float:
        now = time.monotonic()
        waits = [run.due_at - now for run in self._runs() if run.process is None]
        if any(run.process and not run.ready for run in self._runs()):
            waits.append(POLL_S)
        return max(0.0, min([longest_s, *waits]))

    def _sleep(self, seconds: float) -> None:
        if self._wakeup < 0:
            time.sleep(min(seconds, POLL_S))
            return
        ready, _, _ = select.select([self._wakeup], [], [], seconds)
        if ready:
            with suppress(BlockingIOError):
                os.read(self._wakeup, 512)

    def _spawn(self, run: _Run) -> None:
        run.started_at, run.ready = time.monotonic(), False
        try:
            run.process = run.program.spawn()
        except OSError as error:
            self._note_failure(run, str(error.strerror), 0)
            return
        self.report(Report(Happening.STARTED, run.program.name, run.process.pid))

    def _bury(self, run: _Run) -> None:
        process = run.process
        if process is None or process.poll() is None:
            return
        run.process = None
        self._note_failure(run, _ending(process.returncode), process.pid)

    def _note_failure(self, run: _Run, reason: str, pid: int) -> None:
        lived_s = time.monotonic() - run.started_at
        run.failures = 1 if run.ready and lived_s > STEADY_S else run.failures + 1
        # The first restart is immediate: it is what a crash in good health needs.
        delay_s = 0.0 if run.failures == 1 else min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** (run.failures - 2))
        run.ready, run.due_at, run.last_exit = False, time.monotonic() + delay_s, reason
        self.report(Report(Happening.DIED, run.program.name, pid, reason, delay_s))

    def _stop_group(self, runs: list[_Run]) -> None:
        begun = time.monotonic()
        for run in runs:
            _send(run, run.program.stop_signal)
        killed: set[str] = set()
        while living := [run for run in runs if run.process]:
            for run in living:
                self._see_off(run, time.monotonic() - begun, killed)
            self._sleep(POLL_S)

    def _see_off(self, run: _Run, waited_s: float, killed: set[str]) -> None:
        process, name = run.process, run.program.name
        if process is None:
            return
        if process.poll() is not None:
            run.process = None
            self.report(Report(Happening.STOPPED, name, process.pid, _ending(process.returncode)))
        elif waited_s > run.program.stop_grace_s + LAST_GRACE_S:
            _send(run, signal.SIGKILL)
        elif name not in killed and (waited_s > run.program.stop_grace_s or self.stop_asked > 1):
            killed.add(name)
            _send(run, run.program.kill_signal)
            self.report(Report(Happening.KILLED, name, process.pid))


def _send(run: _Run, number: signal.Signals) -> None:
    if run.process:
        run.process.send_signal(number)  # does nothing when it has ended


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
