"""What silences a checker or leaves work for later says why, beside it."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import Tree

LATER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
SILENCER = re.compile(r"#\s*(?:type: ignore(?:\[[^\]]*\])?|noqa(?::\s*[A-Z0-9, ]+)?|pragma: no cover)(?P<why>.*)$")
REASON = re.compile(r"[A-Za-z].{9,}")
FOLDERS = ("src/", "tools/", "tests/", "bench/", "evals/", "attacks/")


def check(tree: Tree) -> Iterator[Finding]:
    """Comments of Python files."""
    for path in tree.paths:
        if path.endswith(".py") and path.startswith(FOLDERS):
            for line, comment, above in comments(tree.text(path) or ""):
                if LATER.search(comment):
                    yield Finding(path, line, "work left for later: do it, or write down what is deliberately absent")
                silencer = SILENCER.search(comment)
                if silencer and not (REASON.search(silencer["why"]) or REASON.search(above)):
                    yield Finding(path, line, "silences a checker without a reason beside it or above it")


def comments(text: str) -> Iterator[tuple[int, str, str]]:
    """Each comment with its line and the comment that stands alone on the line above it, if any."""
    lines = text.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                line = token.start[0]
                above = lines[line - 2].strip() if line > 1 else ""
                yield line, token.string, above if above.startswith("#") else ""
    except (tokenize.TokenError, IndentationError):
        return
