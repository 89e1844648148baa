"""SQL of the patients' data keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One wrapped data key of this installation."""

    patient_id: UUID
    wrapped: bytes
    key_id: str
    installation: UUID


async def select_installation(db: AsyncConnection[Any]) -> UUID:
    """The name of this installation, the same on every machine and after a restore."""
    cursor = await db.execute("SELECT id FROM core.installation")
    row = await cursor.fetchone()
    assert row is not None, "the migration writes the row"
    return UUID(str(row[0]))


async def select_key(db: AsyncConnection[Any], patient_id: UUID) -> KeyRow | None:
    """The wrapped data key, or None before the first object."""
    cursor = await db.execute(
        """
        SELECT k.patient_id, k.wrapped, k.wrapping_key_id, i.id
        FROM core.data_key AS k
        CROSS JOIN core.installation AS i
        WHERE k.patient_id = %s
        """,
        (patient_id,),
    )
    row = await cursor.fetchone()
    return KeyRow(row[0], bytes(row[1]), row[2], row[3]) if row else None


async def insert_key(db: AsyncConnection[Any], patient_id: UUID, wrapped: bytes, key_id: str) -> None:
    """Keep a wrapped data key; the first one wins, and one that was destroyed is not followed by another."""
    # A statement of its own, so that the next one sees what was destroyed while this one waited.
    await db.execute("SELECT pg_advisory_xact_lock_shared(5414022, hashtext(%s::text))", (patient_id,))
    await db.execute(
        """
        INSERT INTO core.data_key (patient_id, wrapped, wrapping_key_id)
        SELECT %(patient)s, %(wrapped)s, %(key)s
        WHERE NOT core.is_data_key_destroyed(%(patient)s)
        ON CONFLICT (patient_id) DO NOTHING
        """,
        {"patient": patient_id, "wrapped": wrapped, "key": key_id},
    )


async def destroy_key(db: AsyncConnection[Any], patient_id: UUID) -> bool:
    """Destroy the data key of the open chart for good; whether there was one."""
    cursor = await db.execute("SELECT core.destroy_data_key(%s)", (patient_id,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def select_wrapped_otherwise(
    owner_db: AsyncConnection[Any], key_id: str, most: int, after: UUID | None
) -> list[KeyRow]:
    """Data keys that another key wrapped, for the schema's owner."""
    cursor = await owner_db.execute(
        """
        SELECT k.patient_id, k.wrapped, k.wrapping_key_id, i.id
        FROM core.data_key AS k
        CROSS JOIN core.installation AS i
        WHERE k.wrapping_key_id <> %(key)s
          AND (%(after)s::uuid IS NULL OR k.patient_id > %(after)s)
        ORDER BY k.patient_id
        LIMIT %(most)s
        """,
        {"key": key_id, "after": after, "most": most},
    )
    return [KeyRow(row[0], bytes(row[1]), row[2], row[3]) for row in await cursor.fetchall()]


async def replace_key(owner_db: AsyncConnection[Any], old: KeyRow, wrapped: bytes, key_id: str) -> None:
    """Exchange one wrapping for another; one that was destroyed or exchanged meanwhile stays as it is."""
    await owner_db.execute(
        """
        UPDATE core.data_key
        SET wrapped = %s, wrapping_key_id = %s
        WHERE patient_id = %s
          AND wrapped = %s
        """,
        (wrapped, key_id, old.patient_id, old.wrapped),
    )


async def count_by_wrapping(owner_db: AsyncConnection[Any]) -> dict[str, int]:
    """How many secrets each key wrapped, data keys and those of authenticator apps, for the schema's owner."""
    cursor = await owner_db.execute(
        """
        SELECT wrapping_key_id, count(*)
        FROM (
            SELECT wrapping_key_id FROM core.data_key
            UNION ALL SELECT wrapping_key_id FROM core.totp
        ) AS wrapped
        GROUP BY wrapping_key_id
        """
    )
    return dict(await cursor.fetchall())


async def hold_still(owner_db: AsyncConnection[Any]) -> None:
    """Until this transaction ends nobody adds or exchanges what is wrapped; those who are at it are waited for."""
    await owner_db.execute("LOCK TABLE core.data_key, core.totp IN SHARE MODE")


async def passes_row_security(db: AsyncConnection[Any]) -> bool:
    """Whether this role sees every data key: the schema's owner does, the runtime role does not."""
    cursor = await db.execute("SELECT NOT row_security_active('core.data_key')")
    row = await cursor.fetchone()
    return bool(row and row[0])
