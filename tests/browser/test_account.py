"""How people come in: second factor, passkey, links, and what the administrator does for them; in a real browser."""

from __future__ import annotations

import re
import secrets
import time

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from bench.system import System
from tests.browser.conftest import serious_findings, shoot, sign_in

pytestmark = pytest.mark.browser
SOON_MS = 30_000
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1680, "height": 1000}}
PASSWORD = "seven quiet herons at noon"


async def _shoot_all(page: Page, name: str) -> None:
    """Both widths, light and dark."""
    for scheme in ("light", "dark"):
        await page.evaluate("it => localStorage.setItem('mantine-color-scheme-value', it)", scheme)
        await page.evaluate(
            "scheme => document.documentElement.setAttribute('data-mantine-color-scheme', scheme)", scheme
        )
        for size, viewport in SIZES.items():
            await page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
            await shoot(page, f"{name}-{size}-{scheme}")
        assert await serious_findings(page) == []


def _invited(clinic: System) -> tuple[str, str]:
    """A new administrator's user name, and the link to hand over."""
    username = f"{secrets.token_hex(5)}@example.org"
    with clinic.sign_in("admin") as admin:
        new = {"username": username, "display_name": "Noor Haddad", "role": "admin"}
        made = admin.post("/api/v1/admin/users", json=new).json()["data"]
        link = admin.post(f"/api/v1/admin/users/{made['id']}/password-link").json()["data"]
    return username, str(link["path"])


async def test_from_the_invitation_to_the_second_factor_and_back_in(page: Page, clinic: System) -> None:
    username, path = _invited(clinic)
    await page.goto(path)
    await expect(page.get_by_text(username)).to_be_visible(timeout=SOON_MS)
    assert "#" not in page.url
    await page.get_by_label("New password", exact=True).fill("too short")
    await page.get_by_role("button", name="Set password").click()
    await expect(page.get_by_text("Use at least 15 characters.")).to_be_visible()
    await _shoot_all(page, "set-password")
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Set password").click()
    await page.get_by_role("link", name="Sign in").click()

    async def with_password() -> None:
        await page.get_by_label("User name").fill(username)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Sign in", exact=True).click()

    await with_password()
    await page.get_by_test_id("account-menu").click()
    await page.get_by_role("menuitem", name="Account and security").click()
    await expect(page.get_by_test_id("sessions")).to_contain_text("This one", timeout=SOON_MS)
    await _shoot_all(page, "account")

    await page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Your password", exact=True).fill(PASSWORD)
    await dialog.get_by_role("button", name="Go on").click()
    secret = (await dialog.get_by_test_id("totp-secret").inner_text()).replace(" ", "")
    await _shoot_all(page, "second-factor-set-up")
    app = pyotp.TOTP(secret)
    await dialog.get_by_label("Code from the app").fill(app.at(int(time.time()) - 30))
    await dialog.get_by_role("button", name="Turn on").click()
    codes = dialog.get_by_test_id("recovery-codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    recovery = await codes.first.inner_text()
    await _shoot_all(page, "recovery-codes")
    await dialog.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_text("10 recovery codes left.")).to_be_visible(timeout=SOON_MS)

    await page.get_by_test_id("account-menu").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await with_password()
    await expect(page.get_by_role("heading", name="One more step")).to_be_visible(timeout=SOON_MS)
    await page.get_by_label("Code from your app").fill("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    await _shoot_all(page, "second-step")
    await page.get_by_role("button", name="Use a recovery code instead").click()
    await page.get_by_label("Recovery code").fill(recovery)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/admin/users"), timeout=SOON_MS)


async def test_a_passkey_of_the_browsers_own_authenticator_signs_in(browser: Browser, clinic: System) -> None:
    """Chromium's virtual authenticator and its own WebAuthn; passkeys need a name, so localhost and not 127.0.0.1."""
    username, path = _invited(clinic)
    context = await browser.new_context(base_url=clinic.url.replace("127.0.0.1", "localhost"))
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await page.goto(path)
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Set password").click()
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_label("User name").fill(username)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(lambda url: "/sign-in" not in url)
    await page.goto("/account")
    await page.get_by_role("button", name="Add a passkey").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name of the device").fill("Reception")
    await dialog.get_by_label("Your password", exact=True).fill(PASSWORD)
    await dialog.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("Reception")).to_be_visible(timeout=SOON_MS)
    await _shoot_all(page, "passkey")
    await page.get_by_test_id("account-menu").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page).to_have_url(re.compile("/admin/users"), timeout=SOON_MS)
    await context.close()


async def test_an_administrator_helps_a_person_back_in(page: Page, clinic: System) -> None:
    username, _ = _invited(clinic)
    await sign_in(page, "admin")
    await page.goto("/admin/users")
    row = page.get_by_role("row").filter(has_text=username)
    await row.get_by_test_id("user-actions").click()
    await expect(page.get_by_role("menuitem", name="Require a second factor")).to_be_visible()
    await shoot(page, "user-actions")
    await page.get_by_role("menuitem", name="Require a second factor").click()
    await expect(row).to_contain_text("Second factor required", timeout=SOON_MS)
    await row.get_by_test_id("user-actions").click()
    await page.get_by_role("menuitem", name="Link to set a password").click()
    link = page.get_by_test_id("password-link")
    await expect(link).to_contain_text("/set-password#")
    await _shoot_all(page, "password-link")
    address = await link.inner_text()

    await page.context.clear_cookies()
    await page.goto(address)
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Set password").click()
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_label("User name").fill(username)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_text("Your account needs a second factor")).to_be_visible(timeout=SOON_MS)
    secret = (await page.get_by_test_id("totp-secret").inner_text()).replace(" ", "")
    await _shoot_all(page, "enrolment-at-the-door")
    await page.get_by_label("Code from the app").fill(pyotp.TOTP(secret).now())
    await page.get_by_role("button", name="Turn on").click()
    await page.get_by_role("button", name="I have kept them").click()
    await expect(page).to_have_url(re.compile("/admin/users"), timeout=SOON_MS)
