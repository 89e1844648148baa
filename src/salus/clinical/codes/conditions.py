"""Name conditions, English and Spanish, to SNOMED CT and ICD-10-CM."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from salus.clinical.codes.types import Icd10cm, Snomed
from salus.clinical.data import read_table, split_list
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import word_set

# Abbreviations that are ordinary words in small letters.
_ONLY_IN_CAPITALS = word_set(
    """mi af hf dm pad uri sob ira les sop has fa aaa vt aki arf tia gad mvp tb sle evc ait tep acv cad chd asd aids dka
    oab pkd bcc hcc rls ra oa ibs pud sbo ids irc erc ivu itu icc iam sida saos"""
)


class Course(StrEnum):
    """How a condition usually runs: for good, for a while, or as an event that is over when it is told."""

    CHRONIC = "chronic"
    ACUTE = "acute"
    EPISODE = "episode"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of the dictionary; `is_cancer` ones stay part of the history when treated."""

    display: str
    snomed: Snomed | None
    icd10cm: Icd10cm
    course: Course

    @property
    def is_cancer(self) -> bool:
        return self.icd10cm.code.startswith(("C", "D0"))

    @property
    def is_symptom(self) -> bool:
        """Symptoms and signs (ICD-10 chapter R) and pain, which lists of problems rarely keep."""
        return self.icd10cm.code.startswith("R")


@dataclass(frozen=True, slots=True)
class ConditionName:
    """One name of a condition; `needs_capitals` for abbreviations that are also ordinary words."""

    condition: Condition
    needs_capitals: bool


@cache
def condition_book(language: str) -> PhraseBook[ConditionName]:
    """All names of conditions in one language."""
    entries: list[tuple[str, ConditionName]] = []
    for row in read_table("conditions"):
        snomed = Snomed(row["snomed"], row["display"]) if row["snomed"] else None
        condition = Condition(row["display"], snomed, Icd10cm(row["icd10cm"], row["display"]), Course(row["course"]))
        names = split_list(row[f"names_{language}"])
        entries.extend((name, ConditionName(condition, name in _ONLY_IN_CAPITALS)) for name in names)
    return PhraseBook(entries)
