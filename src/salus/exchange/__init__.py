"""Exchange: the record as others read and write it: FHIR R4, files taken over from elsewhere, copies to take away.

Owns: nothing that is clinical; imports and exports on their way (schema `exchange`).
Reads: the charts of records and the files of documents, through their doors.
Emits: nothing. Listens: nothing.
Standards: HL7 FHIR R4 (4.0.1), US Core search parameters, C-CDA R2.1.
"""
