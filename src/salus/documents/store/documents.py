"""SQL of documents: the file, how far it is, what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from salus.documents.contract import Document, DocumentType, ProcessingStatus, Rendition
from salus.documents.store.rows import Db, json, text
from salus.records.contract import Chart

COLUMNS = """
    d.id, d.patient_id, d.title, d.filename, d.media_type, d.size_bytes, d.sha256, d.document_type, d.detected_type,
    d.document_date, d.status, d.tier, d.progress, d.message, d.reason, d.page_count, d.markers, d.uploaded_at,
    d.uploaded_by, coalesce(u.display_name, ''), d.is_patient_upload, d.job_id, d.replaces, d.replaced_by, d.deleted_at,
    d.rendition, d.needs_password, d.language
"""
FROM = "FROM documents.document AS d LEFT JOIN core.user_name AS u ON u.id = d.uploaded_by"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What a new document's row says."""

    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    document_type: DocumentType
    page_count: int
    readable_key: str | None
    rendition: Rendition
    needs_password: bool
    status: ProcessingStatus
    reason: str | None
    is_patient_upload: bool
    message: str
    replaces: UUID | None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a document's bytes lie, and the copy that is read instead of them, if there is one; all encrypted.

    Releases before 0034 kept the password of a locked file, encrypted too.
    """

    storage_key: str
    readable_key: str | None
    password_key: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the second tier says of the document as a whole."""

    title: str
    detected_type: str | None
    document_date: date | None
    markers: Sequence[str]
    language: str | None


def _document(row: Sequence[Any]) -> Document:
    values = list(row)
    values[7] = DocumentType(values[7])
    values[10] = ProcessingStatus(values[10])
    values[12] = round(values[12], 4)
    values[16] = tuple(values[16])
    values[25] = Rendition(values[25])
    return Document(*values)


