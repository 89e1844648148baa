"""`make check`: the static checks side by side, a line each, then the tests unless this tree has passed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tools.frontend import MODULES, WEB
from tools.node import find_node
from tools.shell import ROOT, StepFailed, Stopwatch, say
from tools.testing import has_passed, run_tests

PYTHON = sys.executable


@dataclass(frozen=True)
class Step:
    """One check: a program that prints what is wrong and ends with a status other than 0."""

    name: str
    command: tuple[str, ...]
    folder: str = "."
    path: str = ""


@dataclass(frozen=True)
class Verdict:
    """How a step ended."""

    step: Step
    passed: bool
    seconds: float
    output: str


def static_steps() -> list[Step]:
    """The checks that read and do not run the product, the slowest first so that two cores stay busy."""
    module = (PYTHON, "-m")
    return [
        Step("types", (*module, "mypy")),
        *web_steps(),
        Step("client", (*module, "tools.openapi", "--check")),
        Step("lints", (*module, "tools.lints")),
        Step(
            "imports",
            (PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"),
        ),
        Step("ruff", (*module, "ruff", "check", "--quiet", ".")),
        Step("format", (*module, "ruff", "format", "--check", "--quiet", ".")),
    ]


def web_steps() -> list[Step]:
    """The front end's own checks; none where its packages are not installed."""
    if not MODULES.is_dir():
        return []
    try:
        node = find_node()
    except StepFailed:
        return []
    path = node.environment()["PATH"]
    folder = WEB.relative_to(ROOT).as_posix()
    scripts = {"web types": "typecheck", "web tests": "test", "web format": "format:check"}
    return [
        Step(name, (*node.npm, "run", "--silent", "--if-present", script), folder, path)
        for name, script in scripts.items()
    ]


def run_step(step: Step) -> Verdict:
    """Run one step to its end; what it prints is kept for when it fails."""
    watch = Stopwatch()
    environment = {**os.environ, "PATH": step.path or os.environ.get("PATH", ""), "NO_COLOR": "1"}
    done = subprocess.run(
        step.command,
        cwd=ROOT / step.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return Verdict(step, done.returncode == 0, watch.seconds(), done.stdout)


def run_side_by_side(steps: Sequence[Step]) -> list[Verdict]:
    """Run the steps on two threads and print each verdict as it falls."""
    verdicts = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for finished in as_completed([pool.submit(run_step, step) for step in steps]):
            verdict = finished.result()
            verdicts.append(verdict)
            say(f"{'ok  ' if verdict.passed else 'FAIL'}  {verdict.step.name:<12}{verdict.seconds:5.1f} s")
            if not verdict.passed:
                say(verdict.output.rstrip() + "\n")
    return verdicts


def run_suite() -> bool:
    """The test suite; a tree that `make test` has just passed is not asked again."""
    if has_passed():
        say("ok    tests       this very tree has passed them")
        return True
    return run_tests([]) == 0


def main() -> int:
    """0 when everything is well."""
    options = argparse.ArgumentParser(prog="tools.check", description=__doc__)
    options.add_argument("--static", action="store_true", help="leave the tests out")
    static = options.parse_args().static
    watch = Stopwatch()
    verdicts = run_side_by_side(static_steps())
    failed = [verdict.step.name for verdict in verdicts if not verdict.passed]
    if not static and not run_suite():
        failed.append("tests")
    say(f"check: {'failed: ' + ', '.join(sorted(failed)) if failed else 'all well'} ({watch.seconds():.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
