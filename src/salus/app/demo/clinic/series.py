"""The measured values that the clinic uses, with the reference ranges of its laboratory.

Ranges: the clinical reference's table of adult limits (`A_labs.csv`); codes: LOINC.
"""

from __future__ import annotations

from salus.app.demo.people import Ago, Measured

Points = tuple[tuple[int, str], ...]


def _at(points: Points) -> tuple[tuple[Ago, str], ...]:
    return tuple((Ago(months), value) for months, value in points)


def ferritin(points: Points) -> Measured:
    """Ferritin in a woman."""
    return Measured("2276-4", "Ferritin", "ng/mL", _at(points), "15", "200")


def haemoglobin_f(points: Points) -> Measured:
    """Haemoglobin in a woman."""
    return Measured("718-7", "Haemoglobin", "g/dL", _at(points), "12.0", "15.5")


def haemoglobin_m(points: Points) -> Measured:
    """Haemoglobin in a man."""
    return Measured("718-7", "Haemoglobin", "g/dL", _at(points), "13.5", "17.5")


def tsh(points: Points) -> Measured:
    """Thyrotropin."""
    return Measured("3016-3", "TSH", "m[IU]/L", _at(points), "0.4", "4.0")


def hba1c(points: Points) -> Measured:
    """Glycated haemoglobin."""
    return Measured("4548-4", "HbA1c", "%", _at(points), None, "5.6")


def egfr(points: Points) -> Measured:
    """Estimated glomerular filtration rate, CKD-EPI 2021."""
    return Measured("98979-8", "eGFR (CKD-EPI 2021)", "mL/min/{1.73_m2}", _at(points), "60", None)


def creatinine_m(points: Points) -> Measured:
    """Creatinine in a man."""
    return Measured("2160-0", "Creatinine", "mg/dL", _at(points), "0.7", "1.3")


def potassium(points: Points) -> Measured:
    """Potassium."""
    return Measured("2823-3", "Potassium", "mmol/L", _at(points), "3.5", "5.0")


def sodium(points: Points) -> Measured:
    """Sodium."""
    return Measured("2951-2", "Sodium", "mmol/L", _at(points), "135", "145")


def ldl(points: Points) -> Measured:
    """Calculated LDL cholesterol."""
    return Measured("13457-7", "LDL cholesterol", "mg/dL", _at(points), None, "100")


def inr(points: Points) -> Measured:
    """International normalised ratio; the range is the target under warfarin for atrial fibrillation."""
    return Measured("6301-6", "INR", "{INR}", _at(points), "2.0", "3.0")


def psa(points: Points) -> Measured:
    """Prostate-specific antigen."""
    return Measured("2857-1", "PSA", "ng/mL", _at(points), None, "4.0")


def urate(points: Points) -> Measured:
    """Uric acid in a man."""
    return Measured("3084-1", "Uric acid", "mg/dL", _at(points), "3.5", "7.2")


def systolic(points: Points) -> Measured:
    """Systolic blood pressure."""
    return Measured("8480-6", "Systolic blood pressure", "mm[Hg]", _at(points), None, "140", is_vital=True)


def diastolic(points: Points) -> Measured:
    """Diastolic blood pressure."""
    return Measured("8462-4", "Diastolic blood pressure", "mm[Hg]", _at(points), None, "90", is_vital=True)


def weight(points: Points) -> Measured:
    """Body weight."""
    return Measured("29463-7", "Body weight", "kg", _at(points), is_vital=True)


def heart_rate(points: Points) -> Measured:
    """Heart rate."""
    return Measured("8867-4", "Heart rate", "/min", _at(points), "50", "100", is_vital=True)
