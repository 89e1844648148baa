"""Name medicines: ingredients and brands, English and Spanish, to RxNorm, else to a DrugBank accession."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from salus.clinical.codes.types import Coding, DrugBank, RxNorm
from salus.clinical.data import read_table, split_list
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import word_set

# Abbreviations that are ordinary words in small letters: "2 inh" is two inhalations, Spanish "asa" a loop of bowel.
_ONLY_IN_CAPITALS = word_set("inh asa aas")


@dataclass(frozen=True, slots=True)
class Medicine:
    """An ingredient or a fixed combination.

    `is_common` ones are recognised anywhere; the rest of the vocabulary only beside a dose or in a list of
    medicines, because its names include words of ordinary text.
    """

    name: str
    coding: Coding | None
    is_common: bool

    @property
    def ingredients(self) -> frozenset[str]:
        """The single ingredients of a combination; of a single ingredient itself."""
        return frozenset(self.name.split(" and "))


@cache
def medicine_book() -> PhraseBook[Medicine]:
    """All names of medicines in both languages; a combination's own names come before its parts'."""
    entries: list[tuple[str, Medicine]] = []
    for row in read_table("medications"):
        medicine = _medicine(row)
        names = (row["ingredient"], *split_list(row["names_es"]), *split_list(row["brands"]))
        entries += [(form, medicine) for name in names for form in _forms(name)]
    for row in read_table("drug_vocabulary"):
        coding = DrugBank(row["drugbank"], row["name"]) if row["drugbank"] else None
        entries.append((row["name"], Medicine(row["name"].lower(), coding, False)))
    return PhraseBook(entries)


@cache
def combinations() -> dict[frozenset[str], Medicine]:
    """Fixed combinations by their ingredients."""
    found = (_medicine(row) for row in read_table("medications") if " and " in row["ingredient"])
    return {medicine.ingredients: medicine for medicine in found}


def is_written_as_name(text: str) -> bool:
    """Whether a hit of the book, as printed, is the name of a medicine and no ordinary word that looks like one."""
    return text.isupper() or text.lower() not in _ONLY_IN_CAPITALS


def _medicine(row: dict[str, str]) -> Medicine:
    name = row["ingredient"]
    coding: Coding | None = None
    if row["rxcui"]:
        coding = RxNorm(row["rxcui"], name)
    elif row["drugbank"]:
        coding = DrugBank(row["drugbank"], name)
    return Medicine(name, coding, True)


def _forms(name: str) -> tuple[str, ...]:
    """A name as it is written: combinations also with a stroke or a hyphen."""
    if " and " not in name:
        return (name,)
    first, second = name.split(" and ", 1)
    return (name, f"{first}/{second}", f"{first}-{second}", f"{first} {second}", f"{first} / {second}")
