"""Name laboratory tests: from a printed name, English or Spanish, abbreviated or misread, to LOINC.

A test has one entry per LOINC code ("variant"): mass and moles, percent and count, strip and quantity. The
printed unit, the kind of value and the printed range choose among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from salus.clinical.codes.types import Loinc
from salus.clinical.data import read_table, split_list
from salus.clinical.units import parse_ucum, parse_unit, scale_between


class ResultKind(StrEnum):
    """What a result of the test looks like: a number, a grade (negative, 1+), or a name (colour, blood group)."""

    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True)
class LabTest:
    """One LOINC variant of a laboratory test.

    Reference limits are typical adult ones for judging plausibility, never for care: the printed range wins.
    Outside the plausible limits a value is more likely misread than measured.
    """

    key: str
    panel: str
    specimen: str
    loinc: Loinc
    kind: ResultKind
    reference_low: Decimal | None
    reference_high: Decimal | None
    plausible_low: Decimal | None
    plausible_high: Decimal | None
    names: tuple[str, ...]
    own_names: tuple[str, ...]
    status: str

    @property
    def ucum(self) -> str | None:
        return self.loinc.unit

    def is_plausible(self, value: Decimal, unit: str | None) -> bool:
        """Whether a value in a UCUM unit (None: as usual) could have been measured in a living person."""
        if self.plausible_low is None or self.plausible_high is None:
            return True
        if unit and self.ucum:
            scale = scale_between(as_substance(unit), self.ucum)
            if scale is None:
                return False
            value = value * scale
        return self.plausible_low <= value <= self.plausible_high


def as_substance(unit: str) -> str:
    """Milliequivalents of monovalent ions as millimoles; other units unchanged."""
    return unit.replace("meq/", "mmol/")


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


@cache
def lab_tests() -> tuple[LabTest, ...]:
    """The whole dictionary in table order; variants of a test stand together, the usual one first."""
    names: dict[str, tuple[str, ...]] = {}
    tests = []
    for row in read_table("lab_tests"):
        if row["names_en"] or row["names_es"]:
            names[row["key"]] = split_list(row["names_en"]) + split_list(row["names_es"])
        tests.append(
            LabTest(
                key=row["key"],
                panel=row["panel"],
                specimen=row["specimen"],
                loinc=Loinc(row["loinc"], row["display"], unit=row["ucum"] or None),
                kind=ResultKind(row["kind"]),
                reference_low=_decimal(row["reference_low"]),
                reference_high=_decimal(row["reference_high"]),
                plausible_low=_decimal(row["plausible_low"]),
                plausible_high=_decimal(row["plausible_high"]),
                names=names[row["key"]],
                own_names=split_list(row["own_names"]),
                status=row["status"],
            )
        )
    return tuple(tests)


@cache
def lab_test_by_loinc(code: str) -> LabTest | None:
    """The dictionary entry of a LOINC code, or None."""
    return next((test for test in lab_tests() if test.loinc.code == code), None)


@cache
def variants_of(key: str) -> tuple[LabTest, ...]:
    """All variants of one test, the usual one first."""
    return tuple(test for test in lab_tests() if test.key == key)


def choose_variant(
    variants: Sequence[LabTest],
    unit: str | None,
    value: Decimal | None,
    high: Decimal | None = None,
) -> tuple[LabTest, bool]:
    """The variant that fits a result, and whether its unit agrees.

    Parameters
    ----------
    variants : sequence of LabTest
        Candidates, the usual one first, at least one.
    unit : str or None
        UCUM unit of the result; None when none is printed.
    value : Decimal or None
        Numeric value; None for results in words.
    high : Decimal or None
        Upper limit of the printed reference range, to tell percent from count when no unit is printed.
    """
    fitting = [test for test in variants if (test.kind is ResultKind.QUANTITY) == (value is not None)]
    candidates = fitting or list(variants)
    if unit is None:
        return _by_size(candidates, value, high)
    parsed = parse_ucum(as_substance(unit)) or parse_unit(unit)
    same_code = [test for test in candidates if test.ucum == unit]
    if same_code:
        return same_code[0], True
    same_kind = [test for test in candidates if parsed and _kind(test) == parsed.kind]
    if same_kind:
        return same_kind[0], True
    unitless = [test for test in candidates if test.ucum is None]
    if unitless and (parsed is None or parsed.kind in ("ratio", "titer")):
        return unitless[0], True
    return candidates[0], False


def _kind(test: LabTest) -> str | None:
    unit = parse_ucum(test.ucum) if test.ucum else None
    return unit.kind if unit else None


def _by_size(candidates: Sequence[LabTest], value: Decimal | None, high: Decimal | None) -> tuple[LabTest, bool]:
    """Without a unit: the first variant whose usual range fits the printed one, or the value."""
    if value is None or len(candidates) == 1:
        return candidates[0], candidates[0].ucum is None or value is None
    probe = high if high is not None else value
    for test in candidates:
        if test.reference_high and test.reference_high / 3 <= probe <= test.reference_high * 3:
            return test, False
    return next((test for test in candidates if test.is_plausible(value, None)), candidates[0]), False
