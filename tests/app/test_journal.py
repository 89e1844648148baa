"""What is noted stays small and never stops who notes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salus.app import journal
from salus.app.journal import Journal, rotate


def test_events_are_json_lines_for_their_owner_alone(tmp_path: Path) -> None:
    Journal(tmp_path / "salus.log").event("process_died", process="Worker", pid=7)
    line = json.loads((tmp_path / "salus.log").read_text())
    assert (line["event"], line["process"], line["pid"]) == ("process_died", "Worker", 7)
    assert (tmp_path / "salus.log").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    Journal(tmp_path / "missing" / "salus.log").event("ready")
    assert not (tmp_path / "missing").exists()


def test_a_large_log_starts_anew_under_the_writer_and_three_old_ones_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "ROTATE_BYTES", 10)
    log = tmp_path / "api.log"
    with log.open("a") as writer:
        for turn in range(5):
            writer.write(f"turn {turn} has happened\n")
            writer.flush()
            rotate(tmp_path)
        writer.write("small\n")
        writer.flush()
        rotate(tmp_path)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "api.log": "small\n",
        "api.log.1": "turn 4 has happened\n",
        "api.log.2": "turn 3 has happened\n",
        "api.log.3": "turn 2 has happened\n",
    }
