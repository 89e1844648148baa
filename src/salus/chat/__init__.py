"""Chat: grounded answers for patients and doctors.

Owns: conversations, messages, answers in the making, cached answers.
Reads: the chart (`records`), passages and proposals (`documents`).
Listens: DocumentDeleted, DocumentReplaced, ProposalDecided (answers that were kept are dropped).
Standards: none of its own; sources carry FHIR resource ids and page boxes.
"""
