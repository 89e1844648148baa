"""`make check` tells the truth about its steps, and remembers only trees that have passed everything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import testing
from tools.check import Step, run_side_by_side, static_steps
from tools.shell import ROOT
from tools.stamps import Stamps
from tools.tree import Tree

GOOD = Step("good", (sys.executable, "-c", "print('all is well')"))
BAD = Step("bad", (sys.executable, "-c", "import sys; print('line 7 is wrong'); sys.exit(3)"))


def test_a_failed_step_shows_what_it_printed_and_a_good_one_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    verdicts = {verdict.step.name: verdict.passed for verdict in run_side_by_side([GOOD, BAD])}
    assert verdicts == {"good": True, "bad": False}
    printed = capsys.readouterr().out
    assert "line 7 is wrong" in printed
    assert "all is well" not in printed


def test_every_kind_of_check_is_a_step() -> None:
    assert {"types", "client", "lints", "imports", "ruff", "format"} <= {step.name for step in static_steps()}


def test_a_changed_file_makes_the_tree_one_that_has_not_passed(
    tree_of: Callable[[dict[str, str]], Tree], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "PASSED", tmp_path / "build" / "passed.json")
    tree = tree_of({"src/salus/a.py": "x = 1\n"})
    Stamps(testing.PASSED).finish(testing.WHOLE_SUITE, tree.digest())
    assert testing.has_passed(tmp_path)
    (tmp_path / "src" / "salus" / "a.py").write_text("x = 2\n")
    assert not testing.has_passed(tmp_path)


def test_make_lists_its_targets_and_runs_the_demo() -> None:
    make = ["make", "--no-print-directory", "-C", str(ROOT)]
    helped = subprocess.run([*make, "help"], capture_output=True, text=True, check=True).stdout
    for target in ("setup", "run", "test", "check", "bench", "chaos", "eval", "fmt"):
        assert f"make {target} " in helped
    planned = subprocess.run(
        [*make, "--dry-run", "run", "PORT=8123"], capture_output=True, text=True, check=True
    ).stdout
    assert "salus up --demo --port 8123" in planned


def test_only_the_files_that_git_would_track_count(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("ignored\n")
    (tmp_path / "a.py").write_text("x = 1\n")
    before = Tree(tmp_path).digest()
    (tmp_path / "ignored").write_text("anything\n")
    assert Tree(tmp_path).paths == (".gitignore", "a.py")
    assert Tree(tmp_path).digest() == before
