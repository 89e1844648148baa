"""No patient text in exceptions and logs: both are kept, shipped and read by people who treat nobody."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import Tree

PRIVATE = frozenset(
    {"given", "family", "display_name", "patient_name", "birth_date", "address", "telecom", "phone", "email"}
    | {"question", "answer", "query", "quote", "snippet", "sentence", "paragraph", "ocr_text", "page_text"}
    | {"text", "value_text", "body", "content", "filename", "password", "token", "secret"}
)
LOGGERS = frozenset({"log", "logger", "logging"})
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})


def check(tree: Tree) -> Iterator[Finding]:
    """Private names inside `raise` statements' f-strings, and as fields or arguments of log calls."""
    for path, module in tree.python():
        for node in ast.walk(module):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                for part in (p for arg in node.exc.args for p in ast.walk(arg) if isinstance(p, ast.FormattedValue)):
                    if (name := last_name(part.value)) in PRIVATE:
                        yield Finding(path, node.lineno, f"{name} may be patient text: keep it out of exceptions")
            elif isinstance(node, ast.Call) and _is_log_call(node):
                for name in _logged_names(node):
                    yield Finding(path, node.lineno, f"{name} may be patient text: log ids, counts and times")


def last_name(node: ast.expr) -> str:
    """`quote` for `quote`, `span.quote` and `span.quote[:20]`; empty for anything else."""
    if isinstance(node, ast.Subscript):
        return last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_log_call(node: ast.Call) -> bool:
    function = node.func
    return isinstance(function, ast.Attribute) and function.attr in LEVELS and last_name(function.value) in LOGGERS


def _logged_names(node: ast.Call) -> Iterator[str]:
    for keyword in node.keywords:
        if keyword.arg in PRIVATE:
            yield keyword.arg
    for value in (*node.args, *(keyword.value for keyword in node.keywords if keyword.arg not in PRIVATE)):
        for part in ast.walk(value):
            if isinstance(part, (ast.Name, ast.Attribute)) and (name := last_name(part)) in PRIVATE:
                yield name
