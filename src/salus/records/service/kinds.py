"""The kinds of facts by name, for slices that read or take back a fact by its kind."""

from __future__ import annotations

from salus.records.kinds import (
    ALLERGY,
    CONDITION,
    FAMILY_HISTORY,
    FLAG,
    MEDICATION,
    OBSERVATION,
    Kind,
)

__all__ = ["ALLERGY", "CONDITION", "FAMILY_HISTORY", "FLAG", "MEDICATION", "OBSERVATION", "Kind"]
