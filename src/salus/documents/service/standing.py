"""What the chart says where a proposal would be written: read it, refuse to pass over it, write over it, undo that."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import fields, replace
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import (
    ChartSaysOtherwise,
    FactChangedSince,
    FactRef,
    Proposal,
    ProposalKind,
    ProposedFact,
    Standing,
)
from salus.documents.logic.differing import differing
from salus.documents.logic.facts import FACT_TYPES
from salus.documents.service import writing
from salus.records import service as records
from salus.records.contract import Chart, NewFact, NewObservation, Observation, ObservationStatus, Recorded
from salus.records.service import kinds

# A number and its words replace each other whole: the old comparator beside a new number would be a third value.
MEASURED = frozenset({"value", "value_text", "comparator", "unit"})
# The chart may name the same thing more closely ("Lisinopril 10 mg tablet"), so only a person's correction renames it.
NAMED = frozenset({"display", "code_display", "code", "code_system"})


async def read_standing(ctx: Ctx, chart: Chart, proposal: Proposal) -> Standing | None:
    """The entry that the proposal became, or else the one in its place; None where nothing stands."""
    entry = proposal.created_fact or await find_entry(ctx, chart, proposal, proposal.fact)
    return await read_entry(ctx, chart, proposal.draft.kind, entry, proposal.draft.fact) if entry else None


async def find_entry(ctx: Ctx, chart: Chart, proposal: Proposal, fact: ProposedFact) -> FactRef | None:
    """The entry of the same fact, or else the one that was left when a decision about this proposal was taken back."""
    kind = proposal.draft.kind
    known = await writing.in_chart(ctx, chart, [(kind, fact)])
    same = writing.same_in_chart(known, kind, fact)
    if same or proposal.in_chart is None:
        return same
    return proposal.in_chart if await read_entry(ctx, chart, kind, proposal.in_chart, fact) else None


async def read_entry(
    ctx: Ctx, chart: Chart, kind: ProposalKind, entry: FactRef, paper: ProposedFact
) -> Standing | None:
    """One entry of the chart beside what a paper says; None for an entry that was made in error."""
    of = writing.KINDS[kind]
    newest = (await records.fact_history(ctx, chart, of, entry.id))[0]
    if getattr(newest.content, of.status_field) == kinds.ENTERED_IN_ERROR:
        return None
    fact = _as_proposed(kind, newest.content)
    return Standing(entry, newest.version, fact, differing(kind, paper, fact), newest.at, newest.by_name)


async def require_agreement(ctx: Ctx, chart: Chart, kind: ProposalKind, fact: ProposedFact, entry: FactRef) -> None:
    """Let nobody believe that the chart now says what the paper says where it does not (`ChartSaysOtherwise`)."""
    standing = await read_entry(ctx, chart, kind, entry, fact)
    if standing and standing.differing:
        raise ChartSaysOtherwise(fields=[*standing.differing])


async def write_over(
    ctx: Ctx, chart: Chart, proposal: Proposal, entry: FactRef, version: int, fact: ProposedFact
) -> None:
    """Let the entry say what the paper says, and keep what only the chart knew; its old version stays in the record."""
    kind = writing.KINDS[proposal.draft.kind]
    content = kind.content_of(await records.read_fact(ctx, chart, kind, entry.id))
    is_renamed = fact.display != proposal.draft.fact.display
    said = {field.name for field in fields(fact)}
    names = said | NAMED if is_renamed else said - NAMED
    await records.change_fact(ctx, chart, kind, entry.id, version, _over(content, fact, names))
    await records.add_provenance(ctx, chart, entry.type, entry.id, writing.provenance_of(ctx, proposal))


async def bring_back(ctx: Ctx, chart: Chart, proposal: Proposal, entry_id: UUID) -> None:
    """Let the entry say again what it said before this decision, if the decision wrote over it.

    The version that a decision wrote bears the decision's moment, for one transaction wrote both. One that somebody
    changed since is left alone (`FactChangedSince`).
    """
    kind = writing.KINDS[proposal.draft.kind]
    versions = await records.fact_history(ctx, chart, kind, entry_id)
    ours = next((at for at, each in enumerate(versions[:-1]) if each.at == proposal.decided_at), None)
    if ours is None:
        return
    if ours != 0:
        raise FactChangedSince(version=versions[0].version)
    before = kind.content_of(versions[1].content)
    await records.change_fact(ctx, chart, kind, entry_id, versions[0].version, before)


def _over(content: NewFact, fact: ProposedFact, names: Set[str]) -> NewFact:
    said = writing.entry_of(fact)
    changes = {
        field.name: getattr(said, field.name)
        for field in fields(said)
        if field.name in names and (getattr(said, field.name) is not None or field.name in MEASURED)
    }
    changes["source"] = said.source
    if isinstance(content, NewObservation) and content.status is ObservationStatus.FINAL:
        changes["status"] = ObservationStatus.CORRECTED
    return replace(content, **changes)


def _as_proposed(kind: ProposalKind, content: Recorded) -> ProposedFact:
    of = FACT_TYPES[kind]
    # The two name their fields alike, but for the name of a measured value.
    said = {field.name: getattr(content, field.name) for field in fields(of) if hasattr(content, field.name)}
    if isinstance(content, Observation):
        said |= {"display": content.code_display, "value_text": said["value_text"] or ""}
    return of(**said)
