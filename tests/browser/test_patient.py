"""What a worried patient on a phone must be able to rely on."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bench.papers import digital_pdf
from tests.browser.conftest import serious_findings, sign_in
from tests.documents.builders import encrypted

pytestmark = pytest.mark.browser
SOON_MS = 30_000
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


async def test_a_link_to_a_cited_place_survives_the_sign_in(page: Page) -> None:
    await sign_in(page, "patient")
    await page.goto("/documents")
    await page.get_by_role("link", name=re.compile("Laboratory report")).first.click()
    await page.get_by_test_id("findings").get_by_role("button").first.click()
    await expect(page).to_have_url(re.compile("box="))
    address = page.url
    await page.context.clear_cookies()
    await page.goto(address)
    await page.get_by_test_id("demo-patient").click()
    await expect(page).to_have_url(address)
    await expect(page.get_by_test_id("highlight")).to_be_visible(timeout=SOON_MS)


async def test_back_closes_a_source_and_stays_on_the_page(page: Page) -> None:
    await page.set_viewport_size(PHONE)
    await sign_in(page, "patient")
    await page.get_by_role("link", name="Results").first.click()
    await page.get_by_test_id("source-pill").first.click()
    await expect(page.get_by_test_id("highlight")).to_be_visible(timeout=SOON_MS)
    assert await serious_findings(page) == []
    await page.go_back()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page).to_have_url(re.compile("/results$"))


async def test_a_confirmed_result_tells_of_a_newer_one(page: Page) -> None:
    await sign_in(page, "patient")
    await page.goto("/results")
    ferritin = page.get_by_test_id("results").get_by_role("listitem").filter(has_text="Ferritin")
    await expect(ferritin).to_contain_text("19 ng/mL")
    await expect(ferritin.get_by_test_id("newer-result")).to_contain_text("11 ng/mL")
    await expect(ferritin.get_by_test_id("newer-result")).to_contain_text("Below the usual range")


async def test_an_emergency_in_spanish_is_spanish_throughout(page: Page) -> None:
    await page.set_viewport_size(PHONE)
    await sign_in(page, "patient")
    await page.goto("/chat")
    await page.get_by_test_id("chat-input").fill("Me duele mucho el pecho y no puedo respirar")
    await page.keyboard.press("Enter")
    urgent = page.get_by_test_id("urgent-answer")
    await expect(urgent).to_have_attribute("lang", "es", timeout=SOON_MS)
    await expect(urgent.get_by_role("heading")).to_have_text("Esto necesita ayuda ahora.")
    await expect(urgent.get_by_role("link")).to_have_text("Llamar al 112")
    assert await serious_findings(page) == []


async def test_a_question_lost_with_the_connection_is_asked_again_once(page: Page) -> None:
    await sign_in(page, "patient")
    await page.goto("/chat")
    await page.get_by_test_id("chat-input").fill("What is my ferritin?")
    await page.context.set_offline(True)
    await page.keyboard.press("Enter")
    again = page.get_by_role("button", name="Ask again")
    await expect(again).to_be_visible(timeout=SOON_MS)
    await page.context.set_offline(False)
    await again.click()
    await expect(page.get_by_test_id("answer")).to_contain_text("ng/mL", timeout=SOON_MS)
    await expect(page.get_by_role("log").get_by_text("What is my ferritin?")).to_have_count(1)


async def test_a_locked_document_asks_for_its_password(page: Page) -> None:
    await sign_in(page, "patient")
    await page.goto("/documents")
    file = {
        "name": "locked.pdf",
        "mimeType": "application/pdf",
        "buffer": encrypted(digital_pdf(1, 5151), "sesame"),
    }
    await page.get_by_test_id("file-input").set_input_files(files=[file])
    sent = page.get_by_test_id("upload")
    await sent.get_by_label("Password of this PDF").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(sent).to_contain_text("does not open it", timeout=SOON_MS)
    await sent.get_by_label("Password of this PDF").fill("sesame")
    await page.keyboard.press("Enter")
    await expect(sent).to_have_count(0, timeout=SOON_MS)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_document_keeps_nobody_out_and_a_missing_one_leads_on(page: Page, size: dict[str, int]) -> None:
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await sign_in(page, "patient")
    await page.goto("/documents")
    await page.get_by_role("link", name=re.compile("Laboratory report")).first.click()
    await expect(page.get_by_test_id("findings")).to_be_visible(timeout=SOON_MS)
    assert await serious_findings(page) == []
    await page.goto("/documents/00000000-0000-7000-8000-000000000000")
    await expect(page.get_by_role("link", name="Go to the documents")).to_be_visible(timeout=SOON_MS)
    assert await serious_findings(page) == []
