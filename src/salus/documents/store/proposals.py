"""SQL of proposals: what was found, what a person decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salus.documents.contract import (
    Assertion,
    FactRef,
    PlaceInQueue,
    Proposal,
    ProposalDraft,
    ProposalFilter,
    ProposalKind,
    ProposalStatus,
    ProposedFact,
    Tone,
)
from salus.documents.logic.facts import decode, encode
from salus.documents.store.rows import Db, box_of, json, numbers, text
from salus.records.contract import Chart

COLUMNS = """
    p.id, p.patient_id, p.document_id, p.kind, p.key, p.fact, p.summary, p.assertion, p.word, p.page, p.box, p.quote,
    p.confidence, p.tone, p.status, p.version, p.extractor, p.extractor_version, p.in_chart_type, p.in_chart_id,
    p.created_type, p.created_id, p.correction, p.decided_by, u.display_name, p.decided_at, p.decision_reason,
    p.created_at, d.deleted_at IS NOT NULL
"""
JOINED = """
    JOIN documents.document AS d ON d.id = p.document_id
    LEFT JOIN core.user_name AS u ON u.id = p.decided_by
"""
FROM = f"FROM documents.proposal AS p {JOINED}"
MATCHES = """
    p.status = ANY (%(statuses)s)
    AND (%(document)s::uuid IS NULL OR p.document_id = %(document)s)
    AND (%(kinds)s::text[] IS NULL OR p.kind = ANY (%(kinds)s))
    AND (%(code)s::text IS NULL OR p.fact ->> 'code' = %(code)s)
"""
BEHIND = """
    (%(created_at)s::timestamptz IS NULL OR p.created_at < %(created_at)s OR (
        p.created_at = %(created_at)s
        AND (p.document_id, p.page, p.box[2], p.box[1], p.id)
            > (%(after_document)s::uuid, %(page)s::integer, %(top)s::real, %(left)s::real, %(id)s::uuid)))
