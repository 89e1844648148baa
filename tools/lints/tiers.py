"""Every room stands in exactly one tier of the import contract, and the edge knows every slice."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from tools.lints.finding import Finding
from tools.tree import SOURCE, Tree

LIBRARIES = frozenset({"app", "core", "clinical"})
WIRING = "src/salus/app/wiring.py"


def check(tree: Tree) -> Iterator[Finding]:
    """Folders against the layers in pyproject.toml, then slices with a manifest against the wiring."""
    placed = placed_rooms((tree.root / "pyproject.toml").read_text())
    wiring = tree.text(WIRING) if WIRING in tree.paths else None
    for room in tree.rooms():
        times = placed.count(room)
        if times != 1:
            advice = "place it in one layer of the contract `tiers` in pyproject.toml"
            yield Finding(f"{SOURCE}{room}", 1, f"{room} stands in {times} tiers: {advice}")
        manifest = f"{SOURCE}{room}/manifest.py"
        is_wired = wiring is None or f'"{room}"' in wiring
        if room not in LIBRARIES and manifest in tree.paths and not is_wired:
            yield Finding(manifest, 1, f"{WIRING} does not know this slice: add its name there")


def placed_rooms(pyproject: str) -> list[str]:
    """The rooms named by the contract `tiers`, top to bottom."""
    contracts = tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "tiers")
    return [room.strip(" ()") for layer in layers for room in layer.replace(":", "|").split("|")]
