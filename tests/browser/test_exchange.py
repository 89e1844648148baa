"""What people must be able to rely on when a record leaves, or comes from elsewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from bench.system import System
from tests.browser.conftest import serious_findings, shoot, sign_in
from tests.exchange.documents import ccda

pytestmark = pytest.mark.browser
SOON_MS = 30_000
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}


def xml(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/xml", "buffer": data}


async def resize(page: Page, size: str) -> None:
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})


async def shoot_both(page: Page, name: str) -> None:
    """Light and dark, at phone and desktop width, each as a whole page."""
    for scheme in ("light", "dark"):
        await page.evaluate("s => document.documentElement.setAttribute('data-mantine-color-scheme', s)", scheme)
        for size in SIZES:
            await resize(page, size)
            await shoot(page, f"{name}-{size}-{scheme}")


def patient_of(clinic: System) -> dict[str, str]:
    """The demo patient as the record knows them."""
    with clinic.sign_in("patient") as patient:
        uuid = patient.get("/api/v1/me").json()["data"]["patient_uuid"]
        found: dict[str, str] = patient.get(f"/api/v1/patients/{uuid}").json()["data"]
        return found


async def test_a_patient_takes_a_copy_in_two_taps_and_can_open_it(page: Page, tmp_path: Path) -> None:
    await resize(page, "phone")
    await sign_in(page, "patient")
    await page.get_by_role("link", name="Share and export").click()
    await page.get_by_test_id("make-copy").click()
    download = page.get_by_test_id("download-copy").first
    await expect(download).to_be_visible(timeout=SOON_MS)
    await expect(page.get_by_test_id("copy").first).to_contain_text("Can be downloaded until")
    assert await serious_findings(page) == []
    async with page.expect_download() as waiting:
        await download.click()
    await (await waiting.value).save_as(tmp_path / "copy.zip")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "copy.zip").read_bytes())) as archive:
        assert {"index.html", "manifest.json", "fhir/bundle.json"} <= set(archive.namelist())
    await shoot_both(page, "share")


async def test_a_patient_brings_a_record_and_reads_what_became_of_it(page: Page) -> None:
    await resize(page, "phone")
    await sign_in(page, "patient")
    await page.goto("/share")
    bundle = {
        "resourceType": "Bundle", "type": "collection", "entry": [
            {"resource": {"resourceType": "Condition", "id": "brought", "code": {"text": "Hay fever"}}},
            {"resource": {"resourceType": "Claim", "id": "bill"}},
        ],
    }  # fmt: skip
    file: FilePayload = {
        "name": "Krankenakte – März.json", "mimeType": "application/json", "buffer": json.dumps(bundle).encode(),
    }  # fmt: skip
    await page.get_by_test_id("record-input").set_input_files(files=[file])
    brought = page.get_by_test_id("import").filter(has_text="Krankenakte – März.json")
    await expect(brought).to_have_attribute("data-status", "done", timeout=SOON_MS)
    await expect(brought.get_by_test_id("report-taken")).to_contain_text("1 problem")
    await expect(brought.get_by_test_id("report-left")).to_contain_text("billing is not part of a chart here")
    assert await serious_findings(page) == []


async def test_a_doctor_imports_a_clinical_document_into_the_chart(page: Page, clinic: System, tmp_path: Path) -> None:
    person = patient_of(clinic)
    await sign_in(page, "doctor")
    await page.goto(f"/patients/{person['uuid']}/documents")
    await page.get_by_role("link", name="Import a record").click()
    born = person["birth_date"].replace("-", "")
    sent = ccda(given=person["given"], family=person["family"], born=born)
    await page.get_by_test_id("record-input").set_input_files(files=[xml("summary.xml", sent)])
    brought = page.get_by_test_id("import").filter(has_text="summary.xml")
    await expect(brought).to_have_attribute("data-status", "done", timeout=SOON_MS)
    await expect(brought.get_by_test_id("report-taken")).to_contain_text("1 vaccination")
    await expect(brought.get_by_test_id("report-left")).to_contain_text("of the section Plan has no place yet")
    assert await serious_findings(page) == []
    await shoot_both(page, "import")
    async with page.expect_download() as waiting:
        await brought.get_by_test_id("original").click()
    await (await waiting.value).save_as(tmp_path / "back.xml")
    assert (tmp_path / "back.xml").read_bytes() == sent


async def test_a_file_that_is_refused_says_why_and_adds_nothing(page: Page, clinic: System) -> None:
    person = patient_of(clinic)
    await sign_in(page, "doctor")
    await page.goto(f"/patients/{person['uuid']}/import")
    files = page.get_by_test_id("record-input")
    await files.set_input_files(files=[xml("stranger.xml", ccda(family="Novak", given="Bela"))])
    refused = page.get_by_test_id("import").filter(has_text="stranger.xml")
    await expect(refused.get_by_test_id("refusal")).to_contain_text("somebody else", timeout=SOON_MS)
    await expect(refused).to_contain_text("Nothing of it was added")
    await files.set_input_files(files=[xml("holiday.jpg", b"\xff\xd8\xff not a record")])
    await expect(page.get_by_test_id("import").filter(has_text="holiday.jpg")).to_contain_text(
        re.compile("no well-formed XML"), timeout=SOON_MS
    )
    await files.set_input_files(files=[xml("empty.xml", b"")])
    await expect(page.get_by_role("alert")).to_contain_text("The file was not stored", timeout=SOON_MS)
    await shoot_both(page, "import-refused")
