"""JSON in which a decimal keeps the digits that it has."""

from __future__ import annotations

from decimal import Decimal

import orjson


def dumps(resource: object) -> bytes:
    """A resource as JSON."""
    return orjson.dumps(resource, default=_decimal)


def _decimal(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    raise TypeError(type(value).__name__)
