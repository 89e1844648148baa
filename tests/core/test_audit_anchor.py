"""What an intruder with all rights in the database can do to the chain is found by what was noted outside it."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from salus.core.audit import store
from salus.core.audit.anchor import FILE, Anchors, keep_anchor
from salus.core.audit.contract import AuditEvent, ChainVerdict
from salus.core.audit.service import verify_chain, verify_with_anchors
from salus.core.config import Settings
from salus.core.keys import key_wrapper
from salus.core.services import Services, open_services
from tests.conftest import Engines
from tests.support.app import SETUP


@pytest.fixture
async def own(fresh_database_url: str, settings: Settings, tmp_path: Path) -> AsyncIterator[Services]:
    """Engines on a database and a data directory of this test alone, with twelve rows, noted after the eighth."""
    changed = {"database_url": SecretStr(fresh_database_url), "data_dir": tmp_path}
    async with open_services(settings.model_copy(update=changed)) as services:
        await write(services, 8)
        await keep_anchor(services)
        await write(services, 4)
        yield services


@pytest.fixture
async def owner(own: Services, engines: Engines, fresh_database_url: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """The intruder: the schema's owner, with the guards off."""
    url = engines.database_url("salus_owner", fresh_database_url.rpartition("/")[2])
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as db:
        await db.execute("ALTER TABLE core.audit_event DISABLE TRIGGER ALL")
        yield db


async def write(services: Services, rows: int) -> None:
    for number in range(rows):
        await services.audit.record_now(AuditEvent.of(SETUP, f"r{number}", "test.deed"))


async def verdict(services: Services) -> ChainVerdict:
    anchors = Anchors(services.settings.data_dir, key_wrapper(services.settings))
    async with services.database.transaction(SETUP, read_only=True) as db:
        return await verify_with_anchors(db, anchors)


async def cut_with_head(db: psycopg.AsyncConnection, last: int) -> None:
    await db.execute("DELETE FROM core.audit_event WHERE seq > %s", (last,))
    await db.execute(
        "UPDATE core.audit_head SET (seq, hash) = (SELECT seq, hash FROM core.audit_event WHERE seq = %s)", (last,)
    )


async def test_an_honest_chain_holds_and_is_noted_once(own: Services) -> None:
    await keep_anchor(own)
    await keep_anchor(own)
    assert await verdict(own) == ChainVerdict(ok=True, rows=12)
    assert len((own.settings.data_dir / FILE).read_bytes().splitlines()) == 2


async def test_a_tail_cut_off_together_with_its_head_is_found(own: Services, owner: psycopg.AsyncConnection) -> None:
    await cut_with_head(owner, 6)
    assert await verify_chain(owner) == ChainVerdict(ok=True, rows=6)  # inside the database nothing is wrong
    found = await verdict(own)
    assert (found.ok, found.rows, found.first_bad_seq) == (False, 6, 7)
    assert "had 8 rows" in str(found.reason)


async def test_a_chain_written_anew_is_found(own: Services, owner: psycopg.AsyncConnection) -> None:
    rows = [row async for row in store.walk(owner)]
    previous = store.GENESIS
    for seq, body, _ in rows:
        text = body.replace("test.deed", "test.nothing") if seq == 3 else body
        previous = hashlib.sha256(previous + text.encode()).digest()
        await owner.execute("UPDATE core.audit_event SET body = %s, hash = %s WHERE seq = %s", (text, previous, seq))
    await owner.execute("UPDATE core.audit_head SET hash = %s", (previous,))
    assert (await verify_chain(owner)).ok
    found = await verdict(own)
    assert (found.ok, found.first_bad_seq) == (False, 1)
    assert "rewritten" in str(found.reason)


async def test_a_broken_chain_is_not_noted_as_if_it_were_whole(own: Services, owner: psycopg.AsyncConnection) -> None:
    await cut_with_head(owner, 6)
    await write(own, 5)
    await keep_anchor(own)
    assert len((own.settings.data_dir / FILE).read_bytes().splitlines()) == 1
    assert not (await verdict(own)).ok


async def test_notes_that_nobody_signed_and_half_lines_count_for_nothing(own: Services) -> None:
    file = own.settings.data_dir / FILE
    forged = file.read_bytes().replace(b'"seq":8', b'"seq":9')
    file.write_bytes(file.read_bytes() + forged + b'{"seq": 1}\n[]\n' + forged[:20])
    assert await verdict(own) == ChainVerdict(ok=True, rows=12)
