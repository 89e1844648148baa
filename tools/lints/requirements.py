"""The locked lists belong to this pyproject.toml, carry hashes, and name no index."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.lock import LISTS, stale_lists
from tools.tree import Tree

ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|^-[if] ")


def check(tree: Tree) -> Iterator[Finding]:
    """Every list of `requirements/`."""
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
