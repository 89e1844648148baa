"""What every verb of the record checks before it writes, and how a lost race is told."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from salus.core.context import Ctx
from salus.core.errors import Detail
from salus.records.chart import Chart, ChartScope
from salus.records.contract.errors import ChartAccessDenied, ClosedInEmergency, InvalidInput, VersionConflict
from salus.records.logic.validation import problems_of


def require_clinical(chart: Chart) -> None:
    """Clinical facts need the whole chart, not only the person's file."""
    if chart.scope is not ChartScope.CLINICAL:
        raise ChartAccessDenied


def require_no_emergency(chart: Chart) -> None:
    """Who may open a chart is not changed by somebody who opened it in an emergency: it would last beyond that."""
    if chart.emergency is not None:
        raise ClosedInEmergency


def check_fields(ctx: Ctx, new: object) -> None:
    """Refuse what cannot be right, naming every such field."""
    if problems := problems_of(new, ctx.now):
        raise InvalidInput(fields={**problems})


def conflict(yours: object, version: int, current: object) -> VersionConflict:
    """A lost race, with both versions."""
    said = as_json(yours)
    mine: dict[str, Detail] = {**said, "version": version} if isinstance(said, dict) else {"version": version}
    return VersionConflict(yours=mine, current=as_json(current))


def as_json(value: object) -> Detail:
    """A contract value as plain JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [as_json(each) for each in value]
    if isinstance(value, date):  # datetime is one too
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    return value if isinstance(value, (str, int, float, bool)) else None
