"""Whether a code can be a code of its system: form and check digit. Says nothing about the code's existence."""

from __future__ import annotations

import re
from collections.abc import Callable

from salus.clinical.codes import Icd10cm, Loinc, RxNorm, Snomed

CVX = "http://hl7.org/fhir/sid/cvx"

# Verhoeff 1969: multiplication in the dihedral group D5, and the permutation by place.
_D5 = tuple(
    tuple(int(digit) for digit in row)
    for row in (
        "0123456789",
        "1234067895",
        "2340178956",
        "3401289567",
        "4012395678",
        "5987604321",
        "6598710432",
        "7659821043",
        "8765932104",
        "9876543210",
    )
)
_PLACE = tuple(
    tuple(int(digit) for digit in row)
    for row in (
        "0123456789",
        "1576283094",
        "5803796142",
        "8916043527",
        "9453126870",
        "4286573901",
        "2793806415",
        "7046913258",
    )
)


def code_problem(system: str | None, code: str | None) -> str | None:
    """Why a code cannot be right, in words for the person who typed it; None when it can."""
    if code is None:
        return None if system is None else "a code system without a code says nothing"
    if system is None:
        return "a code needs its code_system"
    check = _CHECKS.get(system)
    return None if check is None else check(code)


def loinc_problem(code: str) -> str | None:
    """LOINC: up to seven digits, a hyphen, and the mod-10 (Luhn) digit of the number before it (LOINC Users' Guide)."""
    if not re.fullmatch(r"\d{1,7}-\d", code):
        return "a LOINC code is a number, a hyphen and a check digit, such as 718-7"
    number, digit = code.split("-")
    total = 0
    for place, char in enumerate(reversed(number)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return None if (10 - total % 10) % 10 == int(digit) else "the check digit does not fit: this is no LOINC code"


def snomed_problem(code: str) -> str | None:
    """SNOMED CT: 6 to 18 digits ending in a Verhoeff check digit (SNOMED CT Release File Specification, SCTID)."""
    if not re.fullmatch(r"[1-9]\d{5,17}", code):
        return "a SNOMED CT code has 6 to 18 digits"
    check = 0
    for place, char in enumerate(reversed(code)):
        check = _D5[check][_PLACE[place % 8][int(char)]]
    return None if check == 0 else "the check digit does not fit: this is no SNOMED CT code"


def _form(pattern: str, advice: str, code: str) -> str | None:
    return None if re.fullmatch(pattern, code) else advice


_CHECKS: dict[str, Callable[[str], str | None]] = {
    Loinc.system: loinc_problem,
    Snomed.system: snomed_problem,
    RxNorm.system: lambda code: _form(r"\d{1,8}", "an RxNorm code has up to 8 digits", code),
    CVX: lambda code: _form(r"\d{1,4}", "a CVX code has up to 4 digits", code),
    Icd10cm.system: lambda code: _form(
        r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", "an ICD-10-CM code looks like E11.9 or C50.911", code
    ),
}
