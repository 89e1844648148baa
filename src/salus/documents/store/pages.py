"""SQL of pages as read and of the pictures found in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from salus.documents.contract import (
    Box,
    DocumentImage,
    DocumentPage,
    ImageStatus,
    Page,
    PageSource,
)
from salus.documents.store.rows import Db, box_of, numbers, tables_json, tables_of, text, words_json, words_of
from salus.records.contract import Chart

PAGE_COLUMNS = "document_id, number, width_pt, height_pt, source, words, tables, rotation_deg, text, language"
IMAGE_COLUMNS = "id, page, box, width_px, height_px, caption, status, description, described_by"


@dataclass(frozen=True, slots=True)
class ImageRow:
    """A picture whose bytes are stored already."""

    page: int
    ordinal: int
    box: Box
    width_px: int
    height_px: int
    storage_key: str


def _page(row: Sequence[Any]) -> DocumentPage:
    document_id, number, width, height, source, words, tables, rotation, plain, language = row
    page = Page(
        number=number,
        width_pt=width,
        height_pt=height,
        source=PageSource(source),
        words=words_of(words),
        tables=tables_of(tables),
        rotation_deg=rotation,
    )
    return DocumentPage(document_id, page, plain, language)


def _image(row: Sequence[Any]) -> DocumentImage:
    identity, page, box, width, height, caption, status, description, described_by = row
    return DocumentImage(
        identity, page, box_of(box), width, height, caption, ImageStatus(status), description, described_by
    )


async def insert_page(
    db: Db,
    chart: Chart,
    document_id: UUID,
    page: Page,
    plain: str,
    language: str | None,
    problem: str | None = None,
) -> bool:
    """Keep a page as read; False when another attempt at the same work has kept it already."""
    cursor = await db.execute(
        """
        INSERT INTO documents.page (
            document_id, number, patient_id, width_pt, height_pt, rotation_deg, source, text, words, tables, language,
            problem)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (document_id, number) DO NOTHING
        """,
        (
            document_id,
            page.number,
            chart.patient_id,
            page.width_pt,
            page.height_pt,
            page.rotation_deg,
            page.source,
            text(plain),
            words_json(page.words),
            tables_json(page.tables),
            language,
            problem,
        ),
    )
    return cursor.rowcount == 1


async def numbers_read(db: Db, chart: Chart, document_id: UUID) -> set[int]:
    """Which pages of a document are read."""
    cursor = await db.execute(
        "SELECT number FROM documents.page WHERE patient_id = %s AND document_id = %s",
        (chart.patient_id, document_id),
    )
    return {row[0] for row in await cursor.fetchall()}


async def select_page(db: Db, chart: Chart, document_id: UUID, number: int) -> DocumentPage | None:
    """One page."""
    cursor = await db.execute(
        f"SELECT {PAGE_COLUMNS} FROM documents.page WHERE patient_id = %s AND document_id = %s AND number = %s",
        (chart.patient_id, document_id, number),
    )
    row = await cursor.fetchone()
    return _page(row) if row else None


async def select_pages(db: Db, chart: Chart, document_id: UUID) -> tuple[DocumentPage, ...]:
    """All pages read, in order."""
    cursor = await db.execute(
        f"SELECT {PAGE_COLUMNS} FROM documents.page WHERE patient_id = %s AND document_id = %s ORDER BY number",
        (chart.patient_id, document_id),
    )
    return tuple(_page(row) for row in await cursor.fetchall())


async def without_thumbnail(db: Db, chart: Chart, document_id: UUID) -> list[tuple[int, float]]:
    """Numbers and turns of the pages that have no small picture yet."""
    cursor = await db.execute(
        """
        SELECT number, rotation_deg
        FROM documents.page
        WHERE patient_id = %s AND document_id = %s AND thumbnail_key IS NULL
        ORDER BY number
        """,
        (chart.patient_id, document_id),
    )
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def set_thumbnail(db: Db, chart: Chart, document_id: UUID, number: int, storage_key: str) -> bool:
    """Say where a page's small picture lies; False when it has one already, or the page is gone."""
    cursor = await db.execute(
        """
        UPDATE documents.page
        SET thumbnail_key = %s
        WHERE patient_id = %s AND document_id = %s AND number = %s AND thumbnail_key IS NULL
        """,
        (storage_key, chart.patient_id, document_id, number),
    )
    return cursor.rowcount == 1


