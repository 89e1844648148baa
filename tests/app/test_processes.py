"""Supervision: start, restart with growing delays, stop in reverse order, insist when somebody does not listen."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from salus.app.embedded.processid import identify, wait_until
from salus.app.processes import Happening, NotReady, Report, StopRequested, Supervisor

DEADLINE_S = 20.0


@dataclass
class Shell:
    """A shell script as a program; ready once its file is there."""

    name: str
    script: str
    ready_file: Path
    stop_grace_s: float = 5.0
    stop_signal: signal.Signals = signal.SIGTERM
    kill_signal: signal.Signals = signal.SIGKILL

    def spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sh", "-c", self.script, "sh", str(self.ready_file)], start_new_session=True)

    def is_ready(self, pid: int) -> bool:
        return self.ready_file.exists()


@dataclass
class Heard:
    """What was reported."""

    reports: list[Report] = field(default_factory=list)

    def of(self, what: Happening) -> list[str]:
        return [report.name for report in self.reports if report.what is what]


def sleeper(folder: Path, name: str = "sleeper") -> Shell:
    return Shell(name, 'touch "$1"; exec sleep 600', folder / name)


def turn_until(supervisor: Supervisor, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline
        supervisor.turn(0.02)


def test_a_killed_process_is_started_again_at_once(tmp_path: Path) -> None:
    heard = Heard()
    supervisor = Supervisor(heard.reports.append)
    supervisor.start(program := sleeper(tmp_path))
    supervisor.wait_ready([program], DEADLINE_S, DEADLINE_S)
    killed = supervisor.pids()["sleeper"]
    os.kill(killed, signal.SIGKILL)
    turn_until(supervisor, lambda: supervisor.pids().get("sleeper", killed) != killed)
    died = next(report for report in heard.reports if report.what is Happening.DIED)
    assert (died.detail, died.delay_s) == ("signal SIGKILL", 0.0)
    supervisor.stop()


def test_one_that_keeps_failing_is_started_ever_more_rarely(tmp_path: Path) -> None:
    heard = Heard()
    supervisor = Supervisor(heard.reports.append)
    supervisor.start(Shell("broken", "exit 7", tmp_path / "never"))
    turn_until(supervisor, lambda: len(heard.of(Happening.DIED)) >= 4)
    supervisor.stop()
    died = [report for report in heard.reports if report.what is Happening.DIED]
    assert [report.delay_s for report in died[:4]] == [0.0, 0.25, 0.5, 1.0]
    assert died[0].detail == "exit code 7"


def test_a_program_that_is_missing_counts_as_failing(tmp_path: Path) -> None:
    class Missing(Shell):
        def spawn(self) -> subprocess.Popen[bytes]:
            return subprocess.Popen([tmp_path / "no such program"])

    heard = Heard()
    supervisor = Supervisor(heard.reports.append)
    supervisor.start(Missing("missing", "", tmp_path / "never"))
    assert heard.reports[0].detail == "No such file or directory"
    supervisor.stop()


def test_waiting_for_one_that_keeps_failing_gives_up_with_its_last_words(tmp_path: Path) -> None:
    supervisor = Supervisor()
    supervisor.start(program := Shell("broken", "exit 7", tmp_path / "never"))
    with pytest.raises(NotReady, match=r"broken ended \d times, last with exit code 7"):
        supervisor.wait_ready([program], DEADLINE_S, 0.1)
    supervisor.stop()


def test_waiting_for_one_that_never_gets_ready_ends_in_time(tmp_path: Path) -> None:
    supervisor = Supervisor()
    supervisor.start(program := Shell("silent", "exec sleep 600", tmp_path / "never"))
    with pytest.raises(NotReady, match="silent was not ready after 0 s"):
        supervisor.wait_ready([program], 0.1, DEADLINE_S)
    supervisor.stop()


def test_what_was_started_last_stops_first(tmp_path: Path) -> None:
    heard = Heard()
    supervisor = Supervisor(heard.reports.append)
    supervisor.start(engine := sleeper(tmp_path, "engine"))
    supervisor.start(server := sleeper(tmp_path, "server"))
    supervisor.wait_ready([engine, server], DEADLINE_S, DEADLINE_S)
    supervisor.stop()
    assert heard.of(Happening.STOPPED) == ["server", "engine"]
    assert supervisor.pids() == {}


def test_one_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    heard = Heard()
    supervisor = Supervisor(heard.reports.append)
    deaf = Shell("deaf", "trap '' TERM; touch \"$1\"; while :; do sleep 1; done", tmp_path / "deaf", stop_grace_s=0.1)
    supervisor.start(deaf)
    supervisor.wait_ready([deaf], DEADLINE_S, DEADLINE_S)
    pid = supervisor.pids()["deaf"]
    supervisor.stop()
    assert heard.of(Happening.KILLED) == ["deaf"]
    assert identify(pid) is None


def test_a_second_request_to_stop_does_not_wait_for_the_grace(tmp_path: Path) -> None:
    supervisor = Supervisor()
    deaf = Shell("deaf", "trap '' TERM; touch \"$1\"; while :; do sleep 1; done", tmp_path / "deaf", stop_grace_s=600)
    supervisor.start(deaf)
    supervisor.wait_ready([deaf], DEADLINE_S, DEADLINE_S)
    supervisor.stop_asked = 2
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < DEADLINE_S


def test_signals_are_requests_and_handlers_are_put_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    supervisor = Supervisor()
    with supervisor.signals():
        supervisor.start(program := sleeper(tmp_path))
        supervisor.wait_ready([program], DEADLINE_S, DEADLINE_S)
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            turn_until(supervisor, lambda: False)
        supervisor.stop()
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_death_of_a_child_ends_the_sleep(tmp_path: Path) -> None:
    heard = Heard()
    supervisor = Supervisor(heard.reports.append)
    with supervisor.signals():
        supervisor.start(program := sleeper(tmp_path))
        supervisor.wait_ready([program], DEADLINE_S, DEADLINE_S)
        os.kill(supervisor.pids()["sleeper"], signal.SIGKILL)
        began = time.monotonic()
        while not heard.of(Happening.DIED):
            supervisor.turn(600.0)
        assert time.monotonic() - began < DEADLINE_S
        supervisor.stop()


def test_a_zombie_is_nobody() -> None:
    child = subprocess.Popen(["true"])
    assert wait_until(lambda: identify(child.pid) is None, DEADLINE_S)
    child.wait()
