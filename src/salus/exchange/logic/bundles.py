"""Answers of FHIR R4 put together: pages of a search with their links, and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from salus.exchange.contract import Query, Resource

IGNORED = "Not understood and therefore ignored: {names}. The capability statement says what this server understands."


def outcome(severity: str, code: str, text: str) -> Resource:
    """An OperationOutcome of one issue."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "details": {"text": text}}],
    }


def search_page(
    address: str,
    found: Sequence[Resource],
    included: Sequence[Resource],
    query: Query,
    next_cursor: str | None,
    now: datetime,
) -> Resource:
    """A searchset; `address` is that of the type, `next` leads on while there is more."""
    base = address.rpartition("/")[0]
    entries = [_entry(base, resource, "match") for resource in found]
    entries += [_entry(base, resource, "include") for resource in included]
    if query.ignored:
        said = outcome("information", "not-supported", IGNORED.format(names=", ".join(sorted(set(query.ignored)))))
        entries.append({"resource": said, "search": {"mode": "outcome"}})
    page: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": now.isoformat().replace("+00:00", "Z"),
        "link": links(address, query.understood, query.cursor, next_cursor),
    }
    if query.cursor is None and next_cursor is None:
        page["total"] = len(found)
    if entries:
        page["entry"] = entries
    return page


def links(
    address: str, pairs: Sequence[tuple[str, str]], cursor: str | None, next_cursor: str | None
) -> list[Resource]:
    """`self` says what was understood, `next` goes on from where this page ends."""

    def to(place: str | None) -> str:
        asked = [*pairs, *([("_cursor", place)] if place else [])]
        return f"{address}?{urlencode(asked)}" if asked else address

    found = [{"relation": "self", "url": to(cursor)}]
    return [*found, {"relation": "next", "url": to(next_cursor)}] if next_cursor else found


def history(address: str, versions: Sequence[Resource], now: datetime) -> Resource:
    """Every version of one resource, newest first."""
    return {
        "resourceType": "Bundle",
        "type": "history",
        "total": len(versions),
        "timestamp": now.isoformat().replace("+00:00", "Z"),
        "link": [{"relation": "self", "url": f"{address}/_history"}],
        "entry": [
            {
                "fullUrl": address,
                "resource": resource,
                "request": _request_of(resource),
                "response": {"status": "200", "etag": f'W/"{resource["meta"]["versionId"]}"'},
            }
            for resource in versions
        ],
    }


def _request_of(resource: Resource) -> Resource:
    """How a version came about; the first one was a create."""
    is_first = resource["meta"]["versionId"] == "1"
    place = f"{resource['resourceType']}/{resource['id']}"
    return {"method": "POST" if is_first else "PUT", "url": resource["resourceType"] if is_first else place}


def _entry(base: str, resource: Resource, mode: str) -> Resource:
    return {
        "fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}",
        "resource": resource,
        "search": {"mode": mode},
    }
