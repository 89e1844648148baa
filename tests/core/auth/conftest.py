"""What the tests of sign-in share: browsers, and a hand on the clock of what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from tests.support.app import PASSWORD

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
ME = "/api/v1/me"


class Browser:
    """A browser as its page drives it: cookies, and the page's own token on everything that writes."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        """Send the form."""
        return await self.send("POST", LOGIN, json={"username": username, "password": password})

    async def send(self, method: str, path: str, **more: object) -> httpx.Response:
        """A request of the page."""
        headers = {"X-CSRF-Token": self.client.cookies.get("salus_csrf", "")}
        return await self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]  # as httpx takes

    async def get(self, path: str) -> httpx.Response:
        """Read."""
        return await self.client.get(path)

    async def is_in(self) -> bool:
        """Whether the access token is taken."""
        return (await self.client.get(ME)).status_code == 200


@pytest.fixture
async def new_browser(app: FastAPI) -> AsyncIterator[Callable[[str], Browser]]:
    """Makes browsers, each at the address that is named."""
    async with AsyncExitStack() as stack:
        made: list[httpx.AsyncClient] = []

        def make(address: str) -> Browser:
            transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 40_000))
            made.append(
                httpx.AsyncClient(transport=transport, base_url="http://salus.test", headers={"User-Agent": FIREFOX})
            )
            return Browser(made[-1])

        stack.push_async_callback(_close, made)
        yield make


async def _close(clients: list[httpx.AsyncClient]) -> None:
    for client in clients:
        await client.aclose()


@pytest.fixture
def browser(new_browser: Callable[[str], Browser]) -> Browser:
    """One browser on the clinic's network."""
    import secrets

    return new_browser(f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}")


@pytest.fixture
def behind(owner_database_url: str) -> Callable[..., int]:
    """Run a statement as the owner: to move what is kept into the past instead of waiting for it."""

    def run(statement: str, *params: object) -> int:
        with psycopg.connect(owner_database_url) as db:
            db.execute("SELECT set_config('salus.role', 'service', true)")
            return db.execute(statement, params).rowcount  # type: ignore[arg-type]  # statements of the tests

    return run
