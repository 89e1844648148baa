"""The worker makes the partitions of coming years by itself, however long the server has been running."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
from pydantic import SecretStr

from salus.core.config import Settings
from salus.core.services import open_services
from salus.records.chores import make_room
from salus.records.manifest import MANIFEST
from salus.records.service.upkeep import YEARS_AHEAD
from tests.conftest import Engines


async def test_a_missing_year_is_made_and_values_that_came_too_early_move_there(
    fresh_database_url: str, engines: Engines
) -> None:
    owner_url = engines.database_url("salus_owner", fresh_database_url.rpartition("/")[2])
    year = datetime.now(UTC).year + YEARS_AHEAD
    with psycopg.connect(owner_url, autocommit=True) as db:
        db.execute(f"DROP TABLE records.observation_{year}".encode())
        db.execute(
            """
            WITH who AS (
                INSERT INTO records.patient (given, family, birth_date, sex)
                VALUES ('Ida', 'Holm', '1990-01-01', 'female')
                RETURNING id
            )
            INSERT INTO records.observation
                (patient_id, code, code_display, code_system, effective_at, status, category, source)
            SELECT id, 'x', 'Early', 'urn:test', make_date(%s, 6, 1), 'final', 'laboratory', 'device'
            FROM who
            """,
            (year,),
        )
    assert make_room in MANIFEST.chores
    async with open_services(Settings(database_url=SecretStr(fresh_database_url))) as services:
        await make_room(services)
        await make_room(services)
    with psycopg.connect(owner_url) as db:
        found = db.execute(f"SELECT count(*) FROM records.observation_{year}".encode()).fetchone()
        left = db.execute("SELECT count(*) FROM records.observation_default").fetchone()
    assert (found, left) == ((1,), (0,))
