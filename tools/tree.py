"""The files of the working tree as checks see them: what git tracks or would track, each parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from tools.stamps import digest_of_files, files_below

SOURCE = "src/salus/"
NEVER = frozenset({".git", ".venv", "node_modules", "__pycache__", "static", "build"})


class Tree:
    """One working tree. Without git (an unpacked archive, a test's folder) every file below it counts."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._parsed: dict[str, ast.Module] = {}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Relative paths with forward slashes, sorted, existing files only."""
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                cwd=self.root,
                capture_output=True,
                check=True,
            )
            names = listed.stdout.decode().split("\0")
            return tuple(sorted({name for name in names if name and (self.root / name).is_file()}))
        return tuple(sorted(p.relative_to(self.root).as_posix() for p in files_below(self.root, NEVER)))

    def text(self, path: str) -> str | None:
        """The text of a file; None when it is not text."""
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return None

    def python(self, below: str = SOURCE) -> Iterator[tuple[str, ast.Module]]:
        """Each Python file below a folder with its syntax tree; what cannot be parsed is ruff's to report."""
        for path in self.paths:
            if path.startswith(below) and path.endswith(".py") and (module := self._parse(path)) is not None:
                yield path, module

    def rooms(self) -> tuple[str, ...]:
        """The folders directly under `src/salus` that hold Python code."""
        below = (path.removeprefix(SOURCE) for path in self.paths if path.startswith(SOURCE))
        return tuple(sorted({p.split("/")[0] for p in below if "/" in p and p.endswith(".py")}))

    def digest(self) -> str:
        """One digest over all of it: equal digests mean equal trees."""
        return digest_of_files((self.root / path for path in self.paths), self.root)

    def _parse(self, path: str) -> ast.Module | None:
        if path not in self._parsed:
            try:
                self._parsed[path] = ast.parse(self.text(path) or "", filename=path)
            except SyntaxError:
                return None
        return self._parsed[path]
