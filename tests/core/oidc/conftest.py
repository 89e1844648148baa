"""An app with an organisation's provider, browsers, and somebody whose account is linked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from salus.app.http import create_app
from salus.core.config import Settings
from salus.core.context import Role
from salus.core.oidc.provider import Provider
from tests.support.app import People, Person
from tests.support.oidc import CLIENT_ID, CLIENT_SECRET, OidcProvider, start_provider
from tests.support.oidc_browser import HERE, browser_of, come_back, invite


@pytest.fixture(scope="session")
def standing_provider() -> Iterator[OidcProvider]:
    """An organisation's provider."""
    made = start_provider()
    yield made
    made.close()


@pytest.fixture(scope="session")
async def standing_app(settings: Settings, standing_provider: OidcProvider) -> AsyncIterator[FastAPI]:
    """An app of its own, with that provider configured."""
    own = {
        "oidc_issuer": standing_provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": SecretStr(CLIENT_SECRET),
        "oidc_name": "Riverside Hospital",
        "public_url": HERE,
    }
    app = create_app(settings.model_copy(update=own))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def provider(standing_provider: OidcProvider) -> OidcProvider:
    """The provider as it should be, with a person whom nobody has seen yet."""
    standing_provider.begin_anew()
    return standing_provider


@pytest.fixture
def organised(standing_app: FastAPI, provider: OidcProvider) -> FastAPI:
    """The app, which remembers nothing of what the provider said in another test."""
    standing_app.state.oidc = Provider(standing_app.state.services.settings)
    return standing_app


@pytest.fixture
async def browser(organised: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has not signed in."""
    async with browser_of(organised) as client:
        yield client


@pytest.fixture
async def person(people: People) -> Person:
    """Somebody with an account."""
    return await people.make(Role.ADMIN)


@pytest.fixture
async def linked(organised: FastAPI, admin: Person, person: Person) -> Person:
    """Somebody whose account was linked by an invitation."""
    code = await invite(organised, admin, person.actor.user_id)
    async with browser_of(organised) as first:
        assert await come_back(first, invitation=code) == "/"
    return person
