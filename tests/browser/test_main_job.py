"""The whole main job, clicked through: upload, read, ask, open the source; review and accept; prove the trail."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bench.papers import digital_pdf
from bench.system import System
from tests.browser.conftest import serious_findings, shoot, sign_in

pytestmark = pytest.mark.browser
SOON_MS = 30_000


async def test_a_patient_uploads_and_watches_the_tiers(page: Page) -> None:
    await sign_in(page, "patient")
    await page.get_by_role("link", name="Documents").first.click()
    file = {"name": "new-note.pdf", "mimeType": "application/pdf", "buffer": digital_pdf(2, 4242)}
    await page.get_by_test_id("file-input").set_input_files(files=[file])
    row = page.get_by_role("listitem").filter(has_text="Consultation note (12 Mar 2024)")
    await expect(row).to_contain_text("Ready", timeout=SOON_MS)
    await shoot(page, "patient-documents")


async def test_a_bad_file_gets_a_clear_error(page: Page) -> None:
    await sign_in(page, "patient")
    await page.get_by_role("link", name="Documents").first.click()
    bad = {"name": "program.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 not a pdf"}
    await page.get_by_test_id("file-input").set_input_files(files=[bad])
    await expect(page.get_by_role("list", name="Uploads")).to_contain_text("export it as PDF")


async def test_an_answer_opens_its_source_on_the_page(page: Page) -> None:
    await sign_in(page, "patient")
    await page.get_by_role("link", name="Ask").first.click()
    await page.get_by_test_id("chat-input").fill("What does my ferritin mean?")
    await page.keyboard.press("Enter")
    answer = page.get_by_test_id("answer").last
    await expect(answer).to_contain_text("11 ng/mL", timeout=SOON_MS)
    await expect(answer).to_contain_text("below the range")
    await shoot(page, "patient-chat")
    await answer.get_by_test_id("source-pill").first.click()
    await expect(page.get_by_test_id("highlight").first).to_be_visible(timeout=SOON_MS)
    await shoot(page, "patient-source")


async def test_an_emergency_is_unmistakable(page: Page) -> None:
    await sign_in(page, "patient")
    await page.get_by_role("link", name="Ask").first.click()
    await page.get_by_test_id("chat-input").fill("I have crushing chest pain and cannot breathe")
    await page.keyboard.press("Enter")
    urgent = page.get_by_test_id("urgent-answer").last
    await expect(urgent).to_contain_text("This requires immediate medical evaluation.", timeout=SOON_MS)
    await shoot(page, "patient-emergency")


async def test_a_doctor_reviews_with_the_keyboard_and_the_chart_follows(page: Page) -> None:
    await sign_in(page, "doctor")
    await page.get_by_role("link", name="Review").first.click()
    await expect(page.get_by_test_id("review-detail")).to_be_visible(timeout=SOON_MS)
    chosen = page.locator('[data-testid="proposal"]').first
    await expect(chosen).to_have_attribute("data-status", "proposed")
    await shoot(page, "doctor-review")
    await page.keyboard.press("a")
    await expect(chosen).to_have_attribute("data-status", "accepted", timeout=SOON_MS)
    await page.keyboard.press("u")
    await expect(chosen).to_have_attribute("data-status", "proposed", timeout=SOON_MS)


async def test_a_doctor_opens_a_chart_from_the_worklist(page: Page) -> None:
    await sign_in(page, "doctor")
    await page.get_by_text("Elena Marin").first.click()
    banner = page.get_by_test_id("patient-banner")
    await expect(banner).to_contain_text("Elena Marin")
    await expect(banner).to_contain_text("Penicillin")
    await expect(page.get_by_test_id("last-values")).to_contain_text("Ferritin")
    await shoot(page, "doctor-chart")
    await page.keyboard.press("c")
    await page.get_by_test_id("chat-input").fill("what changed")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("answer").last).to_contain_text("New", timeout=SOON_MS)


async def test_two_doctors_at_one_entry_see_both_versions(page: Page) -> None:
    await sign_in(page, "doctor")
    await page.get_by_text("Jonas Weber").first.click()
    await page.get_by_role("button", name="Add an allergy").click()
    await page.get_by_label("Substance").fill("Latex")
    await page.get_by_test_id("save-fact").click()
    await expect(page.get_by_test_id("patient-banner")).to_contain_text("Latex", timeout=SOON_MS)
    colleague = await page.context.new_page()
    await colleague.goto(page.url)
    for window in (page, colleague):
        await window.get_by_role("button", name="Correct Latex").click()
    await _say_reaction(colleague, "Hives")
    await expect(colleague.get_by_test_id("fact-editor").get_by_label("Reaction")).to_have_count(0, timeout=SOON_MS)
    await _say_reaction(page, "Swollen lips")
    conflict = page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("Hives", timeout=SOON_MS)
    await expect(conflict).to_contain_text("Swollen lips")
    await shoot(page, "doctor-conflict")
    assert await serious_findings(page) == []
    await page.get_by_role("button", name="Go on with mine").click()
    await page.get_by_test_id("save-fact").click()
    await expect(page.get_by_role("main")).to_contain_text("Swollen lips", timeout=SOON_MS)
    await page.get_by_role("button", name="Correct Latex").click()
    await page.get_by_role("button", name=re.compile("Entered in error")).click()
    await expect(page.get_by_test_id("patient-banner")).not_to_contain_text("Latex", timeout=SOON_MS)


async def _say_reaction(window: Page, words: str) -> None:
    await window.get_by_label("Reaction").fill(words)
    await window.get_by_test_id("save-fact").click()


async def test_an_administrator_verifies_the_chain(page: Page) -> None:
    await sign_in(page, "admin")
    await page.get_by_role("link", name="Audit").first.click()
    await page.get_by_role("button", name=re.compile("verify", re.IGNORECASE)).first.click()
    await expect(page.get_by_text(re.compile(r"rows.*(whole|intact|holds|unbroken)|(whole|intact|holds|unbroken).*rows",
                                             re.IGNORECASE)).first).to_be_visible(timeout=SOON_MS)  # fmt: skip
    await shoot(page, "admin-audit")


PAGES = {
    "patient": ("/home", "/results", "/documents", "/chat", "/access"),
    "doctor": ("/worklist", "/patients", "/review"),
    "admin": ("/admin/users", "/admin/jobs", "/admin/audit", "/admin/system"),
}


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize("width", [390, 1680])
async def test_no_page_keeps_anybody_out_or_scrolls_sideways(page: Page, clinic: System, who: str, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    assert await _signed_out_findings(page) == []
    await sign_in(page, who)
    for path in PAGES[who] + (await _chart_pages(page) if who == "doctor" else ()):
        await page.goto(path)
        await page.wait_for_load_state("load")
        await expect(page.get_by_role("main")).to_be_visible(timeout=SOON_MS)
        await expect(page.locator("[data-loading], .mantine-Skeleton-root")).to_have_count(0, timeout=SOON_MS)
        await shoot(page, f"{who}-{width}{re.sub('/patients/[0-9a-f-]{36}', '/chart', path).replace('/', '-')}")
        assert await serious_findings(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), path


async def _chart_pages(page: Page) -> tuple[str, ...]:
    """The parts of one chart, opened from the worklist."""
    chart = await page.get_by_test_id("worklist").get_by_role("link", name="Elena Marin").get_attribute("href")
    return tuple(f"{chart}{part}" for part in ("", "/results", "/documents", "/timeline", "/review"))


async def _signed_out_findings(page: Page) -> list[str]:
    await page.goto("/sign-in")
    await expect(page.get_by_test_id("demo-doctor")).to_be_visible()
    return await serious_findings(page)
