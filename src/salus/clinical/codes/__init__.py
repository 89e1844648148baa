"""Codes as types: what a clinician, an integrator and a search all call the same thing. Never literals elsewhere."""

from __future__ import annotations

from salus.clinical.codes.types import (
    CODE_SYSTEMS,
    Coding,
    DrugBank,
    Icd10cm,
    Loinc,
    RxNorm,
    Snomed,
)

__all__ = ["CODE_SYSTEMS", "Coding", "DrugBank", "Icd10cm", "Loinc", "RxNorm", "Snomed"]
