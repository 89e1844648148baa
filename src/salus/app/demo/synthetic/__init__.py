"""Synthetic charts of any size, for seeing and measuring Salus under load; nobody in them exists.

They are loaded in bulk by the schema's owner, past the services: a hundred thousand charts in minutes. Everything
carries the mark: people an identifier of `SYSTEM`, facts an origin, documents a file name that begin with `synthetic`.
"""

SYSTEM = "urn:salus:synthetic:patient-number"
