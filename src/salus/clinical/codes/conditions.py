"""Name conditions, English and Spanish, to SNOMED CT and ICD-10-CM where a code is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from salus.clinical.codes.types import Icd10cm, Snomed
from salus.clinical.data import read_table, split_list
from salus.clinical.text.disease_names import CANCER_WORDS
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise_words, word_set

# Abbreviations that are ordinary words in small letters.
_ONLY_IN_CAPITALS = word_set(
    """mi af hf dm pad uri sob ira les sop has fa aaa vt aki arf tia gad mvp tb sle evc ait tep acv cad chd asd aids dka
    oab pkd bcc hcc rls ra oa ibs pud sbo ids irc erc ivu itu icc iam sida saos pe pots cin pda tea fra nac tca pms sah
    ich bri brd fop"""
)
# The table spells as in the United States; letters from elsewhere write the same names with these.
_BRITISH = (
    ("anemi", "anaemi"),
    ("calcemi", "calcaemi"),
    ("natremi", "natraemi"),
    ("emia", "aemia"),
    ("hemat", "haemat"),
    ("hemo", "haemo"),
    ("ischemi", "ischaemi"),
    ("hemorrh", "haemorrh"),
    ("leukoc", "leucoc"),
    ("leukop", "leucop"),
    ("edema", "oedema"),
    ("esoph", "oesoph"),
    ("celiac", "coeliac"),
    ("apnea", "apnoea"),
    ("rrhea", "rrhoea"),
    ("tumor", "tumour"),
    ("goiter", "goitre"),
    ("fetal", "foetal"),
    ("labor", "labour"),
    ("fiber", "fibre"),
    ("neuron ", "neurone "),
    ("gynec", "gynaec"),
)


class Course(StrEnum):
    """How a condition usually runs: for good, for a while, or as an event that is over when it is told.

    A complaint is what somebody feels or others see; as long as nobody makes it a diagnosis it has a cause to be found.
    """

    CHRONIC = "chronic"
    ACUTE = "acute"
    EPISODE = "episode"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition by its name, with codes where they are known; what no table holds has neither."""

    display: str
    snomed: Snomed | None
    icd10cm: Icd10cm | None
    course: Course
    is_cancer: bool = False  # stays part of the history when treated

    @property
    def coding(self) -> Snomed | Icd10cm | None:
        """The code that a chart keeps."""
        return self.snomed or self.icd10cm

    @property
    def icd10cm_code(self) -> str:
        """The ICD-10-CM code, empty where none is known."""
        return self.icd10cm.code if self.icd10cm else ""

    @property
    def is_symptom(self) -> bool:
        """Symptoms and signs (ICD-10 chapter R) and pain, which lists of problems rarely keep."""
        return self.icd10cm_code.startswith("R")

    @property
    def is_complaint(self) -> bool:
        return self.course is Course.COMPLAINT


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
        condition = _condition(row)
        for name in split_list(row[f"names_{language}"]):
            spellings = _spellings(name) if language == "en" else (name,)
            entries.extend((each, ConditionName(condition, name in _ONLY_IN_CAPITALS)) for each in spellings)
    return PhraseBook(entries)


def _condition(row: dict[str, str]) -> Condition:
    display, icd10cm = row["display"], row["icd10cm"]
    return Condition(
        display,
        Snomed(row["snomed"], display) if row["snomed"] else None,
        Icd10cm(icd10cm, display) if icd10cm else None,
        Course(row["course"]),
        icd10cm.startswith(("C", "D0")) or not CANCER_WORDS.isdisjoint(tokenise_words(display)),
    )


def _spellings(name: str) -> Iterator[str]:
    """A name as the table writes it and as it is written in British English."""
    yield name
    british = name
    for here, there in _BRITISH:
        if there not in british:
            british = british.replace(here, there)
    if british != name:
        yield british
