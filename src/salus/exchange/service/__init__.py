"""The verbs of exchange. Each takes the Ctx of one transaction, and all that touch clinical data an open Chart."""

from __future__ import annotations

from salus.exchange.service.everything import everything
from salus.exchange.service.people import (
    open_patient,
    patient_versions,
    read_practitioner,
    search_patients,
    search_practitioners,
)
from salus.exchange.service.sources import SOURCES, Source

__all__ = [
    "SOURCES",
    "Source",
    "everything",
    "open_patient",
    "patient_versions",
    "read_practitioner",
    "search_patients",
    "search_practitioners",
]
