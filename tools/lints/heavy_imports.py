"""Heavy libraries are imported where they are used, so that the server starts in about a second."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import Tree

HEAVY = frozenset(
    {"cv2", "onnx", "onnxruntime", "pandas", "pdfplumber", "PIL", "pypdfium2", "rapidocr", "reportlab"}
    | {"safetensors", "scipy", "sklearn", "tokenizers", "torch", "xgboost"}
)


def check(tree: Tree) -> Iterator[Finding]:
    """Imports that run when the module is imported; those for type checkers only do not."""
    for path, module in tree.python():
        for node in module.body:
            for name in imported_packages(node):
                if name in HEAVY:
                    yield Finding(path, node.lineno, f"{name} is heavy: import it inside the function that uses it")


def imported_packages(node: ast.stmt) -> Iterator[str]:
    """The top packages that one statement imports: `PIL` for `from PIL import Image`."""
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        yield node.module.split(".")[0]
