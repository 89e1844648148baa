"""No service above `records` takes a patient id: it takes a `Chart`, which proves that access was checked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import SOURCE, Tree

BELOW_THE_CHART = frozenset({"core", "clinical", "records", "app"})
IDS = frozenset({"patient_id", "patient_uuid"})


def check(tree: Tree) -> Iterator[Finding]:
    """Every public function of a `service` module, by the names of its arguments."""
    for path, module in tree.python():
        room, *rest = path.removeprefix(SOURCE).split("/")
        if room in BELOW_THE_CHART or not rest or rest[0] not in ("service.py", "service"):
            continue
        for node in ast.walk(module):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
                yield from _raw_ids(path, node)


def _raw_ids(path: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Finding]:
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if argument.arg in IDS:
            advice = f"{function.name} takes a raw {argument.arg}; take a Chart from records.service.open_chart"
            yield Finding(path, argument.lineno, advice)
