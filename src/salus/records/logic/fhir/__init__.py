"""FHIR R4 JSON read into the record's own terms. Pure; what has no place here is counted and named, never dropped."""
