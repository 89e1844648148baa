"""More tests for the held-back forms: further codes, and the SI units of British and Spanish laboratories.

Codes: LOINC. Adult ranges: after ABIM Laboratory Test Reference Ranges (2024) and, in SI units, Pathology Harmony
(2011), rounded; they only shape the values that are drawn. Written without sight of the extraction's dictionary.
"""

from __future__ import annotations

from evals.layouts.truth import Analyte

MORE = (
    Analyte("789-8", ("RBC", "Red Blood Cell Count"), ("Hematíes",), ("x10^6/uL", "M/uL"), "10*6/uL", 4.2, 5.9, 2),
    Analyte("785-6", ("MCH",), ("HCM",), ("pg",), "pg", 28, 32, 1),
    Analyte("786-4", ("MCHC",), ("CHCM",), ("g/dL",), "g/dL", 32, 36, 1),
    Analyte("788-0", ("RDW",), ("ADE",), ("%",), "%", 11.5, 14.5, 1),
    Analyte("2324-2", ("GGT", "Gamma-Glutamyl Transferase"), ("GGT", "Gamma GT"), ("U/L",), "U/L", 8, 60, 0),
    Analyte("2532-0", ("LDH", "Lactate Dehydrogenase"), ("LDH",), ("U/L",), "U/L", 80, 225, 0),
    Analyte("2157-6", ("CK", "Creatine Kinase"), ("CK", "Creatinquinasa"), ("U/L",), "U/L", 30, 170, 0),
    Analyte("19123-9", ("Magnesium",), ("Magnesio",), ("mg/dL",), "mg/dL", 1.6, 2.6, 1),
    Analyte("2777-1", ("Phosphorus", "Phosphate"), ("Fósforo",), ("mg/dL",), "mg/dL", 3.0, 4.5, 1),
    Analyte("2885-2", ("Protein, Total", "Total Protein"), ("Proteínas totales",), ("g/dL",), "g/dL", 6.0, 7.8, 1),
    Analyte("2345-7", ("Glucose",), ("Glucosa",), ("mg/dL",), "mg/dL", 70, 99, 0),
    Analyte("2028-9", ("Carbon Dioxide, Total", "CO2"), ("CO2 total",), ("mmol/L",), "mmol/L", 22, 29, 0),
    Analyte("2284-8", ("Folate", "Folic Acid"), ("Ácido fólico", "Folato"), ("ng/mL",), "ng/mL", 3, 17, 1),
    Analyte("3040-3", ("Lipase",), ("Lipasa",), ("U/L",), "U/L", 10, 95, 0),
)  # fmt: skip

SI = (
    Analyte("718-7", ("Haemoglobin", "Haemoglobin estimation"), ("Hemoglobina",), ("g/L",), "g/L", 115, 165, 0),
    Analyte("6690-2", ("Total white cell count", "White Cells"), ("Leucocitos",), ("10*9/L", "x10^9/L"), "10*9/L", 4, 11, 1),
    Analyte("777-3", ("Platelet count", "Platelets"), ("Plaquetas",), ("10*9/L", "x10^9/L"), "10*9/L", 150, 450, 0),
    Analyte("787-2", ("Mean corpuscular volume (MCV)", "MCV"), ("VCM",), ("fL",), "fL", 80, 100, 1),
    Analyte("2951-2", ("Serum sodium", "Sodium"), ("Sodio",), ("mmol/L",), "mmol/L", 133, 146, 0),
    Analyte("2823-3", ("Serum potassium", "Potassium"), ("Potasio",), ("mmol/L",), "mmol/L", 3.5, 5.3, 1),
    Analyte("22664-7", ("Serum urea level", "Urea"), ("Urea",), ("mmol/L",), "mmol/L", 2.5, 7.8, 1),
    Analyte("14682-9", ("Serum creatinine", "Creatinine"), ("Creatinina",), ("umol/L", "µmol/L"), "umol/L", 45, 104, 0),
    Analyte("14631-6", ("Serum total bilirubin", "Total bilirubin"), ("Bilirrubina total",), ("umol/L", "µmol/L"), "umol/L", 3, 20, 0),
    Analyte("1751-7", ("Serum albumin", "Albumin"), ("Albúmina",), ("g/L",), "g/L", 35, 50, 0),
    Analyte("1742-6", ("Serum ALT level", "ALT"), ("ALT",), ("U/L", "iu/L"), "U/L", 10, 41, 0),
    Analyte("14647-2", ("Serum cholesterol", "Cholesterol"), ("Colesterol",), ("mmol/L",), "mmol/L", 2.5, 5.0, 1),
    Analyte("59261-8", ("HbA1c level (IFCC)", "HbA1c (IFCC)"), ("HbA1c (IFCC)",), ("mmol/mol",), "mmol/mol", 20, 41, 0),
    Analyte("14920-3", ("Serum free T4 level", "Free T4"), ("T4 libre",), ("pmol/L",), "pmol/L", 12, 22, 1),
    Analyte("3016-3", ("Serum TSH level", "TSH"), ("TSH",), ("mU/L", "miu/L"), "m[IU]/L", 0.3, 4.5, 2),
    Analyte("2276-4", ("Serum ferritin", "Ferritin"), ("Ferritina",), ("ug/L", "µg/L"), "ug/L", 15, 200, 0),
    Analyte("1988-5", ("Serum CRP level", "C reactive protein"), ("Proteína C reactiva",), ("mg/L",), "mg/L", 0, 5, 0),
)  # fmt: skip
