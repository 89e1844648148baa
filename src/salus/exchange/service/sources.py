"""Where the resources of each type come from: pages of one chart, single ones by their id, and their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from salus.core import cursors
from salus.core.context import Ctx
from salus.documents import service as documents
from salus.documents.contract import Document
from salus.exchange.contract import Parameter, Query, Resource, SearchNotUnderstood
from salus.exchange.logic import parameters
from salus.exchange.logic.documents import document_reference
from salus.exchange.logic.search import reference_id, span, split
from salus.records import service as records
from salus.records.contract import (
    CareTeamMember,
    Chart,
    Comparison,
    DateClause,
    FactNotFound,
    FactSearch,
    Found,
    Provenance,
    ReferenceClause,
)

MOST_ORIGINS = 1000


class Source(Protocol):
    """One type of resource as the record holds it."""

    name: str
    parameters: tuple[Parameter, ...]
    newest_first: str | None
    has_versions: bool

    async def page(self, ctx: Ctx, chart: Chart, query: Query) -> Found[Resource]:
        """One page of the resources of a chart that the query asks for."""
        ...

    async def open(self, ctx: Ctx, resource_id: UUID) -> Resource:
        """One resource; opens the chart that it belongs to."""
        ...

    async def versions(self, ctx: Ctx, resource_id: UUID) -> Sequence[Resource]:
        """Every version, newest first; opens the chart that it belongs to."""
        ...


class FactSource:
    """The facts of one kind."""

    has_versions = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.parameters = (*parameters.FACTS[name], parameters.LAST_UPDATED)
        self.newest_first = "date" if name == "Observation" else None
        self._kind = records.FHIR_KINDS[name]

    async def page(self, ctx: Ctx, chart: Chart, query: Query) -> Found[Resource]:
        """Newest first."""
        after = cursors.decode_time(self.name, query.cursor) if query.cursor else None
        only = () if query.ids is None else (ReferenceClause("id", query.ids),)
        wanted = FactSearch((*query.clauses, *only), after, query.limit + 1)
        facts = await records.search_facts(ctx, chart, self._kind, wanted)
        items = tuple(records.fact_as_fhir(chart, fact) for fact in facts[: query.limit])
        if len(facts) <= query.limit:
            return Found(items, None)
        return Found(items, cursors.encode_time(self.name, *records.position_of(self._kind, facts[query.limit - 1])))

    async def open(self, ctx: Ctx, resource_id: UUID) -> Resource:
        """Also one that was entered in error; it says so itself."""
        chart, fact = await records.open_fact(ctx, self._kind, resource_id, f"{self._kind.name}.read")
        return records.fact_as_fhir(chart, fact)

    async def versions(self, ctx: Ctx, resource_id: UUID) -> Sequence[Resource]:
        """As they stood."""
        action = f"{self._kind.name}.history"
        chart = await records.open_chart_of(
            ctx, self._kind.table, resource_id, action, f"{self._kind.name}/{resource_id}"
        )
        found = await records.fact_history(ctx, chart, self._kind, resource_id)
        return [records.fact_as_fhir(chart, version.content) for version in found]


class _Unversioned:
    """What is read as it stands now."""

    has_versions = False
    newest_first: str | None = None

    async def versions(self, ctx: Ctx, resource_id: UUID) -> Sequence[Resource]:
        """None are kept for readers."""
        raise FactNotFound


class CareTeamSource(_Unversioned):
    """Care relationships: a handful a chart."""

    name = "CareTeam"
    parameters: tuple[Parameter, ...] = parameters.CARE_TEAM

    async def page(self, ctx: Ctx, chart: Chart, query: Query) -> Found[Resource]:
        """Active ones first."""
        members = await records.list_care_team(ctx, chart)
        states = split(query.texts["status"]) if "status" in query.texts else None
        found = [each for each in members if states is None or each.status.value in states]
        return _sliced(self.name, [records.care_team_as_fhir(each) for each in found], query)

    async def open(self, ctx: Ctx, resource_id: UUID) -> Resource:
        """One relationship."""
        member = await self._open(ctx, resource_id)
        return records.care_team_as_fhir(member)

    async def _open(self, ctx: Ctx, resource_id: UUID) -> CareTeamMember:
        chart = await records.open_chart_of(
            ctx, "care_team_member", resource_id, "care-team.read", f"care-team/{resource_id}"
        )
        return await records.read_member(ctx, chart, resource_id)


class ProvenanceSource(_Unversioned):
    """Where facts came from."""

    name = "Provenance"
    parameters: tuple[Parameter, ...] = parameters.PROVENANCE

    async def page(self, ctx: Ctx, chart: Chart, query: Query) -> Found[Resource]:
        """Of some entries or of all, newest first."""
        targets = _targets(query.texts["target"]) if "target" in query.texts else None
        found = await records.page_provenance(ctx, chart, targets, query.cursor, query.limit)
        items = found.items if query.ids is None else tuple(each for each in found.items if each.id in query.ids)
        return Found(tuple(records.provenance_as_fhir(each) for each in items), found.next_cursor)

    async def open(self, ctx: Ctx, resource_id: UUID) -> Resource:
        """One origin."""
        return records.provenance_as_fhir(await records.open_provenance(ctx, resource_id, "provenance.read"))


class DocumentSource(_Unversioned):
    """Files; their bytes are Binary."""

    name = "DocumentReference"
    parameters: tuple[Parameter, ...] = parameters.DOCUMENTS

    async def page(self, ctx: Ctx, chart: Chart, query: Query) -> Found[Resource]:
        """Files that stand, newest first."""
        found = [each for each in await documents.list_documents(ctx, chart) if _is_asked(each, query)]
        return _sliced(self.name, [document_reference(each) for each in found], query)

    async def open(self, ctx: Ctx, resource_id: UUID) -> Resource:
        """One file's description."""
        _, document = await documents.open_document(ctx, resource_id)
        return document_reference(document)


