"""Fixtures around the whole app: engines opened, accounts made, requests sent through the real HTTP stack.

* `settings`: this worker's settings; `services`: its engines
* `client`: an httpx client of the app, signed in as nobody
* `admin`: an administrator's Person; `people`: makes more of them
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from salus.app.http import create_app
from salus.core.auth import service as auth
from salus.core.auth import sessions
from salus.core.auth.contract import Client, NewAccount, SignInMethod
from salus.core.auth.tokens import TokenMint
from salus.core.config import Settings
from salus.core.context import Actor, Role
from salus.core.keys import signing_key
from salus.core.services import Services

PASSWORD = "correct horse battery"
CLIENT = Client("A program", "this computer", "127.0.0.1")
# Tests share one address and ask as fast as they can; those of the limits set their own.
UNHINDERED = {f"rate_{kind}": "1000000/s" for kind in ("sign_in", "reads", "writes", "uploads", "chat", "exports")}
SETUP = Actor(UUID(int=1), Role.ADMIN, "Test set-up")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account and a token."""

    actor: Actor
    username: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The header that signs a request in."""
        return {"Authorization": f"Bearer {self.token}"}


class People:
    """Makes accounts."""

    def __init__(self, services: Services, mint: TokenMint) -> None:
        self._services = services
        self._mint = mint

    async def make(self, role: Role, *, patient_id: UUID | None = None, practitioner_id: UUID | None = None) -> Person:
        """A new account of this role; ids of records are taken as given."""
        username = f"{role.value}-{uuid4().hex[:10]}@example.test"
        new = NewAccount(username, f"Test {role.value}", role, PASSWORD, patient_id, practitioner_id)
        async with self._services.transaction(SETUP, "set-up") as ctx:
            account = await auth.create_account(ctx, new)
            session = await sessions.open_session(ctx, self._mint, account, SignInMethod.PASSWORD, CLIENT)
        return Person(account.actor(), username, session.access_token)


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str, data_dir: Path) -> Settings:
    """Settings of this worker's app."""
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        data_dir=data_dir,
        demo=False,
        log_level="CRITICAL",
        access_token_s=86_400,  # a whole run uses the tokens of its first minute
        **UNHINDERED,
    )


@pytest.fixture(scope="session")
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The running app."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
def services(app: FastAPI) -> Services:
    """The app's engines."""
    found = app.state.services
    assert isinstance(found, Services)
    return found


@pytest.fixture(scope="session")
def people(services: Services, settings: Settings) -> People:
    """Makes accounts."""
    return People(services, TokenMint(signing_key(settings), settings.access_token_s, services.sessions))


@pytest.fixture(scope="session")
async def admin(people: People) -> Person:
    """An administrator."""
    return await people.make(Role.ADMIN)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has not signed in."""
    # From an address of its own: the wrong passwords of one test must not slow down another.
    address = (f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}", 40_000)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=address)
    async with httpx.AsyncClient(transport=transport, base_url="http://salus.test") as client:
        yield client
