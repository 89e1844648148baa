"""Pages of proposals: a cursor is the place of the last one, so that what is decided meanwhile moves nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from salus.core import cursors
from salus.core.errors import InvalidCursor
from salus.documents.contract import PlaceInQueue, Proposal, ProposalFilter, ProposalPage

LISTING = "proposals"


def one_more(wanted: ProposalFilter) -> ProposalFilter:
    """What to read so that it shows whether another page follows."""
    return replace(wanted, limit=wanted.limit + 1)


def paged(found: Sequence[Proposal], limit: int, total: int) -> ProposalPage:
    """The page of what was read with one more."""
    items = tuple(found[:limit])
    return ProposalPage(items, cursor_after(items[-1]) if len(found) > limit else None, total)


def cursor_after(proposal: Proposal) -> str:
    """The cursor of the page that begins behind this proposal."""
    box = proposal.draft.box
    keys = (str(proposal.document_id), proposal.draft.page, repr(box.y0), repr(box.x0), str(proposal.id))
    return cursors.encode(LISTING, (proposal.created_at.isoformat(), *keys))


def place_of(cursor: str) -> PlaceInQueue:
    """The place inside a cursor; `InvalidCursor` when there is none."""
    at, document_id, page, top, left, row_id = cursors.decode(LISTING, cursor, (str, str, int, str, str, str))
    try:
        place = PlaceInQueue(
            created_at=datetime.fromisoformat(str(at)),
            document_id=UUID(str(document_id)),
            page=int(page),
            top=float(top),
            left=float(left),
            id=UUID(str(row_id)),
        )
    except ValueError:
        raise InvalidCursor from None
    if place.created_at.tzinfo is None or not 0 < place.page < 2**31:
        raise InvalidCursor
    return place
