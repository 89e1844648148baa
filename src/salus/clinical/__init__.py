"""Clinical: medicine without I/O.

Owns: codes, units, dates, assertion (negation), red flags, breast markers, plain-language explanations, their tables.
Standards: LOINC, UCUM, SNOMED CT, ICD-10-CM, RxNorm; NegEx and ConText in spirit.
"""
