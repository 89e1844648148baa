"""A whole Salus of its own for a measurement: started by `salus up` on a fresh data directory, stopped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from salus.app.embedded.datadir import DataDir

READY_TIMEOUT_S = 90.0
PASSWORD = "salus-demo"
# One account asks as often as a hundred: its requests are counted as they always are, and never refused.
UNHINDERED = {
    f"SALUS_RATE_{kind}": "1000000/s" for kind in ("SIGN_IN", "READS", "WRITES", "UPLOADS", "CHAT", "EXPORTS")
}
SETTINGS_OF_OURS = ("DATABASE_URL", "REDIS_URL", "JWT_SECRET_KEY", "ENCRYPTION_KEY")


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class System:
    """A running `salus up`."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def directory(self) -> DataDir:
        """Its data directory, as the supervisor sees it."""
        return DataDir(self.data_dir)

    def start(self, *, demo: bool = True) -> float:
        """Start and wait until it is ready; the seconds that took."""
        salus = str(Path(sys.executable).with_name("salus"))
        command = [salus, "up", "--port", str(self.port), "--data-dir", str(self.data_dir)]
        environment = {name: value for name, value in os.environ.items() if name not in SETTINGS_OF_OURS}
        environment.update(self.settings)
        environment |= UNHINDERED
        began = time.monotonic()
        with (self.data_dir.parent / "salus.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(["--demo"] if demo else [])], stdout=log, stderr=log, env=environment
            )
        self.wait_until_ready()
        return time.monotonic() - began

    def wait_until_ready(self) -> None:
        """Until /health/ready answers 200."""
        deadline = time.monotonic() + READY_TIMEOUT_S
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"salus up ended: {(self.data_dir.parent / 'salus.log').read_text()[-2000:]}")
            try:
                if httpx.get(f"{self.url}/health/ready", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise TimeoutError("Salus was not ready in time")

    def stop(self) -> None:
        """Ask it to stop, and see that it does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def sign_in(self, who: str) -> httpx.Client:
        """A client of a demo account: patient, doctor or admin."""
        answer = httpx.post(
            f"{self.url}/api/v1/auth/token", data={"username": f"{who}@salus.demo", "password": PASSWORD}, timeout=20
        )
        answer.raise_for_status()
        token = answer.json()["access_token"]
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)


@contextmanager
def running(*, demo: bool = True, settings: Mapping[str, str] | None = None) -> Iterator[System]:
    """A Salus that lives as long as the block."""
    home = Path(tempfile.mkdtemp(prefix="salus-bench-"))
    home.chmod(0o755)  # PostgreSQL runs as another user when we are root
    system = System(home / "data", settings=settings or {})
    try:
        system.start(demo=demo)
        yield system
    finally:
        system.stop()
        shutil.rmtree(home, ignore_errors=True)
