"""LOINC codes are named in `clinical`, never written where they are used, so that a grep finds every use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import Tree

LOINC = re.compile(r"\d{3,5}-\d")
ALLOWED = ("src/salus/clinical/", "src/salus/app/demo/")  # the demo clinic stands for the outside world


def check(tree: Tree) -> Iterator[Finding]:
    """String constants that are nothing but a LOINC code with a right check digit."""
    for path, module in tree.python():
        if path.startswith(ALLOWED):
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_loinc(node.value):
                yield Finding(path, node.lineno, f'"{node.value}" is a LOINC code: name it in clinical.codes')


def is_loinc(text: str) -> bool:
    """Whether the text has LOINC's form and its last digit is the mod-10 (Luhn) check of the others."""
    if not LOINC.fullmatch(text):
        return False
    number, digit = text.split("-")
    total = 0
    for place, char in enumerate(reversed(number)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return (10 - total % 10) % 10 == int(digit)
