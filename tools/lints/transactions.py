"""A service opens no transaction: its caller decides what is saved together."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import SOURCE, Tree

OPENERS = frozenset({"transaction", "commit", "rollback"})
ROOMS_WITHOUT = frozenset({"core", "app"})  # core makes the transactions, app holds jobs and commands


def check(tree: Tree) -> Iterator[Finding]:
    """Calls of `….transaction()`, `….commit()` and `….rollback()` in service and store modules of slices."""
    for path, module in tree.python():
        room, *rest = path.removeprefix(SOURCE).split("/")
        if room in ROOMS_WITHOUT or not rest or rest[0].removesuffix(".py") not in ("service", "store"):
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in OPENERS:
                yield Finding(path, node.lineno, f"{node.func.attr}() here: the caller owns the transaction")
