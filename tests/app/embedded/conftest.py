"""A complete data directory to copy: creating a cluster takes a second, copying one a tenth."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.app.embedded.harness import holding


@pytest.fixture(scope="session")
def used_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one row and one key in it, stopped in good order."""
    root = tmp_path_factory.mktemp("used") / "salus"
    with holding(root) as holder:
        holder.query("CREATE TABLE visit (id int PRIMARY KEY)")
        holder.query("INSERT INTO visit VALUES (1)")
        with holder.valkey() as valkey:
            valkey.set("visit", "1")
        assert holder.stop() == 0
    return root


@pytest.fixture
def directory(used_directory: Path, tmp_path: Path) -> Path:
    """A copy of the used directory for one test."""
    return copy(used_directory, tmp_path / "salus")


def copy(source: Path, target: Path) -> Path:
    """With owners and rights, as a backup would."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    return target
