"""Build `web/` into `src/salus/app/static`, only when something in it has changed. Stdlib only."""

from __future__ import annotations

from tools.environment import STAMPS_FILE
from tools.node import Node, find_node
from tools.shell import ROOT, StepFailed, run, say
from tools.stamps import Stamps, digest_of_files, files_below

WEB = ROOT / "web"
MODULES = WEB / "node_modules"
STATIC = ROOT / "src" / "salus" / "app" / "static"
NOT_SOURCE = frozenset({"node_modules", "dist", ".vite", "coverage"})
NO_PACKAGES = "JavaScript packages come from the registry that npm is set up for; is the network reachable?"


def prepare_frontend() -> None:
    """Leave a current build in place; nothing runs when `web/` is as it was at the last build."""
    if not (WEB / "package.json").is_file():
        say("setup: no front end in this tree")
        return
    stamps = Stamps(STAMPS_FILE)
    sources = digest_of_files(files_below(WEB, NOT_SOURCE), WEB)
    if stamps.is_current("front end", sources) and (STATIC / "index.html").is_file():
        return
    node = find_node()
    _install_modules(node, stamps)
    say("setup: building the front end")
    run([*node.npm, "run", "build", "--silent"], cwd=WEB, env=node.environment())
    if not (STATIC / "index.html").is_file():
        raise StepFailed(f"The front end's build left no index.html in {STATIC.relative_to(ROOT)}.")
    stamps.finish("front end", sources)


def install_modules() -> Node:
    """Have `web/node_modules` as locked, for tools that need a program out of it."""
    node = find_node()
    _install_modules(node, Stamps(STAMPS_FILE))
    return node


def _install_modules(node: Node, stamps: Stamps) -> None:
    locked = digest_of_files([WEB / "package.json", WEB / "package-lock.json"], WEB)
    if stamps.is_current("node modules", locked) and MODULES.is_dir():
        return
    say("setup: installing JavaScript packages (half a minute)")
    run(
        [*node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=WEB,
        env=node.environment(),
        advice=NO_PACKAGES,
    )
    stamps.finish("node modules", locked)
