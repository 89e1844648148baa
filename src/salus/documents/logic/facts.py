"""Proposed facts as flat JSON and back, and the corrections that a person types. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from salus.documents.contract import (
    AllergyFact,
    ConditionFact,
    FamilyHistoryFact,
    InvalidCorrection,
    MedicationFact,
    ObservationFact,
    ProposalKind,
    ProposedFact,
    RiskMarkerFact,
)
from salus.records.contract import (
    ClinicalStatus,
    Interpretation,
    MedicationStatus,
    Severity,
    VerificationStatus,
)

Scalar = str | int | float | bool | None
# Fields that hold one word of a closed list; "entered in error" is a deed of its own, never a correction.
WORD_LISTS: Mapping[str, type[StrEnum]] = {
    "clinical_status": ClinicalStatus,
    "verification_status": VerificationStatus,
    "status": MedicationStatus,
    "severity": Severity,
    "interpretation": Interpretation,
}
FACT_TYPES: Mapping[ProposalKind, type[ProposedFact]] = {
    ProposalKind.OBSERVATION: ObservationFact,
    ProposalKind.CONDITION: ConditionFact,
    ProposalKind.MEDICATION: MedicationFact,
    ProposalKind.ALLERGY: AllergyFact,
    ProposalKind.FAMILY_HISTORY: FamilyHistoryFact,
    ProposalKind.RISK_MARKER: RiskMarkerFact,
}
LONGEST_TEXT = 500
DIGITS = 30  # no measured value has more; a longer number is a typing error or an attack


def encode(fact: ProposedFact) -> dict[str, Scalar]:
    """The fact as JSON scalars; numbers with decimals stay text, so that 4.10 does not become 4.1."""
    return {field.name: _plain(getattr(fact, field.name)) for field in fields(fact)}


def decode(kind: ProposalKind, values: Mapping[str, Scalar]) -> ProposedFact:
    """The fact back; `InvalidCorrection` names every field that cannot be right."""
    fact_type = FACT_TYPES[kind]
    hints = _hints(kind)
    problems: dict[str, str] = {name: "is not a field of this fact" for name in values if name not in hints}
    parsed: dict[str, object] = {}
    for name, hint in hints.items():
        if name not in values:
            continue
        try:
            parsed[name] = _word(name, _parse(values[name], hint))
        except ValueError as error:
            problems[name] = str(error)
    if problems:
        raise InvalidCorrection(fields=dict(problems))
    return fact_type(**parsed)  # type: ignore[arg-type]  # each value was parsed by its own field's type


@cache
def _hints(kind: ProposalKind) -> Mapping[str, Any]:
    """Reading the annotations takes longer than the rest, and lists decode hundreds of facts."""
    return get_type_hints(FACT_TYPES[kind])


def corrected(kind: ProposalKind, fact: ProposedFact, changes: Mapping[str, Scalar]) -> ProposedFact:
    """The fact with a person's changes; unchanged fields stay as they were read."""
    return decode(kind, {**encode(fact), **changes})


def allowed_words(field: str) -> frozenset[str]:
    """The words that a field may hold."""
    return frozenset(word.value for word in WORD_LISTS[field]) - {VerificationStatus.ENTERED_IN_ERROR.value}


def _word(name: str, value: object) -> object:
    if name in WORD_LISTS and value is not None and value not in allowed_words(name):
        raise ValueError(f"must be one of: {', '.join(sorted(allowed_words(name)))}")
    return value


def _plain(value: object) -> Scalar:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    assert value is None or isinstance(value, str | int | float | bool)
    return value


def _parse(value: Scalar, hint: object) -> object:
    wanted = next(part for part in get_args(hint) or (hint,) if part is not type(None))
    if value is None or (isinstance(value, str) and not value.strip()):
        if type(None) in get_args(hint):
            return None
        raise ValueError("must not be empty")
    return _PARSERS[wanted](value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"must have at most {LONGEST_TEXT} characters")
    return value.strip()


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be a number")
    text = str(value).strip().replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("must be a number") from None
    if not number.is_finite() or len(text) > DIGITS:
        raise ValueError("must be a number of reasonable size")
    return number


def _datetime(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be a date and time such as 2025-03-14T08:20:00Z")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("must be a date and time such as 2025-03-14T08:20:00Z") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _date(value: object) -> date:
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError("must be a date such as 2025-03-14") from None


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("must be a whole number")
    try:
        return int(value)
    except ValueError:
        raise ValueError("must be a whole number") from None


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


_PARSERS: Mapping[object, Callable[[object], object]] = {
    str: _text,
    Decimal: _decimal,
    datetime: _datetime,
    date: _date,
    int: _int,
    bool: _bool,
}
