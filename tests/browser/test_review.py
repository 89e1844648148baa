"""What a doctor who reviews must be able to rely on: all is reached, and no colleague's word is passed over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from bench.system import System
from tests.browser.conftest import serious_findings, shoot, sign_in

pytestmark = pytest.mark.browser
SOON_MS = 30_000
FEW = 25


async def _answer_few_at_a_time(page: Page) -> None:
    """Pages of the queue that are short enough for the findings of the demo clinic to fill some."""

    async def shortened(route: Route) -> None:
        await route.continue_(url=re.sub(r"limit=100\b", f"limit={FEW}", route.request.url))

    await page.route(re.compile(r"/proposals\?.*limit=100"), shortened)


async def _go_to_the_last(page: Page, total: int) -> None:
    """Down the list by keyboard, no faster than it grows."""
    last = page.get_by_test_id("proposal").nth(total - 1)
    for _ in range(20 * total):
        if await last.count() and await last.get_attribute("aria-current"):
            return
        await page.keyboard.press("j")
    raise AssertionError("the end of the list is never reached")


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
    await _go_to_the_last(page, total)
    await expect(rows).to_have_count(total)
    await expect(page.get_by_test_id("more-findings")).to_have_count(0)
    assert await rows.first.inner_text() == first
    await expect(page.get_by_test_id("review-count")).to_contain_text(f"{total} of {total}")
    assert await serious_findings(page) == []


class Overtaking:
    """A colleague who is faster: corrects the value of a waiting result, and mends the chart at the end."""

    def __init__(self, clinic: System, patient: str) -> None:
        self._doctor = clinic.sign_in("doctor")
        people = self._get("/worklist")["items"]
        self.patient_id = next(each["patient"]["uuid"] for each in people if each["patient"]["display_name"] == patient)
        waiting = self._get(f"/patients/{self.patient_id}/proposals?kind=observation")["items"]
        self.finding = next(each for each in waiting if each["fact"]["value"] and not each["in_chart"])
        self.read = self.finding["fact"]["value"]
        self.theirs, self.mine = (f"{float(self.read) * factor:.3f}" for factor in (1.1, 1.2))

    def correct(self) -> None:
        """Accept it before anybody else does, with another value."""
        body = {"correction": {"value": self.theirs}}
        self._doctor.post(f"/api/v1/proposals/{self.finding['id']}/accept", json=body).raise_for_status()

    def stands(self) -> str:
        """The value that the chart has now."""
        return str(self._get(f"/proposals/{self.finding['id']}/standing")["standing"]["fact"]["value"])

    def mend(self) -> None:
        """Take the entry out of the chart again, whatever became of it."""
        standing = self._get(f"/proposals/{self.finding['id']}/standing")["standing"]
        url = f"/api/v1/patients/{self.patient_id}/observations/{standing['entry']['id']}/entered-in-error"
        self._doctor.post(url, json={"version": standing["version"]}).raise_for_status()
        self._doctor.close()

    def _get(self, path: str) -> dict[str, Any]:
        answer = self._doctor.get(f"/api/v1{path}").raise_for_status()
        return dict(answer.json()["data"])


async def test_a_colleagues_value_and_the_papers_stand_side_by_side(page: Page, clinic: System) -> None:
    colleague = Overtaking(clinic, "Mei-Ling Chen")
    await sign_in(page, "doctor")
    await page.goto(f"/review?finding={colleague.finding['id']}")
    row = page.locator('[data-testid="proposal"][aria-current]')
    await expect(row).to_have_attribute("data-status", "proposed", timeout=SOON_MS)
    colleague.correct()
    await page.keyboard.press("a")
    conflict = page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("corrected this meanwhile", timeout=SOON_MS)
    await expect(conflict.get_by_role("row", name="Value")).to_contain_text(colleague.theirs)
    await expect(conflict.get_by_role("row", name="Value")).to_contain_text(colleague.read)
    await expect(page.get_by_test_id("review-detail").get_by_role("img")).to_be_visible(timeout=SOON_MS)
    await expect(page.get_by_test_id("keep")).to_be_focused()
    await shoot(page, "doctor-review-conflict")
    assert await serious_findings(page) == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(conflict).to_have_count(0, timeout=SOON_MS)
    assert colleague.stands() == colleague.read
    async with page.expect_response(re.compile("/undo$")):
        await page.keyboard.press("u")
    assert colleague.stands() == colleague.theirs
    colleague.mend()


async def test_what_a_colleague_decides_stays_in_its_place_and_may_be_kept(page: Page, clinic: System) -> None:
    colleague = Overtaking(clinic, "Sofia Lindqvist")
    await sign_in(page, "doctor")
    await page.goto(f"/patients/{colleague.patient_id}/review?finding={colleague.finding['id']}")
    row = page.locator('[data-testid="proposal"][aria-current]')
    await expect(row).to_have_attribute("data-status", "proposed", timeout=SOON_MS)
    title = await row.inner_text()
    colleague.correct()
    await expect(row).to_contain_text("Decided meanwhile", timeout=SOON_MS)
    assert (await row.inner_text()).split("\n")[0] == title.split("\n")[0]
    await expect(page.get_by_test_id("conflict")).to_contain_text(colleague.theirs, timeout=SOON_MS)
    await page.get_by_test_id("keep").click()
    await expect(page.get_by_test_id("conflict")).to_have_count(0)
    assert colleague.stands() == colleague.theirs
    colleague.mend()


async def test_a_correction_that_was_overtaken_is_not_lost(page: Page, clinic: System) -> None:
    colleague = Overtaking(clinic, "William Osei")
    await sign_in(page, "doctor")
    await page.goto(f"/review?finding={colleague.finding['id']}")
    await page.get_by_test_id("edit").click()
    await page.get_by_label("Value", exact=True).fill(colleague.mine)
    colleague.correct()
    await page.keyboard.press("Enter")
    conflict = page.get_by_test_id("conflict")
    await expect(conflict.get_by_role("row", name="Value")).to_contain_text(colleague.mine, timeout=SOON_MS)
    await page.get_by_test_id("take").click()
    await expect(conflict).to_have_count(0, timeout=SOON_MS)
    assert colleague.stands() == colleague.mine
    colleague.mend()


async def test_a_value_that_waits_stands_beside_the_course_and_leads_to_its_review(page: Page) -> None:
    await sign_in(page, "doctor")
    await page.get_by_test_id("worklist").get_by_role("link", name="Elena Marin").click()
    await page.get_by_test_id("last-values").get_by_role("button", name=re.compile("Ferritin")).first.click()
    drawer = page.get_by_test_id("source-drawer")
    waiting = drawer.get_by_test_id("series-waiting")
    await expect(waiting).to_contain_text("Waiting for review", timeout=SOON_MS)
    await expect(waiting).to_contain_text("11 ng/mL")
    await expect(drawer.locator("circle[data-waiting]").first).to_be_visible()
    await shoot(page, "doctor-series-waiting")
    assert await serious_findings(page) == []
    await waiting.get_by_role("link", name="Review").first.click()
    await expect(page.get_by_test_id("review-detail")).to_contain_text("Ferritin 11", timeout=SOON_MS)
    await expect(page.get_by_role("dialog")).to_have_count(0)
