"""Make `.venv`: Python's venv, uv and the locked packages by hash, Salus itself editable. Stdlib only."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from pathlib import Path

from tools.shell import ROOT, StepFailed, run, say, succeeds
from tools.stamps import Stamps, digest_of_files, digest_of_text

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS_FILE = VENV / "salus-setup.json"
BOOTSTRAP = ROOT / "requirements" / "bootstrap.txt"

# uv must neither fetch a Python of its own nor ask about one; hard links are not possible across disks.
UV_ENV = {"UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy")}
NO_VENV = "This Python lacks the venv module: on Debian and Ubuntu `apt-get install python3-venv` mends it."
NO_PACKAGES = "Packages come from the index that pip is set up for; is the network reachable?"


def prepare_environment(which: str) -> None:
    """Bring `.venv` to exactly `requirements/<which>.txt`; nothing runs when nothing has changed."""
    _make_venv()
    stamps = Stamps(STAMPS_FILE)
    packages = _install_packages(which, stamps)
    _install_salus(packages, stamps)


def _make_venv() -> None:
    """A venv that was moved or half made is made anew: its scripts hold absolute paths."""
    home = digest_of_text(str(VENV))
    if PYTHON.exists() and Stamps(STAMPS_FILE).is_current("venv", home):
        return
    say(f"setup: making {VENV.name} with Python {sys.version.split()[0]}")
    run([sys.executable, "-m", "venv", "--clear", VENV], advice=NO_VENV)
    Stamps(STAMPS_FILE).finish("venv", home)


def _install_packages(which: str, stamps: Stamps) -> str:
    """Install the locked list, by uv or else by pip; the digest of what is installed comes back."""
    locked = ROOT / "requirements" / f"{which}.txt"
    if not locked.is_file():
        raise StepFailed(f"requirements/{which}.txt is missing.")
    wanted = digest_of_files([locked, BOOTSTRAP], ROOT)
    if stamps.is_current("packages", wanted):
        return wanted
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    hashed = ["--no-deps", "--require-hashes"]
    say(f"setup: installing requirements/{which}.txt")
    if not (succeeds([*pip, *hashed, "-r", BOOTSTRAP]) and _sync_with_uv(locked)):
        say("setup: uv cannot be used here, pip does it (two to three minutes)")
        run([*pip, *hashed, "-r", BOOTSTRAP, "-r", locked], advice=NO_PACKAGES)
    stamps.finish("packages", wanted)
    return wanted


def _sync_with_uv(locked: Path) -> bool:
    """Install what is listed and remove what no longer is, so that a forgotten dependency shows at once."""
    try:
        uv: list[str | Path] = [
            PYTHON,
            "-m",
            "uv",
            "pip",
            "sync",
            "--quiet",
            "--require-hashes",
            "--python",
            PYTHON,
        ]
        run([*uv, BOOTSTRAP, locked], env=UV_ENV)
    except StepFailed:
        return False
    return True


def _install_salus(packages: str, stamps: Stamps) -> None:
    """Editable, with the build backend that is already installed: no second environment, no network."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = digest_of_text(packages, json.dumps(project, sort_keys=True))
    if stamps.is_current("salus", wanted) and (VENV / "bin" / "salus").exists():
        return
    say("setup: installing salus (editable)")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    run([*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT])
    stamps.finish("salus", wanted)