"""
READING_ORDER = "p.created_at DESC, p.document_id, p.page, p.box[2], p.box[1], p.id"
# The page is cut before its documents and names are looked up: of a large practice thousands of proposals wait.
PAGE = f"""
    SELECT {COLUMNS}
    FROM (
        SELECT p.*
        FROM documents.proposal AS p
        WHERE {{whose}} AND {MATCHES} AND {BEHIND}
        ORDER BY {READING_ORDER}
        LIMIT %(limit)s
    ) AS p
    {JOINED}
    ORDER BY {READING_ORDER}
    """
OF_CHART = "p.patient_id = %(patient)s"
# Row-level security says the same; here it leads from the doctor's patients to their proposals by the index.
OF_PANEL = "p.patient_id = ANY (ARRAY(SELECT records.my_panel()))"


def _proposal(row: Sequence[Any]) -> Proposal:
    kind = ProposalKind(row[3])
    draft = ProposalDraft(
        kind=kind,
        key=row[4],
        fact=decode(kind, row[5]),
        summary=row[6],
        assertion=Assertion(row[7]),
        word=row[8],
        page=row[9],
        box=box_of(row[10]),
        quote=row[11],
        confidence=round(row[12], 4),
        tone=Tone(row[13]),
    )
    return Proposal(
        id=row[0],
        patient_id=row[1],
        document_id=row[2],
        draft=draft,
        status=ProposalStatus(row[14]),
        version=row[15],
        extractor=row[16],
        extractor_version=row[17],
        in_chart=FactRef(row[18], row[19]) if row[19] else None,
        created_fact=FactRef(row[20], row[21]) if row[21] else None,
        correction=decode(kind, row[22]) if row[22] else None,
        decided_by=row[23],
        decided_by_name=row[24],
        decided_at=row[25],
        decision_reason=row[26],
        created_at=row[27],
        is_source_deleted=row[28],
    )


async def patient_of_proposal(db: Db, proposal_id: UUID) -> UUID | None:
    """Whose chart must be opened to see a proposal; None when there is no such proposal."""
    cursor = await db.execute("SELECT documents.patient_of_proposal(%s)", (proposal_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def select(
    db: Db, chart: Chart, wanted: ProposalFilter, after: PlaceInQueue | None = None
) -> tuple[Proposal, ...]:
    """Proposals of one chart behind a place, newest document first, each document in reading order."""
    parameters = {"patient": chart.patient_id, **_parameters(wanted), **_place(after)}
    cursor = await db.execute(PAGE.format(whose=OF_CHART), parameters)
    return tuple(_proposal(row) for row in await cursor.fetchall())


async def count(db: Db, chart: Chart, wanted: ProposalFilter) -> int:
    """How many proposals of one chart the filter names, whatever its limit."""
    cursor = await db.execute(
        f"SELECT count(*) FROM documents.proposal AS p WHERE {OF_CHART} AND {MATCHES}",
        {"patient": chart.patient_id, **_parameters(wanted)},
    )
    return _number(await cursor.fetchone())


async def select_of_panel(db: Db, wanted: ProposalFilter, after: PlaceInQueue | None = None) -> tuple[Proposal, ...]:
    """Proposals of all patients whom the acting doctor treats; row-level security says who they are."""
    cursor = await db.execute(PAGE.format(whose=OF_PANEL), {**_parameters(wanted), **_place(after)})
    return tuple(_proposal(row) for row in await cursor.fetchall())


async def count_of_panel(db: Db, wanted: ProposalFilter) -> int:
    """How many proposals of all patients whom the acting doctor treats the filter names, whatever its limit."""
    cursor = await db.execute(
        f"SELECT count(*) FROM documents.proposal AS p WHERE {OF_PANEL} AND {MATCHES}", _parameters(wanted)
    )
    return _number(await cursor.fetchone())


def _parameters(wanted: ProposalFilter) -> dict[str, object]:
    return {
        "statuses": [str(status) for status in wanted.statuses],
        "document": wanted.document_id,
        "kinds": [str(kind) for kind in wanted.kinds] or None,
        "code": wanted.code,
        "limit": wanted.limit,
    }


def _place(after: PlaceInQueue | None) -> dict[str, object]:
    return {
        "created_at": after.created_at if after else None,
        "after_document": after.document_id if after else None,
        "page": after.page if after else None,
        "top": after.top if after else None,
        "left": after.left if after else None,
        "id": after.id if after else None,
    }


def _number(row: Sequence[Any] | None) -> int:
    return int(row[0]) if row else 0


async def select_one(db: Db, chart: Chart, proposal_id: UUID) -> Proposal | None:
    """One proposal."""
    cursor = await db.execute(
        f"SELECT {COLUMNS} {FROM} WHERE p.patient_id = %s AND p.id = %s", (chart.patient_id, proposal_id)
    )
    row = await cursor.fetchone()
    return _proposal(row) if row else None


async def lock(db: Db, chart: Chart, proposal_id: UUID) -> Proposal | None:
    """One proposal, held until the transaction ends: of two doctors who decide at once, one waits and then sees."""
    cursor = await db.execute(
        f"SELECT {COLUMNS} {FROM} WHERE p.patient_id = %s AND p.id = %s FOR UPDATE OF p",
        (chart.patient_id, proposal_id),
    )
    row = await cursor.fetchone()
    return _proposal(row) if row else None


async def replace_open(
    db: Db,
    chart: Chart,
    document_id: UUID,
    drafts: Mapping[UUID, ProposalDraft],
    *,
    extractor: str,
    extractor_version: str,
    in_chart: Mapping[UUID, FactRef],
) -> None:
    """Let these be the open proposals of a document; what a person has decided stays decided."""
    await delete_open(db, chart, document_id)
    async with db.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO documents.proposal (
                id, patient_id, document_id, kind, key, fact, summary, assertion, word, page, box, quote, confidence,
                tone, extractor, extractor_version, in_chart_type, in_chart_id)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                (
                    identity,
                    chart.patient_id,
                    document_id,
                    draft.kind,
                    text(draft.key),
                    _fact(draft.fact),
                    text(draft.summary),
                    draft.assertion,
                    draft.word,
                    draft.page,
                    numbers(draft.box),
                    text(draft.quote),
                    draft.confidence,
                    draft.tone,
                    extractor,
                    extractor_version,
                    in_chart[identity].type if identity in in_chart else None,
                    in_chart[identity].id if identity in in_chart else None,
                )
                for identity, draft in drafts.items()
            ],
        )


def _fact(fact: ProposedFact) -> Any:
    values = encode(fact)
    return json({name: text(value) if isinstance(value, str) else value for name, value in values.items()})


async def delete_open(db: Db, chart: Chart, document_id: UUID) -> None:
    """Remove what nobody has decided."""
    await db.execute(
        "DELETE FROM documents.proposal WHERE patient_id = %s AND document_id = %s AND status = 'proposed'",
        (chart.patient_id, document_id),
    )


async def delete_not_in_chart(db: Db, chart: Chart, document_id: UUID) -> None:
    """Remove all but those that became facts."""
    await db.execute(
        """
        DELETE FROM documents.proposal
        WHERE patient_id = %s AND document_id = %s AND status NOT IN ('accepted', 'corrected')
        """,
        (chart.patient_id, document_id),
    )


async def supersede_open(db: Db, chart: Chart, document_id: UUID, decided_by: UUID) -> None:
    """Close the open proposals of a document that was replaced."""
    await db.execute(
        """
        UPDATE documents.proposal
        SET status = 'superseded', decided_by = %s, decided_at = now(), decision_reason = 'The document was replaced.',
            version = version + 1
        WHERE patient_id = %s AND document_id = %s AND status = 'proposed'
        """,
        (decided_by, chart.patient_id, document_id),
    )


async def decide(
    db: Db,
    chart: Chart,
    proposal_id: UUID,
    *,
    status: ProposalStatus,
    decided_by: UUID,
    reason: str | None = None,
    created: FactRef | None = None,
    in_chart: FactRef | None = None,
    correction: ProposedFact | None = None,
) -> None:
    """Write a person's decision; `in_chart` equal to `created` says that the fact was there before."""
    await db.execute(
        """
        UPDATE documents.proposal
        SET status = %s, decided_by = %s, decided_at = now(), decision_reason = %s, created_type = %s,
            created_id = %s, in_chart_type = %s, in_chart_id = %s, correction = %s, version = version + 1
        WHERE patient_id = %s AND id = %s
        """,
        (
            status,
            decided_by,
            text(reason) if reason else None,
            created.type if created else None,
            created.id if created else None,
            in_chart.type if in_chart else None,
            in_chart.id if in_chart else None,
            _fact(correction) if correction else None,
            chart.patient_id,
            proposal_id,
        ),
    )


