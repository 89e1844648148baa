"""Where more is asked than can be answered, each is told so in time; a slow statement is stopped, alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from salus.app.http import create_app
from salus.core import db
from salus.core.config import Settings
from salus.core.context import WORKER
from salus.core.db import Database
from salus.core.errors import EngineUnavailable, ServerBusy, StatementStopped
from salus.core.operations.counting import StatementWatch
from salus.core.services import Services
from tests.support.app import Person

SLOW = "SELECT pg_sleep(30)"


@pytest.fixture
async def narrow(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FastAPI]:
    """An app with two connections, a short patience and a short limit for statements."""
    monkeypatch.setattr(db, "PATIENCE_S", 0.2)
    app = create_app(settings.model_copy(update={"db_pool_max": 2, "statement_timeout_ms": 300}))
    async with app.router.lifespan_context(app):
        yield app


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://salus.test"
    )


def services_of(app: FastAPI) -> Services:
    found = app.state.services
    assert isinstance(found, Services)
    return found


async def test_a_request_without_a_connection_is_told_when_to_come_back(narrow: FastAPI, admin: Person) -> None:
    async with client_of(narrow) as client, AsyncExitStack() as held:
        for _ in range(2):
            await held.enter_async_context(services_of(narrow).database.connection())
        answer = await client.get("/api/v1/patients", headers=admin.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "SERVER_BUSY")
        assert int(answer.headers["retry-after"]) > 0
        await held.aclose()
        again = await client.get("/api/v1/patients", headers=admin.headers)
        assert again.status_code == 200


async def test_a_crowd_beyond_all_patience_is_turned_away_at_once(narrow: FastAPI) -> None:
    database = services_of(narrow).database

    async def ask() -> None:
        async with database.connection() as connection:
            await connection.execute("SELECT pg_sleep(0.05)")

    crowd = 2 * (db.WAITING_EACH + 10)
    outcomes = await asyncio.gather(*(ask() for _ in range(crowd)), return_exceptions=True)
    assert sum(isinstance(outcome, ServerBusy) for outcome in outcomes) >= crowd - 2 * db.WAITING_EACH - 2
    assert all(outcome is None or isinstance(outcome, ServerBusy) for outcome in outcomes)


async def test_a_slow_statement_is_stopped_and_its_connection_serves_on(narrow: FastAPI) -> None:
    database = services_of(narrow).database
    with pytest.raises(StatementStopped):
        async with database.transaction(WORKER) as connection:
            await connection.execute(SLOW)
    async with database.transaction(WORKER) as connection:
        assert await (await connection.execute("SELECT 1")).fetchone() == (1,)


async def test_a_slow_statement_fails_alone_among_those_that_travel_with_it(narrow: FastAPI) -> None:
    database = services_of(narrow).database
    asked = [database.single_read(WORKER).execute(query) for query in ("SELECT 1", SLOW, "SELECT 2")]
    first, slow, second = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(slow, StatementStopped)
    for found, number in ((first, 1), (second, 2)):
        assert not isinstance(found, BaseException)
        assert await found.fetchall() == [(number,)]


async def test_an_engine_that_is_away_is_told_apart_from_a_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "PATIENCE_S", 0.2)
    nowhere = Database(
        "postgresql://nobody@127.0.0.1:1/none", max_size=2, statement_timeout_ms=1000, watch=StatementWatch(250)
    )
    await nowhere.open()
    try:
        with pytest.raises(EngineUnavailable) as away:
            async with nowhere.connection():
                raise AssertionError("there is nobody")
    finally:
        await nowhere.close()
    assert not isinstance(away.value, ServerBusy)
