"""`salus new-slice` writes a slice that is well made and that the checks refuse until it is placed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from salus.app.scaffold import new_slice
from salus.core.db.migrate import newest_step
from tools.lints import slice_card, sql_in_store, tiers
from tools.shell import ROOT
from tools.tree import Tree


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout's Python, without its history."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("src", "tools"):
        leave_out = shutil.ignore_patterns("__pycache__", "static")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=leave_out)
    return tmp_path


def _place(checkout: Path) -> None:
    pyproject, wiring = checkout / "pyproject.toml", checkout / "src" / "salus" / "app" / "wiring.py"
    pyproject.write_text(pyproject.read_text().replace('layers = ["app", ', 'layers = ["app", "sleep", '))
    wiring.write_text(wiring.read_text().replace("SLICES = (", 'SLICES = ("sleep", '))


def _imports_are_kept(checkout: Path) -> bool:
    program = """
import sys
from importlinter.cli import lint_imports
sys.path[:0] = ["src", "."]
sys.exit(lint_imports(limit_to_contracts=("tiers", "door")))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=checkout, capture_output=True, check=False)
    return done.returncode == 0


def test_the_checks_refuse_a_slice_until_it_stands_in_a_tier_and_in_the_wiring(checkout: Path) -> None:
    new_slice("sleep", checkout)
    assert [found.path for found in tiers.check(Tree(checkout))] == [
        "src/salus/sleep",
        "src/salus/sleep/manifest.py",
    ]
    assert not _imports_are_kept(checkout)

    _place(checkout)
    assert list(tiers.check(Tree(checkout))) == []
    assert _imports_are_kept(checkout)


@pytest.mark.parametrize("name", ["blood_bank", "sleep"])
def test_a_fresh_slice_keeps_the_rules_of_the_house(name: str, checkout: Path) -> None:
    written = new_slice(name, checkout)
    python = [path for path in written if path.suffix == ".py"]
    subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", *python], cwd=checkout, check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--check", "--quiet", *python], cwd=checkout, check=True)
    tree = Tree(checkout)
    broken = [found for lint in (slice_card.check, sql_in_store.check) for found in lint(tree)]
    assert [found for found in broken if name in found.path] == []


def test_its_migration_goes_on_where_the_history_ends(checkout: Path) -> None:
    before = newest_step(checkout / "src/salus")
    last_number = max(int(step.stem[:4]) for step in checkout.glob("src/salus/*/migrations/0*.py"))
    [step] = [path for path in new_slice("sleep", checkout) if path.name.endswith("_sleep.py")]
    assert step.stem == f"{last_number + 1:04d}_sleep"
    assert f'down_revision = "{before}"' in step.read_text()


def test_it_writes_tests_and_a_web_feature_too(checkout: Path) -> None:
    written = {path.relative_to(checkout).as_posix() for path in new_slice("blood_bank", checkout)}
    assert {"tests/blood_bank/test_manifest.py", "web/src/features/blood_bank/BloodBankPage.tsx"} <= written


@pytest.mark.parametrize("name", ["Sleep", "sleep-lab", "2sleep", "class", "", "../sleep", "records"])
def test_a_name_that_cannot_be_used_writes_nothing(name: str, checkout: Path) -> None:
    before = Tree(checkout).paths
    with pytest.raises(ValueError, match=r"name|folder"):
        new_slice(name, checkout)
    assert Tree(checkout).paths == before
