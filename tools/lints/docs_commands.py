"""The commands that documents tell people to type exist: `make` targets, `salus` commands and options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from typer.main import get_command

from tools.lints.finding import Finding
from tools.tree import Tree

MAKE = re.compile(r"(?:^|[`;&|(\s])make ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)(?=$|[`;&|)#\s])")
SALUS = re.compile(r"(?:^|[`;&|(/])(?:\.venv/bin/)?salus ([a-z][^`;&|)#\n]*)")
CODE = re.compile(r"`([^`]+)`")
CLI_MODULE = "salus.app.cli"


def check(tree: Tree) -> Iterator[Finding]:
    """Code spans and fenced lines of every Markdown file."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", tree.text("Makefile") or "", re.MULTILINE))
    cli = load_cli()
    for path in (p for p in tree.paths if p.endswith(".md") and not p.startswith("docs/adr/")):
        for number, code in code_lines(tree.text(path) or ""):
            for words in MAKE.findall(code):
                if words.split()[0] not in targets:
                    yield Finding(path, number, f"the Makefile has no target {words.split()[0]}")
            for words in SALUS.findall(code) if cli else ():
                if (problem := command_problem(cli, words.split())) is not None:
                    yield Finding(path, number, f"salus {words.strip()}: {problem}")


def code_lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered pieces of code: whole lines inside fences, back-quoted spans outside."""
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith(("```", "~~~")):
            inside = not inside
        elif inside:
            yield number, line.lstrip().removeprefix("$ ")
        else:
            yield from ((number, span) for span in CODE.findall(line))


def load_cli() -> Any:
    """The command tree of `salus`; None while this tree has no command line."""
    if find_spec("salus.app") is None or find_spec(CLI_MODULE) is None:
        return None
    return get_command(import_module(CLI_MODULE).app)


def command_problem(command: Any, words: Sequence[str]) -> str | None:
    """What is wrong with these words for this command; None when every command and option is known."""
    for word in (word.strip("[]") for word in words):
        if word.startswith("-"):
            known = {name for parameter in command.params for name in parameter.opts + parameter.secondary_opts}
            if word.split("=")[0] not in {*known, "--help"}:
                return f"there is no option {word}"
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return f"there is no command {word}"
            command = command.commands[word]
    return None
