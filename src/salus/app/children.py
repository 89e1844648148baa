"""The processes that `salus up` runs beside the engines: web server and worker, of this very program.

They start at once and load their modules while the engines come up and the schema is brought to date, then wait at a
gate. A child that is started again later finds the gate open.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from salus.app.embedded.engine import spawn

GATE_FD = "SALUS_GATE_FD"
LISTEN_FD = "SALUS_LISTEN_FD"
OPEN = b"o"
PROBE_TIMEOUT_S = 0.2
READY_REQUEST = b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def salus_command(*words: str) -> list[str]:
    """This program with other words, under the same Python."""
    return [sys.executable, "-m", "salus.app.cli", *words]


def wait_at_gate() -> None:
    """In a child: go on when the parent opens the gate; leave if it closes it. Nothing to do without one."""
    gate = os.environ.pop(GATE_FD, "")
    if gate:
        with open(int(gate), "rb", buffering=0) as descriptor:
            if descriptor.read(1) != OPEN:
                raise SystemExit(0)


def inherited_socket() -> socket.socket | None:
    """In a child: the listening socket that the parent holds, so that a restarted server refuses nobody meanwhile."""
    descriptor = os.environ.pop(LISTEN_FD, "")
    return socket.socket(fileno=int(descriptor)) if descriptor else None


def kept_bytecode(folder: Path) -> dict[str, str]:
    """Environment that lets children keep compiled modules, in `folder` where they may not lie beside the source.

    Compiling a thousand modules anew takes half of a start. Containers and shared installations often forbid or
    prevent writing into the source's folders; nothing is written there then.
    """
    if not sys.dont_write_bytecode and os.access(sysconfig.get_path("purelib"), os.W_OK):
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}


@dataclass(slots=True)
class Child:
    """One process of ours, as a program for the supervisor."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    stop_grace_s: float
    listener: socket.socket | None = None
    _gate: int | None = None
    _gate_is_open: bool = False
    _probe: socket.socket | None = None

    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it, with the listening socket and a gate if it has them."""
        environment, descriptors = dict(self.environment), []
        if self.listener:
            environment[LISTEN_FD] = str(self.listener.fileno())
            descriptors.append(self.listener.fileno())
        self._close_gate()
        reading = None
        if not self._gate_is_open:
            reading, self._gate = os.pipe()
            environment[GATE_FD] = str(reading)
            descriptors.append(reading)
        try:
            # Its work is safe against kill -9, and the engines end at the same moment: no reason to linger.
            return spawn(
                salus_command(*self.words),
                log=self.log,
                death_signal=signal.SIGKILL,
                environment=environment,
                keep_open=descriptors,
            )
        finally:
            if reading is not None:
                os.close(reading)

    def open_gate(self) -> None:
        """Let it begin, now and at every later start."""
        self._gate_is_open = True
        if self._gate is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(self._gate, OPEN)
        self._close_gate()

    def is_ready(self, pid: int) -> bool:
        """A server is ready when it says so itself; the worker as soon as it runs."""
        if self.listener is None:
            return self._gate_is_open
        if self._probe is None:
            self._probe = _ask(self.listener)
            return False
        try:
            answer = self._probe.recv(64)
        except BlockingIOError:
            return False
        except OSError:
            answer = b""
        self._probe.close()
        self._probe = None
        return answer.startswith(b"HTTP/1.1 200")

    def _close_gate(self) -> None:
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None


def _ask(listener: socket.socket) -> socket.socket | None:
    """Send the question; the answer is looked for later, for the connection waits until the server takes it."""
    host, port = listener.getsockname()[:2]
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        probe = socket.create_connection((address, port), PROBE_TIMEOUT_S)
        probe.sendall(READY_REQUEST)
    except OSError:
        return None
    probe.setblocking(False)
    return probe
