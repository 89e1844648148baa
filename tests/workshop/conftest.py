"""A working tree in miniature, for checks that read trees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.tree import Tree

PYPROJECT = """
[[tool.importlinter.contracts]]
id = "tiers"
layers = ["app", "chat", "documents", "records", "core | clinical"]
"""
MakeTree = Callable[[dict[str, str]], Tree]


@pytest.fixture
def tree_of(tmp_path: Path) -> MakeTree:
    """A function that writes the given files below a fresh folder and returns its `Tree`."""

    def make(files: dict[str, str]) -> Tree:
        for path, text in {"pyproject.toml": PYPROJECT, **files}.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return Tree(tmp_path)

    return make
