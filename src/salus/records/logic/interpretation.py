"""Read off a reference range whether a value is low, normal or high; silence where it cannot be told."""

from __future__ import annotations

from decimal import Decimal

from salus.records.contract.vocabulary import Interpretation


def interpret(
    value: Decimal | None, comparator: str | None, low: Decimal | None, high: Decimal | None
) -> Interpretation | None:
    """Low, normal or high against the range that was printed with the value.

    A bound belongs to the normal range. With a comparator the answer is given only where it holds for every value
    meant: "<5" is low below 10, normal under an upper limit of 10, and unknown against 3 to 8.
    """
    if value is None or (low is None and high is None):
        return None
    least, most = _meant(value, comparator)
    if high is not None and least is not None and _above(least, high, comparator):
        return Interpretation.HIGH
    if low is not None and most is not None and _below(most, low, comparator):
        return Interpretation.LOW
    is_not_low = low is None or (least is not None and least >= low)
    is_not_high = high is None or (most is not None and most <= high)
    return Interpretation.NORMAL if is_not_low and is_not_high else None


def _meant(value: Decimal, comparator: str | None) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value meant; None stands for unbounded."""
    if comparator in ("<", "<="):
        return None, value
    if comparator in (">", ">="):
        return value, None
    return value, value


def _above(least: Decimal, high: Decimal, comparator: str | None) -> bool:
    return least > high or (comparator == ">" and least == high)


def _below(most: Decimal, low: Decimal, comparator: str | None) -> bool:
    return most < low or (comparator == "<" and most == low)
