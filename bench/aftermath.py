"""Look behind the API after a fault test: what the database and the object store hold, as their owner sees it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from pydantic import SecretStr

from bench.mayhem import owner_url
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.core.config import Settings
from salus.core.services import open_services
from salus.core.storage.service import UNSETTLED
from salus.documents.chores import sweep_orphans

NAMES = "chaos-%"


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Counts that should be nought, and when each document was INDEXED (epoch seconds)."""

    lost: frozenset[UUID]
    states: str
    extra_documents: int
    indexed_twice: int
    chunks: int
    duplicate_chunks: int
    wrong_pages: int
    objects: int
    missing_objects: int
    orphans: int
    orphans_after_sweep: int
    indexed_at: Mapping[UUID, float]


def look(data_dir: DataDir, acknowledged: Mapping[int, UUID]) -> Aftermath:
    """Compare what was acknowledged with what is there; sweeps the store, having counted what lies there in vain."""
    with psycopg.connect(owner_url(data_dir), autocommit=True) as db:
        rows = db.execute(
            """
            SELECT d.id, d.filename, d.status, extract(epoch FROM j.finished_at)::float8
            FROM documents.document AS d
            LEFT JOIN core.job AS j ON j.id = d.job_id
            WHERE d.filename LIKE %s AND d.deleted_at IS NULL
            """,
            (NAMES,),
        ).fetchall()
        status = {document: state for document, _, state, _ in rows}
        chunks, distinct = _two_numbers(
            db, "SELECT count(*), count(DISTINCT (document_id, page_from, page_to, text)) FROM documents.chunk"
        )
        twice, _ = _two_numbers(
            db,
            """
            SELECT count(*), 0
            FROM (SELECT FROM documents.processing_log
                  WHERE outcome = 'done'
                  GROUP BY document_id, tier
                  HAVING count(*) > 1) AS done_twice
            """,
        )
        wrong_pages, _ = _two_numbers(
            db,
            """
            SELECT count(*), 0
            FROM documents.document AS d
            WHERE d.page_count <> (SELECT count(*) FROM documents.page AS p WHERE p.document_id = d.id)
            """,
        )
        referenced = _referenced(db)
    stored = _stored(data_dir.objects)
    asyncio.run(_sweep(data_dir))
    return Aftermath(
        lost=frozenset(document for document in acknowledged.values() if status.get(document) != "INDEXED"),
        states=str(dict(Counter(status.values()))),
        extra_documents=len(rows) - len({name for _, name, _, _ in rows}) + _moved(acknowledged, rows),
        indexed_twice=twice,
        chunks=chunks,
        duplicate_chunks=chunks - distinct,
        wrong_pages=wrong_pages,
        objects=len(stored),
        missing_objects=len(referenced - stored),
        orphans=len(stored - referenced),
        orphans_after_sweep=len(_stored(data_dir.objects) - referenced),
        indexed_at={document: at for document, _, state, at in rows if state == "INDEXED" and at is not None},
    )


def _moved(acknowledged: Mapping[int, UUID], rows: list[tuple[Any, ...]]) -> int:
    """Uploads whose document is another than the one that was acknowledged."""
    by_name = {name: document for document, name, _, _ in rows}
    return sum(by_name.get(f"chaos-{serial}.pdf") != document for serial, document in acknowledged.items())


def _two_numbers(db: psycopg.Connection[Any], query: str) -> tuple[int, int]:
    row = db.execute(query).fetchone()  # type: ignore[call-overload]  # queries of this module
    return int(row[0]), int(row[1])


def _referenced(db: psycopg.Connection[Any]) -> set[str]:
    rows = db.execute(
        """
        SELECT storage_key FROM documents.document WHERE deleted_at IS NULL
        UNION SELECT password_key FROM documents.document WHERE deleted_at IS NULL AND password_key IS NOT NULL
        UNION SELECT storage_key FROM documents.page_image
        """
    ).fetchall()
    return {row[0] for row in rows}


def _stored(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and UNSETTLED not in path.parts
    }


async def _sweep(data_dir: DataDir) -> None:
    """As the worker does every hour, but without its patience."""
    found = addresses.of_running(data_dir)
    settings = Settings(
        database_url=SecretStr(found[addresses.DATABASE_URL]), data_dir=data_dir.root, log_level="CRITICAL"
    )
    async with open_services(settings) as services:
        await sweep_orphans(services, older_than=timedelta(0))
