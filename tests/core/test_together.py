"""Lookups that travel together stay apart: each sees what its own actor may, and fails or waits for itself alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest

from salus.core.context import Actor, Role
from salus.core.db import Database
from salus.core.db.together import SharedReads
from salus.core.errors import EngineUnavailable
from salus.core.operations.counting import StatementWatch

WHO = (
    "SELECT core.actor_id(), core.actor_role(), core.actor_patient_id(), core.actor_practitioner_id(), "
    "core.chart_id(), %s::integer"
)
MANY = 200


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, max_size=4, statement_timeout_ms=5000, watch=StatementWatch(250))
    await opened.open()
    yield opened
    await opened.close()


def an_actor(number: int) -> Actor:
    role = (Role.PATIENT, Role.DOCTOR, Role.ADMIN)[number % 3]
    own = uuid4()
    return Actor(
        uuid4(),
        role,
        f"O'Brien \\ {number}; --",
        patient_id=own if role is Role.PATIENT else None,
        practitioner_id=own if role is Role.DOCTOR else None,
    )


async def ask(
    database: Database, actor: Actor, query: LiteralString, params: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    return await (await database.single_read(actor).execute(query, params)).fetchall()


async def test_each_of_many_lookups_runs_as_its_own_actor(database: Database) -> None:
    actors = [an_actor(number) for number in range(MANY)]
    answers = await asyncio.gather(*(ask(database, actor, WHO, (n,)) for n, actor in enumerate(actors)))
    for number, (actor, rows) in enumerate(zip(actors, answers, strict=True)):
        own = (actor.user_id, actor.role.value, actor.patient_id, actor.practitioner_id, None, number)
        assert rows == [own]


async def test_a_chart_that_one_lookup_opens_is_closed_for_the_next(database: Database) -> None:
    """`records.read_patient` opens its chart by a setting of the transaction, which others share here."""
    opening = "SELECT set_config('salus.chart', %s, true), set_config('salus.person', %s, true)"
    chart, doctor = str(uuid4()), an_actor(1)
    seeing = "SELECT core.chart_id(), nullif(current_setting('salus.person', true), '')"
    answers = await asyncio.gather(
        ask(database, doctor, opening, (chart, chart)),
        *(ask(database, doctor, seeing) for _ in range(5)),
        ask(database, doctor, opening, (chart, chart)),
        *(ask(database, an_actor(2), seeing) for _ in range(5)),
    )
    assert [rows for number, rows in enumerate(answers) if number not in (0, 6)] == [[(None, None)]] * 10


async def test_a_lookup_that_fails_fails_alone(database: Database) -> None:
    good, bad = an_actor(0), an_actor(1)
    answers = await asyncio.gather(
        *(ask(database, good, WHO, (n,)) for n in range(5)),
        ask(database, bad, "SELECT 1 / %s", (0,)),
        ask(database, bad, "SELECT %s::text", ("a\0b",)),
        *(ask(database, good, WHO, (n,)) for n in range(5, 10)),
        return_exceptions=True,
    )
    assert isinstance(answers[5], psycopg.errors.DivisionByZero)
    assert isinstance(answers[6], psycopg.DataError)
    found = [rows[0][-1] for rows in (*answers[:5], *answers[7:]) if isinstance(rows, list)]
    assert found == list(range(10))


async def test_a_lookup_cannot_write(database: Database) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await ask(database, an_actor(2), "DELETE FROM core.refresh_token WHERE user_id = %s RETURNING 1", (uuid4(),))


async def test_a_lookup_that_sleeps_holds_up_nobody_who_comes_later(database: Database) -> None:
    slow = asyncio.create_task(ask(database, an_actor(0), "SELECT pg_sleep(2)"))
    await asyncio.sleep(0.05)
    await asyncio.gather(*(ask(database, an_actor(n), WHO, (n,)) for n in range(20)))
    assert not slow.done()
    await slow


async def test_a_caller_who_left_costs_the_others_nothing(database: Database) -> None:
    leaving = asyncio.create_task(ask(database, an_actor(0), WHO, (1,)))
    staying = asyncio.create_task(ask(database, an_actor(1), WHO, (2,)))
    await asyncio.sleep(0)
    leaving.cancel()
    rows = await staying
    assert rows[0][-1] == 2
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_values_are_quoted_and_never_run(database: Database) -> None:
    hostile = "'; COMMIT; SELECT set_config('salus.role', 'admin', false); --"
    actor = an_actor(0)
    first, second = await asyncio.gather(
        ask(database, actor, "SELECT %s::text", (hostile,)), ask(database, actor, WHO, (3,))
    )
    assert first == [(hostile,)]
    assert second[0][1] == "patient"


class Gone:
    """A pool whose engine is away."""

    lent = 0

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        self.lent += 1
        raise EngineUnavailable
        yield


async def test_without_an_engine_everybody_is_told_at_once() -> None:
    """Each waiting for a connection by itself would take the pool's patience as often as there are callers."""
    pool = Gone()
    reads = SharedReads(pool, StatementWatch(250))
    actor = Actor(UUID(int=1), Role.ADMIN, "A")
    answers = await asyncio.gather(*(reads.rows(actor, WHO, (n,)) for n in range(6)), return_exceptions=True)
    assert all(isinstance(answer, EngineUnavailable) for answer in answers)
    assert pool.lent == 1
