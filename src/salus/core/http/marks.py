"""What a route says of itself beside its address: which token opens it, as what it counts. OpenAPI shows it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from salus.core.apitokens.contract import Scope
from salus.core.limits.contract import LimitClass

SCOPE = "x-scope"
LIMIT_CLASS = "x-limit-class"


def opens_to(scope: Scope | None) -> dict[str, Any] | None:
    """For `openapi_extra` of a route: tokens with this scope may call it; None closes it to all."""
    return {SCOPE: scope.value} if scope else None


def counts_as(kind: LimitClass) -> dict[str, Any]:
    """For `openapi_extra` of a route that counts as something else than a read or a write."""
    return {LIMIT_CLASS: kind.value}


def mark_of(scope: MutableMapping[str, Any], name: str) -> str | None:
    """What the route of a request says under this name."""
    said = getattr(scope.get("route"), "openapi_extra", None)
    found = said.get(name) if said else None
    return found if isinstance(found, str) else None
