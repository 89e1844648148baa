"""What a route says of itself beside its address: which scope of a token opens it. Shown in the OpenAPI document."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from salus.core.apitokens.contract import Scope

SCOPE = "x-scope"


def opens_to(scope: Scope | None) -> dict[str, Any] | None:
    """For `openapi_extra` of a route: tokens with this scope may call it; None closes it to all."""
    return {SCOPE: scope.value} if scope else None


def scope_of(scope: MutableMapping[str, Any]) -> str | None:
    """The scope that opens the route of a request; None where tokens have no business."""
    said = getattr(scope.get("route"), "openapi_extra", None)
    found = said.get(SCOPE) if said else None
    return found if isinstance(found, str) else None
