"""SQL of backups, as the owner of the schema, whom row-level security does not bind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql

# Queues and heartbeats change while nobody works; all other tables change only by what people and jobs do.
RESTLESS = ("jobs",)
OURS = ("pg_catalog", "information_schema", "pg_toast")


async def select_tables(db: AsyncConnection[Any]) -> list[tuple[str, str]]:
    """Schema and name of every table, partitions counted within their parent."""
    cursor = await db.execute(
        """
        SELECT n.nspname, c.relname
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p')
          AND NOT c.relispartition
          AND n.nspname <> ALL(%s)
          AND n.nspname NOT LIKE 'pg\\_%%'
        ORDER BY 1, 2
        """,
        ([*OURS, *RESTLESS],),
    )
    return [(schema, name) for schema, name in await cursor.fetchall()]


async def count_rows(db: AsyncConnection[Any]) -> dict[str, int]:
    """Rows of each table, one snapshot for all."""
    async with db.transaction():
        await db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        counts = {}
        for schema, name in await select_tables(db):
            table = sql.Identifier(schema, name)
            cursor = await db.execute(sql.SQL("SELECT count(*) FROM {}").format(table))
            row = await cursor.fetchone()
            counts[f"{schema}.{name}"] = int(row[0]) if row else 0
    return counts


async def select_position(db: AsyncConnection[Any]) -> tuple[str, str]:
    """The write-ahead log's current segment and position; empty for a server that tells neither."""
    cursor = await db.execute("SELECT pg_walfile_name(pg_current_wal_lsn()), pg_current_wal_lsn()::text")
    row = await cursor.fetchone()
    return (str(row[0]), str(row[1])) if row else ("", "")


async def select_data_keys(db: AsyncConnection[Any]) -> list[tuple[UUID, bytes, str]]:
    """Every wrapped data key."""
    cursor = await db.execute("SELECT patient_id, wrapped, wrapping_key_id FROM core.data_key ORDER BY patient_id")
    return [(row[0], bytes(row[1]), row[2]) for row in await cursor.fetchall()]


async def select_destroyed(db: AsyncConnection[Any]) -> list[UUID]:
    """Whose data keys were destroyed."""
    cursor = await db.execute("SELECT patient_id FROM core.destroyed_key ORDER BY patient_id")
    return [row[0] for row in await cursor.fetchall()]


async def put_data_key(db: AsyncConnection[Any], patient_id: UUID, wrapped: bytes, key_id: str) -> None:
    """The wrapping of the newest key bundle in place of an older one."""
    await db.execute(
        """
        INSERT INTO core.data_key (patient_id, wrapped, wrapping_key_id) VALUES (%s, %s, %s)
        ON CONFLICT (patient_id) DO UPDATE SET wrapped = EXCLUDED.wrapped, wrapping_key_id = EXCLUDED.wrapping_key_id
        """,
        (patient_id, wrapped, key_id),
    )


async def destroy(db: AsyncConnection[Any], patients: list[UUID]) -> int:
    """Take away what was destroyed after the backup was made; how many keys that were."""
    await db.execute(
        "INSERT INTO core.destroyed_key (patient_id) SELECT unnest(%s::uuid[]) ON CONFLICT DO NOTHING", (patients,)
    )
    cursor = await db.execute("DELETE FROM core.data_key WHERE patient_id = ANY(%s)", (patients,))
    return cursor.rowcount


async def drop_closed(db: AsyncConnection[Any], key_ids: list[str]) -> int:
    """Take away data keys that none of these keys wrapped: they open nothing any more; how many that were."""
    cursor = await db.execute("DELETE FROM core.data_key WHERE wrapping_key_id <> ALL(%s)", (key_ids,))
    return cursor.rowcount


async def select_named_objects(db: AsyncConnection[Any]) -> set[str]:
    """The keys of all objects that some row names: every text column that is called so."""
    cursor = await db.execute(
        """
        SELECT c.table_schema, c.table_name, c.column_name
        FROM information_schema.columns AS c
        JOIN information_schema.tables AS t USING (table_schema, table_name)
        WHERE t.table_type = 'BASE TABLE'
          AND c.data_type = 'text'
          AND c.column_name ~ '(storage|object|password)_key$'
        """
    )
    names: set[str] = set()
    for schema, table, column in await cursor.fetchall():
        query = sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").format(
            column=sql.Identifier(column), table=sql.Identifier(schema, table)
        )
        names |= {row[0] for row in await (await db.execute(query)).fetchall()}
    return names


async def select_replayed_to(db: AsyncConnection[Any]) -> str:
    """The time of the last transaction that a recovery brought back; empty when it brought none."""
    cursor = await db.execute("SELECT pg_last_xact_replay_timestamp()")
    row = await cursor.fetchone()
    return row[0].isoformat(timespec="milliseconds") if row and row[0] else ""
