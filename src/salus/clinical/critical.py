"""Whether a result lies beyond its printed range or beyond a published critical limit, and how far. Pure.

Critical ("panic") limits are those of hospitals' public test directories (reference A5), of several the most
sensitive. An analyte without a published limit is never critical by its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Protocol

from salus.clinical.codes.laboratory import as_substance, lab_test_by_loinc
from salus.clinical.data import read_table
from salus.clinical.units import convert, parse_ucum

NORMAL = "N"  # HL7 v3 ObservationInterpretation


class Result(Protocol):
    """A measured value as charts and documents hold it: LOINC code, UCUM unit, the range printed beside it."""

    @property
    def code(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def comparator(self) -> str | None: ...
    @property
    def reference_low(self) -> Decimal | None: ...
    @property
    def reference_high(self) -> Decimal | None: ...
    @property
    def interpretation(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a value lies beyond, in the unit of the value, and how far: in shares of the limit."""

    is_high: bool
    limit: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class CriticalLimits:
    """Published limits of one analyte in a UCUM unit (None: a bare number); a side without one has None."""

    analyte: str
    unit: str | None
    low: Decimal | None
    high: Decimal | None

    def in_unit(self, unit: str | None) -> tuple[Decimal | None, Decimal | None]:
        """Low and high in another unit; None on both sides where there is no way to that unit."""
        if unit == self.unit:
            return self.low, self.high
        if self.unit is None:
            return (self.low, self.high) if _is_bare(unit) else (None, None)
        if unit is None:
            return None, None
        # Only ions of one charge are published in mmol/L: calcium and magnesium are in mg/dL.
        known = as_substance(unit) if self.unit == "mmol/L" else unit
        low, high = (
            None if limit is None else convert(limit, self.unit, known, self.analyte) for limit in (self.low, self.high)
        )
        return low, high


@cache
def critical_limits() -> dict[str, CriticalLimits]:
    """The table, by analyte as in `lab_tests.csv`."""
    return {
        row["analyte"]: CriticalLimits(row["analyte"], row["ucum"] or None, _decimal(row["low"]), _decimal(row["high"]))
        for row in read_table("critical_limits")
    }


def beyond(value: Decimal, comparator: str | None, low: Decimal | None, high: Decimal | None) -> Breach | None:
    """The limit that every value meant lies beyond; a limit itself is inside (reference H2: a breach is strict)."""
    is_open_below, is_open_above = comparator in ("<", "<="), comparator in (">", ">=")
    if high is not None and not is_open_below and (value > high or (comparator == ">" and value == high)):
        return _breach(value, high, is_high=True)
    if low is not None and not is_open_above and (value < low or (comparator == "<" and value == low)):
        return _breach(value, low, is_high=False)
    return None


def beyond_range(result: Result) -> Breach | None:
    """How a result lies outside the range printed with it; None inside, and without a number or a range."""
    if result.value is None:
        return None
    return beyond(result.value, result.comparator, result.reference_low, result.reference_high)


def beyond_critical(result: Result) -> Breach | None:
    """How a result lies beyond a published critical limit; the laboratory's own word that it is normal wins."""
    test = lab_test_by_loinc(result.code)
    limits = critical_limits().get(test.key) if test else None
    if limits is None or result.value is None or result.interpretation == NORMAL:
        return None
    breach = beyond(result.value, result.comparator, *limits.in_unit(result.unit))
    if breach is None:
        return None
    printed = result.reference_high if breach.is_high else result.reference_low
    return breach if printed is None or beyond_range(result) is not None else None


def _breach(value: Decimal, limit: Decimal, *, is_high: bool) -> Breach:
    return Breach(is_high, limit, abs(value - limit) / (abs(limit) or Decimal(1)))


def _is_bare(unit: str | None) -> bool:
    parsed = parse_ucum(unit) if unit else None
    return unit in (None, "1") or (parsed is not None and parsed.kind == "ratio")


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None
