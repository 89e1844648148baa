"""SQL stands in `store.py` and in migrations only, so that one file tells which rows a slice touches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import Tree

STATEMENT = re.compile(
    r"\s*(?:SELECT\s.+\sFROM\s|SELECT\s+[\w.]+\(|INSERT\s+INTO\s|UPDATE\s+[\w.]+\s+SET\s|DELETE\s+FROM\s"
    r"|WITH\s+\w+\s+AS\s*\(|(?:CREATE|ALTER|DROP)\s+(?:TABLE|SCHEMA|ROLE|POLICY|INDEX|EXTENSION|DATABASE)\s"
    r"|GRANT\s.+\sTO\s|TRUNCATE\s|LISTEN\s|NOTIFY\s)",
    re.DOTALL,
)
# The pool sets the actor of a transaction; the supervisor makes roles and databases before any schema exists.
ALLOWED_FOLDERS = ("src/salus/core/db/", "src/salus/app/embedded/")


def check(tree: Tree) -> Iterator[Finding]:
    """String constants, f-strings included, that read as an SQL statement in upper case."""
    for path, module in tree.python():
        if is_store(path):
            continue
        docstrings = {id(node) for node in docstring_nodes(module)}
        for node in ast.walk(module):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in docstrings:
                continue
            if STATEMENT.match(node.value):
                yield Finding(path, node.lineno, "SQL outside store.py: move it to the slice's store")


def is_store(path: str) -> bool:
    """`store.py`, `store/…`, `…_store.py`, migrations, and the two places that work below any schema."""
    *folders, name = path.split("/")
    inside = "migrations" in folders or "store" in folders
    return inside or name == "store.py" or name.endswith("_store.py") or path.startswith(ALLOWED_FOLDERS)


def docstring_nodes(module: ast.Module) -> Iterator[ast.Constant]:
    """The constants that are docstrings; they may quote SQL."""
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value
