"""Lints of the whole tree: rooms, sizes, strangers, requirements, documents, web features, licences."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.lints import docs_commands, docs_links, file_size, requirements, strangers, tiers, web_features
from tools.lints.licences import licence_problem, runtime_closure
from tools.lock import HEADER, dependency_digest, stale_lists
from tools.tree import Tree

MakeTree = Callable[[dict[str, str]], Tree]


def test_a_new_room_fails_until_it_is_placed(tree_of: MakeTree) -> None:
    [found] = tiers.check(tree_of({"src/salus/sleep/__init__.py": ""}))
    assert found.path == "src/salus/sleep"
    assert "0 tiers" in found.message


def test_a_slice_that_the_wiring_does_not_know_fails(tree_of: MakeTree) -> None:
    files = {"src/salus/chat/manifest.py": "", "src/salus/app/wiring.py": 'SLICES = ("records",)'}
    [found] = tiers.check(tree_of(files))
    assert found.path == "src/salus/chat/manifest.py"


def test_placed_and_wired_rooms_pass(tree_of: MakeTree) -> None:
    files = {"src/salus/chat/manifest.py": "", "src/salus/app/wiring.py": 'SLICES = ("chat",)'}
    assert list(tiers.check(tree_of(files))) == []


def test_five_hundred_lines_pass_and_one_more_does_not(tree_of: MakeTree) -> None:
    tree = tree_of({"src/salus/a.py": "x = 1\n" * 500, "web/src/b.tsx": "\n" * 501, "web/src/generated.ts": "\n" * 900})
    assert [found.path for found in file_size.check(tree)] == ["web/src/b.tsx"]


@pytest.mark.parametrize(
    "line",
    [
        "index = https://py" + "pi.org/simple",
        "key = AKI" + "A" + "ABCDEFGHIJKLMNOP",
        "-----BEGIN " + "PRIVATE KEY-----",
        "stream = wss" + "://203.0.113.7/live",
        f"data = {Path.home()}/data",
    ],
)
def test_strangers_are_found(line: str, tree_of: MakeTree) -> None:
    assert len(list(strangers.check(tree_of({"docs/a.md": line + "\n"})))) == 1


def test_ordinary_text_holds_no_strangers(tree_of: MakeTree) -> None:
    assert list(strangers.check(tree_of({"a.md": "ws://127.0.0.1:8000 and http://localhost:8000/\n"}))) == []


def test_files_that_git_ignores_are_not_looked_at(tree_of: MakeTree, tmp_path: Path) -> None:
    tree_of({".gitignore": "data/\n", "data/key.txt": "AKI" + "A" + "ABCDEFGHIJKLMNOP\n"})
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert list(strangers.check(Tree(tmp_path))) == []


PROJECT = '[project]\nname = "x"\ndependencies = ["numpy"]\n'


def _locked(pyproject: str, body: str) -> dict[str, str]:
    text = HEADER.format(digest=dependency_digest(pyproject)) + body
    return {"pyproject.toml": pyproject} | {f"requirements/{n}.txt": text for n in ("dev", "core", "bootstrap")}


def test_requirements_compiled_from_this_pyproject_are_fresh(tree_of: MakeTree) -> None:
    tree = tree_of(_locked(PROJECT, "numpy==2.4.6 \\\n    --hash=sha256:00\n"))
    assert list(requirements.check(tree)) == []


def test_a_changed_dependency_makes_every_list_stale(tree_of: MakeTree) -> None:
    files = _locked(PROJECT, "") | {"pyproject.toml": PROJECT.replace("numpy", "numpy<3")}
    assert len(stale_lists(tree_of(files).root)) == 3


def test_a_changed_tool_setting_makes_no_list_stale(tree_of: MakeTree) -> None:
    files = _locked(PROJECT, "") | {"pyproject.toml": PROJECT + "[tool.ruff]\nline-length = 110\n"}
    assert stale_lists(tree_of(files).root) == []


@pytest.mark.parametrize("line", ["numpy==2.4.6", "--index-url https://example.org/simple", "-i x"])
def test_a_list_with_an_address_or_without_a_hash_fails(line: str, tree_of: MakeTree) -> None:
    assert len(list(requirements.check(tree_of(_locked(PROJECT, line + "\n"))))) == 3


def test_a_registry_address_in_the_web_lock_is_found(tree_of: MakeTree) -> None:
    lock = '{\n  "resolved": "https://registry.example.org/react.tgz",\n  "integrity": "sha512-00"\n}\n'
    [found] = requirements.check(tree_of(_locked(PROJECT, "") | {"web/package-lock.json": lock}))
    assert (found.path, found.line) == ("web/package-lock.json", 2)


def test_broken_links_anchors_and_named_files_are_found(tree_of: MakeTree) -> None:
    text = "[a](docs/no.md) [b](#no-such) [c](docs/b.md#also-not) `src/salus/gone.py`\n"
    found = list(docs_links.check(tree_of({"README.md": text, "docs/b.md": "# B\n"})))
    assert len(found) == 4


def test_links_that_resolve_pass(tree_of: MakeTree) -> None:
    readme = "# Two words\n\n[a](docs/b.md#a-heading-2) [b](#two-words) [c](https://example.org/x) `docs/b.md`\n"
    code = "```\n[not a link](nowhere)\n```\n"
    tree = tree_of({"README.md": readme + code, "docs/b.md": "## A heading, 2\n"})
    assert list(docs_links.check(tree)) == []


def test_a_make_target_that_does_not_exist_is_found(tree_of: MakeTree) -> None:
    tree = tree_of(
        {"Makefile": "run:\n\ttrue\n", "README.md": "`make run` then\n```\nmake dance\n```\nmake no claim\n"}
    )
    assert [found.message for found in docs_commands.check(tree)] == ["the Makefile has no target dance"]


def test_salus_commands_and_options_are_looked_up() -> None:
    import typer
    from typer.main import get_command

    app = typer.Typer()

    @app.command()
    def up(port: int = 8000) -> None:
        """Start."""

    @app.command()
    def doctor() -> None:
        """Look."""

    cli = get_command(app)
    assert docs_commands.command_problem(cli, ["up", "--port", "8000"]) is None
    assert docs_commands.command_problem(cli, ["up", "[--colour]"]) == "there is no option --colour"
    assert docs_commands.command_problem(cli, ["fly"]) == "there is no command fly"


def test_one_web_feature_does_not_import_another(tree_of: MakeTree) -> None:
    tree = tree_of(
        {
            "web/src/features/chat/a.tsx": 'import { b } from "../documents/b";\nimport c from "./c";\n',
            "web/src/features/chat/d.tsx": 'const x = import("@/features/records/x");\nimport { y } from "@/lib/y";\n',
        }
    )
    assert [(found.path, found.line) for found in web_features.check(tree)] == [
        ("web/src/features/chat/a.tsx", 1),
        ("web/src/features/chat/d.tsx", 1),
    ]


@pytest.mark.parametrize("licence", ["GPL-3.0-or-later", "AGPL-3.0", "GNU General Public License v3", "SSPL-1.0", ""])
def test_licences_that_do_not_ship(licence: str) -> None:
    assert licence_problem(licence) is not None


@pytest.mark.parametrize("licence", ["MIT", "LGPL-3.0-only", "Apache-2.0 OR BSD-3-Clause", "MPL-2.0 AND MIT"])
def test_licences_that_ship(licence: str) -> None:
    assert licence_problem(licence) is None


def test_the_runtime_closure_holds_what_ships_and_not_the_workshop() -> None:
    names = set(runtime_closure("salus"))
    assert {"psycopg", "psycopg-binary", "fastapi"} <= names
    assert not {"pytest", "mypy", "playwright"} & names
