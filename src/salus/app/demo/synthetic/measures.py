"""What synthetic people have measured, and how a plausible series of it goes.

Names, units and reference ranges of tests come from the laboratory dictionary, those of vital signs from the demo
clinic. Typical values and spreads are made up for the look of a series; nothing may be judged by them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random

from salus.clinical.codes import Loinc
from salus.clinical.codes.laboratory import lab_test_by_loinc
from salus.records.contract import Interpretation, ObservationCategory


@dataclass(frozen=True, slots=True)
class Spread:
    """A typical value, its spread between people and from day to day, and its decimals."""

    typical: float
    between: float
    within: float
    places: int


LABORATORY = (
    ("718-7", Spread(14.0, 1.1, 0.4, 1)), ("6690-2", Spread(6.8, 1.6, 0.8, 1)), ("777-3", Spread(250.0, 50.0, 18.0, 0)),
    ("2345-7", Spread(98.0, 20.0, 9.0, 0)), ("4548-4", Spread(5.6, 0.8, 0.15, 1)),
    ("2160-0", Spread(0.95, 0.22, 0.06, 2)), ("2823-3", Spread(4.2, 0.3, 0.2, 1)),
    ("2951-2", Spread(140.0, 2.0, 1.0, 0)), ("2276-4", Spread(85.0, 50.0, 12.0, 0)),
    ("3016-3", Spread(2.0, 1.0, 0.4, 2)), ("2093-3", Spread(195.0, 35.0, 11.0, 0)),
    ("2085-9", Spread(54.0, 14.0, 4.0, 0)), ("2571-8", Spread(130.0, 60.0, 26.0, 0)),
    ("1742-6", Spread(26.0, 12.0, 4.0, 0)), ("1988-5", Spread(3.0, 3.0, 1.2, 1)),
)  # fmt: skip
VITALS = (
    (Loinc("8480-6", "Systolic blood pressure", "mm[Hg]"), None, 140, Spread(126.0, 14.0, 8.0, 0)),
    (Loinc("8462-4", "Diastolic blood pressure", "mm[Hg]"), None, 90, Spread(78.0, 9.0, 5.0, 0)),
    (Loinc("8867-4", "Heart rate", "/min"), 50, 100, Spread(72.0, 8.0, 6.0, 0)),
    (Loinc("59408-5", "Oxygen saturation by pulse oximetry", "%"), 92, None, Spread(97.0, 0.8, 0.7, 0)),
    (Loinc("9279-1", "Respiratory rate", "/min"), 12, 20, Spread(15.0, 1.5, 1.2, 0)),
    (Loinc("8310-5", "Body temperature", "Cel"), None, 38, Spread(36.7, 0.2, 0.2, 1)),
    (Loinc("29463-7", "Body weight", "kg"), None, None, Spread(76.0, 15.0, 0.8, 1)),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A test or vital sign with its reference range and how it spreads."""

    code: Loinc
    low: Decimal | None
    high: Decimal | None
    spread: Spread
    category: ObservationCategory

    def level(self, dice: Random) -> float:
        """Somebody's usual level."""
        return dice.gauss(self.spread.typical, self.spread.between)

    def value(self, level: float, noise: float) -> Decimal:
        """A measured value of somebody whose usual level this is."""
        value = max(level + noise * self.spread.within, self.spread.typical * 0.1)
        return round(Decimal(value), self.spread.places)

    def interpretation(self, value: Decimal) -> Interpretation | None:
        """Against the reference range, where there is one."""
        if self.low is not None and value < self.low:
            return Interpretation.LOW
        if self.high is not None and value > self.high:
            return Interpretation.HIGH
        return Interpretation.NORMAL if self.low is not None or self.high is not None else None


@cache
def laboratory() -> tuple[Measure, ...]:
    """The laboratory's tests."""
    found = []
    for code, spread in LABORATORY:
        test = lab_test_by_loinc(code)
        assert test is not None, f"the dictionary knows {code}"
        low, high = test.reference_low, test.reference_high
        found.append(Measure(test.loinc, low, high, spread, ObservationCategory.LABORATORY))
    return tuple(found)


@cache
def vitals() -> tuple[Measure, ...]:
    """Vital signs."""
    return tuple(
        Measure(code, _limit(low), _limit(high), spread, ObservationCategory.VITAL_SIGNS)
        for code, low, high, spread in VITALS
    )


def _limit(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def rhythm(hour: float) -> float:
    """The day's course of a vital sign, -1 in the small hours to 1 in the afternoon."""
    return math.sin((hour - 10) / 24 * 2 * math.pi)
