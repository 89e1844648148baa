"""A browser on its way to an organisation's provider and back."""

from __future__ import annotations

from uuid import UUID

import httpx
from fastapi import FastAPI

from tests.support.app import Person

START, CALLBACK = "/api/v1/auth/oidc/start", "/api/v1/auth/oidc/callback"
HERE = "http://salus.test"


def browser_of(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=HERE)


async def leave(browser: httpx.AsyncClient, **query: str) -> str:
    """Press the button; the address that the organisation sends the browser back to."""
    away = await browser.get(START, params=query)
    assert away.status_code == 303, away.text
    async with httpx.AsyncClient() as outside:
        back = await outside.get(away.headers["location"])
    return str(back.headers["location"])


async def come_back(browser: httpx.AsyncClient, **query: str) -> str:
    """The whole way; where the browser ends."""
    answer = await browser.get(await leave(browser, **query))
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def invite(organised: FastAPI, admin: Person, user_id: UUID) -> str:
    """The code of an invitation."""
    async with browser_of(organised) as client:
        made = await client.post(f"/api/v1/admin/users/{user_id}/oidc-invitation", headers=admin.headers)
    assert made.status_code == 201, made.text
    return str(httpx.URL(made.json()["data"]["url"]).params["invitation"])


async def refused(browser: httpx.AsyncClient, **query: str) -> str:
    """The problem that the sign-in page is told; nobody is signed in."""
    ended = await come_back(browser, **query)
    assert ended.startswith("/sign-in?problem="), ended
    assert (await browser.get("/api/v1/me")).status_code == 401
    return ended.partition("=")[2]
