"""The audit chain finds every change, deletion, insertion and reordering, and names the first bad row."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import pytest

from salus.core.audit import store
from salus.core.audit.contract import AuditEvent, ChainVerdict, Outcome
from salus.core.audit.service import verify_chain
from salus.core.services import Services
from tests.support.app import SETUP

ROWS = 12
Tamper = Callable[[psycopg.AsyncConnection], Awaitable[object]]


@pytest.fixture
async def chain(fresh_database_url: str, engines) -> AsyncIterator[psycopg.AsyncConnection]:
    """A chain of twelve rows in a database of its own, seen by its owner with the guards off: the worst intruder."""
    from salus.app.embedded import addresses

    name = fresh_database_url.rpartition("/")[2].partition("?")[0]
    owner_url = engines.database_url(addresses.OWNER_ROLE, name)
    async with await psycopg.AsyncConnection.connect(owner_url, autocommit=True) as db:
        for number in range(ROWS):
            event = AuditEvent.of(SETUP, f"r{number}", "test.deed", detail={"n": number})
            await append(db, event)
        await db.execute("ALTER TABLE core.audit_event DISABLE TRIGGER ALL")
        yield db


async def append(db: psycopg.AsyncConnection, *events: AuditEvent) -> None:
    from salus.core.audit.store import append as append_rows

    await append_rows(db, events)


async def change_body(db: psycopg.AsyncConnection) -> None:
    await db.execute("UPDATE core.audit_event SET body = replace(body, 'test.deed', 'test.nothing') WHERE seq = 5")


async def delete_middle(db: psycopg.AsyncConnection) -> None:
    await db.execute("DELETE FROM core.audit_event WHERE seq = 5")


async def cut_tail(db: psycopg.AsyncConnection) -> None:
    await db.execute("DELETE FROM core.audit_event WHERE seq > 10")


async def insert_at_end(db: psycopg.AsyncConnection) -> None:
    await db.execute(
        "INSERT INTO core.audit_event (seq, body, hash) SELECT 13, replace(body, '\"seq\": 12', '\"seq\": 13'), hash "
        "FROM core.audit_event WHERE seq = 12"
    )


async def swap(db: psycopg.AsyncConnection) -> None:
    await db.execute("UPDATE core.audit_event SET seq = -5 WHERE seq = 5")
    await db.execute("UPDATE core.audit_event SET seq = 5 WHERE seq = 6")
    await db.execute("UPDATE core.audit_event SET seq = 6 WHERE seq = -5")


async def change_hash(db: psycopg.AsyncConnection) -> None:
    await db.execute("UPDATE core.audit_event SET hash = sha256('x') WHERE seq = 5")


async def test_an_untouched_chain_holds(chain: psycopg.AsyncConnection) -> None:
    assert await verify_chain(chain) == ChainVerdict(ok=True, rows=ROWS)


@pytest.mark.parametrize(
    ("tamper", "first_bad"),
    [(change_body, 5), (delete_middle, 5), (cut_tail, 11), (insert_at_end, 13), (swap, 5), (change_hash, 5)],
)
async def test_tampering_is_found_and_located(chain: psycopg.AsyncConnection, tamper: Tamper, first_bad: int) -> None:
    await tamper(chain)
    verdict = await verify_chain(chain)
    assert not verdict.ok
    assert verdict.first_bad_seq == first_bad
    assert verdict.reason


async def test_the_runtime_role_can_append_but_not_change(services: Services) -> None:
    for statement in (
        "UPDATE core.audit_event SET body = ''",
        "DELETE FROM core.audit_event",
        "TRUNCATE core.audit_event",
        "INSERT INTO core.audit_event (seq, body, hash) VALUES (0, '{}', '')",
        "UPDATE core.audit_head SET seq = 0",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with services.transaction(SETUP, "attack") as ctx:
                await ctx.db.execute(statement)


async def test_even_the_owner_is_refused_while_the_guard_stands(owner_database_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(owner_database_url) as db:
        await append(db, AuditEvent.of(None, "r", "test.deed", outcome=Outcome.REFUSED))
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            await db.execute("DELETE FROM core.audit_event")


async def test_rows_of_simultaneous_requests_share_a_commit_and_all_arrive(services: Services) -> None:
    import asyncio

    events = [AuditEvent.of(SETUP, f"burst-{number}", "test.burst") for number in range(50)]
    await asyncio.gather(*(services.audit.record_now(event) for event in events))
    async with services.reading(SETUP, "r") as ctx:
        cursor = await ctx.db.execute(
            "SELECT body::jsonb ->> 'request' FROM core.audit_event WHERE action = 'test.burst'"
        )
        assert {row[0] for row in await cursor.fetchall()} == {event.request_id for event in events}
        assert (await verify_chain(ctx.db)).ok


async def test_a_rolled_back_deed_leaves_no_row(services: Services) -> None:
    with pytest.raises(KeyError):
        async with services.transaction(SETUP, "r") as ctx:
            await ctx.audit("test.rolled_back")
            raise KeyError
    async with services.reading(SETUP, "r") as ctx:
        cursor = await ctx.db.execute("SELECT count(*) FROM core.audit_event WHERE action = 'test.rolled_back'")
        assert await cursor.fetchone() == (0,)


async def test_rows_that_are_appended_during_the_walk_are_no_damage(
    chain: psycopg.AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes between the last row that was read and the head."""
    read_head, times = store.select_head, 0

    async def appending(db: psycopg.AsyncConnection) -> tuple[int, bytes]:
        nonlocal times
        times += 1
        if times <= 3:
            await append(chain, AuditEvent.of(SETUP, "late", "test.deed"))
        return await read_head(db)

    monkeypatch.setattr(store, "select_head", appending)
    assert await verify_chain(chain) == ChainVerdict(ok=True, rows=ROWS + 3)