async def patient_of_document(db: Db, document_id: UUID) -> UUID | None:
    """Whose chart must be opened to see a document; None when there is no such document."""
    cursor = await db.execute("SELECT documents.patient_of_document(%s)", (document_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def insert(db: Db, chart: Chart, new: DocumentRow, uploaded_by: UUID) -> UUID | None:
    """A new document; None when the same file is in the chart already, be it since a moment ago."""
    cursor = await db.execute(
        """
        INSERT INTO documents.document (
            patient_id, title, filename, media_type, size_bytes, sha256, storage_key, document_type,
            page_count, readable_key, rendition, needs_password, status, reason, is_patient_upload, message,
            replaces, uploaded_by)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (patient_id, sha256) WHERE deleted_at IS NULL AND replaced_by IS NULL DO NOTHING
        RETURNING id
        """,
        (
            chart.patient_id,
            text(new.title),
            text(new.filename),
            new.media_type,
            new.size,
            new.sha256,
            new.storage_key,
            new.document_type,
            new.page_count,
            new.readable_key,
            new.rendition,
            new.needs_password,
            new.status,
            new.reason,
            new.is_patient_upload,
            new.message,
            new.replaces,
            uploaded_by,
        ),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def select(db: Db, chart: Chart, document_id: UUID) -> Document | None:
    """One document, also a deleted one."""
    cursor = await db.execute(
        f"SELECT {COLUMNS} {FROM} WHERE d.patient_id = %s AND d.id = %s", (chart.patient_id, document_id)
    )
    row = await cursor.fetchone()
    return _document(row) if row else None


async def lock(db: Db, chart: Chart, document_id: UUID) -> Document | None:
    """One document, held until the transaction ends: whoever else wants to change it waits."""
    cursor = await db.execute(
        f"SELECT {COLUMNS} {FROM} WHERE d.patient_id = %s AND d.id = %s FOR UPDATE OF d",
        (chart.patient_id, document_id),
    )
    row = await cursor.fetchone()
    return _document(row) if row else None


async def select_live(db: Db, chart: Chart) -> tuple[Document, ...]:
    """All documents that stand, newest first."""
    cursor = await db.execute(
        f"""
        SELECT {COLUMNS} {FROM}
        WHERE d.patient_id = %s AND d.deleted_at IS NULL AND d.replaced_by IS NULL
        ORDER BY d.uploaded_at DESC, d.id DESC
        """,
        (chart.patient_id,),
    )
    return tuple(_document(row) for row in await cursor.fetchall())


async def find_same(db: Db, chart: Chart, sha256: str) -> UUID | None:
    """The standing document with these bytes."""
    cursor = await db.execute(
        """
        SELECT id
        FROM documents.document
        WHERE patient_id = %s AND sha256 = %s AND deleted_at IS NULL AND replaced_by IS NULL
        """,
        (chart.patient_id, sha256),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def select_file(db: Db, chart: Chart, document_id: UUID) -> StoredFile:
    """Where the bytes of a document lie."""
    cursor = await db.execute(
        "SELECT storage_key, readable_key, password_key FROM documents.document WHERE patient_id = %s AND id = %s",
        (chart.patient_id, document_id),
    )
    row = await cursor.fetchone()
    assert row is not None, "asked for a document that was just read"
    return StoredFile(*row)


async def count_password_try(db: Db, chart: Chart, document_id: UUID, now: datetime, forgotten_after: timedelta) -> int:
    """Count one more password tried on a locked file, and say the how-manieth; old tries are forgotten."""
    cursor = await db.execute(
        """
        UPDATE documents.document
        SET password_tries = CASE WHEN password_tried_at > %(now)s - %(forgotten)s THEN password_tries ELSE 0 END + 1,
            password_tried_at = %(now)s
        WHERE patient_id = %(patient)s AND id = %(id)s
        RETURNING password_tries
        """,
        {"now": now, "forgotten": forgotten_after, "patient": chart.patient_id, "id": document_id},
    )
    row = await cursor.fetchone()
    assert row is not None, "it is held by this transaction"
    return int(row[0])


async def set_opened(db: Db, chart: Chart, document_id: UUID, readable_key: str, page_count: int, message: str) -> None:
    """Let a locked file be read by its opened copy, from the beginning."""
    await db.execute(
        """
        UPDATE documents.document
        SET readable_key = %s, rendition = 'unlocked', page_count = %s, needs_password = false, password_tries = 0,
            status = 'INGESTED', tier = 0, progress = 0, message = %s, reason = NULL, updated_at = now()
        WHERE patient_id = %s AND id = %s
        """,
        (readable_key, page_count, message, chart.patient_id, document_id),
    )


async def set_state(
    db: Db,
    chart: Chart,
    document_id: UUID,
    *,
    status: ProcessingStatus,
    tier: int,
    progress: float,
    message: str,
    reason: str | None = None,
) -> None:
    """Say how far a document is."""
    await db.execute(
        """
        UPDATE documents.document
        SET status = %s, tier = %s, progress = %s, message = %s, reason = %s, updated_at = now()
        WHERE patient_id = %s AND id = %s
        """,
        (status, tier, progress, message, reason, chart.patient_id, document_id),
    )


async def set_progress(db: Db, chart: Chart, document_id: UUID, progress: float, message: str) -> None:
    """Say how far the present tier is."""
    await db.execute(
        """
        UPDATE documents.document
        SET progress = greatest(progress, %s), message = %s, updated_at = now()
        WHERE patient_id = %s AND id = %s AND deleted_at IS NULL
        """,
        (progress, message, chart.patient_id, document_id),
    )


async def set_job(db: Db, chart: Chart, document_id: UUID, job_id: UUID) -> None:
    """Say which job works on a document."""
    await db.execute(
        "UPDATE documents.document SET job_id = %s WHERE patient_id = %s AND id = %s",
        (job_id, chart.patient_id, document_id),
    )


async def set_findings(db: Db, chart: Chart, document_id: UUID, found: Findings) -> None:
    """Write what kind of document it is, from when, and what it marks."""
    await db.execute(
        """
        UPDATE documents.document
        SET title = %s, detected_type = %s, document_date = %s, markers = %s, language = %s
        WHERE patient_id = %s AND id = %s
        """,
        (
            text(found.title),
            found.detected_type,
            found.document_date,
            [text(marker) for marker in found.markers],
            found.language,
            chart.patient_id,
            document_id,
        ),
    )


async def mark_replaced(db: Db, chart: Chart, document_id: UUID, by: UUID) -> None:
    """Let a newer document stand in its place."""
    await db.execute(
        "UPDATE documents.document SET replaced_by = %s, updated_at = now() WHERE patient_id = %s AND id = %s",
        (by, chart.patient_id, document_id),
    )


async def mark_deleted(db: Db, chart: Chart, document_id: UUID, deleted_by: UUID) -> None:
    """Leave only that there was a document: its name and what it said go, its hash stays as evidence."""
    await db.execute(
        """
        UPDATE documents.document
        SET deleted_at = now(), deleted_by = %s, updated_at = now(), title = 'Deleted document',
            filename = 'deleted', markers = '{}', detected_type = NULL, reason = NULL, message = 'Deleted.'
        WHERE patient_id = %s AND id = %s
        """,
        (deleted_by, chart.patient_id, document_id),
    )


async def discard_objects(db: Db, chart: Chart, document_id: UUID) -> None:
    """Note every stored object of a document for removal after the commit."""
    await db.execute(
        """
        INSERT INTO documents.discarded_object (storage_key, document_id, patient_id)
        SELECT unnest(array_remove(ARRAY[storage_key, readable_key, password_key], NULL)), id, patient_id
        FROM documents.document
        WHERE patient_id = %(patient)s AND id = %(id)s
        UNION ALL
        SELECT storage_key, document_id, patient_id
        FROM documents.page_image
        WHERE patient_id = %(patient)s AND document_id = %(id)s
        UNION ALL
        SELECT thumbnail_key, document_id, patient_id
        FROM documents.page
        WHERE patient_id = %(patient)s AND document_id = %(id)s AND thumbnail_key IS NOT NULL
        ON CONFLICT (storage_key) DO NOTHING
        """,
        {"patient": chart.patient_id, "id": document_id},
    )


async def names_object(db: Db, chart: Chart, storage_key: str) -> bool:
    """Whether any row of this patient names the stored object."""
    cursor = await db.execute(
        """
        SELECT EXISTS (SELECT FROM documents.document
                       WHERE patient_id = %(patient)s AND %(key)s IN (storage_key, readable_key, password_key))
            OR EXISTS (SELECT FROM documents.page_image WHERE patient_id = %(patient)s AND storage_key = %(key)s)
            OR EXISTS (SELECT FROM documents.page WHERE patient_id = %(patient)s AND thumbnail_key = %(key)s)
            OR EXISTS (SELECT FROM documents.discarded_object WHERE patient_id = %(patient)s AND storage_key = %(key)s)
        """,
        {"patient": chart.patient_id, "key": storage_key},
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def select_discarded(db: Db, chart: Chart) -> list[str]:
    """Objects of this patient that wait for removal."""
    cursor = await db.execute(
        "SELECT storage_key FROM documents.discarded_object WHERE patient_id = %s", (chart.patient_id,)
    )
    return [row[0] for row in await cursor.fetchall()]


async def forget_discarded(db: Db, chart: Chart, keys: Sequence[str]) -> None:
    """These objects are gone."""
    await db.execute(
        "DELETE FROM documents.discarded_object WHERE patient_id = %s AND storage_key = ANY (%s)",
        (chart.patient_id, list(keys)),
    )


async def log_tier(
    db: Db,
    chart: Chart,
    document_id: UUID,
    *,
    tier: int,
    outcome: str,
    took_ms: int,
    counts: Mapping[str, int],
    reason: str | None = None,
) -> None:
    """Note what a tier did."""
    await db.execute(
        """
        INSERT INTO documents.processing_log (document_id, patient_id, tier, outcome, took_ms, counts, reason)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        """,
        (document_id, chart.patient_id, tier, outcome, took_ms, json(dict(counts)), reason),
    )
