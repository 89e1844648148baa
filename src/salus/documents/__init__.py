"""Documents: files in, readable and citable knowledge out.

Owns: documents, pages, pictures, proposed chart edits, chunks for search, a log of the work (schema `documents`).
Reads: charts, facts, consents and timeline of `records`; laboratory names, codes and text rules of `clinical`.
Emits: `DocumentIndexed`, `DocumentDeleted`, `DocumentReplaced`, `ProposalDecided`. Listens: nothing.
Standards: ISO 32000 (PDF), LOINC, UCUM, FHIR Provenance; reciprocal rank fusion (Cormack et al. 2009).
"""
