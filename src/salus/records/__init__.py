"""Records: the chart, and the only door to it.

Owns: patients, practitioners, care teams, encounters, conditions, observations, medications, allergies, immunizations,
procedures, family history, consents, flags, provenance, versions, timeline, worklist reasons, looks (schema `records`).
Reads: clinical codes and units, the audit trail of core.
Emits: nothing yet; `chart_revision` tells that a chart changed. Listens: nothing.
Standards: FHIR R4 names and meanings, LOINC, SNOMED CT, RxNorm, CVX, UCUM.
"""
