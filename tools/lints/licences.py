"""What ships carries no GPL, AGPL or unknown licence; LGPL is fine for a library that is only imported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.lints.finding import Finding
from tools.tree import Tree

PROJECT = "salus"
REFUSED = re.compile(
    r"\bA?GPL|Affero|(?<!Lesser )(?<!Library )General Public|SSPL|Server Side Public|BUSL|Commons Clause",
    re.IGNORECASE,
)
KNOWN = re.compile(
    r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software|LGPL|Lesser|Zlib|Unlicense|HPND|PostgreSQL|0BSD|CC0|OFL",
    re.IGNORECASE,
)
WEB_LOCK = "web/package-lock.json"


def check(tree: Tree) -> Iterator[Finding]:
    """The packages that an installed Salus imports, and those that its pages are built from."""
    for name, found in sorted(runtime_closure(PROJECT).items()):
        if problem := licence_problem(licence_of(found)):
            yield Finding("requirements/core.txt", 1, f"{name} {problem}")
    lock = json.loads(tree.text(WEB_LOCK) or "{}") if WEB_LOCK in tree.paths else {}
    for name, package in lock.get("packages", {}).items():
        if name and not package.get("dev") and (problem := licence_problem(package.get("license", ""))):
            yield Finding(WEB_LOCK, 1, f"{name.removeprefix('node_modules/')} {problem}")


def licence_problem(licence: str) -> str | None:
    """Why a package under this licence does not ship; None when it may."""
    if REFUSED.search(licence.replace("LGPL", "")):
        return f"is under {licence}: not in what ships"
    return None if KNOWN.search(licence) else "does not state a licence that this check knows: read it"


def runtime_closure(name: str) -> dict[str, Distribution]:
    """The installed distributions that `name` needs without extras of its own, itself left out."""
    seen: dict[str, Distribution] = {}
    wanted = _requirements(name, frozenset())
    while wanted:
        requirement = wanted.pop()
        key = canonicalize_name(requirement.name)
        try:
            seen.setdefault(key, distribution(requirement.name))
        except PackageNotFoundError:
            continue
        wanted += [
            r for r in _requirements(key, frozenset(requirement.extras)) if canonicalize_name(r.name) not in seen
        ]
    return seen


def licence_of(found: Distribution) -> str:
    """The licence as a distribution states it: SPDX expression, else classifiers, else the old field."""
    metadata = found.metadata
    expression, old = (" ".join(metadata.get_all(field) or []) for field in ("License-Expression", "License"))
    classifiers = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    said = expression or "; ".join(classifiers) or old
    return said.strip().partition("\n")[0]


def _requirements(name: str, extras: frozenset[str]) -> list[Requirement]:
    try:
        listed = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    requirements = [Requirement(line) for line in listed]
    return [r for r in requirements if r.marker is None or any(r.marker.evaluate({"extra": e}) for e in (*extras, ""))]
