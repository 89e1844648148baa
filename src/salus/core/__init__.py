"""Core: I/O without medicine.

Owns: settings, database, audit chain, sign-in, jobs, encrypted storage, cache, events, live notices, HTTP envelope.
Knows nothing of patients beyond an opaque id under which rows are guarded and keys are kept.
"""
