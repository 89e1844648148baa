"""Themes that people ask about ("my kidneys", "the sugar") and the tests that tell of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from salus.clinical.codes.laboratory import variants_of
from salus.clinical.data import read_table, split_list
from salus.clinical.text.fold import fold


@dataclass(frozen=True, slots=True)
class Organ:
    """A theme with what it is called, folded, and the LOINC codes of its tests, most telling first."""

    key: str
    display: dict[str, str]
    names: tuple[str, ...]
    codes: tuple[str, ...]


@cache
def organs() -> tuple[Organ, ...]:
    """All themes, in table order."""
    return tuple(
        Organ(
            key=row["organ"],
            display={"en": row["name_en"], "es": row["name_es"]},
            names=tuple(dict.fromkeys(fold(n) for n in (*split_list(row["names_en"]), *split_list(row["names_es"])))),
            codes=tuple(code for test in split_list(row["tests"]) for code in _codes_of(test)),
        )
        for row in read_table("organ_tests")
    )


def _codes_of(test: str) -> tuple[str, ...]:
    """The codes of a test of the dictionary; vital signs stand in the table by their code."""
    found = tuple(variant.loinc.code for variant in variants_of(test))
    return found or (test,)
