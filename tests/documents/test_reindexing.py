"""A change of the embedding model mends itself: what another model has indexed is found by words until its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from salus.app.doctor import examine
from salus.app.embedded.probe import count_outdated
from salus.app.maintenance import reindex as reindex_by_command
from salus.core.ai import embedding
from salus.core.ai.embedding import Embedder, FloatArray
from salus.core.config import Settings
from salus.core.jobs.contract import Priority
from salus.documents import service, tasks
from salus.documents.chores import reindex
from salus.documents.contract import RetrievedChunk
from salus.documents.service import reindexing
from tests.documents import builders
from tests.documents.conftest import Clinic

LAB, LETTER = builders.pdf(builders.lab_sheet()), builders.pdf(builders.letter_sheet(1))


class SecondModel(Embedder):
    """Another model: the same engine, whose vectors lie in a space of their own."""

    model_id = "second-model@test"

    def embed(self, texts: Sequence[str]) -> FloatArray:
        return super().embed(texts)[:, ::-1].copy()


class ThirdModel(SecondModel):
    """And the one after it."""

    model_id = "third-model@test"


@pytest.fixture
def db(owner_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Behind the curtain."""
    with psycopg.connect(owner_database_url, autocommit=True) as connection:
        yield connection


def after_change(clinic: Clinic, model: type[Embedder] = SecondModel) -> Clinic:
    """The same clinic, started anew with another model."""
    return replace(clinic, services=replace(clinic.services, embedder=model(clinic.services.settings.cache_dir)))


def jobs_of(db: psycopg.Connection[Any], document_id: str) -> list[UUID]:
    """The jobs that were asked to index a document again."""
    found = db.execute(
        "SELECT id FROM core.job WHERE kind = %s AND payload ->> 'document_id' = %s ORDER BY created_at",
        (reindexing.REINDEX, document_id),
    ).fetchall()
    return [row[0] for row in found]


async def found(clinic: Clinic, question: str) -> tuple[RetrievedChunk, ...]:
    async with clinic.chart() as (ctx, chart):
        return await service.retrieve(ctx, chart, question)


async def test_until_its_turn_a_document_is_found_by_its_words_and_then_by_meaning_again(
    clinic: Clinic, db: psycopg.Connection[Any]
) -> None:
    document_id = await clinic.indexed(LAB)
    columns = "id, ordinal, text, context, lines::text, lexemes::text"
    before = db.execute(f"SELECT {columns} FROM documents.chunk WHERE document_id = %s", (document_id,)).fetchall()
    second = after_change(clinic)
    by_words = await found(second, "ferritin")
    assert by_words
    assert {(each.dense_rank, each.similarity) for each in by_words} == {(None, None)}
    await reindex(second.services)
    (job,) = jobs_of(db, document_id)
    await second.work_off(job)
    again = await found(second, "ferritin")
    assert again[0].dense_rank is not None
    after = db.execute(f"SELECT {columns} FROM documents.chunk WHERE document_id = %s", (document_id,)).fetchall()
    assert sorted(after) == sorted(before)
    models = db.execute("SELECT DISTINCT embedding_model FROM documents.chunk WHERE document_id = %s", (document_id,))
    assert models.fetchall() == [(SecondModel.model_id,)]


async def test_a_document_is_queued_once_however_many_workers_start(
    clinic: Clinic, db: psycopg.Connection[Any]
) -> None:
    document_id = await clinic.indexed(LAB)
    second = after_change(clinic)
    await asyncio.gather(*(reindex(second.services) for _ in range(3)))
    await reindex(second.services)
    (job,) = jobs_of(db, document_id)
    await second.work_off(job)
    await reindex(second.services)
    assert jobs_of(db, document_id) == [job]


async def test_what_was_given_up_waits_for_a_person_until_the_next_model(
    clinic: Clinic, db: psycopg.Connection[Any]
) -> None:
    document_id = await clinic.indexed(LAB)
    await reindex(after_change(clinic).services)
    (job,) = jobs_of(db, document_id)
    db.execute("UPDATE core.job SET status = 'dead', reason = 'a test' WHERE id = %s", (job,))
    await reindex(after_change(clinic).services)
    assert jobs_of(db, document_id) == [job]
    await reindex(after_change(clinic, ThirdModel).services)
    assert len(jobs_of(db, document_id)) == 2


async def test_jobs_of_one_patient_run_one_after_the_other_and_behind_what_is_new(
    clinic: Clinic, db: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "MOST_AT_ONCE", 1)
    documents = [await clinic.indexed(LAB), await clinic.indexed(LETTER)]
    await reindex(after_change(clinic).services)
    jobs = [job for document_id in documents for job in jobs_of(db, document_id)]
    assert len(jobs) == 2
    queued = db.execute(
        "SELECT DISTINCT lock, priority FROM jobs.procrastinate_jobs WHERE args ->> 'job_id' = ANY (%s)",
        ([str(job) for job in jobs],),
    ).fetchall()
    assert queued == [(f"reindex {clinic.patient_id}", Priority.IDLE)]


@pytest.mark.parametrize("state", ["tier = 1", "deleted_at = now()"])
async def test_what_is_on_another_way_is_left_to_it(clinic: Clinic, db: psycopg.Connection[Any], state: str) -> None:
    document_id = await clinic.indexed(LAB)
    db.execute(f"UPDATE documents.document SET {state} WHERE id = %s", (document_id,))
    await reindex(after_change(clinic).services)
    assert jobs_of(db, document_id) == []


async def test_whoever_reads_a_document_sees_nothing_of_its_new_indexing(
    clinic: Clinic, db: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of a document that is done said "Making it searchable." for ever."""
    document_id = await clinic.indexed(LAB)
    before = (await clinic.get(f"/documents/{document_id}")).json()["data"]
    monkeypatch.setattr(tasks, "SAY_EVERY_S", 0.0)
    second = after_change(clinic)
    await reindex(second.services)
    for job in jobs_of(db, document_id):
        await second.work_off(job)
    assert (await clinic.get(f"/documents/{document_id}")).json()["data"] == before


async def test_the_doctor_counts_what_waits(
    clinic: Clinic,
    db: psycopg.Connection[Any],
    database_url: str,
    owner_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SALUS_OWNER_DATABASE_URL", owner_database_url)
    monkeypatch.setattr(embedding, "MODEL_ID", SecondModel.model_id)
    before = count_outdated(database_url, SecondModel.model_id)
    document_id = await clinic.indexed(LAB)
    found = await asyncio.to_thread(examine, tmp_path / "salus")
    (finding,) = [each for each in found if each.check == "Search"]
    assert (finding.state, finding.note.partition(" ")[0]) == ("warn", str(before + 1))
    second = after_change(clinic)
    await reindex(second.services)
    for job in jobs_of(db, document_id):
        await second.work_off(job)
    assert count_outdated(database_url, SecondModel.model_id) == before


async def test_the_command_says_how_many_it_queued(
    clinic: Clinic, db: psycopg.Connection[Any], settings: Settings
) -> None:
    document_id = await clinic.indexed(LAB)
    db.execute("UPDATE documents.chunk SET embedding_model = 'older' WHERE document_id = %s", (document_id,))
    queued, waiting = await reindex_by_command(settings)
    assert 1 <= queued <= waiting
    assert len(jobs_of(db, document_id)) == 1
    assert (await reindex_by_command(settings))[0] == 0
