"""Who looked at a person's record, in plain words, read off the audit trail."""

from __future__ import annotations

from salus.core import cursors
from salus.core.audit.contract import AuditFilter, AuditRow, Outcome
from salus.core.audit.service import read_rows
from salus.core.context import Ctx
from salus.records.chart import Chart
from salus.records.contract.break_glass import Overridden
from salus.records.contract.views import AccessPage
from salus.records.logic.plain_words import Access, notes_of
from salus.records.service.charts import MARK

LISTING = "access-log"


async def access_log(ctx: Ctx, chart: Chart, cursor: str | None = None, limit: int = 100) -> AccessPage:
    """The newest accesses first; equal ones in a row are told once with how often."""
    return await _page(ctx, AuditFilter(patient_id=chart.patient_id, before_seq=_before(cursor), limit=limit))


async def others_access_log(ctx: Ctx, chart: Chart, cursor: str | None = None, limit: int = 100) -> AccessPage:
    """The same without the reader's own visits and without automatic work, however many of these there are."""
    wanted = AuditFilter(
        patient_id=chart.patient_id, before_seq=_before(cursor), limit=limit, people_but=ctx.actor.user_id
    )
    return await _page(ctx, wanted)


def _before(cursor: str | None) -> int | None:
    return cursors.decode_number(LISTING, cursor) if cursor else None


async def _page(ctx: Ctx, wanted: AuditFilter) -> AccessPage:
    rows = await read_rows(ctx, wanted)
    next_cursor = cursors.encode(LISTING, (rows[-1].seq,)) if len(rows) == wanted.limit else None
    return AccessPage(notes_of([_access(row) for row in rows], ctx.actor.user_id), next_cursor)


def _access(row: AuditRow) -> Access:
    return Access(
        row.at,
        row.actor_id,
        row.actor_role,
        row.actor_name,
        row.action,
        row.outcome is Outcome.REFUSED,
        is_emergency=MARK in row.detail,
        because=str(row.detail.get("reason") or row.detail.get("outcome") or ""),
        was_denied=row.detail.get("overrode") == Overridden.DENIAL.value,
    )
