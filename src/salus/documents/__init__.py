"""Documents: from an uploaded file to searchable text and proposed chart edits.

Owns: documents, pages, pictures, chunks, proposals.
Reads: the chart (`records`), codes, units and assertion (`clinical`).
Emits: DocumentIndexed, DocumentDeleted, DocumentReplaced, ProposalDecided.
Standards: PDF, JPEG, PNG; LOINC and UCUM in what is proposed.
"""
