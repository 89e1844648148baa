"""Bytes that no row names are removed after an hour; bytes that a row names never."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from salus.documents.chores import sweep_orphans
from tests.documents import builders
from tests.documents.conftest import Clinic

AT_ONCE = timedelta(0)


def stored(clinic: Clinic) -> set[Path]:
    """The objects of the patient."""
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    return set(folder.iterdir()) if folder.is_dir() else set()


async def put_and_crash(clinic: Clinic) -> str:
    """Store bytes and end before the row is committed, as kill -9 does."""
    with pytest.raises(KeyboardInterrupt):
        async with clinic.chart() as (ctx, chart):
            kept = await clinic.services.storage.put(ctx, chart.patient_id, b"of a killed upload")
            raise KeyboardInterrupt
    return kept.key


async def test_bytes_of_a_killed_upload_are_removed(clinic: Clinic) -> None:
    await clinic.upload(builders.digital_pdf(1))
    before = stored(clinic)
    await put_and_crash(clinic)
    assert len(stored(clinic)) == len(before) + 1
    assert await sweep_orphans(clinic.services, AT_ONCE) >= 1
    assert stored(clinic) == before


async def test_what_may_still_be_under_way_is_left_alone(clinic: Clinic) -> None:
    await put_and_crash(clinic)
    before = stored(clinic)
    await sweep_orphans(clinic.services)
    assert stored(clinic) == before
    await sweep_orphans(clinic.services, AT_ONCE)


async def die_before_settling(*_: object) -> None:
    """What a killed process does: nothing more."""


async def test_a_row_whose_commit_was_cut_off_from_its_answer_keeps_its_bytes(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit took place and the process died before it could take the note away."""
    with monkeypatch.context() as crash:
        crash.setattr(type(clinic.services.storage), "settle", die_before_settling)
        document = (await clinic.upload(builders.digital_pdf(2))).json()["document_id"]
    await sweep_orphans(clinic.services, AT_ONCE)
    file = await clinic.get(f"/documents/{document}/file")
    assert file.content == builders.digital_pdf(2)
    assert await clinic.services.storage.unsettled(AT_ONCE) == []
