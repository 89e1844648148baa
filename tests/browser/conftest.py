"""A running demo clinic and a real headless Chromium, shared by the browser tests of this run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bench.pipeline import wait_until_quiet
from bench.system import System, running
from tools.ensure_chromium import find_chromium

# No display, no sandbox as root, and none of Chromium's own errands on a closed network.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
SHOTS = Path("build/screenshots")
AXE = Path("web/node_modules/axe-core/axe.min.js")


@pytest.fixture(scope="session")
def clinic() -> Iterator[System]:
    """`salus up --demo` on a directory of its own, with every document of the clinic read."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine")
    if not Path("src/salus/app/static/index.html").exists():
        pytest.skip("the pages are not built: run make setup")
    with running() as system, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        yield system


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, clinic: System) -> AsyncIterator[Page]:
    """A fresh window; an error on the page fails the test."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, base_url=clinic.url)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    await context.close()
    assert errors == []


async def sign_in(page: Page, who: str) -> None:
    """One click on a demo account."""
    await page.goto("/sign-in")
    await page.get_by_test_id(f"demo-{who}").click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def shoot(page: Page, name: str) -> None:
    """Keep a picture for whoever looks at the run."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png")


async def serious_findings(page: Page) -> list[str]:
    """What axe finds that would keep somebody out: serious and critical only."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
