"""`make lock`: compile requirements/ from pyproject.toml: names, versions and hashes, no addresses."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tempfile
import tomllib
from pathlib import Path

from tools.environment import PYTHON, UV_ENV
from tools.shell import ROOT, finish, run, say

LISTS = ("dev", "bootstrap", "core")  # dev first: the smaller lists take their versions from it
HEADER = """\
# Written by `make lock` from pyproject.toml; change that file, then run it again.
# dependencies sha256:{digest}
"""
STAMP = re.compile(r"^# dependencies sha256:([0-9a-f]{64})$", re.MULTILINE)


def dependency_digest(pyproject: str) -> str:
    """The digest of everything in pyproject.toml that decides what is installed, and of nothing else."""
    table = tomllib.loads(pyproject)
    project, uv = table.get("project", {}), table.get("tool", {}).get("uv", {})
    decisive = {
        "build": table.get("build-system", {}).get("requires"),
        "python": project.get("requires-python"),
        "core": project.get("dependencies"),
        "extras": project.get("optional-dependencies"),
        "overrides": uv.get("override-dependencies"),
        "metadata": uv.get("dependency-metadata"),
    }
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def stale_lists(root: Path) -> list[str]:
    """The lists whose stamp is not that of pyproject.toml: they must be compiled again."""
    wanted = dependency_digest((root / "pyproject.toml").read_text())
    stale = []
    for name in LISTS:
        path = root / "requirements" / f"{name}.txt"
        stamp = STAMP.search(path.read_text()) if path.is_file() else None
        if stamp is None or stamp[1] != wanted:
            stale.append(path.relative_to(root).as_posix())
    return stale


def main() -> int:
    """Compile every list; pins stay as they are unless pyproject.toml or `--upgrade` moves them."""
    options = argparse.ArgumentParser(prog="tools.lock", description=__doc__)
    options.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    upgrade = ["--upgrade"] if options.parse_args().upgrade else []
    text = (ROOT / "pyproject.toml").read_text()
    header = HEADER.format(digest=dependency_digest(text))
    requires = tomllib.loads(text)["build-system"]["requires"]
    with tempfile.TemporaryDirectory() as folder:
        bootstrap = Path(folder) / "bootstrap.in"
        # `editables` is what hatchling asks for when it installs a package editable.
        bootstrap.write_text("\n".join(["uv", "editables", *requires]) + "\n")
        dev = ROOT / "requirements" / "dev.txt"
        sources: dict[str, list[str | Path]] = {
            "dev": ["pyproject.toml", "--extra", "dev", *upgrade],
            "bootstrap": [bootstrap, "--constraints", dev],
            "core": ["pyproject.toml", "--constraints", dev],
        }
        for name in LISTS:
            _compile(name, sources[name], header)
    return 0


def _compile(name: str, source: list[str | Path], header: str) -> None:
    path = ROOT / "requirements" / f"{name}.txt"
    form = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    bare: list[str | Path] = ["--no-header", "--no-annotate", "--no-emit-index-url", "--output-file", path]
    compiler: list[str | Path] = [PYTHON, "-m", "uv", "pip", "compile"]
    run([*compiler, *source, *form, *bare], env=UV_ENV)
    compiled = path.read_text()
    path.write_text(header + compiled)
    count = sum(line[0].isalnum() for line in compiled.splitlines() if line)
    say(f"lock: {path.relative_to(ROOT)}: {count} packages")


if __name__ == "__main__":
    finish(main)
