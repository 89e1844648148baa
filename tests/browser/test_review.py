"""What a doctor who reviews must be able to rely on: everything is reached, and a colleague's word is never passed over."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, Route, expect

from bench.system import System
from tests.browser.conftest import serious_findings, sign_in

pytestmark = pytest.mark.browser
SOON_MS = 30_000
FEW = 25


async def _answer_few_at_a_time(page: Page) -> None:
    """Pages of the queue that are short enough for the findings of the demo clinic to fill some."""

    async def shortened(route: Route) -> None:
        await route.continue_(url=re.sub(r"limit=100\b", f"limit={FEW}", route.request.url))

    await page.route(re.compile(r"/proposals\?.*limit=100"), shortened)


async def test_findings_beyond_the_first_page_come_while_the_reviewer_goes_on(page: Page, clinic: System) -> None:
    with clinic.sign_in("doctor") as doctor:
        total = doctor.get("/api/v1/proposals?limit=1").json()["data"]["total"]
    assert total > 2 * FEW
    await _answer_few_at_a_time(page)
    await sign_in(page, "doctor")
    await page.goto("/review")
    rows = page.get_by_test_id("proposal")
    await expect(rows.first).to_be_visible(timeout=SOON_MS)
    await expect(page.get_by_test_id("review-count")).to_contain_text(f"{total} of {total}")
    first = await rows.first.inner_text()
    assert await rows.count() < total
    for _ in range(total):
        await page.keyboard.press("j")
    await expect(rows).to_have_count(total, timeout=SOON_MS)
    await expect(page.get_by_test_id("more-findings")).to_have_count(0)
    for _ in range(total):
        await page.keyboard.press("j")
    await expect(rows.last).to_have_attribute("aria-current", "true")
    assert await rows.first.inner_text() == first
    await expect(page.get_by_test_id("review-count")).to_contain_text(f"{total} of {total}")
    assert await serious_findings(page) == []
