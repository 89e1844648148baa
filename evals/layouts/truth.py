"""The tests that the generated forms print: their codes, names, units as laboratories write them, and ranges.

Codes and adult ranges: the clinical reference (`A_labs.csv`, status verified) and LOINC. Written without sight of
the extraction's own dictionary, so a name that it lacks counts as a miss.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Analyte:
    """A test: names in English and Spanish, printed units, the UCUM unit they mean, range and decimals."""

    loinc: str
    names: tuple[str, ...]
    names_es: tuple[str, ...]
    printed_units: tuple[str, ...]
    ucum: str
    low: float
    high: float
    decimals: int


ANALYTES = (
    Analyte("718-7", ("Hemoglobin", "Haemoglobin", "Hgb", "HGB"), ("Hemoglobina",), ("g/dL", "g/dl"), "g/dL", 12, 16, 1),
    Analyte("4544-3", ("Hematocrit", "HCT", "Haematocrit"), ("Hematocrito",), ("%",), "%", 36, 48, 1),
    Analyte("6690-2", ("WBC", "White Blood Cell Count", "Leukocytes"), ("Leucocitos",), ("x10^3/uL", "K/uL", "10^3/µL"), "10*3/uL", 4, 11, 1),
    Analyte("777-3", ("Platelets", "Platelet Count", "PLT"), ("Plaquetas",), ("x10^3/uL", "K/uL"), "10*3/uL", 150, 400, 0),
    Analyte("787-2", ("MCV", "Mean Corpuscular Volume"), ("VCM", "Volumen corpuscular medio"), ("fL",), "fL", 80, 100, 1),
    Analyte("2276-4", ("Ferritin",), ("Ferritina",), ("ng/mL", "ug/L"), "ng/mL", 15, 200, 0),
    Analyte("2498-4", ("Iron", "Serum Iron", "Iron, Total"), ("Hierro",), ("ug/dL", "mcg/dL", "µg/dL"), "ug/dL", 60, 170, 0),
    Analyte("3016-3", ("TSH", "Thyroid Stimulating Hormone"), ("TSH", "Tirotropina"), ("mIU/L", "uIU/mL", "µIU/mL"), "m[IU]/L", 0.4, 4.0, 2),
    Analyte("3024-7", ("Free T4", "T4, Free", "Thyroxine, free"), ("T4 libre",), ("ng/dL",), "ng/dL", 0.8, 1.8, 2),
    Analyte("4548-4", ("HbA1c", "Hemoglobin A1c", "Glycated Hemoglobin"), ("HbA1c", "Hemoglobina glicosilada"), ("%",), "%", 4.0, 5.6, 1),
    Analyte("2160-0", ("Creatinine", "Creatinine, Serum"), ("Creatinina",), ("mg/dL", "mg/dl"), "mg/dL", 0.6, 1.2, 2),
    Analyte("3094-0", ("BUN", "Urea Nitrogen", "Blood Urea Nitrogen"), ("Nitrógeno ureico",), ("mg/dL",), "mg/dL", 7, 20, 0),
    Analyte("2951-2", ("Sodium", "Na", "Sodium, Serum"), ("Sodio",), ("mmol/L", "mEq/L"), "mmol/L", 135, 145, 0),
    Analyte("2823-3", ("Potassium", "K", "Potassium, Serum"), ("Potasio",), ("mmol/L", "mEq/L"), "mmol/L", 3.5, 5.0, 1),
    Analyte("2075-0", ("Chloride", "Cl"), ("Cloro", "Cloruro"), ("mmol/L",), "mmol/L", 98, 107, 0),
    Analyte("17861-6", ("Calcium", "Calcium, Total"), ("Calcio",), ("mg/dL",), "mg/dL", 8.6, 10.2, 1),
    Analyte("1742-6", ("ALT", "ALT (SGPT)", "Alanine Aminotransferase"), ("ALT (GPT)", "GPT"), ("U/L", "IU/L"), "U/L", 0, 35, 0),
    Analyte("1920-8", ("AST", "AST (SGOT)", "Aspartate Aminotransferase"), ("AST (GOT)", "GOT"), ("U/L", "IU/L"), "U/L", 0, 35, 0),
    Analyte("6768-6", ("Alkaline Phosphatase", "ALP", "Alk Phos"), ("Fosfatasa alcalina",), ("U/L",), "U/L", 36, 120, 0),
    Analyte("1975-2", ("Total Bilirubin", "Bilirubin, Total"), ("Bilirrubina total",), ("mg/dL",), "mg/dL", 0.3, 1.0, 1),
    Analyte("1751-7", ("Albumin", "Albumin, Serum"), ("Albúmina",), ("g/dL",), "g/dL", 3.5, 5.0, 1),
    Analyte("2093-3", ("Cholesterol, Total", "Total Cholesterol"), ("Colesterol total",), ("mg/dL",), "mg/dL", 120, 200, 0),
    Analyte("2085-9", ("HDL Cholesterol", "HDL", "HDL-C"), ("Colesterol HDL", "HDL"), ("mg/dL",), "mg/dL", 40, 90, 0),
    Analyte("2571-8", ("Triglycerides", "TRIG"), ("Triglicéridos",), ("mg/dL",), "mg/dL", 40, 150, 0),
    Analyte("62292-8", ("Vitamin D, 25-OH", "25-Hydroxyvitamin D", "25-OH Vitamin D"), ("Vitamina D (25-OH)",), ("ng/mL",), "ng/mL", 20, 100, 0),
    Analyte("2132-9", ("Vitamin B12", "B12"), ("Vitamina B12",), ("pg/mL",), "pg/mL", 200, 900, 0),
    Analyte("1988-5", ("C-Reactive Protein", "CRP"), ("Proteína C reactiva", "PCR"), ("mg/L",), "mg/L", 0, 5, 1),
    Analyte("2857-1", ("PSA", "Prostate Specific Antigen"), ("PSA", "PSA total"), ("ng/mL",), "ng/mL", 0, 4, 2),
    Analyte("3084-1", ("Uric Acid", "Urate"), ("Ácido úrico",), ("mg/dL",), "mg/dL", 3.4, 7.0, 1),
)  # fmt: skip
