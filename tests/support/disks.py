"""Disks that are small or take no files: real ones, in memory; they need root.

* `small_disk`: makes a disk of so many MB
* `make_read_only`: turns such a disk read-only, as a failing disk is by the system
* `fill`: leaves so many bytes free
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes a disk of so many MB; needs root."""
    mounted: list[Path] = []

    def make(size_mb: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=0700", "tmpfs", str(place)]
        if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
            pytest.skip("only root can make a small disk, and not in every sandbox")
        mounted.append(place)
        return place

    yield make
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def make_read_only(place: Path) -> None:
    """Nothing can be written there any more."""
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)


def make_writable(place: Path) -> None:
    """The opposite."""
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)


def fill(place: Path, but_bytes: int = 0) -> Path:
    """Fill the disk; gives the file to delete to have room again."""
    ballast = place / "ballast"
    disk = os.statvfs(place)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - but_bytes)
    return ballast
