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
from salus.exchange.service.writing import replace_one, write_all

__all__ = [
    "SOURCES",
    "Source",
    "everything",
    "open_patient",
    "patient_versions",
    "read_practitioner",
    "replace_one",
    "search_patients",
    "search_practitioners",
    "write_all",
]
