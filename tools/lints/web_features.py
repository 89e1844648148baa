"""In `web/`, one feature does not import another: they share through `web/src` outside `features`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from tools.lints.finding import Finding
from tools.tree import Tree

FEATURES = "web/src/features/"
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


def check(tree: Tree) -> Iterator[Finding]:
    """Relative and `@/` imports of TypeScript files below `features`."""
    for path in tree.paths:
        if path.startswith(FEATURES) and path.endswith((".ts", ".tsx")):
            here = path.removeprefix(FEATURES).split("/")[0]
            for number, line in enumerate((tree.text(path) or "").splitlines(), start=1):
                for target in IMPORT.findall(line):
                    there = feature_of(path, target)
                    if there and there != here:
                        yield Finding(path, number, f"feature {here} imports feature {there}")


def feature_of(path: str, target: str) -> str | None:
    """The feature that an import in `path` reaches; None when it reaches something else."""
    if target.startswith("@/"):
        full = join("web/src", target.removeprefix("@/"))
    elif target.startswith("."):
        full = normpath(join(dirname(path), target))
    else:
        return None
    return full.removeprefix(FEATURES).split("/")[0] if full.startswith(FEATURES) else None