async def reopen(db: Db, chart: Chart, proposal_id: UUID) -> None:
    """Take a decision back."""
    await db.execute(
        """
        UPDATE documents.proposal
        SET status = 'proposed', decided_by = NULL, decided_at = NULL, decision_reason = NULL, created_type = NULL,
            created_id = NULL, correction = NULL, version = version + 1
        WHERE patient_id = %s AND id = %s
        """,
        (chart.patient_id, proposal_id),
    )


async def set_in_chart(db: Db, chart: Chart, keys: Sequence[str], fact: FactRef) -> None:
    """Tell the open proposals of the same fact that the chart has it now."""
    await db.execute(
        """
        UPDATE documents.proposal
        SET in_chart_type = %s, in_chart_id = %s
        WHERE patient_id = %s AND key = ANY (%s) AND status = 'proposed'
        """,
        (fact.type, fact.id, chart.patient_id, list(keys)),
    )


async def clear_in_chart(db: Db, chart: Chart, fact: FactRef) -> None:
    """The chart does not have this fact any more."""
    await db.execute(
        """
        UPDATE documents.proposal
        SET in_chart_type = NULL, in_chart_id = NULL
        WHERE patient_id = %s AND in_chart_id = %s AND in_chart_type = %s
        """,
        (chart.patient_id, fact.id, fact.type),
    )


async def hand_over(db: Db, chart: Chart, fact: FactRef, leaving: UUID) -> bool:
    """Let the oldest other accepted proposal of the same fact carry it; False when there is none."""
    cursor = await db.execute(
        """
        UPDATE documents.proposal
        SET in_chart_type = NULL, in_chart_id = NULL
        WHERE id = (
            SELECT id
            FROM documents.proposal
            WHERE patient_id = %s AND created_type = %s AND created_id = %s AND id <> %s
            ORDER BY decided_at, id
            LIMIT 1)
        """,
        (chart.patient_id, fact.type, fact.id, leaving),
    )
    return cursor.rowcount == 1


async def hold_count(db: Db, chart: Chart) -> None:
    """Be the only one who counts this chart's open proposals until the transaction ends."""
    await db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"proposals {chart.patient_id}",))
