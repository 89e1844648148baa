"""`clinical` and every `logic` are pure: clock, chance, settings and files come in as arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import SOURCE, Tree

IMPURE = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic"}
    | {
        "time.perf_counter",
        "time.sleep",
        "os.getenv",
        "os.environ",
        "uuid.uuid4",
        "uuid4",
        "secrets.token_hex",
    }
    | {"open", "print", "input"}
)


def check(tree: Tree) -> Iterator[Finding]:
    """Names that reach outside the function's arguments."""
    for path, module in tree.python():
        if not is_pure_place(path):
            continue
        for node in ast.walk(module):
            name = dotted(node.func) if isinstance(node, ast.Call) else dotted(node)
            reaches_out = name == "os.environ" or (isinstance(node, ast.Call) and name in IMPURE)
            if reaches_out or (isinstance(node, ast.Call) and name.startswith("random.")):
                yield Finding(path, getattr(node, "lineno", 1), f"{name} is not pure: take the value as an argument")


def is_pure_place(path: str) -> bool:
    """`clinical/…` and `<slice>/logic/…` (or `<slice>/logic.py`)."""
    room, *rest = path.removeprefix(SOURCE).split("/")
    return room == "clinical" or (bool(rest) and rest[0] in ("logic", "logic.py"))


def dotted(node: ast.AST) -> str:
    """The last two parts of a dotted name: `datetime.now` for `datetime.datetime.now`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value).split(".")[-1]
        return f"{owner}.{node.attr}" if owner else node.attr
    return ""
