"""Set-up remembers what it has done, finds Node and Chromium, and stops with advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import ensure_chromium, node, openapi
from tools.shell import StepFailed, run
from tools.stamps import Stamps, digest_of_files, digest_of_text


def test_a_finished_step_is_remembered_for_its_content_only(tmp_path: Path) -> None:
    Stamps(tmp_path / "s.json").finish("web", digest_of_text("a"))
    assert Stamps(tmp_path / "s.json").is_current("web", digest_of_text("a"))
    assert not Stamps(tmp_path / "s.json").is_current("web", digest_of_text("b"))


@pytest.mark.parametrize("damage", ["", "{", "[1]"])
def test_damaged_stamps_count_as_nothing_done(damage: str, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(damage)
    assert not Stamps(tmp_path / "s.json").is_current("web", "x")


def test_a_renamed_file_changes_the_digest(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = digest_of_files([tmp_path / "a"], tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert digest_of_files([tmp_path / "b"], tmp_path) != before


def test_texts_are_told_apart_from_their_sum() -> None:
    assert digest_of_text("ab", "c") != digest_of_text("a", "bc")


def test_a_failed_program_stops_with_its_status_and_advice() -> None:
    with pytest.raises(StepFailed, match=r"status 127\. Install it"):
        run(["no-such-program-anywhere"], advice="Install it.")


@pytest.mark.parametrize(("version", "is_enough"), [("v20.19.0", True), ("v24.1.0", True), ("v18.20.4", False)])
def test_only_a_node_that_can_build_is_taken(
    version: str, is_enough: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"node": f"#!/bin/sh\necho {version}\n", "npm": "#!/bin/sh\n"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert (node.on_path() is not None) is is_enough


def test_the_wheel_holds_a_node_with_its_npm() -> None:
    found = node.in_wheel()
    assert found is not None
    assert node.version_of(str(found.node)) >= node.OLDEST_NODE
    assert Path(found.npm[1]).is_file()


def test_chromium_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "my-browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    monkeypatch.setenv("CHROMIUM_PATH", str(browser))
    assert ensure_chromium.find_chromium() == str(browser)


def test_a_machine_without_chromium_is_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    assert ensure_chromium.find_chromium() is None


def test_client_document_and_server_belong_together_only_when_all_three_agree() -> None:
    types = openapi.header_for("{}\n") + "export {};\n"
    assert openapi.staleness("{}\n", "{}\n", types) is None
    assert openapi.staleness("{}\n", "{ }\n", types) is not None
    assert openapi.staleness("{}\n", None, None) is not None
    assert openapi.staleness("{}\n", "{}\n", "export {};\n") is not None
