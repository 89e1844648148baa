"""Find a Chromium for the browser tests, or get one where that needs no questions. Stdlib only."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.shell import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "no Chromium found: the browser tests will be skipped. Install one, or name it in CHROMIUM_PATH."


def find_chromium() -> str | None:
    """The browser to test with: `CHROMIUM_PATH` if set, else the first known name on PATH."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> None:
    """Install Debian's package when we are root on a Debian; elsewhere say what is missing and go on."""
    if find_chromium():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("test: installing Chromium for the browser tests")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], env=quiet, check=False
        )
    if not find_chromium():
        say(f"test: {ADVICE}")


if __name__ == "__main__":
    main()
