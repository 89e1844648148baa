"""The verbs of exchange. Each takes the Ctx of one transaction, and all that touch clinical data an open Chart."""

from __future__ import annotations

from salus.exchange.service.everything import everything
from salus.exchange.service.exporting import ended_copies, expire, make_copy, open_copy, request_export
from salus.exchange.service.importing import list_transfers, load, load_new, read_file, read_transfer, receive
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
    "ended_copies",
    "everything",
    "expire",
    "list_transfers",
    "load",
    "load_new",
    "make_copy",
    "open_copy",
    "open_patient",
    "patient_versions",
    "read_file",
    "read_practitioner",
    "read_transfer",
    "receive",
    "replace_one",
    "request_export",
    "search_patients",
    "search_practitioners",
    "write_all",
]
