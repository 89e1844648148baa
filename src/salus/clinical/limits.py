"""Values of vital signs that a living person cannot have: a gate for typing errors, not a clinical judgement. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limit:
    """The widest range that is taken for one LOINC code, in one UCUM unit."""

    loinc: str
    name: str
    unit: str
    low: Decimal
    high: Decimal


def _limit(loinc: str, name: str, unit: str, low: str, high: str) -> Limit:
    return Limit(loinc, name, unit, Decimal(low), Decimal(high))


# MIMIC-Extract's valid ranges (Wang 2020, doi:10.1145/3368555.3384469) unless another reason stands beside.
LIMITS = {
    limit.loinc: limit
    for limit in (
        _limit("8867-4", "Heart rate", "/min", "0", "350"),
        _limit("40443-4", "Resting heart rate", "/min", "0", "350"),
        _limit("9279-1", "Respiratory rate", "/min", "0", "300"),
        _limit("59408-5", "Oxygen saturation by pulse oximetry", "%", "0", "100"),
        _limit("2708-6", "Oxygen saturation", "%", "0", "100"),
        _limit("8310-5", "Body temperature", "Cel", "26", "45"),
        _limit("8480-6", "Systolic blood pressure", "mm[Hg]", "0", "375"),
        _limit("8462-4", "Diastolic blood pressure", "mm[Hg]", "0", "375"),
        _limit("29463-7", "Body weight", "kg", "0", "650"),  # the heaviest person on record weighed 635 kg
        _limit("8302-2", "Body height", "cm", "0", "275"),  # the tallest person on record stood 272 cm
    )
}


def outside_limits(loinc: str, value: Decimal, unit: str | None) -> Limit | None:
    """The limit that the value breaks; None when it keeps it, or when nothing is known for this code and unit."""
    limit = LIMITS.get(loinc)
    if limit is None or limit.unit != unit or limit.low <= value <= limit.high:
        return None
    return limit
