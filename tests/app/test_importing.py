"""Files in, charts out: packed and plain, singly and in folders; a bad file leaves the others whole."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from uuid import uuid4

import pytest

from salus.app.importing.files import FileNotUsable, bundle_files, read_file
from salus.app.importing.load import DoctorUnknown, load
from salus.app.importing.shown import shown
from salus.core.config import Settings
from salus.records import service as records
from tests.exchange.documents import ccda
from tests.support.clinic import Clinic


def bundle(family: str) -> bytes:
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": "urn:test", "value": uuid4().hex}],
        "name": [{"family": family, "given": ["Abdul"]}],
        "birthDate": "1958-03-09",
    }
    claim = {"resourceType": "Claim", "id": "k1"}
    entries = [{"resource": patient}, {"resource": claim}]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def test_folders_are_searched_and_each_file_is_taken_once(tmp_path: Path) -> None:
    inside = tmp_path / "more"
    inside.mkdir()
    for name in ("b.json", "a.json.gz", "notes.txt", "more/c.json"):
        (tmp_path / name).write_bytes(b"")
    found = [path.name for path in bundle_files([tmp_path, tmp_path / "b.json"])]
    assert found == ["a.json.gz", "b.json", "c.json"]


def test_packed_files_are_unpacked_to_a_limit_and_no_further(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.json.gz"
    bomb.write_bytes(gzip.compress(b" " * 3_000_000))
    with pytest.raises(FileNotUsable, match="FILE_NOT_USABLE"):
        read_file(bomb, largest_mb=2)
    assert len(read_file(bomb, largest_mb=3)) == 3_000_000


@pytest.mark.parametrize("content", [b"not packed", gzip.compress(b"x" * 1000, mtime=0)[:-20], b""])
def test_broken_files_are_told_as_such(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(content)
    if content == b"":
        assert read_file(broken) == b""
        return
    with pytest.raises(FileNotUsable):
        read_file(broken)


async def test_good_files_are_loaded_beside_bad_ones_and_the_report_tells_both(
    clinic: Clinic, settings: Settings, tmp_path: Path
) -> None:
    family = f"Koepp{uuid4().hex[:8]}"
    (tmp_path / "good.json").write_bytes(bundle(family))
    (tmp_path / "packed.json.gz").write_bytes(gzip.compress(bundle(family)))
    (tmp_path / "bad.json").write_bytes(b"{}")
    outcome = await load(settings, [tmp_path], clinic.doctor.username)
    assert (outcome.files, outcome.report.patients_new) == (3, 2)
    assert [path.name for path, _ in outcome.refused] == ["bad.json"]
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        assert len((await records.find_patients(ctx, name=family)).items) == 2
    told = shown(outcome)
    assert "3 files: 2 patients registered, 0 known before, 0 entries written." in told
    assert "2 Claim: billing is not part of a chart here" in told
    assert "bad.json: This is no FHIR R4 bundle in JSON." in told


async def test_clinical_documents_are_loaded_like_bundles(clinic: Clinic, settings: Settings, tmp_path: Path) -> None:
    family = f"Koepp{uuid4().hex[:8]}"
    (tmp_path / "a.xml").write_bytes(ccda(family=family, number=uuid4().hex))
    outcome = await load(settings, [tmp_path], clinic.doctor.username)
    assert (outcome.report.patients_new, outcome.report.rows_written) == (1, 6)
    assert "of the section Plan has no place yet" in shown(outcome)


async def test_an_unknown_doctor_is_told_before_anything_is_read(
    clinic: Clinic, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "good.json").write_bytes(bundle("Koepp"))
    for name in ("nobody@example.test", clinic.patient.username):
        with pytest.raises(DoctorUnknown):
            await load(settings, [tmp_path], name)