async def origins_of(ctx: Ctx, chart: Chart, name: str, found: Sequence[Resource]) -> list[Resource]:
    """The origins of these resources of one type."""
    kind = records.FHIR_KINDS.get(name)
    if kind is None or not found:
        return []
    ids = [UUID(each["id"]) for each in found]
    origins: tuple[Provenance, ...] = await records.provenance_of(ctx, chart, kind.name, ids)
    return [records.provenance_as_fhir(each) for each in origins[:MOST_ORIGINS]]


def _targets(value: str) -> tuple[tuple[str, UUID], ...]:
    found = []
    for each in split(value):
        name = each.rpartition("/")[0].rpartition("/")[2]
        kind = records.FHIR_KINDS.get(name)
        if kind is None:
            raise SearchNotUnderstood("A target is Type/id of a clinical entry.")
        found.append((kind.name, reference_id(each, name)))
    return tuple(found)


def _is_asked(document: Document, query: Query) -> bool:
    texts = query.texts
    kind = document.document_type.value
    status = "current" if document.replaced_by is None else "superseded"
    for name, values in (("category", {kind, "clinical-note"}), ("type", {kind}), ("status", {status})):
        if name in texts and not values & {each.rpartition("|")[2] for each in split(texts[name])}:
            return False
    if "date" in texts and not any(_lies(document, each) for each in split(texts["date"])):
        return False
    return all(_holds(document, clause) for clause in query.clauses)


def _holds(document: Document, clause: object) -> bool:
    """The only clause on columns that reaches documents is the time of their last change, which is their arrival."""
    if not isinstance(clause, DateClause):
        return False
    return any(each.comparison is Comparison.FROM and document.uploaded_at >= each.low for each in clause.any_of)


def _lies(document: Document, text: str) -> bool:
    at, wanted = document.uploaded_at, span(text)
    low, high = wanted.low, wanted.high
    return {
        Comparison.EQUAL: low <= at < high,
        Comparison.NOT_EQUAL: not low <= at < high,
        Comparison.AFTER: at >= high,
        Comparison.STARTS_AFTER: at >= high,
        Comparison.BEFORE: at < low,
        Comparison.ENDS_BEFORE: at < low,
        Comparison.FROM: at >= low,
        Comparison.UNTIL: at < high,
    }[wanted.comparison]


def _sliced(name: str, found: list[Resource], query: Query) -> Found[Resource]:
    """A page of a short list; the cursor is the last page's last id, so that what arrives meanwhile hides nothing."""
    if query.ids is not None:
        wanted = {str(each) for each in query.ids}
        found = [each for each in found if each["id"] in wanted]
    if query.cursor:
        (last,) = cursors.decode(name, query.cursor, (str,))
        ids = [each["id"] for each in found]
        found = found[ids.index(str(last)) + 1 :] if last in ids else []
    page = tuple(found[: query.limit])
    return Found(page, cursors.encode(name, (page[-1]["id"],)) if len(found) > query.limit else None)


_ALL: tuple[Source, ...] = (
    *(FactSource(name) for name in parameters.FACTS),
    CareTeamSource(),
    DocumentSource(),
    ProvenanceSource(),
)
SOURCES: Mapping[str, Source] = {each.name: each for each in _ALL}
