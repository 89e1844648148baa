"""The locked lists belong to this pyproject.toml, carry hashes, and name no index; so does the web's lock file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.lock import LISTS, stale_lists
from tools.tree import Tree

ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|^-[if] ")


WEB_LOCK = "web/package-lock.json"


def check(tree: Tree) -> Iterator[Finding]:
    """Every list of `requirements/`, and where npm would write down the registry it used."""
    for path in stale_lists(tree.root):
        yield Finding(path, 1, "older than the dependencies in pyproject.toml: run `make lock`")
    for path in (f"requirements/{name}.txt" for name in LISTS):
        if path not in tree.paths:
            continue
        lines = (tree.text(path) or "").splitlines()
        for number, line in enumerate(lines, start=1):
            if ADDRESS.search(line):
                yield Finding(path, number, "an index address: the lists hold names, versions and hashes only")
            if line[:1].isalnum() and not (number < len(lines) and "--hash=" in lines[number]):
                yield Finding(path, number, "a package without a hash: run `make lock`")
    if WEB_LOCK in tree.paths:
        for number, line in enumerate((tree.text(WEB_LOCK) or "").splitlines(), start=1):
            if line.lstrip().startswith('"resolved": "http'):
                yield Finding(WEB_LOCK, number, "a registry address: run `npm run lock:clean` in web/")
