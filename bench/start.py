"""How long Salus takes to be ready: from a clean clone, again, and in a directory that was moved."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.report import Row, at_most, told
from bench.system import SETTINGS_OF_OURS, System, free_port, running
from salus.app.children import kept_bytecode
from salus.app.embedded import addresses

AGAIN = 3
ROOT = Path(__file__).parents[1]
CLONE_BAR_S = 300.0


def seconds_from_clean_clone() -> float:
    """`git clone` and `make run`, as the README says, until the sign-in page is there; packages may be cached."""
    home = Path(tempfile.mkdtemp(prefix="salus-clone-"))
    home.chmod(0o755)  # PostgreSQL runs as another user when we are root
    port, clone = free_port(), home / "salus"
    environment = {name: value for name, value in os.environ.items() if name not in (*SETTINGS_OF_OURS, "VIRTUAL_ENV")}
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    with (home / "run.log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}", f"DATA_DIR={home / 'data'}"],
            cwd=clone, stdout=log, stderr=log, env=environment, start_new_session=True,
        )  # fmt: skip
    try:
        while not _has_page(port):
            if process.poll() is not None or time.monotonic() - began > 2 * CLONE_BAR_S:
                raise RuntimeError(f"make run in a clean clone: {(home / 'run.log').read_text()[-2000:]}")
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def seconds_with_warm_engines(system: System) -> list[float]:
    """Another web server beside the one that runs, on the same engines, until it is ready."""
    found = {**addresses.of_running(system.directory), **kept_bytecode(system.directory.run / "bytecode")}
    taken = []
    for _ in range(AGAIN):
        port = free_port()
        command = [str(Path(sys.executable).with_name("salus")), "serve", "--port", str(port)]
        began = time.monotonic()
        server = subprocess.Popen(
            command,
            env={**os.environ, **found, "SALUS_DATA_DIR": str(system.data_dir)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not _is_ready(port):
                if server.poll() is not None or time.monotonic() - began > CLONE_BAR_S:
                    raise RuntimeError("the web server did not become ready")
                time.sleep(0.02)
            taken.append(time.monotonic() - began)
        finally:
            server.terminate()
            server.wait(30)
    return taken


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _has_page(port: int) -> bool:
    try:
        ready = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2)
        page = httpx.get(f"http://127.0.0.1:{port}/", timeout=2)
    except httpx.HTTPError:
        return False
    return ready.status_code == 200 and page.status_code == 200 and "<title>Salus" in page.text


def rows() -> list[Row]:
    """Seconds from `salus up` to the first 200 of /health/ready."""
    with running() as system:
        system.stop()
        again = []
        for _ in range(AGAIN):
            again.append(system.start())
            system.stop()
        system.start()
        warm = seconds_with_warm_engines(system)
        system.stop()
        system.data_dir.rename(system.data_dir.with_name("moved"))
        system.data_dir = system.data_dir.with_name("moved")
        moved = system.start()
    return [
        at_most("clean clone to a working page, two commands", seconds_from_clean_clone(), CLONE_BAR_S, "s", 1),
        at_most("second start to ready, slowest", max(again), 5, "s", AGAIN),
        at_most("web server to ready on running engines, slowest", max(warm), 3, "s", AGAIN),
        told("start in a moved directory", moved, "s", 1),
    ]
