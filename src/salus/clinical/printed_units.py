"""UCUM codes as laboratories and people write them: mm[Hg] is for machines, mmHg for readers."""

from __future__ import annotations

# Codes whose UCUM spelling a reader would stumble over; everything else is printed as it stands.
# Source: UCUM 2.1 print symbols, https://ucum.org/ucum
_PRINTED = {
    "10*3/uL": "x10³/µL", "10*6/uL": "x10⁶/µL", "10*9/L": "x10⁹/L", "10*12/L": "x10¹²/L",
    "ug/dL": "µg/dL", "ug/L": "µg/L", "ug/mL": "µg/mL", "umol/L": "µmol/L", "ug": "µg",
    "m[IU]/L": "mIU/L", "[IU]/L": "IU/L", "u[IU]/mL": "µIU/mL", "m[IU]/mL": "mIU/mL",
    "mm[Hg]": "mmHg", "Cel": "°C", "[degF]": "°F", "1": "", "[lb_av]": "lb", "[in_i]": "in",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
}  # fmt: skip


def print_unit(ucum: str | None) -> str:
    """The unit for a reader; annotations such as {INR} or {score} are not said."""
    if not ucum or ucum.startswith("{"):
        return ""
    return _PRINTED.get(ucum, ucum)
