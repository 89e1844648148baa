"""SQL of searches over the facts of one chart. Columns come from `kinds`, never from a request; values are bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from salus.records.chart import Chart
from salus.records.contract.search import Clause, Comparison, DateClause, FactSearch, ReferenceClause, Span, TokenClause
from salus.records.kinds import OBSERVATION, FactT, Kind, NewT
from salus.records.store.facts import statements
from salus.records.store.rows import Db

# FHIR R4 search, 3.1.1.4.4: the search value is the range [low, high), the target the range from start to end. An open
# end is in the future, an unknown start in the past. Both ends of a moment are the moment itself.
DATE_SQL = {
    Comparison.EQUAL: "({start} >= {low} AND {end} < {high})",
    Comparison.NOT_EQUAL: "({start} < {low} OR {end} >= {high})",
    Comparison.AFTER: "({end} >= {high})",
    Comparison.BEFORE: "({start} < {low})",
    Comparison.FROM: "({end} >= {low})",
    Comparison.UNTIL: "({start} < {high})",
    Comparison.STARTS_AFTER: "({start} >= {high})",
    Comparison.ENDS_BEFORE: "({end} < {low})",
}
PATIENT_OF = "SELECT records.patient_of_row(%s, %s)"


async def patient_of_row(db: Db, table: str, row_id: UUID) -> UUID | None:
    """Whose chart must be opened to read a row; says nothing else, and the chart's own door decides."""
    cursor = await db.execute(PATIENT_OF, (table, row_id))
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def search(db: Db, chart: Chart, kind: Kind[NewT, FactT], wanted: FactSearch) -> tuple[FactT, ...]:
    """Facts that satisfy all clauses, newest first, those entered in error too: they say so themselves."""
    said = statements(kind)
    sorted_by = sort_column(kind)
    values: dict[str, object] = {"patient": chart.patient_id, "limit": wanted.limit}
    where = ["patient_id = %(patient)s", *(_sql(kind, clause, values) for clause in wanted.clauses)]
    if wanted.after is not None:
        values["after_at"], values["after_id"] = wanted.after
        where.append(f"({sorted_by}, id) < (%(after_at)s, %(after_id)s)")
    statement = f"""
        SELECT {", ".join(kind.columns)}
        FROM records.{kind.table}
        WHERE {" AND ".join(where)}
        ORDER BY {sorted_by} DESC, id DESC
        LIMIT %(limit)s
        """
    cursor = await db.execute(statement, values)
    return tuple(said.make(row) for row in await cursor.fetchall())


def sort_column(kind: Kind[Any, Any]) -> str:
    """What a kind's search is sorted by: measured values by their time, which has an index; others as recorded."""
    return "effective_at" if kind is OBSERVATION else "recorded_at"


def _sql(kind: Kind[Any, Any], clause: Clause, values: dict[str, object]) -> str:
    if isinstance(clause, DateClause):
        parts = _dates(kind, clause, values)
    elif isinstance(clause, ReferenceClause):
        parts = iter([f"{_known(kind, clause.column)} = ANY ({_bind(values, list(clause.any_of))})"])
    else:
        parts = _tokens(kind, clause, values)
    return f"({' OR '.join(parts) or 'false'})"


def _tokens(kind: Kind[Any, Any], clause: TokenClause, values: dict[str, object]) -> Iterator[str]:
    column = _known(kind, clause.column)
    system = _known(kind, clause.system_column) if clause.system_column else None
    bare = [token.code for token in clause.any_of if token.system is None or system is None]
    if bare:
        yield f"{column} = ANY ({_bind(values, bare)})"
    for token in clause.any_of:
        if token.system is not None and system is not None:
            within = f"{system} = {_bind(values, token.system)}"
            yield f"({within} AND {column} = {_bind(values, token.code)})" if token.code else f"({within})"


def _dates(kind: Kind[Any, Any], clause: DateClause, values: dict[str, object]) -> Iterator[str]:
    start = f"coalesce({_known(kind, clause.start)}::timestamptz, '-infinity')"
    end = f"coalesce({_known(kind, clause.end)}::timestamptz, 'infinity')"
    if clause.start == clause.end:
        # A plain comparison, which an index serves; what has no date is never found by one.
        start = end = f"{_known(kind, clause.start)}{'' if clause.start.endswith('_at') else '::timestamptz'}"
    for span in clause.any_of:
        yield _span(span, start, end, values)


def _span(span: Span, start: str, end: str, values: dict[str, object]) -> str:
    low, high = _bind(values, span.low), _bind(values, span.high)
    return DATE_SQL[span.comparison].format(start=start, end=end, low=low, high=high)


def _known(kind: Kind[Any, Any], column: str) -> str:
    if column not in kind.columns:
        raise ValueError(f"{kind.name} has no column {column}")
    return column


def _bind(values: dict[str, object], value: object) -> str:
    name = f"v{len(values)}"
    values[name] = value
    return f"%({name})s"
