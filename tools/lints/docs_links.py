"""Links between documents resolve, and the files that documents name exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from tools.lints.finding import Finding
from tools.tree import Tree

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
NAMED_FILE = re.compile(r"`((?:src|web|tests|tools|docs|bench|evals|requirements|deploy)/[\w./-]+)`")
FENCE = re.compile(r"^\s*(```|~~~)")
BUILT = ("src/salus/app/static", "web/node_modules")  # made by set-up, so named but not tracked


def check(tree: Tree) -> Iterator[Finding]:
    """Every Markdown file, outside its code blocks."""
    known = _with_folders(tree.paths)
    for path in (p for p in tree.paths if p.endswith(".md")):
        text = tree.text(path) or ""
        for number, line in prose(text):
            for target in LINK.findall(line):
                if (problem := _problem(tree, known, path, target)) is not None:
                    yield Finding(path, number, problem)
            for named in NAMED_FILE.findall(line):
                if named.rstrip("/.") not in known and not named.startswith(BUILT):
                    yield Finding(path, number, f"`{named}` does not exist")


def prose(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines outside fenced code."""
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line


def anchors(text: str) -> set[str]:
    """The anchors that a Markdown renderer makes of the headings."""
    headings = (line.lstrip("#").strip().lower() for _, line in prose(text) if re.match(r"#{1,6} ", line))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}


def _problem(tree: Tree, known: set[str], path: str, target: str) -> str | None:
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None
    file, _, anchor = target.partition("#")
    full = normpath(join(dirname(path), file)) if file else path
    if full not in known:
        return f"the link to {target} leads nowhere"
    if anchor and full.endswith(".md") and anchor not in anchors(tree.text(full) or ""):
        return f"the link to {target} names no heading there"
    return None


def _with_folders(paths: tuple[str, ...]) -> set[str]:
    known = set(paths)
    for path in paths:
        while path := dirname(path):
            known.add(path)
    return known
