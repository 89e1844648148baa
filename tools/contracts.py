"""Import contracts of our own for import-linter: the doors of a slice, and rooms that reach no I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Set
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import cast

from grimp import ImportGraph, build_graph
from importlinter import Contract, ContractCheck, fields, output

PACKAGE = "salus"


@dataclass(frozen=True)
class DoorRule:
    """Which rooms are libraries, which modules are doors, and what the edge may take besides."""

    free: Set[str]
    doors: Set[str]
    edge: str
    edge_doors: Set[str]

    def allows(self, importer: str, imported: str) -> bool:
        """Whether this import stays in its room, goes to a library, or through a door, be it a file or a folder."""
        here, there = room_of(importer), room_of(imported)
        if there is None or here is None or here == there or there in self.free:
            return True
        doors = self.edge_doors if here == self.edge else self.doors
        return imported.split(".")[2:3] in [[door] for door in doors]


class DoorContract(Contract):
    """A slice imports from another slice only through its doors; the edge may also take the manifest."""

    free = fields.SetField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    edge = fields.StringField()
    edge_doors = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import that crosses from one room into another."""
        rule = DoorRule(
            free=_strings(self.free),
            doors=_strings(self.doors),
            edge=str(self.edge),
            edge_doors=_strings(self.edge_doors),
        )
        broken = [pair for pair in _imports(graph) if not rule.allows(*pair)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes through a wall."""
        doors = " or ".join(sorted(_strings(self.doors)))
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}: enter by {doors}.")


class PureContract(Contract):
    """Modules whose name matches a pattern reach no forbidden package through any chain of imports."""

    sources = fields.SetField(subfield=fields.StringField())
    forbidden = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Walk the imports of each such module to the end and keep the shortest forbidden chain.

        The graph that is handed in also holds imports made for type checkers only. Those load nothing, so purity
        is judged on a graph without them; the direction of tiers is not.
        """
        graph = running_imports()
        patterns, forbidden = _strings(self.sources), _strings(self.forbidden)
        sources = sorted(module for module in graph.modules if matches_any(module, patterns))
        chains = [chain for source in sources if (chain := forbidden_chain(graph, source, forbidden))]
        return ContractCheck(kept=not chains, metadata={"chains": chains})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each chain, so that the import to cut can be seen."""
        for chain in check.metadata["chains"]:
            output.print_error(" -> ".join(chain))


@lru_cache(maxsize=1)
def running_imports() -> ImportGraph:
    """The imports that run: those under TYPE_CHECKING are left out."""
    return build_graph(PACKAGE, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None)


def forbidden_chain(graph: ImportGraph, source: str, forbidden: Set[str]) -> tuple[str, ...]:
    """The shortest chain of imports from `source` to a forbidden package, empty if there is none."""
    came_from = {source: ""}
    waiting = deque([source])
    while waiting:
        module = waiting.popleft()
        top = module.split(".")[0]
        if top in forbidden:
            return _unwind(module, came_from)
        if top != PACKAGE:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            if imported not in came_from:
                came_from[imported] = module
                waiting.append(imported)
    return ()


def room_of(module: str) -> str | None:
    """`documents` for `salus.documents.store`; None for the package itself and for libraries."""
    parts = module.split(".")
    return parts[1] if parts[0] == PACKAGE and len(parts) > 1 else None


def matches_any(module: str, patterns: Set[str]) -> bool:
    """Whether a module is, or lies below, one like `salus.*.logic`, where `*` stands for one room."""
    parts = module.split(".")
    return any(
        len(parts) >= len(wanted) and all(map(fnmatchcase, parts, wanted))
        for wanted in (pattern.split(".") for pattern in patterns)
    )


def _imports(graph: ImportGraph) -> Iterator[tuple[str, str]]:
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def _unwind(module: str, came_from: dict[str, str]) -> tuple[str, ...]:
    chain = [module]
    while came_from[chain[-1]]:
        chain.append(came_from[chain[-1]])
    return tuple(reversed(chain))


def _strings(field: object) -> Set[str]:
    """import-linter puts plain values where its field objects are declared; its types do not say so."""
    return cast(Set[str], field)
