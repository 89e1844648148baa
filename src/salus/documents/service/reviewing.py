"""A machine proposes, a person decides: list, accept, correct, replace what stands, reject, undo."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from salus.core.context import Ctx
from salus.core.errors import InvalidInput, VersionConflict
from salus.documents.contract import (
    ChartSaysOtherwise,
    DecisionNotAllowed,
    FactRef,
    NothingStands,
    Proposal,
    ProposalAlreadyDecided,
    ProposalDecided,
    ProposalFilter,
    ProposalNotDecided,
    ProposalNotFound,
    ProposalPage,
    ProposalStatus,
    ProposedFact,
    Tone,
)
from salus.documents.logic.facts import Scalar, corrected, encode
from salus.documents.logic.keys import keys_of
from salus.documents.logic.paging import one_more, paged, place_of
from salus.documents.service import showing, standing, writing
from salus.documents.service.doors import require_may_accept, require_may_reject
from salus.documents.store import documents
from salus.documents.store import proposals as store
from salus.records import service as records
from salus.records.contract import Chart

WAITING = ProposalFilter()
LONGEST_REASON = 500  # characters


async def list_proposals(ctx: Ctx, chart: Chart, wanted: ProposalFilter = WAITING) -> tuple[Proposal, ...]:
    """Proposals of a chart, newest document first, each document in reading order."""
    return await store.select(ctx.db, chart, wanted)


async def page_proposals(ctx: Ctx, chart: Chart, wanted: ProposalFilter, cursor: str | None = None) -> ProposalPage:
    """The same page by page, with how many there are; what is decided while paging neither repeats nor hides others."""
    found = await store.select(ctx.db, chart, one_more(wanted), place_of(cursor) if cursor else None)
    return paged(found, wanted.limit, await store.count(ctx.db, chart, wanted))


async def review_queue(ctx: Ctx, wanted: ProposalFilter = WAITING, cursor: str | None = None) -> ProposalPage:
    """What waits in the charts of all patients whom the acting doctor treats; noted in the audit trail per patient."""
    require_may_accept(ctx)
    found = await store.select_of_panel(ctx.db, one_more(wanted), place_of(cursor) if cursor else None)
    page = paged(found, wanted.limit, await store.count_of_panel(ctx.db, wanted))
    for patient_id in dict.fromkeys(proposal.patient_id for proposal in page.items):
        await ctx.audit("proposal.queue", patient_id=patient_id)
    return page


async def accept_proposal(
    ctx: Ctx,
    chart: Chart,
    proposal_id: UUID,
    version: int | None = None,
    correction: Mapping[str, Scalar] | None = None,
) -> Proposal:
    """Write the proposed fact into the chart, as read or as corrected, with where it stands and who accepted it.

    A fact that the chart has already gets this document as a further origin instead of a twin; where the chart says
    something else about it, `ChartSaysOtherwise` is raised and nothing written. Other open proposals of the same fact
    learn that the chart has it. Publishes `ProposalDecided`.
    """
    require_may_accept(ctx)
    proposal = await _lock_open(ctx, chart, proposal_id, version)
    kind = proposal.draft.kind
    fact = corrected(kind, proposal.draft.fact, correction) if correction else proposal.draft.fact
    accepted = await _accept(ctx, chart, proposal, fact)
    await showing.show_open_proposals(ctx, chart)
    return accepted


async def replace_standing(
    ctx: Ctx,
    chart: Chart,
    proposal_id: UUID,
    version: int,
    standing_version: int,
    correction: Mapping[str, Scalar] | None = None,
) -> Proposal:
    """Write the proposed fact, as read or as corrected, over what stands in its place; undo brings that back.

    The versions are those that the reader compared, and another one gives `VersionConflict`. A decision that somebody
    made before is replaced by this one. Publishes `ProposalDecided`.
    """
    require_may_accept(ctx)
    proposal = await _lock(ctx, chart, proposal_id, version)
    _require_document(proposal)
    kind = proposal.draft.kind
    stands = await standing.read_standing(ctx, chart, proposal)
    if stands is None:
        raise NothingStands
    fact = corrected(kind, proposal.draft.fact, correction) if correction else proposal.draft.fact
    await standing.write_over(ctx, chart, proposal, stands.entry, standing_version, fact)
    replaced = await _write_decision(ctx, chart, proposal, fact, stands.entry, stands.entry)
    await showing.show_open_proposals(ctx, chart)
    return replaced


async def accept_all_green(ctx: Ctx, chart: Chart, document_id: UUID | None = None) -> tuple[Proposal, ...]:
    """Accept every open green proposal of a chart or of one document in one transaction.

    One that the record refuses (a value that no living person has), or of which the chart says something else, goes on
    waiting and holds nobody else up.
    """
    require_may_accept(ctx)
    wanted = ProposalFilter(document_id=document_id, limit=writing.MOST_FACTS)
    green = [each for each in await store.select(ctx.db, chart, wanted) if each.draft.tone is Tone.GREEN]
    accepted: list[Proposal] = []
    for each in green:
        proposal = await store.lock(ctx.db, chart, each.id)
        if proposal is None or proposal.status is not ProposalStatus.PROPOSED:
            continue  # somebody decided it while this began
        try:
            accepted.append(await _accept(ctx, chart, proposal, proposal.draft.fact))
        except (InvalidInput, ChartSaysOtherwise):
            continue  # both are checked before anything is written, so nothing of it is there
    await showing.show_open_proposals(ctx, chart)
    return tuple(accepted)


async def reject_proposal(
    ctx: Ctx, chart: Chart, proposal_id: UUID, reason: str | None = None, version: int | None = None
) -> Proposal:
    """Say that a proposal is wrong. Doctors may reject any, patients those from documents that they sent themselves."""
    proposal = await _lock_open(ctx, chart, proposal_id, version)
    await _require_may_reject(ctx, chart, proposal)
    await store.decide(
        ctx.db,
        chart,
        proposal_id,
        status=ProposalStatus.REJECTED,
        decided_by=ctx.actor.user_id,
        reason=(reason or "").strip()[:LONGEST_REASON] or None,
        in_chart=proposal.in_chart,
    )
    rejected = await _decided(ctx, chart, proposal, "proposal.reject")
    await showing.show_open_proposals(ctx, chart)
    return rejected


async def undo_decision(ctx: Ctx, chart: Chart, proposal_id: UUID, version: int | None = None) -> Proposal:
    """Take a decision back: the proposal waits again, and a fact that it had become is marked as entered in error.

    A fact that somebody changed after it was accepted is left alone (`FactChangedSince`).
    """
    proposal = await _lock(ctx, chart, proposal_id, version)
    if proposal.status is ProposalStatus.PROPOSED:
        raise ProposalNotDecided
    _require_document(proposal)
    if proposal.status is ProposalStatus.REJECTED:
        await _require_may_reject(ctx, chart, proposal)
    else:
        require_may_accept(ctx)
        await _take_back(ctx, chart, proposal)
    await store.reopen(ctx.db, chart, proposal_id)
    reopened = await _decided(ctx, chart, proposal, "proposal.undo")
    await showing.show_open_proposals(ctx, chart)
    return reopened


def _require_document(proposal: Proposal) -> None:
    if proposal.status is ProposalStatus.SUPERSEDED or proposal.is_source_deleted:
        raise ProposalAlreadyDecided("The document of this proposal was replaced or deleted, so it stays closed.")


async def _accept(ctx: Ctx, chart: Chart, proposal: Proposal, fact: ProposedFact) -> Proposal:
    kind = proposal.draft.kind
    same = await standing.find_entry(ctx, chart, proposal, fact)
    if same is None:
        created = await writing.write(ctx, chart, proposal, fact)
    else:
        await standing.require_agreement(ctx, chart, kind, fact, same)
        created = same
        await records.add_provenance(ctx, chart, same.type, same.id, writing.provenance_of(ctx, proposal))
    return await _write_decision(ctx, chart, proposal, fact, created, same)


async def _write_decision(
    ctx: Ctx, chart: Chart, proposal: Proposal, fact: ProposedFact, created: FactRef, before: FactRef | None
) -> Proposal:
    is_corrected = fact != proposal.draft.fact
    await store.decide(
        ctx.db,
        chart,
        proposal.id,
        status=ProposalStatus.CORRECTED if is_corrected else ProposalStatus.ACCEPTED,
        decided_by=ctx.actor.user_id,
        created=created,
        in_chart=before,
        correction=fact if is_corrected else None,
    )
    await store.set_in_chart(ctx.db, chart, keys_of(proposal.draft.kind, fact), created)
    return await _decided(ctx, chart, proposal, "proposal.accept")


async def _take_back(ctx: Ctx, chart: Chart, proposal: Proposal) -> None:
    created = proposal.created_fact
    assert created is not None, "the schema allows no accepted proposal without its fact"
    if proposal.in_chart == created:
        # The fact was there before this proposal and stays, as it was then.
        await standing.bring_back(ctx, chart, proposal, created.id)
        return
    if await store.hand_over(ctx.db, chart, created, proposal.id):
        return  # another accepted proposal says the same and now carries the fact
    await writing.take_back(ctx, chart, proposal.draft.kind, created.id)
    await store.clear_in_chart(ctx.db, chart, created)


async def _decided(ctx: Ctx, chart: Chart, before: Proposal, action: str) -> Proposal:
    await ctx.audit(action, patient_id=chart.patient_id, resource=f"proposal/{before.id}")
    await ctx.services.events.publish(ctx, ProposalDecided(chart.patient_id, before.document_id, before.id))
    after = await store.select_one(ctx.db, chart, before.id)
    assert after is not None, "it is held by this transaction"
    return after


async def _lock(ctx: Ctx, chart: Chart, proposal_id: UUID, version: int | None) -> Proposal:
    proposal = await store.lock(ctx.db, chart, proposal_id)
    if proposal is None:
        raise ProposalNotFound
    if version is not None and version != proposal.version:
        raise VersionConflict(
            yours={"version": version},
            current={
                "version": proposal.version,
                "status": proposal.status.value,
                "decided_by": proposal.decided_by_name,
                "fact": {**encode(proposal.fact)},
            },
        )
    return proposal


async def _lock_open(ctx: Ctx, chart: Chart, proposal_id: UUID, version: int | None) -> Proposal:
    proposal = await store.lock(ctx.db, chart, proposal_id)
    if proposal is not None and proposal.status is not ProposalStatus.PROPOSED:
        raise ProposalAlreadyDecided(
            status=proposal.status.value,
            decided_by=proposal.decided_by_name,
            decided_at=proposal.decided_at.isoformat() if proposal.decided_at else None,
        )
    return await _lock(ctx, chart, proposal_id, version)


async def _require_may_reject(ctx: Ctx, chart: Chart, proposal: Proposal) -> None:
    document = await documents.select(ctx.db, chart, proposal.document_id)
    if document is None:
        raise DecisionNotAllowed
    require_may_reject(ctx, document)
