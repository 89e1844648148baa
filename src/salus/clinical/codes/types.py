"""The code systems that charts use, one frozen type each, with their FHIR system URIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Coding:
    """A code of some system with its human name; subclasses fix the system."""

    system: ClassVar[str] = ""

    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Loinc(Coding):
    """A LOINC observation code; `unit` is the UCUM unit in which the code is usually given.

    LOINC is a trademark of Regenstrief Institute and is used under its licence (loinc.org/license).
    """

    system: ClassVar[str] = "http://loinc.org"

    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Snomed(Coding):
    """A SNOMED CT concept. Use outside member countries needs an affiliate licence."""

    system: ClassVar[str] = "http://snomed.info/sct"


@dataclass(frozen=True, slots=True)
class Icd10cm(Coding):
    """An ICD-10-CM code (public domain)."""

    system: ClassVar[str] = "http://hl7.org/fhir/sid/icd-10-cm"


@dataclass(frozen=True, slots=True)
class RxNorm(Coding):
    """An RxNorm concept (RxCUI), ingredient level unless said otherwise."""

    system: ClassVar[str] = "http://www.nlm.nih.gov/research/umls/rxnorm"


@dataclass(frozen=True, slots=True)
class DrugBank(Coding):
    """A DrugBank accession of the open vocabulary (CC0), for ingredients without a known RxCUI."""

    system: ClassVar[str] = "https://go.drugbank.com"


CODE_SYSTEMS: dict[str, str] = {
    "loinc": Loinc.system,
    "snomed": Snomed.system,
    "icd10cm": Icd10cm.system,
    "rxnorm": RxNorm.system,
    "drugbank": DrugBank.system,
}
