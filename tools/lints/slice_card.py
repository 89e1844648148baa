"""Every room opens with its card: what it owns, reads, emits and listens to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import SOURCE, Tree

MUST_SAY = "Owns:"


def check(tree: Tree) -> Iterator[Finding]:
    """The docstring of each folder directly under `src/salus`."""
    parsed = dict(tree.python())
    for room in tree.rooms():
        path = f"{SOURCE}{room}/__init__.py"
        if path not in parsed:
            yield Finding(f"{SOURCE}{room}", 1, "has no __init__.py with its card")
        elif MUST_SAY not in (ast.get_docstring(parsed[path]) or ""):
            yield Finding(path, 1, f'the card lacks a line "{MUST_SAY} …"')
