"""A source file of more than 500 lines hides a second room."""

from __future__ import annotations

from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import Tree

MOST_LINES = 500
KINDS = (".py", ".ts", ".tsx", ".css")
EXEMPT = ("generated", "/migrations/", "/static/")


def check(tree: Tree) -> Iterator[Finding]:
    """Every source file that a person writes."""
    for path in tree.paths:
        if not path.endswith(KINDS) or any(part in path for part in EXEMPT):
            continue
        lines = (tree.text(path) or "").count("\n")
        if lines > MOST_LINES:
            yield Finding(path, lines, f"{lines} lines, the limit is {MOST_LINES}: split it by what it is about")
