"""Ask an engine, embedded or the operator's own, what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

CONNECT_TIMEOUT_S = 3


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """What a PostgreSQL server says of itself and of the role that asked."""

    server_version: int
    pgvector: str | None
    role: str
    passes_row_security: bool
    now: datetime

    @property
    def version(self) -> str:
        """As people write it: 18.4."""
        return f"{self.server_version // 10_000}.{self.server_version % 10_000}"


def ask_database(url: str) -> DatabaseFacts:
    """One short connection; raises `psycopg.OperationalError` when nobody answers."""
    import psycopg

    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S, autocommit=True) as db:
        row = db.execute(
            """
            SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
                   rolname, rolsuper OR rolbypassrls, clock_timestamp()
            FROM pg_roles WHERE rolname = current_user
            """
        ).fetchone()
        assert row is not None, "every session has a role"
        return DatabaseFacts(db.info.server_version, *row)


def count_open_accounts(url: str, usernames: Sequence[str]) -> int:
    """How many of these people can sign in; the schema must be there."""
    import psycopg

    with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S, autocommit=True) as db:
        row = db.execute(
            "SELECT count(*) FROM core.app_user WHERE username = ANY(%s) AND is_active", (list(usernames),)
        ).fetchone()
    return int(row[0]) if row else 0


def used_keys(database_url: str) -> frozenset[str]:
    """Names of the keys that wrapped the data keys in the database; none where it has no schema yet."""
    import psycopg

    with psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S, autocommit=True) as db:
        row = db.execute(
            "SELECT to_regclass('core.data_key') IS NULL, to_regprocedure('core.wrapping_key_ids()') IS NULL"
        ).fetchone()
        assert row is not None, "a SELECT without FROM gives one row"
        has_no_table, has_no_function = row
        if has_no_table:
            return frozenset()
        # A schema of an older release has no function; its owner, who is about to bring it to date, sees all rows.
        names = (
            "SELECT DISTINCT wrapping_key_id FROM core.data_key"
            if has_no_function
            else "SELECT core.wrapping_key_ids()"
        )
        return frozenset(name for (name,) in db.execute(names))


def count_outdated(database_url: str, model: str) -> int:
    """How many documents another embedding model has indexed; none where the schema has no documents yet."""
    import psycopg

    with psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S, autocommit=True) as db:
        known = db.execute("SELECT to_regprocedure('documents.outdated(text)') IS NOT NULL").fetchone()
        if known is None or not known[0]:
            return 0
        db.execute("SELECT set_config('salus.role', 'service', false)")
        row = db.execute("SELECT count(*) FROM documents.outdated(%s)", (model,)).fetchone()
    return int(row[0]) if row else 0


def count_late_jobs(database_url: str) -> int:
    """How many jobs wait to begin for longer than a minute; none where the schema has no jobs yet."""
    import psycopg

    with psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S, autocommit=True) as db:
        known = db.execute("SELECT to_regclass('core.job') IS NOT NULL").fetchone()
        if known is None or not known[0]:
            return 0
        db.execute("SELECT set_config('salus.role', 'service', false)")
        row = db.execute(
            "SELECT count(*) FROM core.job WHERE status = 'queued' AND created_at < now() - interval '1 minute'"
        ).fetchone()
    return int(row[0]) if row else 0


def ask_valkey(url: str) -> str:
    """Name and version of the server; raises `redis.RedisError` when nobody answers."""
    import redis

    with redis.Redis.from_url(
        url, socket_connect_timeout=CONNECT_TIMEOUT_S, socket_timeout=CONNECT_TIMEOUT_S
    ) as client:
        facts = client.info("server")
    assert isinstance(facts, dict), "the synchronous client answers at once"
    version = facts.get("valkey_version") or facts.get("redis_version")
    return f"{'Valkey' if 'valkey_version' in facts else 'Redis'} {version}"
