"""The tests' own engines: real, migrated, one pair for all workers."""

from __future__ import annotations

from pathlib import Path

import psycopg
import redis

from salus.core.db.migrate import newest_step


def test_each_worker_has_a_migrated_database_of_its_own(database_url: str, owner_database_url: str) -> None:
    with psycopg.connect(database_url) as app, psycopg.connect(owner_database_url) as owner:
        assert owner.execute("SELECT version_num FROM core.alembic_version").fetchone() == (newest_step(),)
        assert app.info.dbname == owner.info.dbname != "salus"
        assert app.execute("SELECT current_user, '[1,2]'::vector(2) <-> '[1,3]'::vector(2)").fetchone() == (
            "salus_app",
            1.0,
        )


def test_the_runtime_role_is_bound_by_row_level_security(database_url: str) -> None:
    with psycopg.connect(database_url) as db:
        rights = db.execute("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert rights.fetchone() == (False, False, False)


def test_a_test_may_have_a_database_to_itself(fresh_database_url: str, database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as db:
        assert db.info.dbname not in database_url


def test_valkey_keeps_what_it_is_given(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("greeting", "salve", ex=60)
        assert client.get("greeting") == b"salve"


def test_the_data_directory_has_its_keys(data_dir: Path) -> None:
    assert (data_dir / "keys" / "encryption.key").stat().st_mode & 0o777 == 0o600
    assert (data_dir / "objects").is_dir()
