"""Nothing tracked belongs to one machine or to a vault: no index hosts, local paths, keys, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.lints.finding import Finding
from tools.tree import Tree

# Written so that this file does not match itself.
HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted\.org|registry\.np[m]js|np[m]js\.org|deb\.deb[i]an\.org|registry\.y[a]rnpkg",
    re.IGNORECASE,
)
KEYS = re.compile(
    r"AKI[A][0-9A-Z]{16}|ASI[A][0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{36}|xo[x][bpars]-[0-9A-Za-z-]{10,}"
    r"|s[k]-(?:ant-)?[0-9A-Za-z_-]{32,}|AIz[a][0-9A-Za-z_-]{35}|[0-9]{12}\.dk[r]\.ecr"
    r"|-----BEGI[N] (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY"
    r"|ey[J][0-9A-Za-z_-]{16,}\.ey[J][0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}"
)
OUTSIDE = re.compile(r"ws[s]?://(?!127\.0\.0\.1)[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
MOST_KIB = 4096


def check(tree: Tree) -> Iterator[Finding]:
    """Every text file, line by line; every file by its size."""
    local = local_paths(tree.root)
    for path in tree.paths:
        size_kib = (tree.root / path).stat().st_size // 1024
        if size_kib > MOST_KIB:
            yield Finding(path, 1, f"{size_kib} KiB: make it at set-up or in the test instead of tracking it")
            continue
        for number, line in enumerate((tree.text(path) or "").splitlines(), start=1):
            if HOSTS.search(line):
                yield Finding(path, number, "names the host of a package index")
            if KEYS.search(line):
                yield Finding(path, number, "looks like a key or a token")
            if OUTSIDE.search(line):
                yield Finding(path, number, "names an outside address")
            if any(place in line for place in local):
                yield Finding(path, number, "names a folder of this machine")


def local_paths(root: Path) -> tuple[str, ...]:
    """The folder that holds the checkout, and the home folder; too short a one would match everywhere."""
    places = (f"{root.parent}/", f"{Path.home()}/")
    return tuple(place for place in places if place not in ("/", "//", "/tmp/"))  # noqa: S108 - compared, not opened