async def thumbnail_key(db: Db, chart: Chart, document_id: UUID, number: int) -> str | None:
    """Where a page's small picture lies."""
    cursor = await db.execute(
        "SELECT thumbnail_key FROM documents.page WHERE patient_id = %s AND document_id = %s AND number = %s",
        (chart.patient_id, document_id, number),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def problems(db: Db, chart: Chart, document_id: UUID) -> tuple[str, ...]:
    """Why a person should look at some pages, in page order."""
    cursor = await db.execute(
        """
        SELECT problem
        FROM documents.page
        WHERE patient_id = %s AND document_id = %s AND problem IS NOT NULL
        ORDER BY number
        """,
        (chart.patient_id, document_id),
    )
    return tuple(row[0] for row in await cursor.fetchall())


async def delete_unread(db: Db, chart: Chart, document_id: UUID) -> None:
    """Forget the pages on which no words were found, so that they are read again."""
    await db.execute(
        """
        WITH forgotten AS (
            DELETE FROM documents.page
            WHERE patient_id = %s AND document_id = %s AND (problem IS NOT NULL OR text = '')
            RETURNING thumbnail_key, document_id, patient_id)
        INSERT INTO documents.discarded_object (storage_key, document_id, patient_id)
        SELECT thumbnail_key, document_id, patient_id FROM forgotten WHERE thumbnail_key IS NOT NULL
        ON CONFLICT (storage_key) DO NOTHING
        """,
        (chart.patient_id, document_id),
    )


async def delete_pages(db: Db, chart: Chart, document_id: UUID) -> None:
    """Remove what was read."""
    for table in ("page", "page_image"):
        await db.execute(
            f"DELETE FROM documents.{table} WHERE patient_id = %s AND document_id = %s",
            (chart.patient_id, document_id),
        )


async def insert_image(db: Db, chart: Chart, document_id: UUID, image: ImageRow) -> None:
    """Keep a picture's place on its page."""
    await db.execute(
        """
        INSERT INTO documents.page_image (
            document_id, page, ordinal, patient_id, box, width_px, height_px, storage_key)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            document_id,
            image.page,
            image.ordinal,
            chart.patient_id,
            numbers(image.box),
            image.width_px,
            image.height_px,
            image.storage_key,
        ),
    )


async def select_images(db: Db, chart: Chart, document_id: UUID) -> tuple[DocumentImage, ...]:
    """The pictures of a document in reading order."""
    cursor = await db.execute(
        f"""
        SELECT {IMAGE_COLUMNS}
        FROM documents.page_image
        WHERE patient_id = %s AND document_id = %s
        ORDER BY page, ordinal
        """,
        (chart.patient_id, document_id),
    )
    return tuple(_image(row) for row in await cursor.fetchall())


async def image_key(db: Db, chart: Chart, document_id: UUID, image_id: UUID) -> str | None:
    """Where a picture's bytes lie."""
    cursor = await db.execute(
        "SELECT storage_key FROM documents.page_image WHERE patient_id = %s AND document_id = %s AND id = %s",
        (chart.patient_id, document_id, image_id),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def set_captions(db: Db, chart: Chart, document_id: UUID, captions: Mapping[UUID, str]) -> None:
    """Write what stands around each picture."""
    async with db.cursor() as cursor:
        await cursor.executemany(
            "UPDATE documents.page_image SET caption = %s WHERE patient_id = %s AND document_id = %s AND id = %s",
            [(text(caption), chart.patient_id, document_id, image) for image, caption in captions.items()],
        )


async def set_description(
    db: Db, chart: Chart, document_id: UUID, image_id: UUID, description: str, model: str
) -> None:
    """Write what a vision model saw."""
    await db.execute(
        """
        UPDATE documents.page_image
        SET description = %s, described_by = %s, status = 'described'
        WHERE patient_id = %s AND document_id = %s AND id = %s
        """,
        (text(description), model, chart.patient_id, document_id, image_id),
    )
